"""The part on processing times: how long offices take, against the days they have (R8.3, R7.4)."""

from django.utils.translation import gettext as _

from workflows.base import flows, steps
from workflows.ui.charts import bars
from workflows.ui.tables import COUNT, DAYS, PERCENT, Cell, Column, Table, decimal, percent

from .asking import Asked
from .handled import Times, by_step, by_year_and_office, together
from .parts import Part, Section


def part(asked: Asked) -> Part:
    """Return the page: offices in the asked year, year by year, and the offices' steps."""
    found = by_year_and_office(asked)
    this_year = {office: times for (year, office), times in found.items() if year == asked.year}
    at_steps = by_step(asked)
    return Part(
        sections=[
            _by_office(asked, this_year),
            _by_year(asked, found),
            _by_step(asked, at_steps),
        ],
        files=[_everything(asked, at_steps)],
    )


def _columns(*first: Column, done: str, late: str) -> list[Column]:
    return [
        *first, Column(done, COUNT), Column(_("Median days"), DAYS), Column(_("In time"), PERCENT),
        Column(_("Still open"), COUNT), Column(late, COUNT),
    ]  # fmt: skip


def _cells(times: Times) -> list[Cell]:
    in_time = percent(times.in_time, times.with_deadline)
    return [*map(Cell, (len(times.days), times.median, in_time, times.open, times.late))]


def _of_cases(*first: Column) -> list[Column]:
    return _columns(*first, done=_("Answered"), late=_("Past the time"))


def _by_office(asked: Asked, found: dict[int, Times]) -> Section:
    offices = sorted(found.items(), key=lambda pair: asked.offices[pair[0]].code)
    title = _("From application to answer, %(year)s") % {"year": asked.year}
    rows = [[Cell(asked.offices[pk].area), *_cells(times)] for pk, times in offices]
    total = [Cell(_("In all")), *_cells(together([times for _pk, times in offices]))]
    drawn = [(asked.offices[pk].area, [times.median]) for pk, times in offices if times.days]
    return Section(
        Table("embeter", title, _of_cases(Column(_("Office"))), rows, total if len(rows) > 1 else ()),
        chart=bars(title, [_("Median days")], drawn, told=decimal) if drawn else None,
        said=_(
            "Counted until the first decision, or until the application was dismissed. Days the clock "
            "stood still do not count. In time is within the days that the guideline gives, or by the day"
            " the network was told."
        ),
        empty=_("Times are counted from the first application of the year."),
    )  # fmt: skip


def _by_year(asked: Asked, found: dict[tuple[int, int], Times]) -> Section:
    years = {
        year: together([times for (each, _office), times in found.items() if each == year])
        for year in asked.compared
    }
    rows = [[Cell(str(year)), *_cells(times)] for year, times in years.items()]
    return Section(Table("ar", _("Year by year"), _of_cases(Column(_("Year"))), rows))


def _titles() -> dict[tuple[str, str], str]:
    """Return what the steps are called, in the order of the flows."""
    return {
        (flow.folder(), step.name): f"{flow.process_title}: {step.task_title}"
        for flow in flows()
        for step in steps(flow)
    }


def _by_step(asked: Asked, found: dict[tuple[str, str, int], Times]) -> Section:
    titles = _titles()
    sums = {
        key: together([times for (flow, node, _office), times in found.items() if (flow, node) == key])
        for key in {key[:2]: None for key in found}
    }
    ordered = [key for key in titles if key in sums] + [key for key in sums if key not in titles]
    rows = [[Cell(titles.get(key, ": ".join(key))), *_cells(sums[key])] for key in ordered]
    columns = _columns(Column(_("Step")), done=_("Done"), late=_("Overdue"))
    return Section(
        Table("steg", _("The offices’ steps in cases of %(year)s") % {"year": asked.year}, columns, rows),
        said=_("In time is by the day the task was due. Steps that wait for a network are not counted."),
        empty=_("Steps are counted from the first application of the year."),
    )


def _everything(asked: Asked, found: dict[tuple[str, str, int], Times]) -> Table:
    titles = _titles()
    rows = [
        [Cell(asked.offices[office].area), Cell(titles.get((flow, node), f"{flow}: {node}")), *_cells(times)]
        for (flow, node, office), times in sorted(
            found.items(), key=lambda pair: (asked.offices[pair[0][2]].code, pair[0])
        )
    ]
    columns = _columns(Column(_("Office")), Column(_("Step")), done=_("Done"), late=_("Overdue"))
    return Table("steg-embeter", _("By office and step"), columns, rows)
