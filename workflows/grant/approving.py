"""A decision over the amount that one decision maker may award alone: held until another approves it (R8.4).

A published paragraph says over which amount, as the figure `second_approval_over` in kroner. Until it is approved
nothing holds: no money is committed, no condition set, no letter sent.
"""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from workflows.base import Work
from workflows.cases import impartiality
from workflows.cases.checking import parameter
from workflows.cases.models import Case
from workflows.errors import Refused

from .forms import DecisionForm
from .models import HeldDecision
from .taking import take_decision

OVER = "second_approval_over"
_NOT_TYPED = ("csrfmiddlewaretoken", "key", "action", "acting_for")


def needs_approval(case: Case, amount: int | None) -> bool:
    """Return whether an award of so many kroner takes a second decision maker: over the amount, not at it."""
    limit = parameter(case, OVER)
    return isinstance(limit, int) and (amount or 0) > limit


def may_need_approval(case: Case) -> bool:
    """Return whether an award of all that is applied for would take a second decision maker."""
    return not case.is_draft and needs_approval(case, case.application.requested_amount)


def waiting(case: Case) -> HeldDecision | None:
    """Return the decision that waits to be approved, if one does."""
    return HeldDecision.objects.filter(case=case, answered_at__isnull=True).select_related("by").first()


def hold(work: Work) -> dict[str, Any]:
    """Keep a decision as it is typed, for another to approve."""
    data = work.form.data
    every = data.lists() if isinstance(data, QueryDict) else ((name, [data[name]]) for name in data)
    typed = {name: values for name, values in every if name not in _NOT_TYPED}
    held = HeldDecision.objects.create(
        case=work.case, awarded_amount=work.data["awarded_amount"], typed=typed, by=work.by, at=work.at
    )
    return {"held": held.pk, "outcome": work.data["outcome"], "awarded_amount": held.awarded_amount}


def form_of(held: HeldDecision, *, task: Any) -> DecisionForm:
    """Return the form of a held decision, as its decision maker typed it."""
    typed = QueryDict(mutable=True)
    for name, values in held.typed.items():
        typed.setlist(name, values)
    return DecisionForm(typed, case=held.case, task=task, by=held.by)


def approve(work: Work) -> dict[str, Any]:
    """Approve the held decision, which then holds whole, or send it back to the one who decided, with a note.

    Raises Refused as deciding does, also where the decision can no longer be taken as it was typed.
    """
    case, data = work.case, work.data
    if data.get("impartial"):
        impartiality.declare(case=case, by=work.by, partial=False)
    held = HeldDecision.objects.select_for_update(of=("self",)).get(case=case, answered_at__isnull=True)
    held.case = case
    approved = data["result"] == work.form.APPROVE
    held.approved, held.note, held.answered_by, held.answered_at = approved, data["note"], work.by, work.at
    held.save(update_fields=["approved", "note", "answered_by", "answered_at"])
    if not approved:
        return {"approved": False, "note": held.note}
    form = form_of(held, task=work.task)
    if not form.is_valid():
        words = [str(each) for errors in form.errors.values() for each in errors]
        raise Refused(_("The decision can no longer be taken as it was typed. Send it back."), *words)
    return {"approved": True, **take_decision(form, by=held.by, at=work.at)}
