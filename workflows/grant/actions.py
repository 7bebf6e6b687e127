"""The grant flow's verbs. Money is committed in the transaction of the decision."""

from typing import Any

from django.utils.translation import gettext as _

from workflows.application.actions import write_budget
from workflows.application.models import BudgetLine
from workflows.assessment.conditions import ConditionKind
from workflows.base import Work
from workflows.cases import impartiality
from workflows.cases.actions import set_status
from workflows.cases.checking import check_case, refuse_if_blocked
from workflows.cases.models import CaseStatus
from workflows.errors import Refused
from workflows.funds import actions as funds

from .conditions import find_met, in_the_way, open_conditions, put, say
from .letters import ASKING, asking_fields, fields_of, send
from .models import Acceptance, Outcome, Payment
from .paying import left_to_register
from .terms import keep_terms


def decide(work: Work) -> dict[str, Any]:
    """Decide the case, commit the money and write the letter: all or nothing (R4.2, R4.5, R4.7).

    Or ask the network first for what is required for funds to be awarded (R4.6). Raises Refused when a paragraph or
    such a condition is not met by what is awarded, or the pot does not cover it.
    """
    case, data, form = work.case, work.data, work.form
    if data.get("impartial"):
        impartiality.declare(case=case, by=work.by, partial=False)
    wanted = form.wanted() if data["outcome"] != Outcome.REFUSED else []
    conditions = [*form.earlier, *put(case=case, wanted=wanted, by=work.by)]
    if data["outcome"] == form.ASK:
        return ask_for_conditions(work)
    decision = form.decision(at=work.at)
    decision.save()
    case.decision = decision
    keep_terms(decision, data)
    if data.get("budget"):
        write_budget(case=case, stage=BudgetLine.Stage.APPROVED, year=case.year, budget=data["budget"])
    findings = check_case(case, "decision")
    if decision.awarded_amount:
        refuse_if_blocked(case, findings)
        if lacking := in_the_way(conditions, ConditionKind.BEFORE_AWARD):
            raise Refused(*lacking)
        try:
            funds.commit_funds(case=case, amount=decision.awarded_amount, by=work.by)
        except funds.NotEnough as shortage:
            raise Refused(shortage) from shortage
    set_status(case, CaseStatus.DECIDED)
    send(
        case=case,
        kind=decision.outcome,
        fields=fields_of(decision, data.get("budget"), [c for c in conditions if not c.waived_at]),
        by=work.by,
        at=work.at,
    )
    return {
        "outcome": decision.outcome,
        "awarded_amount": decision.awarded_amount,
        "conditions": [condition.pk for condition in conditions],
    }


def ask_for_conditions(work: Work) -> dict[str, Any]:
    """Ask the network, by letter, to document what is required for funds to be awarded (R4.6)."""
    case = work.case
    asked = list(open_conditions(case, ConditionKind.BEFORE_AWARD))
    if not asked:
        raise Refused(_("Write at least one condition that is required for funds to be awarded."))
    set_status(case, CaseStatus.WAITING_FOR_YOU)
    send(
        case=case,
        kind=ASKING,
        fields=asking_fields(case, asked, work.data["reasons"]),
        by=work.by,
        at=work.at,
    )
    return {"asked": [condition.pk for condition in asked]}


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
