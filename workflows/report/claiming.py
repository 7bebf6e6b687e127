"""Money to be paid back: claimed, sent with a day and an account, received in one or several sums (R5.3)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import clock, letters, notices, reminders
from workflows.base import Work
from workflows.cases import duties, journal
from workflows.cases.checking import parameter
from workflows.cases.correspondence import network_leaders
from workflows.cases.models import Capacity, Case, Participation
from workflows.cases.rights import decides_at, demand_office
from workflows.directory.models import Role, User
from workflows.errors import NotAllowed, Refused
from workflows.funds import actions as funds
from workflows.ui.amounts import format_amount

from .models import Repayment, RepaymentClaim

TO_SEND = "claim_to_send"
reminders.register(
    TO_SEND,
    title=gettext_lazy("Claim to be sent in case %(number)s"),
    text=gettext_lazy(
        "Money was not used and must be paid back. Set the day and the account, and send the claim."
    ),
)


def claim(*, case: Case, year: int, amount: int, by: User | None) -> RepaymentClaim:
    """Claim `amount` kroner of a year's money back, once; the decision makers are reminded to send the claim."""
    made, new = RepaymentClaim.objects.get_or_create(case=case, year=year, defaults={"amount": amount})
    if new:
        journal.record(case=case, action="report.claimed", actor=by, details={"year": year, "amount": amount})
        reminders.remind(
            TO_SEND,
            key=_key(made),
            role=Role.DECISION_MAKER,
            office=case.office,
            link=made.get_absolute_url(),
            due=clock.today(),
            fields={"number": case.number},
        )
    return made


def oldest_open(case: Case) -> RepaymentClaim | None:
    """Return the claim that money which comes belongs to: the oldest that is not settled."""
    return RepaymentClaim.objects.filter(case=case, received__lt=F("amount")).order_by("id").first()


def owed_back(case: Case) -> int:
    """Return how many kroner are claimed and have not come."""
    owed = RepaymentClaim.objects.filter(case=case).aggregate(sum=Sum(F("amount") - F("received")))["sum"]
    return owed or 0


def claimed(case: Case) -> int:
    """Return how many kroner the network can no longer use: claimed, or paid back before there were claims."""
    sums = RepaymentClaim.objects.filter(case=case).aggregate(sum=Sum("amount", default=0))
    older = Repayment.objects.filter(case=case, claim__isnull=True).aggregate(sum=Sum("amount", default=0))
    return sums["sum"] + older["sum"]


def published_day(case: Case) -> dt.date | None:
    """Return the day a claim sent today is to be paid by, where a paragraph gives a number of days."""
    days = parameter(case, "repayment_days")
    return clock.today() + dt.timedelta(days=days) if isinstance(days, int) else None


def expected_by(case: Case) -> dt.date:
    """Return when the office should look for the money: the day of the claim, or a month from now."""
    open_claim = oldest_open(case)
    return (open_claim and open_claim.due) or clock.today() + dt.timedelta(days=30)


@transaction.atomic
def send(*, claim: RepaymentClaim, due: dt.date, reason: str, pay_to: str, by: User) -> RepaymentClaim:
    """Send the claim's letter: the amount, the day it is to be paid by and why that day, and where to.

    `reason` may be empty only where the day is the published one. Raises NotThere or NotAllowed to others than the
    office's decision makers, Refused for a claim that was sent or is settled, or a day without a reason.
    """
    case = _locked(claim.case)
    demand_sender(by, case)
    claim = RepaymentClaim.objects.select_for_update().get(pk=claim.pk)
    if claim.sent_at or not claim.left:
        raise Refused(_("This claim was sent before, or is settled."))
    if due < clock.today():
        raise Refused(_("The day must not have passed."))
    if due != published_day(case) and not reason:
        raise Refused(_("Say why that day: no paragraph states it."))
    claim.due, claim.due_reason, claim.pay_to = due, reason, pay_to
    claim.sent_by, claim.sent_at = by, clock.now()
    claim.letter = letters.compose(
        case=case,
        kind="repayment_claim",
        language=case.letter_language,
        fields={"repay_amount": claim.left, "repay_by": due, "pay_to": pay_to},
        by=by,
    )
    claim.save()
    details = {"amount": claim.left, "due": due, "reason": reason}
    journal.record(case=case, action="report.claim_sent", actor=by, details=details)
    reminders.settle(_key(claim))
    tell_network(
        claim.case,
        subject=gettext_lazy("Repayment in case %(number)s"),
        body=gettext_lazy("There is a letter about money that must be paid back in case %(number)s."),
        link=claim.get_absolute_url(),
        key=f"claim:{claim.pk}",
    )
    return claim


def demand_sender(user: User, case: Case) -> None:
    """Raise NotThere or NotAllowed, with the reason, to those who may not send claims."""
    demand_office(user, case)
    if not decides_at(user, case):
        raise NotAllowed(_("Only a decision maker of the office sends claims."))


def register_repayment(work: Work) -> dict[str, Any]:
    """Register, as work of the flow, a sum that has come."""
    open_claim = oldest_open(work.case)
    if open_claim is None:
        raise Refused(_("Nothing is owed in this case."))
    amount = work.data.get("amount") or open_claim.left
    return _receive(open_claim, amount=amount, received_on=work.data["received_on"], by=work.by)


@transaction.atomic
def receive(*, claim: RepaymentClaim, amount: int, received_on: dt.date, by: User) -> dict[str, Any]:
    """Register a sum that has come while the flow is elsewhere: a year's rest, and the next year is reported on.

    Raises NotThere or NotAllowed to others than the office or who took part on the other side, and Refused when
    it is the task's to do, or more than is left.
    """
    case = _locked(claim.case)
    demand_office(by, case)
    capacity = Capacity.REGISTERED_REPAYMENT
    if duties.conflict(case=case, person=by, acting_for=None, capacity=capacity):
        raise NotAllowed(_("Two persons are needed: you have taken part on the other side of this case."))
    if case.items.filter(flow="report", node="repay", open=True).exists():
        raise Refused(_("Register it in the task that is open in the case."))
    details = _receive(claim, amount=amount, received_on=received_on, by=by)
    Participation.objects.create(case=case, person=by, capacity=capacity)
    journal.record(case=case, action="report.repay", actor=by, details=details)
    return details


def _receive(claim: RepaymentClaim, *, amount: int, received_on: dt.date, by: User) -> dict[str, Any]:
    """Write a sum that came, if the claim has as much left: the UPDATE that counts it asks (R5.3)."""
    still = RepaymentClaim.objects.filter(pk=claim.pk, amount__gte=F("received") + amount)
    if not still.update(received=F("received") + amount):
        left = RepaymentClaim.objects.get(pk=claim.pk).left
        raise Refused(_("No more than %(left)s is left to pay.") % {"left": format_amount(left)})
    Repayment.objects.create(
        case=claim.case, claim=claim, amount=amount, received_on=received_on, registered_by=by
    )
    funds.repay(case=claim.case, amount=amount, by=by)
    claim.refresh_from_db(fields=["received"])
    if not claim.left:
        reminders.settle(_key(claim))
        reminders.settle(overdue_key(claim))
    return {"amount": amount, "received_on": str(received_on), "left": claim.left}


def tell_network(case: Case, *, subject: Any, body: Any, link: str, key: str) -> None:
    """Owe an e-mail to the leaders of the case's network: where to look, never what it says (F3)."""
    for person in network_leaders(case):
        notices.notify(
            to_user=person,
            subject=subject,
            body=body,
            link=link,
            key=f"{key}:{person.pk}",
            fields={"number": case.number},
        )


def overdue_key(claim: RepaymentClaim) -> str:
    """Return the key of the reminder that a claim was not paid in time."""
    return f"claim_overdue:{claim.pk}"


def _key(claim: RepaymentClaim) -> str:
    return f"{TO_SEND}:{claim.pk}"


def _locked(case: Case) -> Case:
    return (
        Case.objects.select_for_update(of=("self",))
        .select_related("office", "network", "scheme_version")
        .get(pk=case.pk)
    )
