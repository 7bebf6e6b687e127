"""The parts of a case page under few headings: the office's by what it does, the others' by what they look for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Headings = tuple[tuple[str | Promise, frozenset[str]], ...]

OFFICE: Headings = (
    (_("Application"), frozenset({"soknad", "versjoner", "bufetat", "historikk"})),
    (_("Decision"), frozenset({"vurdering", "uttalelser", "vedtak", "vilkar", "klage"})),
    (_("Money"), frozenset({"betaling"})),
    (_("Follow-up"), frozenset({"rapport", "revisjon"})),
    (_("Record"), frozenset()),  # the last takes what no other has, also the parts of plugins
)
OTHERS: Headings = (
    (_("Application"), frozenset({"soknad", "versjoner", "bufetat"})),
    (_("Letters and documents"), frozenset({"vedtak", "dokumenter", "klage"})),
    (_("Money and report"), frozenset({"betaling", "vilkar", "rapport", "revisjon"})),
    (_("Messages"), frozenset({"meldinger"})),
    (_("More"), frozenset()),
)


@dataclass(frozen=True)
class Heading:
    """One heading of the menu, with the parts below it; it leads to the first of them."""

    title: str
    parts: list[dict[str, Any]]

    @property
    def is_current(self) -> bool:
        """Return whether the page shown is one of its parts."""
        return any(part["is_current"] for part in self.parts)

    @property
    def url(self) -> str:
        """Return the address of its first part."""
        return str(self.parts[0]["url"])


def menu(parts: Iterable[dict[str, Any]], *, internal: bool) -> list[Heading]:
    """Return the parts (`slug title url is_current`) under their headings, in order; none without a part."""
    headings = OFFICE if internal else OTHERS
    last = len(headings) - 1
    below: dict[int, list[dict[str, Any]]] = {}
    for part in parts:
        place = next((n for n, (_title, slugs) in enumerate(headings) if part["slug"] in slugs), last)
        below.setdefault(place, []).append(part)
    found = [Heading(str(title), below[n]) for n, (title, _slugs) in enumerate(headings) if n in below]
    return found if internal else [_alone(heading) for heading in found]


def _alone(heading: Heading) -> Heading:
    """Return a heading that is called what its only part is called, where it has no other."""
    only = len(heading.parts) == 1
    return Heading(str(heading.parts[0]["title"]), heading.parts) if only else heading
