"""Amounts on both sides of what the published paragraphs draw a line at."""

from workflows.audit.models import AuditObligation, AuditStatement
from workflows.cases.models import Case
from workflows.grant.models import Outcome

from .base import Variant


def _is_settled(case: Case) -> bool:
    """Return whether what the paragraphs demand of the award is there: an audit statement, or none."""
    owed = AuditObligation.objects.get(case=case).owed
    return owed == AuditStatement.objects.filter(case=case, approved=True).exists()


def _owes(case: Case) -> bool:
    return AuditObligation.objects.get(case=case).owed


def _partly(case: Case) -> bool:
    asked, decision = case.application.requested_amount or 0, case.decision
    return decision.outcome == Outcome.PARTLY_GRANTED and decision.awarded_amount < asked


VARIANTS = [
    Variant("plain", "What was applied for is granted, used and reported.", seen=_is_settled),
    Variant(
        "threshold",
        "Exactly 200 000 kroner are awarded: no audit statement is owed.",
        requested=200_000,
        seen=lambda case: not _owes(case),
    ),
    Variant(
        "audit",
        "200 001 kroner are awarded: the auditor confirms the account.",
        requested=200_001,
        seen=lambda case: _owes(case) and _is_settled(case),
    ),
    Variant("partial", "Part of what was applied for is granted.", awards=80, seen=_partly),
    Variant(
        "partial-below",
        "250 000 kroner are applied for and 200 000 awarded: no audit statement is owed.",
        requested=250_000,
        awards=80,
        seen=lambda case: _partly(case) and not _owes(case),
    ),
]
