"""The grant flow's verbs."""

from typing import Any

from workflows.base import Work
from workflows.cases import impartiality
from workflows.cases.actions import set_status
from workflows.cases.models import CaseStatus
from workflows.errors import Refused
from workflows.funds import actions as funds

from .approving import hold, needs_approval
from .conditions import find_met, say
from .letters import send
from .models import Acceptance, Payment
from .paying import left_to_register
from .taking import take_decision


def decide(work: Work) -> dict[str, Any]:
    """Decide the case, or hold the decision for a second decision maker where the amount demands one (R4.2, R8.4)."""
    if work.data.get("impartial"):
        impartiality.declare(case=work.case, by=work.by, partial=False)
    if needs_approval(work.case, work.data.get("awarded_amount")):
        return hold(work)
    return take_decision(work.form, by=work.by, at=work.at)


def document_conditions(work: Work) -> dict[str, Any]:
    """Keep what the network says of each condition it must meet before the award, with what it attached."""
    for condition in work.form.conditions:
        say(
            condition,
            by=work.by,
            text=work.data[f"documented_{condition.pk}"],
            upload=work.data.get(f"attachment_{condition.pk}"),
        )
    set_status(work.case, CaseStatus.IN_PROGRESS)
    return {"documented": [condition.pk for condition in work.form.conditions]}


def control_conditions(work: Work) -> dict[str, Any]:
    """Find each condition met or not; what is not met goes back to the network, with a letter that says why."""
    case, data = work.case, work.data
    met = {c: data[f"met_{c.pk}"] == work.form.MET for c in work.form.conditions}
    for condition in (condition for condition, found in met.items() if found):
        find_met(condition, by=work.by, note=data[f"note_{condition.pk}"])
    lacking = [condition for condition, found in met.items() if not found]
    if lacking:
        set_status(case, CaseStatus.WAITING_FOR_YOU)
        asked_for = "\n\n".join(f"{c.text}: {data[f'note_{c.pk}']}" for c in lacking)
        send(
            case=case,
            kind="round_back",
            fields={"asked_for": asked_for},
            by=work.by,
            at=work.at,
        )
    return {"met": [c.pk for c in met if met[c]], "not_met": [c.pk for c in lacking]}


def accept(work: Work) -> dict[str, Any]:
    """Accept the grant and its terms."""
    Acceptance.objects.create(
        case=work.case, account_number=work.data["account_number"], by=work.by, at=work.at
    )
    return {"accepted": True}


def register_payment(work: Work) -> dict[str, Any]:
    """Register the payment of the next part of the grant; it counts once another person has attested it."""
    part = work.form.part
    payment = Payment.objects.create(
        case=work.case,
        number=part.number,
        amount=part.amount,
        account_number=work.form.account or work.data["account_number"],
        reference=work.data["reference"],
        paid_on=work.data["paid_on"],
        registered_by=work.by,
        registered_at=work.at,
    )
    work.case.payment = payment
    return {"number": payment.number, "amount": payment.amount, "paid_on": str(payment.paid_on)}


def attest_payment(work: Work) -> dict[str, Any]:
    """Attest the payment; it goes into the ledger against the commitment, once (R4.9, R8.10)."""
    case = work.case
    payment = Payment.objects.select_for_update().get(case=case, attested_at__isnull=True)
    payment.attested_by, payment.attested_at = work.by, work.at
    payment.save(update_fields=["attested_by", "attested_at"])
    case.payment = payment
    try:
        funds.register_payment(
            case=case, amount=payment.amount, by=work.by, act=f"payment-{case.pk}-{payment.number}"
        )
    except funds.TooMuch as excess:
        raise Refused(excess) from excess
    if left_to_register(case) <= 0:
        set_status(case, CaseStatus.PAID)
    return {"number": payment.number, "amount": payment.amount}
