"""Deciding the cases of an approved proposal: one by one, each whole or not at all, by the worker (B1, A6)."""

from html import unescape
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import outbox, work
from workflows.cases import duties
from workflows.cases.impartiality import ImpartialityForm
from workflows.cases.journal import CaseChanged
from workflows.cases.models import Capacity, Case, ImpartialityDeclaration, WorkItem
from workflows.directory.models import User
from workflows.errors import AlreadyDone, Invalid, NotAllowed, NotThere, Refused, WorkError
from workflows.grant.models import HeldDecision, Outcome
from workflows.ui.budget import scaled

from .models import Proposal, ProposalLine
from .reading import DECIDING

KIND = "allocation"


def decision_data(case: Case, *, amount: int, reasons: str) -> dict[str, str]:
    """Return what the decide task asks for, as it is typed: the one place that knows its form.

    The approved budget is the requested one, scaled to `amount` kroner; overhead is never rounded up.
    """
    requested = case.application.requested_amount or 0
    outcome = Outcome.REFUSED if not amount else Outcome.PARTLY_GRANTED
    typed = {
        "impartial": "on",
        "outcome": str(Outcome.GRANTED if amount and amount == requested else outcome),
        "awarded_amount": str(amount),
        "reasons": reasons,
    }
    budget = case.application.answers.get("budget")
    if amount and isinstance(budget, dict):
        typed |= {
            f"budget_{kind}": str(kroner or 0) for kind, kroner in (scaled(budget, amount) or {}).items()
        }
    return typed


def left_out(proposal: Proposal, by: User) -> dict[int, str]:
    """Return the lines that a person cannot decide, each with the reason in words; three queries (A11, R8.2)."""
    lines = list(proposal.lines.filter(state=ProposalLine.State.WAITING).select_related("case"))
    cases = [line.case_id for line in lines]
    tied = set(
        ImpartialityDeclaration.objects.filter(case__in=cases, person=by, partial=True).values_list(
            "case", flat=True
        )
    )
    took_part = duties.conflicts(person=by, acting_for=None, capacity=Capacity.APPROVED)
    earlier = {each.case_id: each for each in took_part.filter(case__in=cases)}
    items = WorkItem.objects.filter(case__in=cases, open=True, flow="grant", node__in=DECIDING)
    waiting = {item.case_id: item for item in items.select_related("owner")}
    reasons: dict[int, str] = {}
    for line in lines:
        item = waiting.get(line.case_id)
        if line.case_id in tied:
            reasons[line.pk] = _("You have declared that you are partial in this case.")
        elif line.case_id in earlier:
            did = earlier[line.case_id].get_capacity_display()
            reasons[line.pk] = _("Two persons are needed: in this case you already %(did)s.") % {"did": did}
        elif item is None:
            reasons[line.pk] = _("The case does not wait for a decision.")
        elif item.owner_id not in (None, by.pk):
            reasons[line.pk] = _("The task is assigned to %(name)s.") % {"name": item.owner}
    return reasons


@outbox.deliverer(KIND, gettext_lazy("Allocation"))
def decide(payload: dict[str, Any]) -> None:
    """Decide the case of a line, with its letter: all of it, or nothing; once, however often it is called.

    Why a case could not be decided is kept with the line. A journal that grew meanwhile is tried again later.
    """
    line = ProposalLine.objects.select_related("proposal__decided_by").get(pk=payload["line"])
    by = line.proposal.decided_by
    assert by is not None, "only an approved proposal is delivered"
    with translation.override(by.language):
        try:
            with transaction.atomic():
                _decide(line, by)
        except CaseChanged:
            raise
        except WorkError as error:
            waiting = ProposalLine.objects.filter(pk=line.pk, state=ProposalLine.State.WAITING)
            waiting.update(state=ProposalLine.State.FAILED, said=_in_words(error))


def _decide(line: ProposalLine, by: User) -> None:
    waiting = ProposalLine.objects.select_for_update().filter(pk=line.pk, state=ProposalLine.State.WAITING)
    if not waiting:
        return
    for node in DECIDING:
        case = Case.objects.select_related("application", "scheme_version").get(pk=line.case_id)
        item = WorkItem.objects.filter(case=case, flow="grant", node=node, open=True).first()
        if item is not None:
            work.complete(item, by=by, data=_typed(line, case, node), key=f"{KIND}-{line.pk}")
        elif node == DECIDING[-1]:
            raise Refused(_("The case does not wait for a decision."))
    held = HeldDecision.objects.filter(case=line.case_id, answered_at__isnull=True).exists()
    said = _("It waits for another decision maker’s approval.") if held else ""
    waiting.update(state=ProposalLine.State.DECIDED, said=said)


def _typed(line: ProposalLine, case: Case, node: str) -> QueryDict:
    """Return what is typed in a task, as a browser would post it."""
    data = (
        decision_data(case, amount=line.amount, reasons=line.reasons)
        if node == DECIDING[-1]
        else {"declaration": ImpartialityForm.IMPARTIAL, "reason": ""}
    )
    post = QueryDict(mutable=True)
    post.update(data)
    return post


def _in_words(error: WorkError) -> str:
    if isinstance(error, Invalid):
        said = " ".join(str(each) for errors in error.form.errors.values() for each in errors)
        return unescape(strip_tags(said))
    if isinstance(error, AlreadyDone):
        return _("%(name)s did it first.") % {"name": error.by}
    if isinstance(error, NotAllowed):
        return error.reason
    if isinstance(error, NotThere):
        return _("The one who approved does not see the case any more.")
    return str(error)
