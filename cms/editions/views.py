"""Pages in Wagtail's admin about editions: beginning the next one, and what lags behind in nynorsk."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.models import GuidelinePage
from cms.publishing import SOURCE_LANGUAGE

from . import translation
from .copying import begin_next
from .forms import NextEditionForm


def new_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the edition that takes over from this one, as a draft."""
    page = get_object_or_404(GuidelinePage, pk=pk, locale__language_code=SOURCE_LANGUAGE)
    if not page.get_parent().permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    initial = {"title": page.title, "title_nn": _title_in_nynorsk(page)}
    form = NextEditionForm(request.POST or None, page=page, initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        made = begin_next(
            page, code=fields["code"], title=fields["title"], title_nn=fields["title_nn"] or fields["title"],
            valid_from=fields["valid_from"], by=request.user,
        )  # fmt: skip
        messages.success(request, _("The draft of the next edition is made. Nothing is published yet."))
        return redirect("wagtailadmin_pages:edit", made.pk)
    return render(
        request,
        "cms/admin/editions/new.html",
        {"page": page, "form": form, "title": _("New edition from this one")},
    )


def lagging(request: HttpRequest) -> HttpResponse:
    """List the nynorsk paragraphs whose bokmål text is newer, or that are missing; in a fixed number of queries."""
    editable = policy_registry.get_by_type(Page).instances_user_has_permission_for(request.user, "change")
    context = {
        "title": _("Nynorsk that lags behind"),
        "lagging": translation.lagging(),
        "editable": set(editable.values_list("pk", flat=True)),
    }
    return render(request, "cms/admin/editions/lagging.html", context)


@require_POST
def still_holds(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Say that a nynorsk paragraph says what the bokmål one now says."""
    page = get_object_or_404(GuidelinePage, pk=pk, locale__language_code="nn")
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    if translation.still_holds(page, code):
        messages.success(request, _("Paragraph %(code)s is no longer marked.") % {"code": code})
    return redirect("cms_lagging")


def _title_in_nynorsk(page: Any) -> str:
    nynorsk = page.get_translations().filter(locale__language_code="nn").first()
    return nynorsk.title if nynorsk else ""
