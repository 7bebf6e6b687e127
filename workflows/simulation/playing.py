"""Plays the year: each case one step after the other, all of them together, while the clock only goes forward."""

import datetime as dt
import heapq
import uuid
from collections import Counter
from dataclasses import dataclass
from random import Random

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from workflows import clock, errors, outbox, sealing, work  # noqa: F401  (importing sealing registers its chore)
from workflows.application.beginning import start_application
from workflows.cases.models import Case, WorkItem
from workflows.directory.models import OFFICE_ROLES, GovernorOffice, Network, Role, User
from workflows.funds import managing
from workflows.funds.models import Pot
from workflows.money import december, yearend
from workflows.report import reminding  # noqa: F401  (importing it registers its chore)
from workflows.schemes.models import Call
from workflows.walkthrough.course import Course, Strayed, absence_of_owner
from workflows.walkthrough.turns import Plan, Turn, Typed
from workflows.worklists import due  # noqa: F401  (and so does this)

from .making import World
from .stories import Story

# What the worker does that is about cases and money: once a week here.
CHORES = ("seal", december.KIND, "due-dates", "report-reminders")
DAYS: dict[str, tuple[int, int]] = {"report.report": (1, 80)}  # between how many days a step takes, if not:
OFFICE_DAYS, OTHERS_DAYS = (1, 6), (1, 9)
MOVED = 10_000  # kroner, in October between two offices' pots


@dataclass
class Playing:
    """One case of the year: what it shall become, and whom the office gives it to."""

    number: int
    story: Story
    plan: Plan
    network: Network
    call: Call
    chance: Random
    course: Course | None = None
    strayed: str = ""

    @property
    def case(self) -> Case | None:
        """Return the case, afresh; None where it was never begun."""
        return Case.objects.filter(pk=self.course.case.pk).first() if self.course else None


class Player:
    """Takes what is due next, whosever it is, until nothing is due any more."""

    def __init__(self, world: World, cases: list[Playing]) -> None:
        self.world, self.cases = world, cases
        self.done: Counter[str] = Counter()
        self._due: list[tuple[dt.datetime, int]] = []
        self._turns: dict[int, Turn] = {}

    def play(self) -> None:
        """Play everything: the cases, a week's chores every week, the moves of October, and the year's end."""
        for playing in self.cases:
            heapq.heappush(self._due, (self._begins(playing), playing.number))
        others = [(self._day(10, 15), self._move_authority), (self._day(1, 2, later=1), self._end_year)]
        week = self._day(1, 8)
        while self._due:
            moment, number = heapq.heappop(self._due)
            while others and others[0][0] <= moment:
                day, act = others.pop(0)
                self._move_to(day)
                act()
            if moment >= week:
                self._move_to(moment)
                self._do_chores()
                week = moment + dt.timedelta(days=7)
            self._move_to(moment)
            self._go_on(self.cases[number], moment)
        for day, act in others:
            self._move_to(day)
            act()

    # One case

    def _go_on(self, playing: Playing, moment: dt.datetime) -> None:
        """Do the case's next step, and say when the one after it is due; a case that strays stops there."""
        try:
            self._step(playing)
            course = playing.course
            turn = course.turn() if course else None
            if course and turn is None and course.act(None):
                turn = course.turn()
        except (Strayed, LookupError, errors.WorkError) as strayed:
            playing.strayed = f"{type(strayed).__name__}: {strayed}"
            return
        if course and turn:
            self._turns[playing.number] = turn
            earliest = max(moment, course.not_before(turn) or moment)
            heapq.heappush(self._due, (earliest + self._takes(playing, turn), playing.number))

    def _step(self, playing: Playing) -> None:
        if playing.course is None:
            leader = self.world.people[Role.NETWORK_LEADER, "network", playing.network.pk][0]
            case = start_application(call=playing.call, network=playing.network, by=leader)
            playing.course = Course(case, playing.plan)
            return
        turn = self._turns.pop(playing.number)
        if playing.course.act(turn):
            return
        typed = playing.course.typed(turn)
        if typed is not None:
            self._complete(playing, turn, typed)
            playing.course.done(turn)
            self.done[turn.step] += 1

    def _complete(self, playing: Playing, turn: Turn, typed: Typed) -> None:
        """Let the first do it who may. Raises Strayed where nobody may, saying why not."""
        refused: list[str] = []
        data, files = posted(typed)
        for person, absent in self._candidates(turn.item, playing):
            try:
                work.complete(
                    turn.item, by=person, acting_for=absent, data=data, files=files, key=uuid.uuid4().hex
                )
                return
            except (errors.NotAllowed, errors.NotThere) as denied:
                refused.append(f"{person.username}: {denied or 'sees no such case'}")
        raise Strayed(f"Nobody may do {turn.step}. {' '.join(refused)}")

    def _candidates(self, item: WorkItem, playing: Playing) -> list[tuple[User, User | None]]:
        """Return who can be asked to do a piece of work, and for whom, the one whose turn it is at the office first."""
        if away := absence_of_owner(item):
            return [(away.substitute, away.person), (away.person, None)]
        for kind in ("office", "network", "municipality", "service"):
            if key := getattr(item, f"{kind}_id"):
                found = self.world.people.get((item.role, kind, key), [])
                break
        else:
            found = self.world.people.get((item.role, "", None), [])
        if item.owner_id:
            return [(person, None) for person in found if person.pk == item.owner_id]
        turn = playing.number // len(self.world.offices) % max(1, len(found))
        return [(person, None) for person in found[turn:] + found[:turn]]

    def _begins(self, playing: Playing) -> dt.datetime:
        """Return when a network begins to write: in the weeks before the deadline."""
        return playing.call.deadline - dt.timedelta(days=playing.chance.randint(45, 110), hours=10)

    def _takes(self, playing: Playing, turn: Turn) -> dt.timedelta:
        """Return how long it takes until somebody does a step that can be done."""
        if turn.step in playing.plan.waits:
            return dt.timedelta()
        office = turn.item.role in OFFICE_ROLES
        shortest, longest = DAYS.get(turn.step, OFFICE_DAYS if office else OTHERS_DAYS)
        if turn.item.flow == "application" and not office:  # all is sent before the deadline
            shortest, longest = 1, 3
        return dt.timedelta(days=playing.chance.randint(shortest, longest))

    # What happens beside the cases

    def _do_chores(self) -> None:
        for chore in outbox.chores():
            if chore.name in CHORES:
                chore.run()

    def _move_authority(self) -> None:
        """Let the fund manager move a little from the first office that has it to the second, as in a real year."""
        pots = Pot.objects.filter(year=self.world.year).select_related("office").order_by("scheme", "pk")
        source, target = pots[0], pots[1]
        managing.move(
            source=source,
            office=target.office,
            scheme=target.scheme,
            amount=min(MOVED, source.available),
            by=self.world.manager,
            reason="simulated year",
            key=uuid.uuid4().hex,
        )

    def _end_year(self) -> None:
        for office in GovernorOffice.objects.real().order_by("code"):
            yearend.end_year(office=office, year=self.world.year, by=self.world.manager)

    def _day(self, month: int, day: int, *, later: int = 0) -> dt.datetime:
        return dt.datetime(self.world.year + later, month, day, 9, tzinfo=clock.OSLO)

    def _move_to(self, moment: dt.datetime) -> None:
        if moment > clock.now():
            clock.move_to(moment)


def posted(typed: Typed) -> tuple[QueryDict, dict[str, UploadedFile]]:
    """Return what is typed as a browser would post it: texts and files."""
    data, files = QueryDict(mutable=True), {}
    for name, value in typed.items():
        if isinstance(value, UploadedFile):
            files[name] = value
        else:
            data.setlist(name, [str(each) for each in (value if isinstance(value, list) else [value])])
    return data, files
