"""One case on its way: which step comes next, when, and what is typed. Pages and simulation take the same course."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from django.db.models import F

from workflows import clock
from workflows.cases.models import Case, WorkItem
from workflows.cases.rights import can
from workflows.directory.models import Absence, User

from . import steps
from .turns import END, Plan, Turn, Typed

P = TypeVar("P", bound=User)
MOST = 60  # steps: a case that takes more goes in a circle


class Strayed(Exception):
    """A case went otherwise than it should: where, and what was said."""


class Course:
    """A case and its plan: one turn after the other, until nothing is left to do."""

    def __init__(self, case: Case, plan: Plan) -> None:
        self.case, self.plan = case, plan
        self._left: set[int] = set()
        self._done: Counter[str] = Counter()
        self._acted: set[str] = set()

    def turn(self) -> Turn | None:
        """Return the next turn, or None: what can be done first comes first, then what was opened first."""
        open_items = WorkItem.objects.filter(case=self.case, open=True).exclude(pk__in=self._left)
        in_turn = open_items.order_by(F("opens_on").asc(nulls_first=True), "id")
        item = in_turn.select_related("task", "owner", "case__scheme_version", "case__call").first()
        if item is None:
            return None
        return Turn(item.case, item, self.plan, self._done[f"{item.flow}.{item.node}"])

    def act(self, turn: Turn | None) -> bool:
        """Do what the plan says is done beside the tasks now, once; return whether anything was: then look again."""
        step = END if turn is None else f"{turn.step} again" if turn.before else turn.step
        act = self.plan.acts.get(step)
        if act is None or step in self._acted:
            return False
        self._acted.add(step)
        act(Case.objects.get(pk=self.case.pk))
        return True

    def typed(self, turn: Turn) -> Typed | None:
        """Return what is typed now; None where the step is left undone, which is then nobody's turn any more."""
        said = steps.typed(turn)
        if said is None:
            self._left.add(turn.item.pk)
        return said

    def done(self, turn: Turn) -> None:
        """Count a step as done. Raises Strayed for a case that goes in a circle."""
        self._done[turn.step] += 1
        if self._done.total() > MOST:
            raise Strayed(f"{self.case}: {turn.step} again and again.")

    def not_before(self, turn: Turn) -> dt.datetime | None:
        """Return the moment before which a step cannot or shall not be done, None where that is now."""
        wanted = turn.plan.waits.get(turn.step)
        moments = [_moment(day) for day in (turn.item.opens_on, wanted and wanted(turn)) if day]
        return max(moments, default=None)


def who(item: WorkItem, people: Iterable[P]) -> tuple[P, User | None]:
    """Return the first of `people` who may do a piece of work, and for whom: an owner who is away, or nobody else.

    Raises Strayed where nobody may.
    """
    away = absence_of_owner(item)
    for person in people:
        if person == away.substitute if away else can(person, "work", item):
            return person, away.person if away else None
    raise Strayed(f"Nobody may do {item} of {item.case}.")


def absence_of_owner(item: WorkItem) -> Absence | None:
    """Return the absence today of who has a piece of work, from the office that it is for; None where there is none."""
    if item.owner_id is None or item.office_id is None:
        return None
    away = Absence.objects.in_force().filter(person=item.owner_id, office=item.office_id)
    return away.select_related("person", "substitute").first()


def _moment(day: dt.date | dt.datetime) -> dt.datetime:
    """Return a moment; of a day, nine in the morning in Oslo."""
    if isinstance(day, dt.datetime):
        return day
    return dt.datetime.combine(day, dt.time(9), tzinfo=clock.OSLO)
