"""What this network and this recipient had before: beside an application while it is assessed (R8.18).

Of cases that the reader does not see, only what is public shows: that money was granted, how much, by whom.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.cases.models import Case, CaseStatus, WorkItem
from workflows.cases.rights import visible_cases
from workflows.directory.models import User
from workflows.funds.balances import CaseBalance, balances_of
from workflows.grant.models import Decision, Outcome
from workflows.report.models import Report

REPORT, REPAY = ("report", "report"), ("report", "repay")
AUDIT = (("audit", "appoint"), ("audit", "state"))
SHOWN = 50  # of the earlier cases of one application, the newest


@dataclass(frozen=True)
class Mark:
    """Something in an earlier case to take into account, and how grave it is (a tone of `status_tag`)."""

    label: str | Promise
    tone: str


REPORT_MISSING = Mark(_("Report missing"), "danger")
REPORT_LATE = Mark(_("Report came late"), "warning")
REPAYMENT_OPEN = Mark(_("Repayment open"), "danger")
AUDIT_MISSING = Mark(_("Audit statement missing"), "danger")
AUDIT_AWAITED = Mark(_("Audit statement awaited"), "info")


@dataclass(frozen=True)
class Earlier:
    """An earlier case, in whole kroner. `seen` says whether the reader sees it; else only what was granted shows."""

    case: Case
    seen: bool
    same_network: bool
    balance: CaseBalance
    refused: bool = False
    used: int | None = None
    unspent: int | None = None
    marks: tuple[Mark, ...] = ()


def history_of(case: Case, user: User) -> list[Earlier]:
    """Return the earlier cases of a case's network and recipient, newest first; four queries (R8.18)."""
    return histories_of([case], user)[case.pk]


def histories_of(cases: Sequence[Case], user: User, *, use: bool = True) -> dict[int, list[Earlier]]:
    """Return the history beside each case by its key; four queries however many they are (R8.18).

    Three where `use` of the money (what reports say) is not asked for.
    """
    others = _others(cases, user)
    balances = balances_of(others)
    reports = _by_case(Report.objects.order_by("year", "id"), others if use else [])
    items = _by_case(_work(), others)
    told = [
        _told(case, balances[case.pk], reports[case.pk], items[case.pk])
        for case in others
        if vars(case)["seen"] or balances[case.pk].granted
    ]
    return {case.pk: _about(case, told) for case in cases}


def worst(history: Iterable[Earlier]) -> list[Mark]:
    """Return each kind of mark in a history once, for a list."""
    return list(dict.fromkeys(mark for earlier in history for mark in earlier.marks))


def _others(cases: Sequence[Case], user: User) -> list[Case]:
    """Return the filed cases that share a network or a recipient with these, newest first."""
    shared = Q(network__in={case.network_id for case in cases})
    shared |= Q(municipality__in={case.municipality_id for case in cases})
    found = Case.objects.filter(shared).exclude(status=CaseStatus.DRAFT)
    return list(
        found.annotate(
            seen=Exists(visible_cases(user).filter(pk=OuterRef("pk"))),
            refused=Exists(Decision.objects.filter(case=OuterRef("pk"), outcome=Outcome.REFUSED)),
        )
        .select_related("application", "scheme_version", "office", "network", "municipality")
        .order_by("-year", "-id")
    )


def _work() -> QuerySet[WorkItem]:
    wanted = Q(pk__in=[])
    for flow, node in (REPORT, REPAY, *AUDIT):
        wanted |= Q(flow=flow, node=node)
    return WorkItem.objects.filter(wanted).order_by("id")


def _by_case(rows: QuerySet[Any], cases: list[Case]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.filter(case__in=[case.pk for case in cases]) if cases else ():
        found[row.case_id].append(row)
    return found


def _about(case: Case, told: list[Earlier]) -> list[Earlier]:
    shared = [
        replace(each, same_network=each.case.network_id == case.network_id)
        for each in told
        if each.case.pk != case.pk
        and (each.case.network_id == case.network_id or each.case.municipality_id == case.municipality_id)
    ]
    return shared[:SHOWN]


def _told(case: Case, balance: CaseBalance, reports: list[Report], items: list[WorkItem]) -> Earlier:
    if not vars(case)["seen"]:
        return Earlier(case, seen=False, same_network=False, balance=CaseBalance(committed=balance.granted))
    return Earlier(
        case,
        seen=True,
        same_network=False,
        balance=balance,
        refused=vars(case)["refused"],
        used=sum(report.used_amount for report in reports) if reports else None,
        unspent=reports[-1].unspent_amount if reports else None,
        marks=tuple(_marks(items)),
    )


def _marks(items: list[WorkItem]) -> list[Mark]:
    """Return what a case's work says: a first report sent after its day was late, one that is overdue is missing."""
    reports = [item for item in items if (item.flow, item.node) == REPORT]
    audits = [item for item in items if (item.flow, item.node) in AUDIT and item.open]
    marks = []
    if any(item.is_overdue for item in reports):
        marks.append(REPORT_MISSING)
    elif reports and _came_late(reports[0]):
        marks.append(REPORT_LATE)
    if any((item.flow, item.node) == REPAY and item.open for item in items):
        marks.append(REPAYMENT_OPEN)
    if audits:
        marks.append(AUDIT_MISSING if any(item.is_overdue for item in audits) else AUDIT_AWAITED)
    return marks


def _came_late(item: WorkItem) -> bool:
    return bool(item.due and item.done_at and item.done_at.astimezone(clock.OSLO).date() > item.due)
