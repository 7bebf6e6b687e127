"""The part on Bufetat: what its regions were asked for, and how they answered (R7.5)."""

from collections import defaultdict
from collections.abc import Iterable
from statistics import median
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from workflows import clock
from workflows.bufetat.actions import ANSWER_WITHIN
from workflows.bufetat.models import BufetatRequest
from workflows.directory.models import BufetatRegion
from workflows.statements.models import Statement
from workflows.ui.charts import bars
from workflows.ui.tables import COUNT, DAYS, PERCENT, Cell, Column, Table, percent

from .asking import Asked
from .granted import filed
from .parts import Part, Section

Answer = BufetatRequest.Answer


class Counted(NamedTuple):
    """How many requests a region had in a year, how they were answered, and how many are not answered yet."""

    asked: int = 0
    yes: int = 0
    in_part: int = 0
    no: int = 0
    waiting: int = 0


def part(asked: Asked) -> Part:
    """Return the page: the regions' answers in the asked year, what statements were asked of them, and the years."""
    regions: dict[int | None, str] = {region.pk: str(region) for region in BufetatRegion.objects.all()}
    regions[None] = _("No region (Oslo)")
    found = requests(asked)
    years = sorted({year for year, _region in found})
    this_year = {region: of for (year, region), of in found.items() if year == asked.year}
    return Part(
        sections=[
            _answers(asked, regions, this_year),
            _statements(asked, regions),
            *([_years(years, found)] if len(years) > 1 else []),
        ],
        files=[_everything(regions, found)],
    )  # fmt: skip


def requests(asked: Asked) -> dict[tuple[int, int | None], Counted]:
    """Return the requests by year and region (None where there is none: Oslo); one query."""
    counts = {
        "asked": Count("pk"),
        "yes": Count("pk", filter=Q(answer=Answer.YES)),
        "in_part": Count("pk", filter=Q(answer=Answer.IN_PART)),
        "no": Count("pk", filter=Q(answer=Answer.NO)),
        "waiting": Count("pk", filter=Q(answer="", region__isnull=False)),
    }
    rows = _of(asked).values_list("case__year", "region").order_by("case__year", "region__name_nb")
    return {
        (year, region): Counted(*counted)
        for year, region, *counted in rows.annotate(
            **{f"count_{name}": each for name, each in counts.items()}
        )
    }


def _of(asked: Asked) -> Any:
    return BufetatRequest.objects.filter(case__in=filed(asked).values("pk"))


def _columns(*first: Column) -> list[Column]:
    return [
        *first, Column(_("Asked"), COUNT), Column(_("Can help"), COUNT), Column(_("Can help in part"), COUNT),
        Column(_("Cannot help"), COUNT), Column(_("Not answered yet"), COUNT),
    ]  # fmt: skip


def _answers(asked: Asked, regions: dict[int | None, str], found: dict[int | None, Counted]) -> Section:
    taken: dict[int | None, list[int]] = defaultdict(list)
    times = _of(asked).filter(case__year=asked.year, answered_at__isnull=False)
    for region, came, answered in times.values_list("region", "asked_at", "answered_at"):
        taken[region].append(_days(came, answered))
    title = _("Requests for help, %(year)s") % {"year": asked.year}
    columns = [
        *_columns(Column(_("Region"))), Column(_("Median days to answer"), DAYS),
        Column(_("Answered within %(days)s days") % {"days": ANSWER_WITHIN}, PERCENT),
    ]  # fmt: skip
    rows = [[Cell(regions[region]), *map(Cell, of), *_times(taken[region])] for region, of in found.items()]
    everything = [each for of in taken.values() for each in of]
    total = [Cell(_("In all")), *map(Cell, _sum(found.values())), *_times(everything)]
    series = [_("Can help"), _("Can help in part"), _("Cannot help"), _("Not answered yet")]
    drawn = [(regions[region], [of.yes, of.in_part, of.no, of.waiting]) for region, of in found.items()]
    return Section(
        Table("svar", title, columns, rows, total if len(rows) > 1 else ()),
        chart=bars(title, series, drawn, told=str) if drawn else None,
        said=_("Networks that apply for a foster-home project can ask for help. The answer is no condition for money."),
        empty=_("Requests are counted when a complete application asks for help."),
    )  # fmt: skip


def _statements(asked: Asked, regions: dict[int | None, str]) -> Section:
    """Return the questions that caseworkers have put to the regions in the cases of the year."""
    rows = Statement.objects.filter(
        case__in=filed(asked).filter(year=asked.year).values("pk"),
        region__isnull=False,
        withdrawn_at__isnull=True,
    )
    found: dict[int | None, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows.values_list("region", "asked_at", "answered_at", "due"):
        found[row[0]].append(row[1:])
    columns = [
        Column(_("Region")), Column(_("Asked"), COUNT), Column(_("Answered"), COUNT),
        Column(_("Median days to answer"), DAYS), Column(_("Answered in time"), PERCENT),
    ]  # fmt: skip
    shown = []
    for region, of in sorted(found.items(), key=lambda pair: regions[pair[0]]):
        answered = [each for each in of if each[1]]
        days = [_days(came, at) for came, at, _due in answered]
        in_time = sum(at.astimezone(clock.OSLO).date() <= due for _came, at, due in answered)
        cells = [len(of), len(answered), median(days) if days else None, percent(in_time, len(answered))]
        shown.append([Cell(regions[region]), *map(Cell, cells)])
    title = _("Statements asked for in cases of %(year)s") % {"year": asked.year}
    return Section(
        Table("uttalelser", title, columns, shown),
        empty=_("Questions that caseworkers put to a region in a case are counted here."),
    )


def _years(years: list[int], found: dict[tuple[int, int | None], Counted]) -> Section:
    sums = {year: _sum(of for (each, _region), of in found.items() if each == year) for year in years}
    rows = [[Cell(str(year)), *map(Cell, of)] for year, of in sums.items()]
    return Section(Table("svar-ar", _("Year by year"), _columns(Column(_("Year"))), rows))


def _everything(regions: dict[int | None, str], found: dict[tuple[int, int | None], Counted]) -> Table:
    rows = [[Cell(str(year)), Cell(regions[region]), *map(Cell, of)] for (year, region), of in found.items()]
    return Table(
        "svar-alle", _("Every year and region"), _columns(Column(_("Year")), Column(_("Region"))), rows
    )


def _sum(counted: Iterable[Counted]) -> Counted:
    return (
        Counted(*(sum(column) for column in zip(*counted, strict=True)))
        if (counted := list(counted))
        else Counted()
    )


def _times(days: list[int]) -> list[Cell]:
    in_time = sum(each <= ANSWER_WITHIN for each in days)
    return [Cell(median(days) if days else None), Cell(percent(in_time, len(days)))]


def _days(came: Any, went: Any) -> int:
    """Return how many days of Oslo's lie between two moments."""
    return (went.astimezone(clock.OSLO).date() - came.astimezone(clock.OSLO).date()).days
