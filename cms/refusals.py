"""Around Wagtail's admin: only editors come in, and what is refused is told on a page, never as an error (F1, D6)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.auth import require_admin_access
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.models import Page

from workflows.publishing import PublishError

from . import access, sections
from .publishing import InUse

View = Callable[..., HttpResponse]


def guard(view: View) -> View:
    """Let a person's groups follow their roles, and tell what was refused on a page of its own."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            access.groups_follow_roles(request.user)
            if not request.user.has_perm("wagtailadmin.access_admin"):
                raise PermissionDenied(_("Publishing is for editors and guideline reviewers."))
            sections.refuse_elsewhere(request)
        try:
            return view(request, *args, **kwargs)
        except PublishError as refusal:
            return not_published(request, refusal)
        except InUse as refusal:
            return in_use(request, refusal)

    return guarded


@require_admin_access
def not_published(request: HttpRequest, refusal: PublishError, draft: Page | None = None) -> HttpResponse:
    """Tell an editor why a page was not published; what was written is kept as a draft.

    Wagtail approves "with a comment" in a window over the page, which takes its content from JSON.
    """
    edited = draft.pk if draft else request.resolver_match and request.resolver_match.kwargs.get("page_id")
    back = reverse("wagtailadmin_pages:edit", args=[edited]) if edited else ""
    context = {"title": _("This was not published"), "messages_of_refusal": refusal.messages, "back": back}
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        template = "cms/admin/parts/refusal.html"
        return render_modal_workflow(request, template, None, context, json_data={"step": "refused"})
    return render(request, "cms/admin/not_published.html", context)


@require_admin_access
def in_use(request: HttpRequest, refusal: InUse) -> HttpResponse:
    """Tell an editor what rests on a page."""
    context = {
        "title": _("This page is in use"),
        "page": refusal.page,
        "calls": refusal.calls,
        "cases": refusal.cases,
    }
    return render(request, "cms/admin/in_use.html", context)
