"""The part on municipalities: which of the 357 the money reached, on a map of squares and in tables (R4.3, R7.4)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from workflows.directory.models import County, Municipality
from workflows.ui import tiles
from workflows.ui.charts import bars
from workflows.ui.tables import COUNT, PERCENT, Cell, Column, Table, percent

from .asking import Asked
from .parts import Number, Part, Section
from .reached import Reached, reached

TONES = {0: "off", 1: "1", 2: "3"}  # by the number of networks; more than two have the strongest
STRONGEST = "4"


def part(asked: Asked) -> Part:
    """Return the page: the map of the asked year, the counties or municipalities, and year by year."""
    everything = list(Municipality.objects.real().select_related("county").order_by("code"))
    found = reached(asked, everything)
    this_year = found.years.get(asked.year, {})
    own = [each for each in everything if each.county.office_id in asked.offices or each.pk in this_year]
    counties: dict[County, list[Municipality]] = defaultdict(list)
    for each in own:
        counties[each.county].append(each)
    by_municipality = _by_municipality(asked, counties, found)
    some = len(asked.offices) == 1
    number = _("%(part)s of %(all)s") % {"part": len(this_year), "all": len(own)}
    return Part(
        numbers=[Number(_("Municipalities reached in %(year)s") % {"year": asked.year}, number)],
        sections=[
            _map(asked, counties, found),
            *([Section(by_municipality)] if some else []),
            _by_year(asked, found, own),
            *_numbers(found),
        ],
        files=[] if some else [by_municipality],
    )


def _map(asked: Asked, counties: Mapping[County, Sequence[Municipality]], found: Reached) -> Section:
    blocks, rows = [], []
    for county, municipalities in counties.items():
        counts = {each: found.networks(asked.year, each.pk) for each in municipalities}
        part, whole = sum(bool(count) for count in counts.values()), len(counts)
        told = _("%(part)s of %(all)s municipalities are reached") % {"part": part, "all": whole}
        drawn = [tiles.Tile(f"{each}: {_networks(count)}", _tone(count)) for each, count in counts.items()]
        blocks.append(tiles.Block(county.code, county.name, f"{county}: {told}", drawn))
        rows.append([Cell(str(county)), *map(Cell, (whole, part, percent(part, whole)))])
    title = _("Municipalities reached, %(year)s") % {"year": asked.year}
    columns = [
        Column(_("County")), Column(_("Municipalities"), COUNT), Column(_("Reached"), COUNT),
        Column(_("Share"), PERCENT),
    ]  # fmt: skip
    sums = [sum(int(row[number].value or 0) for row in rows) for number in (1, 2)]
    total = [Cell(_("In all")), *map(Cell, sums), Cell(percent(sums[1], sums[0]))]
    key = [
        ("off", _("Not reached")), ("1", _("One network with money")), ("3", _("Two")), ("4", _("Three or more"))
    ]  # fmt: skip
    return Section(
        Table("fylker", title, columns, sorted(rows, key=lambda row: str(row[0].value)), total),
        tiles=tiles.in_order(blocks),
        tiles_key=key,
        said=_(
            "A municipality is reached when its services are in a network that got money for the year, "
            "when it answers for one, or when the application names it."
        ),
    )  # fmt: skip


def _by_municipality(
    asked: Asked, counties: Mapping[County, Sequence[Municipality]], found: Reached
) -> Table:
    columns = [
        Column(_("Number")), Column(_("Municipality")), Column(_("County")),
        *(Column(str(year), COUNT) for year in asked.compared),
    ]  # fmt: skip
    rows = [
        [
            Cell(each.code),
            Cell(str(each)),
            Cell(county.name),
            *(Cell(found.networks(year, each.pk)) for year in asked.compared),
        ]
        for county, municipalities in counties.items()
        for each in municipalities
    ]
    return Table("kommuner", _("Networks with money in each municipality"), columns, rows)


def _by_year(asked: Asked, found: Reached, own: Sequence[Municipality]) -> Section:
    rows, drawn = [], []
    for year in asked.compared:
        now, before = set(found.years.get(year, {})), set(found.years.get(year - 1, {}))
        new, gone = (len(now - before), len(before - now)) if year - 1 in asked.compared else (None, None)
        rows.append([Cell(str(year)), *map(Cell, (len(now), percent(len(now), len(own)), new, gone))])
        drawn.append((str(year), [len(now)]))
    columns = [
        Column(_("Year")), Column(_("Reached"), COUNT), Column(_("Share"), PERCENT),
        Column(_("New since the year before"), COUNT), Column(_("No longer reached"), COUNT),
    ]  # fmt: skip
    return Section(
        Table("ar", _("Year by year"), columns, rows),
        chart=bars(_("Year by year"), [_("Reached")], drawn, told=str),
        said=_("All years are counted in today’s municipalities."),
    )


def _numbers(found: Reached) -> list[Section]:
    """Return what became of old and unknown numbers in the applications; nothing where there are none."""
    rows = [
        [
            Cell(code),
            Cell(", ".join(resolution.candidates)),
            Cell(
                _("Split: counts for each of them. %(way)s") % {"way": resolution.explanation}
                if resolution.today is None
                else resolution.explanation
            ),
        ]
        for code, resolution in sorted(found.mapped.items())
    ]
    rows += [
        [
            Cell(code),
            Cell(None),
            Cell(_("No municipality has had this number since 2011. It is not counted.")),
        ]
        for code in sorted(found.unknown)
    ]
    columns = [Column(_("Number in the application")), Column(_("Counts for")), Column(_("Why"))]
    table = Table("numre", _("Municipality numbers of their time"), columns, rows)
    return [Section(table)] if rows else []


def _networks(count: int) -> str:
    return _("networks with money: %(count)s") % {"count": count}


def _tone(count: int) -> str:
    return TONES.get(count, STRONGEST)
