"""How long offices take: from the day an application came until it was answered, but for when the clock stood still.

An answer is in time when it comes within the days that the published paragraph gives, or by the day that the network
was told in a preliminary reply (R8.3). Days are Oslo's, and days the clock stood still do not count.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from statistics import median
from typing import Any, NamedTuple

from django.db.models import F, FilteredRelation, Q
from django.db.models.functions import Coalesce
from viewflow.workflow.status import STATUS

from workflows import clock
from workflows.application.replying import OPTION
from workflows.cases.models import CaseEnding, CasePause, WorkItem
from workflows.deadlines import statutory_deadline
from workflows.rules.check import parameter
from workflows.schemes.models import SchemeVersion, rules_under

from .asking import Asked
from .granted import filed

Pauses = dict[int, list[tuple[dt.datetime, dt.datetime | None]]]  # of each case by its key


@dataclass
class Times:
    """The days of what was done, how much of it had a deadline and was in time; what is open, and what is late."""

    days: list[int] = field(default_factory=list)
    with_deadline: int = 0
    in_time: int = 0
    open: int = 0
    late: int = 0

    @property
    def median(self) -> float | None:
        """Return the median of the days; None where nothing is done."""
        return float(median(self.days)) if self.days else None


class Answered(NamedTuple):
    """A case that is answered, or waits for it: in what year and at which office, the days, and by when it was due."""

    year: int
    office: int
    days: int
    due: dt.date | None
    on: dt.date | None


def by_year_and_office(asked: Asked) -> dict[tuple[int, int], Times]:
    """Return how long cases of the compared years took, by year and office; five queries."""
    found: dict[tuple[int, int], Times] = defaultdict(Times)
    today = clock.today()
    for case in _answers(asked):
        times = found[case.year, case.office]
        if case.on is None:
            times.open += 1
            times.late += case.due is not None and today > case.due
            continue
        times.days.append(case.days)
        times.with_deadline += case.due is not None
        times.in_time += case.due is not None and case.on <= case.due
    return dict(found)


def by_step(asked: Asked) -> dict[tuple[str, str, int], Times]:
    """Return how long the offices' own steps took in cases of the asked year, by flow, step and office; two queries.

    A step is in time when it is done by the day it was due, which is as much later as the clock stood still.
    """
    cases = filed(asked).filter(year=asked.year)
    pauses = _pauses(cases)
    found: dict[tuple[str, str, int], Times] = defaultdict(Times)
    items = WorkItem.objects.filter(case__in=cases.values("pk"), office__in=list(asked.offices))
    items = items.filter(Q(open=True) | Q(task__status=STATUS.DONE))  # not what was called off
    columns = ("flow", "node", "office", "case", "opened", "opens_on", "done_at", "due", "open")
    today = clock.today()
    for flow, node, office, case, opened, opens, done, due, is_open in items.values_list(*columns).iterator():
        times = found[flow, node, office]
        if is_open or done is None:
            times.open += 1
            times.late += due is not None and today > due
            continue
        began, on = max(_day(opened), opens or _day(opened)), _day(done)
        times.days.append(max((on - began).days - _stood_still(pauses, case, opened, done), 0))
        times.with_deadline += due is not None
        times.in_time += due is not None and on <= due
    return dict(found)


def together(times: Iterator[Times] | list[Times]) -> Times:
    """Return several added up."""
    whole = Times()
    for each in times:
        whole.days += each.days
        whole.with_deadline += each.with_deadline
        whole.in_time += each.in_time
        whole.open += each.open
        whole.late += each.late
    return whole


def _answers(asked: Asked) -> Iterator[Answered]:
    cases = filed(asked).filter(year__in=asked.compared, submitted_at__isnull=False)
    pauses = _pauses(cases)
    answered = cases.exclude(ending=CaseEnding.WITHDRAWN, decision__isnull=True).annotate(
        first=FilteredRelation("decision", condition=Q(decision__number=1)),
        answered=Coalesce("first__at", "closed_at"),
        told=F("preliminary_reply__expected_by"),
    )
    under = ("edition", "call__local_edition", "scheme_version__local_edition", "scheme_version")
    rows = answered.values_list("pk", "year", "office", "submitted_at", "answered", "told", *under)
    last_day = cache(lambda day, days: statutory_deadline(day, days=days))  # few days, and many cases
    limits = _limits({tuple(row) for row in cases.values_list(*under).distinct()})
    now = clock.now()
    for pk, year, office, came, at, told, *of in rows.iterator():
        until = at or now
        still = _stood_still(pauses, pk, came, until)
        limit = limits[tuple(of)]
        due = last_day(_day(came), limit + still) if limit else None
        due = max(due, told) if due and told else due or told
        days = max((_day(until) - _day(came)).days - still, 0)
        yield Answered(year, office, days, due, _day(at) if at else None)


def _limits(wanted: set[tuple[Any, ...]]) -> dict[tuple[Any, ...], int | None]:
    """Return within how many days an answer is due, by edition, local editions, and version of the scheme."""
    rules = rules_under(each[:3] for each in wanted)
    versions = SchemeVersion.objects.in_bulk([each[3] for each in wanted])
    found: dict[tuple[Any, ...], int | None] = {}
    for each in wanted:
        version = versions[each[3]]
        option = version.option(OPTION)
        stated = parameter([rule.spec() for rule in rules[each[:3]]], OPTION, scheme=version.code)
        found[each] = int(stated or option) if option else None
    return found


def _pauses(cases: Any) -> Pauses:
    found: Pauses = defaultdict(list)
    for case, since, until in CasePause.objects.filter(case__in=cases.values("pk")).values_list(
        "case", "since", "until"
    ):
        found[case].append((since, until))
    return found


def _stood_still(pauses: Pauses, case: int, begin: dt.datetime, end: dt.datetime) -> int:
    """Return how many days of Oslo's the clock stood still in a case between two moments."""
    still = 0
    for since, until in pauses.get(case, ()):
        first, last = max(since, begin), min(until or end, end)
        still += max((_day(last) - _day(first)).days, 0)
    return still


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(clock.OSLO).date()
