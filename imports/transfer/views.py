"""The pages where a case from another installation is taken in, looked through, placed and decided on."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from workflows import errors
from workflows.cases.rights import HANDLING_ROLES, Scope
from workflows.package.files import receipt_of
from workflows.pages.signed_in import SignedIn
from workflows.sending.starting import STARTS
from workflows.sending.tables import table_name
from workflows.ui.errors import conflict, handler400

from . import actions, placing
from .forms import DecideForm, PlaceForm, TakeInForm
from .models import Incoming

SHOWN = 50
State = Incoming.State
_TONES = {
    State.LOOKED_AT: "info",
    State.PROPOSED: "warning",
    State.RECEIVED: "success",
    State.TURNED_DOWN: "neutral",
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: SignedIn) -> HttpResponse:
    """List the cases that came for one's offices, the newest first, and take in another. 404 for all others."""
    if not Scope.of(request.user).places("office", *HANDLING_ROLES):
        raise Http404
    sent = request.method == "POST"
    form = TakeInForm(request.POST if sent else None, request.FILES if sent else None, by=request.user)
    if sent and form.is_valid():
        told = form.cleaned_data
        try:
            came = actions.take_in(
                file=told["file"].file, office=told["office"], seal=told["seal"], by=request.user
            )
        except errors.Refused as refused:
            form.add_error("file", [str(message) for message in refused.messages])
        else:
            messages.success(request, _("The package holds: every file, and the journal’s whole chain."))
            return redirect(came)
    rows = Incoming.objects.visible_to(request.user).select_related("office", "case")[:SHOWN]
    context = {
        "crumbs": [(_("Exchange"), reverse("imports:batches")), (_("Cases from other installations"), "")],
        "form": form,
        "rows": [(row, _TONES[State(row.state)]) for row in rows],
    }
    return render(request, "imports/transfer/listing.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def incoming(request: SignedIn, pk: int) -> HttpResponse:
    """Show what came and what does not match the own register; propose how it is received, or decide on it."""
    found = get_object_or_404(
        Incoming.objects.visible_to(request.user).select_related(
            "office", "case", "by", "proposed_by", "decided_by"
        ),
        pk=pk,
    )
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("action", ""))
        return act(request, found) if act else handler400(request)
    return _show(request, found)


def _propose(request: SignedIn, found: Incoming) -> HttpResponse:
    return _show(request, found, proposing=True)


def _decide(request: SignedIn, found: Incoming) -> HttpResponse:
    form, approve = DecideForm(request.POST), request.POST["action"] == "receive"
    received = _("The case is received. Give the sender the receipt.")
    answer = _do(
        request, found, form,
        lambda: actions.decide(incoming=found, approve=approve, note=form.cleaned_data["note"], by=request.user),
        received if approve else _("The case is not taken: tell the sender."),
    )  # fmt: skip
    return answer or _show(request, found, decide=form)


_ACTS = {"propose": _propose, "receive": _decide, "turn_down": _decide}


def _do(
    request: SignedIn, found: Incoming, form: forms.Form, act: Callable[[], object], done: str
) -> HttpResponse | None:
    """Do what a valid form asks for and lead on; None, with the reasons on the form, where it is refused."""
    if not form.is_valid():
        return None
    try:
        act()
    except errors.Refused as refused:
        form.add_error(None, [str(message) for message in refused.messages])
        return None
    except errors.NotAllowed as denied:
        raise PermissionDenied(denied.reason) from None
    except errors.AlreadyDone as lost:
        return conflict(request, winner=lost.by, at=lost.at, back=found.get_absolute_url())
    messages.success(request, done)
    return redirect(found)


def _show(
    request: SignedIn, found: Incoming, *, proposing: bool = False, decide: forms.Form | None = None
) -> HttpResponse:
    may_decide = actions.may_decide(request.user, found)
    context: dict[str, Any] = {
        "crumbs": [
            (_("Cases from other installations"), reverse("imports:incoming-list")),
            (found.number, ""),
        ],
        "incoming": found,
        "tone": _TONES[State(found.state)],
        "receipt": receipt_of(found.seal) if found.state == State.RECEIVED else "",
        "decide_form": (decide or DecideForm()) if found.state == State.PROPOSED and may_decide else None,
        "waits": may_decide.reason if found.state == State.PROPOSED and not may_decide else "",
    }
    failed = bool(decide and decide.errors)
    if found.state in (State.LOOKED_AT, State.PROPOSED):
        try:
            with actions.opened(found) as came:
                answer = _look_through(request, found, came, context, proposing=proposing)
        except errors.Refused as refused:
            context["faults"] = [str(message) for message in refused.messages]
        else:
            if isinstance(answer, HttpResponse):
                return answer
            failed = failed or answer
    elif proposing:
        return conflict(request, winner=found.decided_by, at=found.decided_at, back=found.get_absolute_url())
    return render(request, "imports/transfer/incoming.html", context, status=422 if failed else 200)


def _look_through(
    request: SignedIn, found: Incoming, came: Any, context: dict[str, Any], *, proposing: bool
) -> HttpResponse | bool:
    """Fill the page with what came; return whether what was typed was refused, or where to go on."""
    placed = found.placing or placing.suggested(came, found.office)
    steps, only_history, refusals = _rehearsed(came, placed, found)
    form = PlaceForm(
        request.POST if proposing else None,
        initial={**PlaceForm.initial_of(placed), "step": found.step, "reason": found.reason},
        came=came,
        office=found.office,
        steps=steps,
    )
    if proposing:
        answer = _do(
            request, found, form,
            lambda: actions.propose(
                incoming=found, placing=form.placing, step=form.cleaned_data["step"],
                reason=form.cleaned_data["reason"], by=request.user,
            ),
            _("It is proposed how the case is received. Another decision maker of the office decides."),
        )  # fmt: skip
        if answer is not None:
            return answer
    context |= {
        "came": came,
        "title": came.case.get("title", ""),
        "reason": came.manifest["sent"]["reason"],
        "differences": placing.differences(came, found.office),
        "only_history": [(table_name(name), count) for name, count in sorted(only_history.items())],
        "refusals": refusals,
        "work": [str(item.get("title", "")) for item in came.work],
        "counts": {
            "documents": len(came.documents),
            "entries": came.manifest["journal"]["count"],
            "checks": len(came.checks),
        },
        "place_form": form,
    }
    return bool(form.errors)


def _rehearsed(
    came: Any, placed: placing.Placing, found: Incoming
) -> tuple[list[Any], dict[str, int], list[str]]:
    """Return the steps, what stays history, and why it could not be received as it is placed now."""
    try:
        rehearsed = actions.rehearse(came, placed, found.office)
    except errors.Refused as refused:
        return list(STARTS.values()), {}, [str(message) for message in refused.messages]
    return rehearsed.steps, rehearsed.only_history, []
