"""The grant flow's verbs. Money is committed in the transaction of the decision."""

from typing import Any

from workflows import letters
from workflows.application.actions import write_budget
from workflows.application.models import BudgetLine
from workflows.base import Work
from workflows.cases import impartiality
from workflows.cases.actions import set_status
from workflows.cases.checking import check_case, refuse_if_blocked
from workflows.cases.models import CaseStatus
from workflows.errors import Refused
from workflows.funds import actions as funds

from .letters import fields_of
from .models import Acceptance, Decision, Outcome, Payment
from .terms import deadlines, keep_terms


def decide(work: Work) -> dict[str, Any]:
    """Decide the case, commit the money and write the letter: all or nothing (R4.2, R4.5, R4.7).

    Raises Refused when a paragraph is not met by what is awarded, or the pot does not cover it.
    """
    case, data = work.case, work.data
    if data.get("impartial"):
        impartiality.declare(case=case, by=work.by, partial=False)
    granted = data["outcome"] != Outcome.REFUSED
    decision = Decision.objects.create(
        case=case,
        outcome=data["outcome"],
        awarded_amount=data["awarded_amount"],
        reasons=data["reasons"],
        **(deadlines(case, data) if granted else {}),
        by=work.by,
        at=work.at,
    )
    keep_terms(decision, data)
    if data.get("budget"):
        write_budget(case=case, stage=BudgetLine.Stage.APPROVED, year=case.year, budget=data["budget"])
    findings = check_case(case, "decision")
    if granted:
        refuse_if_blocked(case, findings)
        try:
            funds.commit_funds(case=case, amount=decision.awarded_amount, by=work.by)
        except funds.NotEnough as shortage:
            raise Refused(shortage) from shortage
    set_status(case, CaseStatus.DECIDED)
    letters.compose(
        case=case,
        kind=decision.outcome,
        language=case.letter_language,
        fields=fields_of(decision, data.get("budget")),
        by=work.by,
        at=work.at,
    )
    return {"outcome": decision.outcome, "awarded_amount": decision.awarded_amount}


def accept(work: Work) -> dict[str, Any]:
    """Accept the grant and its terms."""
    Acceptance.objects.create(
        case=work.case, account_number=work.data["account_number"], by=work.by, at=work.at
    )
    return {"accepted": True}


def register_payment(work: Work) -> dict[str, Any]:
    """Register the payment of what was awarded; it counts once another person has attested it."""
    payment = Payment.objects.create(
        case=work.case,
        amount=work.case.decision.awarded_amount,
        account_number=work.form.account or work.data["account_number"],
        reference=work.data["reference"],
        paid_on=work.data["paid_on"],
        registered_by=work.by,
        registered_at=work.at,
    )
    return {"amount": payment.amount, "paid_on": str(payment.paid_on)}


def attest_payment(work: Work) -> dict[str, Any]:
    """Attest the payment; it goes into the ledger against the commitment (R4.9, R8.10)."""
    payment = Payment.objects.select_for_update().get(case=work.case)
    payment.attested_by, payment.attested_at = work.by, work.at
    payment.save(update_fields=["attested_by", "attested_at"])
    funds.register_payment(case=work.case, amount=payment.amount, by=work.by)
    set_status(work.case, CaseStatus.PAID)
    return {"amount": payment.amount}
