"""What the rules may ask of a decision."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from workflows.application.facts import amounts_at
from workflows.application.models import BudgetLine, CostKind
from workflows.cases.models import Case
from workflows.rules.facts import AMOUNT, AWARD, PERCENT, fact

from .models import Decision


@fact("awarded_amount", AMOUNT, _("Awarded amount"), AWARD)
def awarded_amount(case: Case) -> int | None:
    decision: Decision | None = getattr(case, "decision", None)
    return decision.awarded_amount if decision else None


def share_of_award(case: Case, stage: str, year: int) -> Decimal | None:
    """Return overhead at a stage as an exact percentage of what was awarded (R3.9, R5.8)."""
    awarded = awarded_amount(case)
    overhead = amounts_at(case, stage, year).get(CostKind.OVERHEAD)
    return Decimal(overhead) * 100 / Decimal(awarded) if overhead is not None and awarded else None


@fact("overhead_percent_awarded", PERCENT, _("Overhead as a share of the awarded amount"), AWARD)
def overhead_percent_awarded(case: Case) -> Decimal | None:
    return share_of_award(case, BudgetLine.Stage.APPROVED, case.year)
