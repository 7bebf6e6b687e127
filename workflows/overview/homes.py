"""The part on foster homes: where projects began, what they aimed at, and what came of it (R4.3).

What is measured is what the schemes' forms ask for in fields of the type `indicators`: baseline and target in the
application, the actual number in the report. Only what is reported can be compared with what was aimed at.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from workflows.report.models import Report
from workflows.schemes.forms import definitions_of
from workflows.schemes.indicators import TYPE
from workflows.schemes.models import SchemeVersion
from workflows.ui.charts import bars
from workflows.ui.tables import COUNT, PERCENT, Cell, Column, Table, decimal, percent

from .asking import Asked
from .granted import decisions
from .json_numbers import PLAIN, NumberIn
from .parts import Part, Section

AIMED, REPORTED = ("baseline", "target"), ("baseline", "target", "actual")


class Indicator(NamedTuple):
    """A row of indicators: what it is called, the field of the application, that of the report, and its code."""

    title: str
    asked_in: str
    told_in: str
    code: str
    versions: frozenset[int]  # the versions of schemes that ask for it


class Measured(NamedTuple):
    """What projects said of an indicator, added up: of how many, and the numbers by column."""

    cases: int = 0
    baseline: int = 0
    target: int = 0
    actual: int = 0

    def plus(self, other: "Measured") -> "Measured":
        """Return the two added up."""
        return Measured(*(one + another for one, another in zip(self, other, strict=True)))


Found = dict[tuple[int, int, str], Measured]  # year, office, code of the indicator


def part(asked: Asked) -> Part:
    """Return the page: aims of all that got money, results of those that have reported, by office and year by year."""
    rows = indicators(asked.scheme)
    aims, results = _aims(asked, rows), _results(asked, rows)
    if not rows:
        empty = _("Indicators are shown here once a scheme asks for them in its form.")
        return Part(sections=[Section(Table("mal", _("Foster homes"), _columns(), []), empty=empty)])
    titles = {row.code: row.title for row in rows}
    told = {year for year, _office, _code in (*aims, *results)} & set(asked.compared)
    sections = [_this_year(asked, titles, aims, results)]
    if len(told) > 1:
        sections.append(_by_year(titles, sorted(told), results))
    return Part(sections=sections, files=[_by_office(asked, titles, aims, results)])


def indicators(scheme: str = "") -> list[Indicator]:
    """Return what the schemes measure, or one of them, by the newest words for it; one query."""
    versions = SchemeVersion.objects.real().order_by("document", "version")
    found: dict[str, Indicator] = {}
    language = "nn" if get_language() == "nn" else "nb"
    for version in versions.filter(code=scheme) if scheme else versions:
        told_in = {
            field.get("compare_with"): field["code"]
            for field in _measuring(version.definition.get("report", {}).get("sections", []))
        }
        for field in _measuring(version.definition.get("sections", [])):
            for row in field["rows"]:
                codes = (field["code"], told_in.get(field["code"], ""), row["code"])
                if all(PLAIN.fullmatch(code) for code in codes if code):
                    asking = found[row["code"]].versions if row["code"] in found else frozenset()
                    found[row["code"]] = Indicator(row["title"][language], *codes, asking | {version.pk})
    return list(found.values())


def _measuring(sections: Iterable[Any]) -> list[Mapping[str, Any]]:
    return [field for field in definitions_of(sections) if field["type"] == TYPE]


def _aims(asked: Asked, rows: list[Indicator]) -> Found:
    """Return baseline and target of every project that got money."""
    wanted = {
        (row.code, column): NumberIn("case__application__answers", row.asked_in, row.code, column)
        for row in rows
        for column in AIMED
    }
    return _added(_measured(decisions(asked), rows), wanted) if rows else {}


def _results(asked: Asked, rows: list[Indicator]) -> Found:
    """Return baseline, target and what came of it, of every project that has reported: its newest report counts."""
    newer = Report.objects.filter(case=OuterRef("case"), year__gt=OuterRef("year"))
    reports = Report.objects.filter(~Exists(newer), case__in=decisions(asked).values("case")).order_by()
    told = [row for row in rows if row.told_in]
    wanted = {
        (row.code, column): NumberIn("answers", row.told_in, row.code, column)
        if column == "actual"
        else NumberIn("case__application__answers", row.asked_in, row.code, column)
        for row in told
        for column in REPORTED
    }
    return _added(_measured(reports, told), wanted) if told else {}


def _measured(rows: QuerySet[Any], indicators: list[Indicator]) -> QuerySet[Any]:
    """Return those of cases whose version of the scheme measures something."""
    return rows.filter(case__scheme_version__in={pk for row in indicators for pk in row.versions})


def _added(rows: QuerySet[Any], wanted: dict[tuple[str, str], NumberIn]) -> Found:
    """Return the numbers added up by year and office; a project counts that has said what stands last of each."""
    columns: dict[str, Any] = {}
    codes: dict[str, list[str]] = {}
    for code, column in wanted:
        codes.setdefault(code, []).append(column)
    for number, (code, of) in enumerate(codes.items()):
        columns |= {f"sum_{number}_{column}": Sum(wanted[code, column], default=0) for column in of}
        columns[f"cases_{number}"] = Count(wanted[code, of[-1]])
    found: Found = {}
    for year, office, *numbers in rows.values_list("case__year", "case__office").annotate(**columns):
        left = iter(numbers)
        for code, of in codes.items():
            sums = {column: next(left) for column in of}
            found[year, office, code] = Measured(cases=next(left), **sums)
    return found


def _sum(found: Found, code: str, *, year: int, office: int = 0) -> Measured:
    total = Measured()
    for (of, at, which), measured in found.items():
        if which == code and of == year and office in (0, at):
            total = total.plus(measured)
    return total


def _columns(*first: Column) -> list[Column]:
    return [
        *first,
        Column(_("Indicator")), Column(_("Projects"), COUNT), Column(_("Baseline"), COUNT),
        Column(_("Target"), COUNT), Column(_("Have reported"), COUNT), Column(_("Their baseline"), COUNT),
        Column(_("Their target"), COUNT), Column(_("Actual"), COUNT), Column(_("Increase"), COUNT),
        Column(_("Share of the target"), PERCENT),
    ]  # fmt: skip


def _cells(aim: Measured, result: Measured) -> list[Cell]:
    none = not result.cases
    return [
        *map(Cell, (aim.cases, aim.baseline, aim.target, result.cases)),
        *(Cell(None if none else each) for each in (result.baseline, result.target, result.actual)),
        Cell(None if none else result.actual - result.baseline),
        Cell(percent(result.actual, result.target)),
    ]


def _this_year(asked: Asked, titles: dict[str, str], aims: Found, results: Found) -> Section:
    year = asked.year
    pairs = {code: (_sum(aims, code, year=year), _sum(results, code, year=year)) for code in titles}
    rows = [[Cell(titles[code]), *_cells(*pair)] for code, pair in pairs.items()]
    title = _("Aims and results, %(year)s") % {"year": year}
    reported = [
        (titles[code], [result.baseline, result.target, result.actual])
        for code, (_aim, result) in pairs.items()
        if result.cases
    ]
    series = [_("Their baseline"), _("Their target"), _("Actual")]
    some = any(aim.cases for aim, _result in pairs.values())
    return Section(
        Table("mal", title, _columns(), rows if some else []),
        chart=bars(title, series, reported, told=decimal) if reported else None,
        said=_(
            "Aims are those of all projects that got money. What came of it is compared for those that "
            "have reported."
        ),
        empty=_("The first figures come when a foster-home project gets money."),
    )  # fmt: skip


def _by_year(titles: dict[str, str], years: list[int], results: Found) -> Section:
    columns = [Column(_("Indicator")), *(Column(str(year), COUNT) for year in years)]
    sums = {code: [_sum(results, code, year=year) for year in years] for code in titles}
    rows = [
        [Cell(titles[code]), *(Cell(each.actual - each.baseline if each.cases else None) for each in of)]
        for code, of in sums.items()
    ]
    return Section(Table("okning", _("Increase, year by year"), columns, rows))


def _by_office(asked: Asked, titles: dict[str, str], aims: Found, results: Found) -> Table:
    keys = sorted({(year, office) for year, office, _code in (*aims, *results)})
    rows = [
        [
            Cell(str(year)),
            Cell(asked.offices[office].area),
            Cell(title),
            *_cells(
                _sum(aims, code, year=year, office=office), _sum(results, code, year=year, office=office)
            ),
        ]
        for year, office in keys
        for code, title in titles.items()
    ]
    return Table(
        "mal-embeter", _("By year and office"), _columns(Column(_("Year")), Column(_("Office"))), rows
    )
