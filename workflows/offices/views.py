"""The pages where a case goes to another office: to be decided there, or to be taken over."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from workflows import errors
from workflows.cases.models import Case, OfficeTransfer
from workflows.cases.rights import Answer, demand, visible_cases
from workflows.pages.cases import find_case
from workflows.pages.context import case_frame
from workflows.pages.signed_in import SignedIn
from workflows.ui.errors import conflict

from . import substituting, transferring
from .forms import AnswerForm, ProposeForm, SubstituteForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def substitute(request: SignedIn, number: str) -> HttpResponse:
    """Name the office that decides a case, where the leader of the handling office is partial."""
    case = find_case(request.user, number)
    _demand(substituting.may_name(request.user, case))
    form = SubstituteForm(request.POST if request.method == "POST" else None, case=case)
    if form.is_valid() and _done(
        form, lambda: substituting.name_substitute(case=case, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The substitute office is named, and its decision makers are told."))
        return redirect(case)
    title, called_for = _("Name a substitute office"), substituting.is_called_for(case)
    return _show(request, case, form, title, "offices/substitute.html", called_for=called_for)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: SignedIn, number: str) -> HttpResponse:
    """Ask another office to take over a case; the office that is asked answers on the same page."""
    case = find_case(request.user, number)
    asked = transferring.open_transfer(case)
    if asked:
        return _answer(request, case, asked)
    _demand(transferring.may_propose(request.user, case))
    form = ProposeForm(request.POST if request.method == "POST" else None, case=case)
    if form.is_valid() and _done(
        form, lambda: transferring.propose(case=case, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The other office is asked."))
        return redirect(case)
    return _show(request, case, form, _("Hand the case over"), "offices/transfer.html")


def _answer(request: SignedIn, case: Case, asked: OfficeTransfer) -> HttpResponse:
    """Show what was asked, and take the answer."""
    accept = request.POST.get("action") == "accept"
    _demand(transferring.may_answer(request.user, asked, accept=False))
    form = AnswerForm(request.POST if request.method == "POST" else None)
    context = {"asked": asked, "may_accept": transferring.handles(request.user, asked.to_office_id)}
    try:
        if form.is_valid() and _done(
            form,
            lambda: transferring.answer(
                transfer=asked, accept=accept, text=form.cleaned_data["text"], by=request.user
            ),
        ):
            messages.success(
                request, _("The case is yours.") if accept else _("The case stays where it was.")
            )
            return redirect(case if visible_cases(request.user).filter(pk=case.pk).exists() else "tasks")
    except errors.AlreadyDone as lost:
        return conflict(request, winner=lost.by, at=lost.at, back=case.get_absolute_url())
    return _show(request, case, form, _("Hand the case over"), "offices/transfer.html", **context)


def _demand(answer: Answer) -> None:
    """Let 404 and 403 be answered where something is not allowed."""
    try:
        demand(answer)
    except errors.NotThere:
        raise Http404 from None
    except errors.NotAllowed as denied:
        raise PermissionDenied(denied.reason) from None


def _done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it; return False, with the reason on the form, where it is refused."""
    try:
        act()
    except errors.Refused as refused:
        form.add_error(None, [str(message) for message in refused.messages])
        return False
    except errors.NotAllowed as denied:
        raise PermissionDenied(denied.reason) from None
    except errors.NotThere:
        raise Http404 from None
    return True


def _show(request: SignedIn, case: Case, form: Any, title: str, template: str, **more: Any) -> HttpResponse:
    context = {**case_frame(case, request.user, here=title), "form": form, "title": title, **more}
    return render(request, template, context, status=422 if form.errors else 200)
