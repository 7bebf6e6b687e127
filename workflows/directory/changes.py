"""Which municipality a number means today, when the number may be an old one (R8.13).

    resolve("3001", date(2023, 5, 1)).today          # "3101"
    resolve("1507", date(2023, 5, 1)).candidates     # ("1508", "1580"): somebody must be asked

A file with many numbers makes one `History` and asks that.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.utils.translation import gettext as _

from workflows.ui.dates import long_date

from .models import Municipality, MunicipalityChange

_DAY = dt.timedelta(days=1)


class UnknownMunicipality(ValueError):
    """A number that no municipality has, or has had since 2011."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)

    def __str__(self) -> str:
        return _("%(code)s is not, and has not been since 2011, the number of a municipality.") % {
            "code": self.code
        }


@dataclass(frozen=True)
class Resolution:
    """What the number `code`, written on the day `on`, means today, and the changes that led there."""

    code: str
    on: dt.date
    candidates: tuple[str, ...]
    steps: tuple[MunicipalityChange, ...] = ()

    @property
    def today(self) -> str | None:
        """Return today's number, or None where a split leaves a choice that a person must make."""
        return self.candidates[0] if len(self.candidates) == 1 else None

    @property
    def is_mapped(self) -> bool:
        """Return whether the number is another today, so that it must be shown what was made of it."""
        return self.candidates != (self.code,)

    @property
    def explanation(self) -> str:
        """Return the way in one line: `1504 → 1507 Ålesund (1. januar 2020); 1507 → 1508 Ålesund, 1580 Haram (…)`."""
        moves = sorted(
            (step for step in self.steps if step.old_code != step.new_code),
            key=attrgetter("effective_date", "old_code", "new_code"),
        )
        return "; ".join(
            f"{old} → {', '.join(f'{step.new_code} {step.new_name}' for step in steps)} ({long_date(day)})"
            for (day, old), steps in groupby(moves, key=attrgetter("effective_date", "old_code"))
        )


class History:
    """The changes and today's numbers, ready to be asked many times."""

    def __init__(self, changes: Iterable[MunicipalityChange], current: Iterable[str]) -> None:
        self.current = frozenset(current)
        self._changes: dict[str, list[MunicipalityChange]] = defaultdict(list)
        for change in sorted(changes, key=attrgetter("effective_date", "new_code")):
            self._changes[change.old_code].append(change)

    @classmethod
    def from_database(cls) -> "History":
        """Return the history that the register holds: two queries."""
        return cls(MunicipalityChange.objects.all(), Municipality.objects.values_list("code", flat=True))

    def resolve(self, code: str, on: dt.date) -> Resolution:
        """Return what `code`, written on the day `on`, means today (R8.13).

        A number that had already gone by then is followed from the day it went: senders keep old lists.
        Raises UnknownMunicipality.
        """
        changes = self._changes.get(code, [])
        if code not in self.current and not changes:
            raise UnknownMunicipality(code)
        after = on
        if code not in self.current and changes[-1].effective_date <= on:
            after = changes[-1].effective_date - _DAY
        candidates: list[str] = []
        steps: list[MunicipalityChange] = []
        self._follow(code, after, candidates, steps)
        return Resolution(code, on, tuple(sorted(set(candidates))), tuple(steps))

    def _follow(
        self, code: str, after: dt.date, candidates: list[str], steps: list[MunicipalityChange]
    ) -> None:
        later = [change for change in self._changes.get(code, []) if change.effective_date > after]
        if not later:
            if code not in self.current:
                raise UnknownMunicipality(code)  # the table of changes has a hole
            candidates.append(code)
        for change in later:
            if change.effective_date == later[0].effective_date:
                steps.append(change)
                self._follow(change.new_code, change.effective_date, candidates, steps)


def resolve(code: str, on: dt.date) -> Resolution:
    """Return what the municipality number `code`, written on the day `on`, means today (R8.13).

    Raises UnknownMunicipality.
    """
    return History.from_database().resolve(code, on)
