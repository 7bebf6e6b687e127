"""What a variant is, and small words to tell it with."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows import clock
from workflows.cases.models import Case, CaseStatus
from workflows.directory.models import GovernorOffice, Role, RoleAssignment, User
from workflows.walkthrough.turns import Act, Change, Moment, Plan, Turn, Typed


@dataclass(frozen=True)
class Variant:
    """A way a case can take: what is done otherwise than on the plain way, and how it is seen afterwards.

    `requested` is whole kroner, `awards` and `uses` per cent: of what was requested, and of the award (one
    for each report). `changes`, `waits`, `acts` are by step: `grant.decide`. `seen` says whether it went so.
    `schemes` are those it can happen in; none said: all. `edition` is the guideline it is about; none said:
    the newest. `amounts` are the awards it is walked with when all are walked. Where no call
    `can_be_announced`, the walk ends there. `options` are those of the scheme that are otherwise than
    published, `rules` paragraphs of its own besides. Of a project of more `years` than one, the later ones go
    the plain way, and the case of the last is the one that is seen. What goes to another office is about two
    `offices`.
    """

    name: str
    says: str
    seen: Callable[[Case], bool]
    requested: int = 150_000
    awards: int = 100
    uses: tuple[int, ...] = ()
    changes: Mapping[str, Change] = field(default_factory=dict)
    waits: Mapping[str, Moment] = field(default_factory=dict)
    acts: Mapping[str, Act] = field(default_factory=dict)
    schemes: tuple[str, ...] = ()
    ends: str = CaseStatus.CLOSED
    edition: str = ""
    amounts: tuple[int, ...] = ()
    can_be_announced: bool = True
    options: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[Mapping[str, Any], ...] = ()
    years: int = 1
    offices: int = 1

    def plan(self, *, requested: int | None = None, awarded: int | None = None) -> Plan:
        """Return the plan of one case, with the variant's amounts or those given (whole kroner)."""
        asked = requested if requested is not None else max(self.requested, awarded or 0)
        given = asked * self.awards // 100 if awarded is None else awarded
        return Plan(asked, given, self.uses, self.changes, self.waits, self.acts)

    def happens_in(self, scheme: str) -> bool:
        """Return whether it can happen in a scheme."""
        return not self.schemes or scheme in self.schemes

    def went_so(self, case: Case) -> bool:
        """Return whether the case, read afresh, ended as the variant says."""
        return case.status == self.ends and self.seen(case)


def at_first(change: Change) -> Change:
    """Return a change that happens the first time only."""
    return lambda turn, typed: typed if turn.before else change(turn, typed)


def says(**values: str) -> Change:
    """Return a change that types `values` instead of what is typed there, or besides."""
    return lambda turn, typed: typed | values


def only(**values: str) -> Change:
    """Return a change that types `values` and nothing else."""
    return lambda turn, typed: dict(values)


def nothing(turn: Turn, typed: Typed) -> None:
    """Leave the step undone (a change)."""


def after(moment: Callable[[Turn], dt.date | dt.datetime | None], days: int) -> Moment:
    """Return a wait until so many days after a moment of the turn; none, and it is not waited for."""
    return lambda turn: (moment(turn) or clock.now()) + dt.timedelta(days=days)


def holder(case: Case, role: str, *, office: GovernorOffice | None = None) -> User:
    """Return who holds a role at an office (none said: the case's), or leads its network: the newest."""
    held = RoleAssignment.objects.in_force().filter(role=role)
    if role == Role.NETWORK_LEADER:
        held = held.filter(network=case.network_id)
    else:
        held = held.filter(office=office or case.office_id)
    return held.select_related("user").latest("id").user


def times(case: Case, action: str) -> int:
    """Return how many times something was done in a case."""
    return case.journal.filter(action=action).count()
