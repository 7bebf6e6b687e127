"""Pages about a project's audit: deferral, early stop, the auditor's link, and the statement it opens."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from workflows import work
from workflows.audit import covering, deferring, inviting, stopping
from workflows.audit.foreseeing import STOP
from workflows.cases.awards import granted
from workflows.cases.foreseeing import foreseen
from workflows.cases.models import Case
from workflows.cases.rights import Answer, at_office
from workflows.errors import AlreadyDone, Invalid, NotAllowed, NotThere, Refused
from workflows.pages.cases import find_case
from workflows.pages.context import case_frame
from workflows.pages.signed_in import SignedIn

from .forms import DeadlineForm, DeferForm, LinkForm, StopForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def defer(request: SignedIn, number: str) -> HttpResponse:
    """Let a decision maker defer the audit until after the project's last year, with reasons (R6.2)."""
    case = find_case(request.user, number)
    _allowed(deferring.may_defer(request.user, case))
    data = request.POST if request.method == "POST" else None
    form = DeferForm(
        data, with_report=deferring.offers_progress_report(), initial={"last_year": case.year + 1}
    )
    if form.is_bound and form.is_valid():
        try:
            deferring.defer(case=case, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, [str(message) for message in refused.messages])
        else:
            messages.success(request, _("The audit is deferred, and the letter is sent."))
            return redirect("case-part", number=case.number, part="revisjon")
    context = {"form": form, "refusal": deferring.refusal(case), "button": _("Defer the audit")}
    return _page(request, case, _("Defer the audit"), context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: SignedIn, number: str) -> HttpResponse:
    """Say that the project has stopped; the office sets the deadline of what remains, in a letter (R6.3)."""
    case = find_case(request.user, number)
    _allowed(stopping.may_tell(request.user, case))
    told, office = covering.stop_of(case), at_office(request.user, case)
    refusal = "" if told and office and not told.deadline else stopping.refusal(case)
    asked = ([] if told else [StopForm]) + ([DeadlineForm] if office else [])
    form: forms.Form = type("Form", tuple(asked) or (forms.Form,), {})(
        request.POST if request.method == "POST" else None
    )
    if request.method == "POST" and not refusal and form.is_valid():
        try:
            with transaction.atomic():
                _stopped(request, case, form.cleaned_data)
        except Refused as refused:
            form.add_error(None, [str(message) for message in refused.messages])
        else:
            messages.success(request, _("It is kept that the project has stopped."))
            return redirect("case-part", number=case.number, part="revisjon")
    context = {"form": form, "refusal": refusal, "told": told, "button": _("Keep it")}
    if not refusal and not office:
        context["foreseen"] = foreseen(STOP, case)
    return _page(request, case, _("The project has stopped"), context)


def _stopped(request: SignedIn, case: Case, typed: dict[str, Any]) -> None:
    if "stopped_on" in typed:
        stopping.tell(case=case, by=request.user, stopped_on=typed["stopped_on"], reasons=typed["reasons"])
    if "deadline" in typed:
        stopping.set_deadline(case=case, by=request.user, deadline=typed["deadline"])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedIn, number: str) -> HttpResponse:
    """Send the auditor's link anew, to the same address or another."""
    case = find_case(request.user, number)
    _allowed(inviting.may_invite(request.user, case))
    latest = case.audit_invitations.order_by("id").last()
    form = LinkForm(
        request.POST if request.method == "POST" else None, initial={"email": latest.email if latest else ""}
    )
    if request.method == "POST" and form.is_valid():
        try:
            inviting.invite_anew(case=case, email=form.cleaned_data["email"], by=request.user)
        except Refused as refused:
            form.add_error(None, [str(message) for message in refused.messages])
        else:
            messages.success(request, _("A new link is sent. Earlier links no longer hold."))
            return redirect("case-part", number=case.number, part="revisjon")
    refusal = (
        "" if inviting.waits_for_invited(case) else _("No statement is waited for from an invited auditor.")
    )
    context = {"form": form, "refusal": refusal, "button": _("Send a new link")}
    return _page(request, case, _("Send the auditor a new link"), context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def state(request: HttpRequest, token: str) -> HttpResponse:
    """Let an invited auditor give one statement by the link that opens it alone; nothing else of the case is shown."""
    invitation = inviting.invited_by(token)
    item = inviting.task_of(invitation) if invitation else None
    if invitation is None or item is None or item.person is None:
        return render(request, "auditing/gone.html", status=404)
    form = work.make_form(item, by=item.person)
    if request.method == "POST":
        try:
            inviting.give(invitation=invitation, data=request.POST, files=request.FILES)
            return redirect("audit-received")
        except Invalid as invalid:
            form = invalid.form
        except (AlreadyDone, NotAllowed, NotThere):
            return render(request, "auditing/gone.html", status=404)
    case = invitation.case
    context = {
        "form": form,
        "invitation": invitation,
        "network": case.network,
        "number": case.number,
        "municipality": case.municipality,
        "scheme": case.scheme_version,
        "obligation": case.audit_obligation,
        "grants": _grants(case),
    }
    return render(request, "auditing/state.html", context, status=422 if form.errors else 200)


@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """Say that an invited auditor's statement was received."""
    return render(request, "auditing/received.html")


def _grants(case: Case) -> list[Case]:
    """Return the grants an audit covers: the project's years where the audit was deferred, or the case's own."""
    covered = covering.covered_cases(case) if covering.deferral_of(case) else Case.objects.filter(pk=case.pk)
    return list(granted(covered))


def _allowed(answer: Answer) -> None:
    if not answer.visible:
        raise Http404
    if not answer:
        raise PermissionDenied(answer.reason)


def _page(request: SignedIn, case: Case, title: str, context: dict[str, Any]) -> HttpResponse:
    frame = case_frame(case, request.user, "revisjon", here=title)
    refused = request.method == "POST" and (context["form"].errors or context["refusal"])
    return render(
        request, "auditing/form.html", {**frame, "title": title, **context}, status=422 if refused else 200
    )
