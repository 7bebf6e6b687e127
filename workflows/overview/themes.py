"""The part on themes: what the networks that got money work on (R2.11, R7.4)."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from workflows.networks import themes
from workflows.ui.charts import bars
from workflows.ui.tables import COUNT, KRONER, Cell, Column, Table

from .asking import Asked
from .granted import decisions
from .parts import Part, Section

MOST = 12  # in the chart


@dataclass
class Theme:
    """A theme in a year: the networks that work on it, how many grants they have, and kroner."""

    word: str
    networks: set[int] = field(default_factory=set)
    grants: int = 0
    awarded: int = 0


def part(asked: Asked) -> Part:
    """Return the page: the themes of the asked year, and how many networks worked on each year by year."""
    found = by_year(asked)
    this_year = found.get(asked.year, {})
    shown = sorted(this_year.values(), key=lambda theme: (-len(theme.networks), theme.word))
    columns = [
        Column(_("Theme")), Column(_("Networks"), COUNT), Column(_("Grants"), COUNT), Column(_("Granted"), KRONER),
    ]  # fmt: skip
    rows = [
        [Cell(theme.word), *map(Cell, (len(theme.networks), theme.grants, theme.awarded))] for theme in shown
    ]
    title = _("Themes in %(year)s") % {"year": asked.year}
    drawn = [(theme.word, [len(theme.networks)]) for theme in shown[:MOST]]
    empty = _("Themes are counted once a network that has written any gets money.")
    return Part(
        sections=[
            Section(
                Table("temaer", title, columns, rows),
                chart=bars(title, [_("Networks")], drawn, told=lambda value: str(value)) if drawn else None,
                said=_("A network counts in each of its themes, as they stand now: the columns do not add up."),
                empty=empty,
            ),
            Section(_compared(asked, found), empty=empty),
        ]
    )  # fmt: skip


def by_year(asked: Asked) -> dict[int, dict[str, Theme]]:
    """Return the themes of networks that got money, by year; one query."""
    found: dict[int, dict[str, Theme]] = defaultdict(dict)
    rows = decisions(asked).values_list("case__year", "case__network", "case__network__themes")
    sums = rows.annotate(grants=Count("pk"), awarded=Sum("awarded_amount"))
    for year, network, text, grants, awarded in sums:
        for word in themes.in_words(text):
            theme = found[year].setdefault(word.casefold(), Theme(word))
            theme.networks.add(network)
            theme.grants += grants
            theme.awarded += awarded
    return found


def _compared(asked: Asked, found: dict[int, dict[str, Theme]]) -> Table:
    words = {key: theme.word for year in asked.compared for key, theme in sorted(found.get(year, {}).items())}
    columns = [Column(_("Theme")), *(Column(str(year), COUNT) for year in asked.compared)]
    rows = [
        [
            Cell(word),
            *(
                Cell(len(found[year][key].networks) if key in found.get(year, {}) else 0)
                for year in asked.compared
            ),
        ]
        for key, word in sorted(words.items(), key=lambda pair: pair[1])
    ]
    return Table("temaer-ar", _("Networks on each theme, year by year"), columns, rows)
