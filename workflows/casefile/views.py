"""Pages where a case is written in: messages, notes, documents and their register."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from workflows.cases import correspondence, registering
from workflows.cases.models import Case, Document
from workflows.cases.panels import CasePanel
from workflows.cases.rights import demand_office, visible_documents
from workflows.errors import NotAllowed, NotThere
from workflows.pages.cases import find_case
from workflows.pages.context import case_frame
from workflows.pages.signed_in import SignedIn

from .forms import DocumentForm, RegisterForm, WriteForm
from .parts import MESSAGES, NOTES


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: SignedIn, number: str) -> HttpResponse:
    """Show the messages between office and network, and write one."""
    return _written(request, number, MESSAGES, correspondence.write_message, _("The message is sent."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: SignedIn, number: str) -> HttpResponse:
    """Show the office's internal notes, and write one."""
    return _written(request, number, NOTES, correspondence.write_note, _("The note is kept."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_document(request: SignedIn, number: str) -> HttpResponse:
    """Register a document that came outside the flows, or one of the office's own (R8.7)."""
    case = office_case(request, number)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        registering.add_document(
            case=case,
            upload=form.cleaned_data["file"],
            title=form.cleaned_data["title"],
            direction=form.cleaned_data["direction"],
            party=form.cleaned_data["party"],
            by=request.user,
            values=form.values,
        )
        messages.success(request, _("The document is registered."))
        return redirect("case-part", number=case.number, part="dokumenter")
    return _form(request, case, form, _("New document"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def describe_document(request: SignedIn, number: str, document: int) -> HttpResponse:
    """Write what the register says of a document: dispatch, archive reference, public title, withheld or not."""
    case = office_case(request, number)
    found = get_object_or_404(visible_documents(request.user, case), pk=document)
    versions = list(found.registrations.select_related("by").order_by("-version"))
    initial = {name: getattr(versions[0], name) for name in registering.FIELDS} if versions else {}
    form = RegisterForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        sent=found.direction == Document.Direction.OUT,
        corrects=bool(versions),
    )
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data.get("reason", "")
        written = registering.describe(document=found, by=request.user, values=form.values, reason=reason)
        messages.success(request, _("The register is updated.") if written else _("Nothing was changed."))
        return redirect("case-part", number=case.number, part="dokumenter")
    return _form(request, case, form, found.title, versions=versions)


def office_case(request: SignedIn, number: str) -> Case:
    """Return a case for those who handle it: 404 to those who do not see it, 403 with the reason to the others."""
    case = find_case(request.user, number)
    try:
        demand_office(request.user, case)
    except NotAllowed as denied:
        raise PermissionDenied(denied.reason) from denied
    return case


def _written(
    request: SignedIn, number: str, panel: CasePanel, write: Callable[..., Any], done: str
) -> HttpResponse:
    """Show what was written in a part of the case, and write more where one may."""
    case = find_case(request.user, number)
    if not panel.shown(case, request.user):
        raise Http404
    form = WriteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            write(case=case, by=request.user, text=form.cleaned_data["text"])
        except NotAllowed as denied:
            raise PermissionDenied(denied.reason) from denied
        except NotThere:
            raise Http404 from None
        messages.success(request, done)
        return redirect(request.path)
    content = panel.content(case, request.user) or {}
    if panel is MESSAGES:
        correspondence.mark_read(case, request.user)
    context = {
        **case_frame(case, request.user, panel.slug, here=str(panel.title)),
        "panel": panel,
        "content": content,
        "form": form,
    }
    return render(request, panel.template, context, status=422 if form.errors else 200)


def _form(request: SignedIn, case: Case, form: forms.Form, title: str, **context: Any) -> HttpResponse:
    """Show a form about a document of the case."""
    context |= {**case_frame(case, request.user, "dokumenter", here=title), "form": form, "title": title}
    return render(request, "casefile/document.html", context, status=422 if form.errors else 200)
