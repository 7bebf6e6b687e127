"""What the rules may ask of a report."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from workflows.application.facts import lines_of
from workflows.application.models import BudgetLine, CostKind
from workflows.cases.checking import at_most, parameter
from workflows.cases.models import Case
from workflows.grant.facts import awarded_amount
from workflows.rules.facts import AMOUNT, PERCENT, REPORT, fact, once, provider
from workflows.schemes.facts import found_in
from workflows.schemes.forms import definitions_of
from workflows.schemes.models import Rule

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
    report, awarded = newest(case), awarded_amount(case)
    overhead = reported_until(case, report.year).get(CostKind.OVERHEAD) if report else None
    return Decimal(overhead) * 100 / Decimal(awarded) if overhead is not None and awarded else None


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


@provider
def own_facts(case: Case) -> dict[str, Any]:
    """Return the facts of the scheme's own that the newest report answers (R8.4)."""
    fields = definitions_of(case.scheme_version.definition["report"]["sections"])
    report = newest(case) if any(field.get("fact") for field in fields) else None
    return found_in(fields, report.answers) if report else {}


@dataclass(frozen=True)
class Limit:
    """How many per cent a cost may deviate before it is explained, and whether that is demanded or only asked."""

    percent: Decimal
    demanded: bool
    rule: Rule | None = None


def deviation_limit(case: Case) -> Limit | None:
    """Return the published limit: a figure of its own demands (R5.7), else what a paragraph compares; None for none."""
    stated = parameter(case, "deviation_limit_percent")
    if isinstance(stated, int | float):
        return Limit(Decimal(str(stated)), demanded=True)
    rule = at_most(case, "budget_deviation_max_percent")
    if rule is None:
        return None
    return Limit(Decimal(str(rule.params["value"])), demanded=rule.severity == "must", rule=rule)


def deviations(case: Case, year: int, limit: Limit | None = None) -> list[dict[str, Any]]:
    """Return approved and reported kroner for every cost kind, the difference, and that in per cent of the approved.

    The accounts of a carry-over year count together with those before it, since there is one budget. `over` says
    whether the deviation is beyond the limit, where one is given: the published one is `deviation_limit(case)`.
    """
    reported = reported_until(case, year)
    approved = {line.kind: line.amount for line in lines_of(case) if line.stage == BudgetLine.Stage.APPROVED}
    return [
        _deviation(str(kind.label), approved.get(kind, 0), reported.get(kind, 0), limit)
        for kind in CostKind
        if kind in approved or kind in reported
    ]


def reported_until(case: Case, year: int) -> dict[str, int]:
    """Return what was reported of each cost kind, in kroner, for a year and those before it together."""
    sums: dict[str, int] = {}
    for line in lines_of(case):
        if line.stage == BudgetLine.Stage.REPORTED and line.year <= year:
            sums[line.kind] = sums.get(line.kind, 0) + line.amount
    return sums


def deviation_of(approved: dict[str, int], accounts: dict[str, int], limit: Limit) -> list[str]:
    """Return the cost kinds, by code, whose accounts deviate more than the limit from what was approved."""
    return [
        kind
        for kind in CostKind.values
        if _deviation("", approved.get(kind, 0), accounts.get(kind, 0), limit)["over"]
    ]


def _deviation(label: str, approved: int, reported: int, limit: Limit | None) -> dict[str, Any]:
    percent = _percent(approved, reported)
    return {
        "label": label,
        "approved": approved,
        "reported": reported,
        "difference": reported - approved,
        "percent": percent,
        "over": limit is not None and percent is not None and abs(percent) > limit.percent,
    }


def applied_for(case: Case) -> str:
    """Return what the application says the money is for: what the use is held against where there is no budget."""
    said = case.application.answers.get("use_of_funds")
    return said.strip() if isinstance(said, str) else ""


def _percent(approved: int, reported: int) -> Decimal | None:
    """Return the deviation in per cent of what was approved; where nothing was, all that was used deviates: 100."""
    if approved:
        return Decimal(reported - approved) * 100 / Decimal(approved)
    return Decimal(100) if reported else None
