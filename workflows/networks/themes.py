"""What networks work on: words from a list and free words, and how many work on each (R2.11).

A network's themes are one text, words between commas, as it comes with imports and goes into applications; a word of
the list is recognised in both language forms and shown in the reader's.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from workflows.directory.models import Network

LONGEST = 300  # characters: what a network has room for
LISTED = {
    "participation": _("Children’s and parents’ participation"),
    "investigation": _("Investigation of reports of concern"),
    "in_home": _("Help in the home"),
    "foster_homes": _("Recruitment and follow-up of foster homes"),
    "violence": _("Violence and abuse"),
    "minorities": _("Families with a minority background"),
    "cooperation": _("Cooperation between services"),
    "prevention": _("Early efforts and prevention"),
    "leadership": _("Leadership and quality"),
    "guidance": _("Guidance of employees"),
    "aftercare": _("Aftercare and transition to adult life"),
}


def as_text(listed: Iterable[str], free: Iterable[str]) -> str:
    """Return the text a network keeps: listed words in bokmål, then the free ones, each once."""
    with translation.override("nb"):
        words = [str(LISTED[code]) for code in listed]
    seen: dict[str, str] = {}
    for word in [*words, *free]:
        if cleaned := " ".join(word.split()):
            seen.setdefault(cleaned.casefold(), cleaned)
    return ", ".join(seen.values())


def split(text: str) -> tuple[list[str], list[str]]:
    """Return the listed codes and the free words of a network's text."""
    known, listed, free = _known(), [], []
    for word in text.split(","):
        cleaned = " ".join(word.split())
        if code := known.get(cleaned.casefold()):
            listed.append(code)
        elif cleaned:
            free.append(cleaned)
    return listed, free


def in_words(text: str) -> list[str]:
    """Return the themes of a network's text, listed ones in the reader's language."""
    listed, free = split(text)
    return [str(LISTED[code]) for code in listed] + free


def spellings(theme: str) -> list[str]:
    """Return how a theme can stand in a network's text: a listed one in both language forms, another as it is."""
    if theme not in LISTED:
        return [theme]
    words = []
    for language in ("nb", "nn"):
        with translation.override(language):
            words.append(str(LISTED[theme]))
    return words


def works_on(theme: str) -> Q:
    """Return the condition for networks that work on a theme: a code of the list in either form, or a free word."""
    condition = Q(pk__in=[])
    for word in spellings(theme):
        condition |= Q(themes__icontains=word)
    return condition


def _known() -> dict[str, str]:
    return {word.casefold(): code for code in LISTED for word in spellings(code)}


@dataclass
class Row:
    """A theme in a county: which networks work on it."""

    theme: str
    networks: list[Network] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Return how many networks work on it."""
        return len(self.networks)


@dataclass(frozen=True)
class CountyThemes:
    """The themes of a county, the most frequent first."""

    county: str
    rows: list[Row]

    @property
    def bars(self) -> list[dict[str, object]]:
        """Return the rows as `ui/chart.html` draws them."""
        most = max((row.count for row in self.rows), default=1)
        return [
            {"label": row.theme, "value": row.count, "percent": row.count * 100 // most} for row in self.rows
        ]


def by_county(networks: Iterable[Network]) -> list[CountyThemes]:
    """Return the themes of networks by the county of their responsible municipality (selected with it)."""
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    for network in networks:
        themes = found[network.responsible_municipality.county.name]
        for theme in in_words(network.themes):
            themes.setdefault(theme.casefold(), Row(theme)).networks.append(network)
    return [
        CountyThemes(county, sorted(themes.values(), key=lambda row: (-row.count, row.theme)))
        for county, themes in sorted(found.items())
        if themes
    ]
