"""Which municipalities the money reached in a year: those whose services were in a network that got some (R4.3).

A municipality is also reached when it answers for the network, or stands in the application. Numbers there are those
of their time: an old one counts for today's municipality, one that was split for each of those it became (R8.13).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models.fields.json import KeyTransform

from workflows.directory.changes import History, Resolution, UnknownMunicipality
from workflows.directory.models import Municipality, NetworkMembership

from .asking import Asked
from .granted import holding

IN_APPLICATION = "municipalities"  # the field of the application that names them
MOST_NUMBERS = 400  # in one application: there are not more municipalities


@dataclass
class Reached:
    """By year: the municipalities reached, each with the networks; and the old numbers that were met, by number."""

    years: dict[int, dict[int, set[int]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    mapped: dict[str, Resolution] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)

    def networks(self, year: int, municipality: int) -> int:
        """Return how many networks with money reached a municipality in a year."""
        return len(self.years[year][municipality]) if municipality in self.years.get(year, {}) else 0


def reached(asked: Asked, municipalities: Iterable[Municipality]) -> Reached:
    """Return what was reached in the compared years; four queries. `municipalities` are all there are."""
    known = {each.code: each.pk for each in municipalities}
    found, history = Reached(), History.from_database()
    rows = holding(asked).filter(year__in=asked.compared)
    named = KeyTransform(IN_APPLICATION, "application__answers")
    for year, network, municipality, codes in rows.values_list("year", "network", "municipality", named):
        found.years[year][municipality].add(network)
        for code in _numbers(codes):
            for today in _today(found, history, code, year):
                if today in known:
                    found.years[year][known[today]].add(network)
    _members(asked, found)
    return found


def _numbers(codes: object) -> list[str]:
    """Return the numbers among what an application answers, which may be anything."""
    return [code for code in codes if isinstance(code, str)][:MOST_NUMBERS] if isinstance(codes, list) else []


def _today(found: Reached, history: History, code: str, year: int) -> tuple[str, ...]:
    """Return what a number, written for a grant year, means today."""
    if code in found.unknown:
        return ()
    try:
        resolution = history.resolve(code, dt.date(year, 1, 1))
    except UnknownMunicipality:
        found.unknown.add(code)
        return ()
    if resolution.is_mapped:
        found.mapped[code] = resolution
    return resolution.candidates


def _members(asked: Asked, found: Reached) -> None:
    """Add the municipalities whose services were in the networks at some time of the year."""
    networks = {
        network for of in found.years.values() for reached_by in of.values() for network in reached_by
    }
    by_network: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    members = NetworkMembership.objects.filter(network__in=holding(asked).values("network")).order_by()
    for network, joined, left, municipality in members.values_list(
        "network", "joined", "left", "service__municipalities"
    ):
        if network in networks and municipality is not None:
            by_network[network].append((joined.year, left.year if left else 9999, municipality))
    for year, of in found.years.items():
        for network in {network for reached_by in of.values() for network in reached_by}:
            for first, last, municipality in by_network[network]:
                if first <= year <= last:
                    of[municipality].add(network)
