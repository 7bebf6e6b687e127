"""A simulated year from nothing to its end, and what came of it."""

import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from random import Random

from workflows import clock
from workflows.cases.models import JournalEntry
from workflows.directory.models import GovernorOffice
from workflows.funds.balances import PotOverview, pot_overviews
from workflows.funds.models import Pot
from workflows.verifying import verify_all
from workflows.walkthrough.everything import outcome_of

from .making import World, distribute, make_world
from .playing import Player, Playing
from .stories import told_for


@dataclass
class Told:
    """What became of the cases of one story."""

    cases: int = 0
    as_told: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)


@dataclass
class Year:
    """What came of a year: the cases by story, steps by name, pots, and all that is wrong.

    `escalated` counts the tasks that were overdue, of which the office's decision makers were told.
    """

    year: int
    stories: dict[str, Told]
    steps: Counter[str]
    pots: dict[Pot, PotOverview]
    faults: list[str]
    seconds: float
    escalated: int = 0


def simulate(*, networks: int, applications: int, seed: int) -> Year:
    """Make and play a year, put the clock back, and return what came of it.

    The same seed gives the same counts. Raises ValueError for fewer applications than there are stories, and
    LookupError where no edition holds.
    """
    shift, began = clock.shift(), time.perf_counter()
    try:
        world = make_world(networks=networks, chance=Random(seed))
        cases = _cases(world, applications, seed)
        _fund(world, cases)
        player = Player(world, cases)
        player.play()
    finally:
        clock.put_back(shift)
    pots = list(
        Pot.objects.filter(year=world.year).select_related("office").order_by("office__code", "scheme")
    )
    overviews = pot_overviews(pots)
    balances = {pot: overviews[pot.pk] for pot in pots}
    stories, strayed = _told(cases)
    faults = [*strayed, *faults_of(balances), *verify_all().faults]
    told = JournalEntry.objects.filter(action="case.escalated", case__call__in=world.calls.values())
    seconds = time.perf_counter() - began
    return Year(world.year, stories, player.done, balances, faults, seconds, told.count())


def faults_of(pots: dict[Pot, PotOverview]) -> list[str]:
    """Return the pots that do not add up after the year's end, or that still have something to give (R4.4)."""
    return [
        f"{pot}: {told.authority} is not {told.held} committed, {told.returned} returned and {told.moved} moved"
        for pot, told in pots.items()
        if told.authority != told.held + told.returned + told.moved
    ]


def _cases(world: World, applications: int, seed: int) -> list[Playing]:
    """Return the cases to be played: networks apply in turn, under one of their calls after the other."""
    wanted = []
    for number in range(applications):
        network = world.networks[number % len(world.networks)]
        calls = world.calls_for(network)
        wanted.append((network, calls[number // len(world.networks) % len(calls)]))
    stories = told_for(call.scheme_version.code for _network, call in wanted)
    cases = []
    for number, ((network, call), story) in enumerate(zip(wanted, stories, strict=True)):
        chance = Random(f"{seed}-{number}")
        cases.append(Playing(number, story, story.plan(chance), network, call, chance))
    return cases


def _fund(world: World, cases: list[Playing]) -> None:
    wanted: dict[tuple[GovernorOffice, str], int] = defaultdict(int)
    for call in world.calls.values():
        wanted[call.office, call.scheme_version.code] = 0
    for playing in cases:
        wanted[playing.call.office, playing.call.scheme_version.code] += playing.plan.awarded
    distribute(world, wanted)


def _told(cases: list[Playing]) -> tuple[dict[str, Told], list[str]]:
    """Return what became of the cases by story, and those that did not go as told."""
    stories: dict[str, Told] = defaultdict(Told)
    strayed = []
    for playing in cases:
        told, case = stories[playing.story.name], playing.case
        went_so = case is not None and playing.story.variant.went_so(case)
        told.cases += 1
        told.as_told += went_so
        told.outcomes[outcome_of(case) if case else "never begun"] += 1
        if not went_so:
            strayed.append(
                f"{case or playing.network}, {playing.story.name}: {playing.strayed or 'not as told'}"
            )
    return dict(stories), strayed
