"""What becomes of money that was not used, and of reports and audit statements that are sent back."""

from workflows.audit.models import AuditStatement
from workflows.cases.models import Case
from workflows.funds.balances import balance_of
from workflows.walkthrough.turns import Turn, Typed

from .base import Variant, at_first, says

_SENT_BACK = at_first(says(result="return", note="Regnskapet mangler en linje."))


def _times(case: Case, action: str) -> int:
    return case.journal.filter(action=action).count()


def _carried_over(case: Case) -> bool:
    return balance_of(case).carried_over > 0 and balance_of(case).repaid == 0


def _registered(turn: Turn, typed: Typed) -> Typed:
    return typed | {"auditor_kind": "state_authorised"}


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
        "report-returned",
        "The report is sent back, corrected and approved.",
        changes={"report.control": _SENT_BACK},
        seen=lambda case: _times(case, "report.report") == 2,
    ),
    Variant(
        "audit-returned",
        "The audit statement is sent back, and a new one approved.",
        requested=300_000,
        changes={"audit.control": _SENT_BACK, "audit.state": _registered},
        seen=lambda case: (
            _times(case, "audit.state") == 2 and AuditStatement.objects.get(case=case).approved is True
        ),
    ),
]
