"""What becomes of money that was not used, and of reports and audit statements that are sent back."""

import datetime as dt

from workflows import clock
from workflows.audit.models import AuditStatement
from workflows.cases.models import Case
from workflows.directory.models import Role
from workflows.funds.balances import balance_of
from workflows.report import claiming
from workflows.report.actions import left_to_use
from workflows.walkthrough import answers
from workflows.walkthrough.turns import Turn, Typed

from .base import Variant, at_first, holder, says, times

_SENT_BACK = at_first(says(result="return", note="Regnskapet mangler en linje."))
_LEARNING = ("self_initiated", "foster_home")  # whose published paragraph has them apply


def _carried_over(case: Case) -> bool:
    return balance_of(case).carried_over > 0 and balance_of(case).repaid == 0


def _registered(turn: Turn, typed: Typed) -> Typed:
    return typed | {"auditor_kind": "state_authorised"}


def _applies(turn: Turn, typed: Typed) -> Typed:
    """Apply to use next year all that the report leaves."""
    return typed | answers.carry_over(left_to_use(turn.case) - int(typed["used_amount"]))


def _half(turn: Turn, typed: Typed) -> Typed:
    """Grant half of what is applied for."""
    return typed | {"outcome": "part", "granted_amount": str(turn.case.carry_overs.get().amount // 2)}


def _half_comes(turn: Turn, typed: Typed) -> Typed:
    return typed | {"amount": str(claiming.owed_back(turn.case) // 2)}


def _claimed(case: Case) -> None:
    """Let a decision maker send the claim, with a day and an account."""
    claim = claiming.oldest_open(case)
    assert claim is not None, "nothing is repaid that is not claimed"
    claiming.send(
        claim=claim,
        due=clock.today() + dt.timedelta(days=30),
        reason="Vi følger vanlig praksis.",
        pay_to=answers.ACCOUNT,
        by=holder(case, Role.DECISION_MAKER),
    )


def _was_claimed(case: Case) -> bool:
    """Return whether a claim was sent, and came back in two sums."""
    claim = case.claims.get()
    return (
        claim.sent_at is not None
        and claim.repayments.count() == 2
        and balance_of(case).repaid == claim.amount
    )


VARIANTS = [
    Variant(
        "carry-over",
        "A fifth is left, and is used in the next year without an application.",
        uses=(80,),
        schemes=("leader_network",),  # whose published paragraph says so
        seen=_carried_over,
    ),
    Variant(
        "repayment",
        "A fifth is left, half of it also after a carry-over, and what is left comes back.",
        uses=(80, 10),
        seen=lambda case: balance_of(case).repaid > 0,
    ),
    Variant(
        "carry-over-applied",
        "A fifth is left, and the network applies to use it in the next year, and does.",
        uses=(80,),
        schemes=_LEARNING,
        changes={"report.report": at_first(_applies)},
        seen=_carried_over,
    ),
    Variant(
        "carry-over-part",
        "A fifth is left, half of it is granted for the next year, and the other half comes back.",
        uses=(80,),
        schemes=_LEARNING,
        changes={"report.report": at_first(_applies), "report.decide_carry_over": _half},
        seen=lambda case: balance_of(case).carried_over > 0 and balance_of(case).repaid > 0,
    ),
    Variant(
        "repayment-claim",
        "What is left is claimed by a letter, and comes in two sums.",
        uses=(80, 10),
        changes={"report.repay": at_first(_half_comes)},
        acts={"report.repay": _claimed},
        seen=_was_claimed,
    ),
    Variant(
        "report-returned",
        "The report is sent back, corrected and approved.",
        changes={"report.control": _SENT_BACK},
        seen=lambda case: times(case, "report.report") == 2,
    ),
    Variant(
        "audit-returned",
        "The audit statement is sent back, and a new one approved.",
        requested=300_000,
        changes={"audit.control": _SENT_BACK, "audit.state": _registered},
        seen=lambda case: (
            times(case, "audit.state") == 2 and AuditStatement.objects.get(case=case).approved is True
        ),
    ),
]
