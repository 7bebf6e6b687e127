"""What the rules may ask of a report."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from workflows.application.facts import lines_of
from workflows.application.models import BudgetLine
from workflows.cases.models import Case
from workflows.grant.facts import share_of_award
from workflows.rules.facts import AMOUNT, PERCENT, REPORT, fact, once

from .models import Report


def newest(case: Case) -> Report | None:
    """Return the newest report, if any; only what was paid is reported on."""
    if getattr(case, "payment", None) is None:
        return None
    reports = Report.objects.filter(case=case).order_by("-year", "-id")
    return once(case, "newest report", reports.first)


@fact("used_amount", AMOUNT, _("Used amount"), REPORT)
def used_amount(case: Case) -> int | None:
    report = newest(case)
    return report.used_amount if report else None


@fact("unspent_amount", AMOUNT, _("Amount not used"), REPORT)
def unspent_amount(case: Case) -> int | None:
    report = newest(case)
    return report.unspent_amount if report else None


@fact(
    "overhead_percent_reported",
    PERCENT,
    _("Overhead on the accounts as a share of the awarded amount"),
    REPORT,
)
def overhead_percent_reported(case: Case) -> Decimal | None:
    report = newest(case)
    return share_of_award(case, BudgetLine.Stage.REPORTED, report.year) if report else None


@fact(
    "budget_deviation_max_percent",
    PERCENT,
    _("Largest deviation of a cost kind from the approved budget"),
    REPORT,
)
def budget_deviation_max_percent(case: Case) -> Decimal | None:
    report = newest(case)
    lines = deviations(case, report.year) if report else []
    return max((abs(line["percent"]) for line in lines if line["percent"] is not None), default=None)


def deviations(case: Case, year: int) -> list[dict[str, Any]]:
    """Return approved and reported kroner for every cost kind, and the deviation in per cent of the approved."""
    rows: dict[str, dict[str, int]] = {}
    lines = [line for line in lines_of(case) if line.stage != BudgetLine.Stage.REQUESTED]
    for line in lines:
        if line.stage == BudgetLine.Stage.APPROVED or line.year == year:
            rows.setdefault(line.kind, {})[line.stage] = line.amount
    labels = {line.kind: line.get_kind_display() for line in lines}
    return [
        {
            "label": labels[kind],
            "approved": row.get("approved", 0),
            "reported": row.get("reported", 0),
            "percent": _percent(row.get("approved", 0), row.get("reported", 0)),
        }
        for kind, row in rows.items()
    ]


def _percent(approved: int, reported: int) -> Decimal | None:
    """Return the deviation in per cent of what was approved; where nothing was, all that was used deviates: 100."""
    if approved:
        return Decimal(reported - approved) * 100 / Decimal(approved)
    return Decimal(100) if reported else None
