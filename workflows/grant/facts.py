"""What the rules may ask of a decision."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from workflows.application.models import BudgetLine, CostKind
from workflows.cases.models import Case
from workflows.rules.facts import AMOUNT, PERCENT, fact

from .models import Decision


@fact("awarded_amount", AMOUNT, _("Awarded amount"))
def awarded_amount(case: Case) -> int | None:
    return Decision.objects.filter(case=case).values_list("awarded_amount", flat=True).first()


def share_of_award(case: Case, stage: str, year: int) -> Decimal | None:
    """Return overhead at a stage as an exact percentage of what was awarded (R3.9, R5.8)."""
    awarded = awarded_amount(case)
    line = BudgetLine.objects.filter(case=case, stage=stage, year=year, kind=CostKind.OVERHEAD).first()
    return Decimal(line.amount) * 100 / Decimal(awarded) if line and awarded else None


@fact("overhead_percent_awarded", PERCENT, _("Overhead as a share of the awarded amount"))
def overhead_percent_awarded(case: Case) -> Decimal | None:
    return share_of_award(case, BudgetLine.Stage.APPROVED, case.year)
