"""Which networks there are, where, and what they work on: for everyone, without persons (R8.6, R2.11)."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from workflows.cases.awards import granted
from workflows.cases.models import Case
from workflows.directory.models import County, Municipality, Network, NetworkMembership
from workflows.networks import themes
from workflows.ui import tiles

from .words import public_text

MOST_THEMES = 12  # in the chart


@dataclass
class Place:
    """A municipality and the networks it takes part in today, by their public names."""

    municipality: Municipality
    networks: list[Network] = field(default_factory=list)

    @property
    def told(self) -> str:
        """Return the municipality and its networks in words."""
        name = str(self.municipality)
        if not self.networks:
            return _("%(municipality)s: in no network") % {"municipality": name}
        return f"{name}: " + ", ".join(each.name for each in self.networks)

    @property
    def anchor(self) -> str:
        """Return the id of its row."""
        return f"kommune-{self.municipality.code}"


@dataclass
class Region:
    """A county with its municipalities, and how many of them take part in a network today."""

    county: County
    places: list[Place] = field(default_factory=list)

    @property
    def taking_part(self) -> int:
        """Return how many of its municipalities take part."""
        return sum(bool(place.networks) for place in self.places)

    @property
    def networks(self) -> int:
        """Return how many networks it has municipalities in."""
        return len({network.pk for place in self.places for network in place.networks})

    @property
    def told(self) -> str:
        """Return in words how many take part."""
        numbers = {"part": self.taking_part, "all": len(self.places)}
        return _("%(part)s of %(all)s municipalities take part") % numbers


def public_networks() -> QuerySet[Network]:
    """Return the networks everyone may read of: those somebody takes part in today, and those that got money."""
    members = NetworkMembership.objects.on().filter(network=OuterRef("pk"))
    paid_for = granted(Case.objects.filter(network=OuterRef("pk")))
    return Network.objects.real().filter(Q(Exists(members)) | Q(Exists(paid_for)))


def at_work(*, county: str = "", theme: str = "") -> QuerySet[Network]:
    """Return the networks with members today, of those with municipalities in a county, or that work on a theme."""
    members = NetworkMembership.objects.on()
    if county:
        members = members.filter(service__municipalities__county__code=county)
    found = Network.objects.real().filter(pk__in=members.values("network"))
    return found.filter(themes.works_on(theme)) if theme else found


def regions(networks: QuerySet[Network], *, county: str = "") -> list[Region]:
    """Return the counties, or one of them, with every municipality and those of `networks` it takes part in.

    Two queries, however many there are.
    """
    municipalities = Municipality.objects.real().select_related("county").order_by("code")
    if county:
        municipalities = municipalities.filter(county__code=county)
    places = {each.pk: Place(each) for each in municipalities}
    rows = NetworkMembership.objects.on().filter(network__in=networks).order_by("network__name", "network_id")
    known: dict[int, Network] = {}
    members = rows.values_list("service__municipalities", "network", "network__code", "network__name")
    for municipality, pk, code, name in members.distinct():
        if municipality in places:
            network = known.setdefault(pk, Network(pk=pk, code=code, name=public_text(name)))
            places[municipality].networks.append(network)
    found: dict[int, Region] = {}
    for place in places.values():
        found.setdefault(place.municipality.county_id, Region(place.municipality.county)).places.append(place)
    return list(found.values())


def blocks(found: list[Region], address: str) -> list[tiles.Block]:
    """Return the counties as the map draws them; a county alone leads to its rows, otherwise each to its own page.

    `address` is what a county's code is put behind.
    """
    alone = len(found) == 1
    return tiles.in_order(
        [
            tiles.Block(
                region.county.code,
                region.county.name,
                region.told,
                [
                    tiles.Tile(
                        place.told, "on" if place.networks else "off", f"#{place.anchor}" if alone else ""
                    )
                    for place in region.places
                ],
                "" if alone else f"{address}{region.county.code}",
            )
            for region in found
        ]
    )


def theme_bars(networks: QuerySet[Network]) -> list[dict[str, Any]]:
    """Return how many networks work on each of the most frequent themes, as `ui/chart.html` draws them."""
    counted: Counter[str] = Counter()
    for (text,) in networks.order_by().values_list("themes"):
        counted.update({public_text(word) for word in themes.in_words(text)})
    shown = sorted(counted.items(), key=lambda row: (-row[1], row[0]))[:MOST_THEMES]
    most = shown[0][1] if shown else 1
    return [{"label": word, "value": count, "percent": count * 100 // most} for word, count in shown]
