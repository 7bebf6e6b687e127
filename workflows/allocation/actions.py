"""The verbs of an allocation: save an alternative, send it, approve it or send it back (R4.1, R4.7)."""

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import clock, notices, outbox, reminders
from workflows.cases import duties, journal
from workflows.cases.models import Capacity, Case, Participation, WorkItem
from workflows.cases.rights import demand
from workflows.directory.models import Role, User
from workflows.errors import AlreadyDone, Refused
from workflows.funds.actions import NotEnough
from workflows.schemes.models import Call

from . import rights
from .deciding import KIND, left_out
from .forms import Lines
from .models import Alternative, AlternativeLine, Proposal, ProposalLine
from .reading import DECIDING, Row, pot_of

reminders.register(
    KIND,
    title=gettext_lazy("An allocation waits for approval"),
    text=gettext_lazy(
        "%(person)s has sent the proposal “%(name)s”. Read it, and approve it or send it back with a reason."
    ),
)


@transaction.atomic
def save(
    *, call: Call, alternative: Alternative | None, name: str, lines: Lines, version: int, by: User
) -> Alternative:
    """Save an alternative, or make a new one where `alternative` is None.

    `version` is the one that was changed from. Raises AlreadyDone, with who and when, if another has saved it since;
    Refused for a name that is taken; NotThere, NotAllowed.
    """
    demand(rights.may_work_out(by, call))
    try:
        with transaction.atomic():
            kept = (
                Alternative.objects.create(call=call, name=name, made_by=by, changed_by=by)
                if alternative is None
                else _renewed(alternative, name, version, by)
            )
    except IntegrityError:
        raise Refused(_("There already is an alternative of that name.")) from None
    AlternativeLine.objects.bulk_create(
        [
            AlternativeLine(alternative=kept, case_id=case, amount=amount, reason=reason)
            for case, (amount, reason) in lines.items()
        ],
        update_conflicts=True,
        unique_fields=["alternative", "case"],
        update_fields=["amount", "reason"],
    )
    return kept


def _renewed(alternative: Alternative, name: str, version: int, by: User) -> Alternative:
    """Change the alternative if it still is what was changed from: the UPDATE itself asks."""
    unseen = Alternative.objects.filter(pk=alternative.pk, version=version)
    if not unseen.update(version=F("version") + 1, name=name, changed_by=by, changed_at=clock.now()):
        newest = Alternative.objects.select_related("changed_by").get(pk=alternative.pk)
        raise AlreadyDone(by=newest.changed_by, at=newest.changed_at)
    return Alternative.objects.get(pk=alternative.pk)


@transaction.atomic
def propose(*, call: Call, name: str, rows: Iterable[Row], lines: Lines, note: str, by: User) -> Proposal:
    """Send what is proposed for each case to be approved by another person.

    Whoever sends it has recommended in every case of it, and decides none of them. Raises Refused when one proposal
    waits already, when there is nothing in it, or when the sender may not recommend in a case; NotEnough over what
    the pot has left; NotThere, NotAllowed.
    """
    demand(rights.may_work_out(by, call))
    chosen = _chosen(rows, lines)
    if not chosen:
        raise Refused(_("Write an amount for at least one case."))
    refuse_over_the_pot(call, sum(line.amount for line in chosen))
    _refuse_recommending([line.case for line in chosen], by)
    try:
        with transaction.atomic():
            proposal = Proposal.objects.create(call=call, name=name, note=note, by=by)
    except IntegrityError:
        raise Refused(_("Another proposal of this call waits for approval.")) from None
    for line in chosen:
        line.proposal = proposal
    ProposalLine.objects.bulk_create(chosen)
    _recommended(proposal, {line.case_id: line.amount for line in chosen})
    reminders.remind(
        KIND,
        key=key_of(proposal),
        role=Role.DECISION_MAKER,
        office=call.office,
        link=proposal.get_absolute_url(),
        due=_due([line.case for line in chosen]),
        fields={"person": str(by), "name": name},
    )
    return proposal


def _chosen(rows: Iterable[Row], lines: Lines) -> list[ProposalLine]:
    """Return the lines of a proposal: the assessment's reasons where none are given, which only its amount allows."""
    chosen = []
    for row in rows:
        amount, reason = lines.get(row.case.pk, (None, ""))
        if not row.is_open or row.assessment is None or amount is None:
            continue
        if amount != row.recommended and not reason:
            raise Refused(_("Give the reasons: the amount is another than was recommended."))
        chosen.append(ProposalLine(case=row.case, amount=amount, reasons=reason or row.assessment.reasons))
    return chosen


@transaction.atomic
def approve(*, proposal: Proposal, by: User) -> Proposal:
    """Approve a proposal: every case that the approver can decide is then decided, one by one, by the worker.

    The others are left out, each with the reason. Raises AlreadyDone if it is answered, Refused where no case is
    left, NotEnough, NotThere, NotAllowed (also for whoever sent it).
    """
    proposal = _locked(proposal, by)
    shut_out = left_out(proposal, by)
    for line, reason in shut_out.items():
        ProposalLine.objects.filter(pk=line).update(state=ProposalLine.State.LEFT_OUT, said=reason)
    waiting = list(proposal.lines.filter(state=ProposalLine.State.WAITING).order_by("pk"))
    if not waiting:
        raise Refused(_("You can decide none of these cases."))
    refuse_over_the_pot(proposal.call, sum(line.amount for line in waiting))
    _answer(proposal, Proposal.State.APPROVED, by)
    _put(waiting)
    return proposal


@transaction.atomic
def send_back(*, proposal: Proposal, by: User, reason: str) -> Proposal:
    """Send a proposal back with a reason; whoever sent it is told. Raises as `approve`."""
    proposal = _locked(proposal, by)
    proposal.returned_because = reason
    _answer(proposal, Proposal.State.RETURNED, by)
    notices.notify(
        to_user=proposal.by,
        subject=gettext_lazy("A proposal is returned"),
        body=gettext_lazy("The proposal “%(name)s” is returned. Log in to read why."),
        link=proposal.get_absolute_url(),
        key=f"{key_of(proposal)}:returned",
        fields={"name": proposal.name},
    )
    return proposal


@transaction.atomic
def try_again(*, proposal: Proposal, by: User) -> int:
    """Let the worker try the cases that could not be decided once more; return how many. What is decided stays so."""
    demand(rights.may_decide(by, proposal.call))
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    failed = proposal.lines.filter(state=ProposalLine.State.FAILED)
    again = list(failed.order_by("pk"))
    failed.update(state=ProposalLine.State.WAITING, said="", attempt=F("attempt") + 1)
    _put(proposal.lines.filter(pk__in=[line.pk for line in again]))
    return len(again)


def refuse_over_the_pot(call: Call, amount: int) -> None:
    """Raise NotEnough when the pot has not as many kroner left."""
    pot = pot_of(call)
    available = pot.available if pot else 0
    if amount > available:
        raise NotEnough(available)


def key_of(proposal: Proposal) -> str:
    """Return the key of the reminder that a proposal waits."""
    return f"{KIND}:{proposal.pk}"


def _put(lines: Iterable[ProposalLine]) -> None:
    for line in lines:
        outbox.put(kind=KIND, key=f"{KIND}:{line.pk}:{line.attempt}", payload={"line": line.pk})


def _locked(proposal: Proposal, by: User) -> Proposal:
    """Lock an open proposal for somebody who may answer it, then read it: with its joins, a row is read too early."""
    list(Proposal.objects.select_for_update().filter(pk=proposal.pk).values_list("pk"))
    proposal = Proposal.objects.select_related("call__office", "by", "decided_by").get(pk=proposal.pk)
    demand(rights.may_answer(by, proposal))
    if proposal.state != Proposal.State.PROPOSED:
        raise AlreadyDone(by=proposal.decided_by, at=proposal.decided_at)
    return proposal


def _answer(proposal: Proposal, state: str, by: User) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, clock.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at", "returned_because"])
    reminders.settle(key_of(proposal))


def _refuse_recommending(cases: list[Case], by: User) -> None:
    """Raise Refused, naming the cases, where the person did something that shuts them out of recommending."""
    shut_out = duties.conflicts(person=by, acting_for=None, capacity=Capacity.ASSESSED)
    numbers = shut_out.filter(case__in=cases).values_list("case__number", flat=True)
    if numbers:
        listed = ", ".join(sorted(set(numbers)))
        raise Refused(_("You cannot recommend in these cases: %(numbers)s.") % {"numbers": listed})


def _recommended(proposal: Proposal, amounts: dict[int, int]) -> None:
    """Let every case tell who proposed what in it: separation of duties rests on it (A11)."""
    cases = list(Case.objects.select_for_update().filter(pk__in=amounts).order_by("pk"))
    for case in cases:
        journal.record(
            case=case,
            action="allocation.proposed",
            actor=proposal.by,
            details={"proposal": proposal.pk, "amount": amounts[case.pk]},
        )
    Participation.objects.bulk_create(
        Participation(case=case, person=proposal.by, capacity=Capacity.ASSESSED, at=proposal.at)
        for case in cases
    )


def _due(cases: list[Case]) -> dt.date:
    """Return the first day a decision of these cases is due."""
    items = WorkItem.objects.filter(
        case__in=cases, open=True, flow="grant", node__in=DECIDING, due__isnull=False
    )
    return items.order_by("due").values_list("due", flat=True).first() or clock.today()
