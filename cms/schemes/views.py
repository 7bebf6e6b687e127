"""Pages in Wagtail's admin about schemes: versions, open calls with an older one, the scheme as a file."""

from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from cms.publishing import SOURCE_LANGUAGE
from workflows.directory.models import User
from workflows.drafting.moving import move_drafts
from workflows.publishing import PublishError
from workflows.scanning import refuse_malware
from workflows.schemes.comparing import compare_versions
from workflows.trying import beginning

from . import exchange
from .compiling import fields_of, fill
from .models import SchemePage
from .publishing import compiled, messages_in
from .versions import CompareForm, lagging_calls, newest_of, versions_of


def _page(request: HttpRequest, pk: int) -> SchemePage:
    """Return the page of a scheme as it was last saved, for those who may edit it; raises Http404, PermissionDenied."""
    stored = get_object_or_404(SchemePage, pk=pk, locale__language_code=SOURCE_LANGUAGE)
    if not stored.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    page: SchemePage = stored.get_latest_revision_as_object()
    return page


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """List the versions of a scheme, and compare two of them in words."""
    page = _page(request, pk)
    listed = versions_of(page)
    form = CompareForm(
        request.GET or None, versions=listed, initial=dict(zip(("after", "before"), listed[:2], strict=False))
    )
    context: dict[str, Any] = {
        "title": _now("Versions"),
        "page": page,
        "versions": listed,
        "form": form,
        "compared": None,
    }
    if form.is_bound and form.is_valid():
        before, after = form.cleaned_data["before"], form.cleaned_data["after"]
        said = {"before": before.version, "after": after.version}
        context |= {
            "compared": compare_versions(before, after),
            "heading": _now("From version %(before)s to version %(after)s") % said,
        }
    return render(request, "cms/admin/schemes/versions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def calls(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether open calls take the newest version of a scheme, and let one take it."""
    page = _page(request, pk)
    newest, lagging = newest_of(page), lagging_calls(page)
    if request.method == "POST" and newest:
        chosen = next((call for call in lagging if str(call.pk) == request.POST.get("call")), None)
        if chosen:
            try:
                move_drafts(chosen, newest, by=cast(User, request.user))
            except PublishError as refusal:
                messages.error(request, " ".join(refusal.messages))
            else:
                messages.success(request, _now("%(call)s now has the new version.") % {"call": chosen})
        return redirect("cms_scheme_calls", pk)
    changes = compare_versions(lagging[0].scheme_version, newest) if lagging and newest else []
    context: dict[str, Any] = {
        "title": _now("Open calls"), "page": page, "newest": newest, "calls": lagging, "changes": changes,
    }  # fmt: skip
    return render(request, "cms/admin/schemes/calls.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the scheme that is in use into its page, which only described it, as a draft to go on with."""
    page = _page(request, pk)
    newest = newest_of(page)
    if newest is None or page.form:
        raise Http404
    if request.method != "POST":
        return render(
            request, "cms/admin/schemes/take_in.html", {"title": _now("Take the scheme in"), "page": page}
        )
    try:
        fields = fields_of(newest.definition)
    except PublishError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        fill(page, {name: value for name, value in fields.items() if name not in ("title", "intro")})
        page.save_revision(user=request.user, log_action=True)
        messages.success(request, _now("The scheme can now be edited here. Nothing is published yet."))
    return redirect("wagtailadmin_pages:edit", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def try_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the scheme be tried as the page was last saved; answer with 400 and what is wrong with it."""
    page = _page(request, pk)
    if not page.form:
        raise Http404
    context: dict[str, Any] = {"title": _now("Try the scheme"), "page": page, "faults": ()}
    if request.method == "POST":
        try:
            definition, rules = compiled(page)
            beginning.begin(definition, rules=rules, by=request.user)
        except PublishError as refusal:
            context["faults"] = refusal.messages
        else:
            return redirect("trials")
    status = 400 if context["faults"] else 200
    return render(request, "cms/admin/schemes/try.html", context, status=status)


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the scheme as a file, as the page was last saved."""
    page = _page(request, pk)
    try:
        content = exchange.as_file(page)
    except ValidationError as error:
        messages.error(request, " ".join(messages_in(error)))
        return redirect("wagtailadmin_pages:edit", pk)
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{page.scheme}.json"'
    return response


class ImportForm(forms.Form):
    """A file with a scheme, and the code it gets here."""

    file = forms.FileField(
        label=_("File"), max_length=200, allow_empty_file=True, validators=[refuse_malware],
        widget=forms.FileInput(attrs={"accept": ".json"}), help_text=_("As it was exported: JSON."),
    )  # fmt: skip
    code = forms.CharField(
        label=_("Code"), max_length=40, required=False,
        help_text=_("The scheme’s code here. Empty: the one in the file."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def import_scheme(request: HttpRequest) -> HttpResponse:
    """Show the form; make a draft of a file, or answer with 400 and why it was refused."""
    home = home_for(request.user)
    if home is None:
        raise PermissionDenied(_now("Only those who may add schemes can import one."))
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            content = exchange.read(form.cleaned_data["file"])
            code = form.cleaned_data["code"] or exchange.code_in(content)
            page = exchange.import_scheme(content, parent=home, code=code, user=request.user)
        except exchange.ImportRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _now("The scheme was imported as a draft. Nothing is published yet."))
            return redirect("wagtailadmin_pages:edit", page.pk)
    status = 400 if form.errors else 200
    context = {"title": _now("Import a scheme"), "form": form}
    return render(request, "cms/admin/schemes/import.html", context, status=status)


def home_for(user: Any) -> Any:
    """Return the bokmål front page, beneath which schemes lie, where a person may add pages; else None."""
    from cms.models import HomePage

    home = HomePage.objects.filter(locale__language_code=SOURCE_LANGUAGE).first()
    return home if home and home.permissions_for_user(user).can_add_subpage() else None
