"""What is meant to happen in a case, and a turn: one step of it that is about to be done."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows.cases.models import Case, WorkItem

Typed = dict[str, Any]  # what is typed and uploaded, by the name of the field


@dataclass(frozen=True)
class Turn:
    """A step that is about to be done: `before` says how many times it was done in this case already."""

    case: Case
    item: WorkItem
    plan: "Plan"
    before: int = 0

    @property
    def step(self) -> str:
        """Return the step's name with its flow's: `grant.decide`."""
        return f"{self.item.flow}.{self.item.node}"


Change = Callable[[Turn, Typed], Typed | None]  # None: the step is left undone
Moment = Callable[[Turn], dt.date | dt.datetime]
Act = Callable[[Case], object]
END = "end"  # the name of the step that comes when nothing is left to do


@dataclass(frozen=True)
class Plan:
    """Amounts in whole kroner, and what is done otherwise than on the plain way, by the name of the step.

    `uses` says how many per cent of the award each report has used; when none is left to say, all that is left was
    used. `waits` says before which moment a step is not done. `acts` are done before a step comes for the
    first time, or again: `grant.declare again`.
    """

    requested: int
    awarded: int
    uses: tuple[int, ...] = ()
    changes: Mapping[str, Change] = field(default_factory=dict)
    waits: Mapping[str, Moment] = field(default_factory=dict)
    acts: Mapping[str, Act] = field(default_factory=dict)

    def used(self, report: int, left: int) -> int:
        """Return how many kroner the report with this number (the first is 0) says were used, of those left."""
        if report >= len(self.uses):
            return left
        return min(left, self.awarded * self.uses[report] // 100)
