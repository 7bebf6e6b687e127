"""What a simulated year is made of: networks and people of its own, pots and calls. Marked as simulated."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from django.db import transaction
from django.db.models import Max

from workflows import clock, publishing
from workflows.directory.models import (
    GovernorOffice,
    Municipality,
    Network,
    NetworkMembership,
    Role,
    RoleAssignment,
    Service,
    User,
)
from workflows.funds import managing
from workflows.funds.models import Pot
from workflows.schemes.models import Call, Edition, SchemeVersion
from workflows.walkthrough import people as walkers
from workflows.walkthrough.answers import AUDITOR

Place = tuple[str, str, int | None]  # a role, the kind of place it is held in, and which
OFFICE = ((Role.CASEWORKER, 3), (Role.DECISION_MAKER, 2), (Role.PAYMENT_ATTESTER, 2))


@dataclass
class World:
    """The year, its networks by office, its calls, and who holds which role where."""

    year: int
    edition: Edition
    manager: User
    networks: list[Network] = field(default_factory=list)
    calls: dict[tuple[int, str], Call] = field(default_factory=dict)
    people: dict[Place, list[User]] = field(default_factory=lambda: defaultdict(list))

    @property
    def offices(self) -> list[GovernorOffice]:
        """Return the offices, by code."""
        return sorted({call.office for call in self.calls.values()}, key=lambda office: office.code)

    def calls_for(self, network: Network) -> list[Call]:
        """Return the calls a network can apply under, by scheme."""
        office = network.office.pk
        return [
            call
            for (at, _scheme), call in sorted(self.calls.items())
            if at == office and call.scheme_version.network_kind == network.kind
        ]


def next_year() -> int:
    """Return the first year to come of which no pot is made and in which no case is."""
    last = Pot.objects.aggregate(last=Max("year"))["last"] or 0
    return int(max(clock.today().year, last) + 1)


@transaction.atomic
def make_world(*, networks: int, chance: Random) -> World:
    """Make everything a year needs but its pots, and move the clock to its first day.

    Raises LookupError where no edition holds in the year.
    """
    year = next_year()
    edition = next(iter(publishing.offered_editions(year=year)), None)
    if edition is None:
        raise LookupError(f"No guideline holds in {year}. Run `manage.py demo --prepare` first.")
    clock.move_to(dt.date(year, 1, 2))
    world = World(year, edition, _account(f"sim-{year}-funds", Role.FUND_MANAGER))
    world.people[Role.AUDITOR, "", None] = [walkers.account(AUDITOR.partition("@")[0], Role.AUDITOR).user]
    offices = list(GovernorOffice.objects.real().order_by("code"))
    for office in offices:
        _staff(world, office)
        for scheme in _schemes(edition):
            world.calls[office.pk, scheme.code] = _call(world, office, scheme)
    for number in range(networks):
        world.networks.append(_network(world, offices[number % len(offices)], number, len(offices), chance))
    return world


def distribute(world: World, wanted: dict[tuple[GovernorOffice, str], int]) -> None:
    """Give every office authority for what will be awarded (whole kroner by office and scheme), and a little more."""
    for scheme in sorted({code for _office, code in wanted}):
        amounts = {office: amount + 50_000 for (office, code), amount in wanted.items() if code == scheme}
        managing.distribute(
            amounts=amounts,
            scheme=scheme,
            year=world.year,
            by=world.manager,
            reason="simulated year",
            key=uuid.uuid4().hex,
        )


def _schemes(edition: Edition) -> Iterator[SchemeVersion]:
    """Yield the schemes that the edition has and that have a form."""
    for scheme in publishing.offered_schemes():
        if edition in publishing.offered_editions(scheme=scheme.code):
            yield scheme


def _call(world: World, office: GovernorOffice, scheme: SchemeVersion) -> Call:
    return publishing.open_call(
        office=office,
        scheme_version=scheme,
        edition=world.edition,
        year=world.year,
        opens=dt.datetime(world.year, 1, 15, 9, tzinfo=clock.OSLO),
        deadline=dt.datetime(world.year, 5, 31, 23, 59, tzinfo=clock.OSLO),
    )


def _staff(world: World, office: GovernorOffice) -> None:
    for role, count in OFFICE:
        for number in range(1, count + 1):
            name = f"sim-{world.year}-{office.code}-{role}-{number}".lower()
            world.people[role, "office", office.pk].append(_account(name, role, office=office))


def _network(world: World, office: GovernorOffice, number: int, offices: int, chance: Random) -> Network:
    """Make a network of two to four municipalities of an office, every second one of leaders."""
    places = list(Municipality.objects.filter(county__office=office).exclude(org_number="").order_by("code"))
    members = chance.sample(places, min(len(places), chance.choice([2, 2, 3, 4])))
    kind = Network.Kind.LEADER if (number // offices) % 2 else Network.Kind.LEARNING
    code = f"sim-{world.year}-{number + 1}"
    network = Network.objects.create(
        code=code,
        name=f"Simulert nettverk {number + 1} ({office.code} {world.year})",
        kind=kind,
        responsible_municipality=members[0],
        themes="Simulert",
        steering_group=True,
        started=dt.date(world.year, 1, 1),
    )
    world.people[Role.NETWORK_LEADER, "network", network.pk].append(
        _account(f"{code}-leader", Role.NETWORK_LEADER, network=network)
    )
    for place in members:
        _join(world, network, place)
    return network


def _join(world: World, network: Network, place: Municipality) -> None:
    """Let a municipality's service join, and have somebody who can stand behind what the network applies for."""
    service, made = Service.objects.get_or_create(
        name=f"Simulert barneverntjeneste i {place.name}", host=place
    )
    if made:
        service.municipalities.add(place)
    NetworkMembership.objects.create(
        network=network, service=service, persons=2, persons_from_leadership=1, joined=network.started
    )
    leaders = world.people[Role.CHILD_WELFARE_LEADER, "service", service.pk]
    managers = world.people[Role.MUNICIPAL_MANAGEMENT, "municipality", place.pk]
    if not leaders:
        name = f"sim-{world.year}-{place.code}"
        leaders.append(_account(f"{name}-service", Role.CHILD_WELFARE_LEADER, service=service))
        managers.append(_account(f"{name}-management", Role.MUNICIPAL_MANAGEMENT, municipality=place))


def _account(username: str, role: str, **place: object) -> User:
    """Make an account nobody can sign in to, with one role."""
    first, _dash, last = username.partition("-")
    user = User(username=username, first_name=first, last_name=last, email=f"{username}@simulated.example")
    user.set_unusable_password()
    user.save()
    RoleAssignment.objects.create(user=user, role=role, valid_from=clock.today(), **place)
    return user
