"""What the ledger says of a case and of a pot, in whole kroner."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Q, Sum

from workflows import clock
from workflows.cases.models import Case

from .models import LedgerEntry, LedgerKind, Pot

_HELD = Q(kind__in=[LedgerKind.COMMITMENT, LedgerKind.RELEASE])
_SUMS = {kind.name.lower(): Sum("amount", filter=Q(kind=kind), default=0) for kind in LedgerKind}
_POT_TOTALS: dict[str, Any] = {f"sum_{name}": each for name, each in _SUMS.items()} | {
    "held": -Sum("available_change", filter=_HELD, default=0),  # a release within the year gives back
    "left": Sum("available_change", default=0),
}


@dataclass(frozen=True)
class CaseBalance:
    """What was committed to a case, let go of, paid, allowed for next year, and paid back."""

    committed: int = 0
    released: int = 0
    paid: int = 0
    carried_over: int = 0
    repaid: int = 0

    @property
    def granted(self) -> int:
        """Return what the case holds of the pot: committed and not released."""
        return self.committed - self.released

    @property
    def unpaid(self) -> int:
        """Return what is committed and neither released nor paid."""
        return self.granted - self.paid


@dataclass(frozen=True)
class PotOverview:
    """A pot's authority, what its cases hold of it, what went back unused or to other pots, and what is left.

    authority = held + returned + moved + available. `held` is what was committed and did not become available
    again; what was let go of or paid back after the year is the directorate's, and stays in it (R5.3).
    """

    authority: int
    available: int
    committed: int
    released: int
    paid: int
    carried_over: int
    repaid: int
    returned: int
    moved: int = 0
    held: int = 0

    @property
    def adds_up(self) -> bool:
        """Return whether every krone of the authority is accounted for."""
        return self.authority == self.held + self.returned + self.moved + self.available


def balance_of(case: Case) -> CaseBalance:
    """Return what the ledger says of a case; one query."""
    return balances_of([case])[case.pk]


def balances_of(cases: Iterable[Case]) -> dict[int, CaseBalance]:
    """Return what the ledger says of each case by its key; one query however many they are."""
    keys = [case.pk for case in cases]
    totals: Any = {f"sum_{name}": each for name, each in _SUMS.items()}
    rows: Any = LedgerEntry.objects.filter(case__in=keys).order_by().values("case").annotate(**totals)
    sums = {row["case"]: row for row in rows}
    return {key: _balance(sums[key]) if key in sums else CaseBalance() for key in keys}


def _balance(sums: dict[str, int]) -> CaseBalance:
    return CaseBalance(
        committed=sums["sum_commitment"],
        released=sums["sum_release"],
        paid=sums["sum_payment"],
        carried_over=sums["sum_carry_over"],
        repaid=sums["sum_repayment"],
    )


def pot_overview(pot: Pot, *, on: dt.date | None = None) -> PotOverview:
    """Return what the ledger says of a pot, now or as the day `on` ended in Oslo; one query."""
    return pot_overviews([pot], on=on)[pot.pk]


def pot_overviews(pots: Iterable[Pot], *, on: dt.date | None = None) -> dict[int, PotOverview]:
    """Return the overview of each pot by its key, now or as the day `on` ended; one query however many they are."""
    pots = list(pots)
    entries = LedgerEntry.objects.filter(pot__in=pots).order_by()
    if on is not None:
        entries = entries.filter(at__lt=end_of(on))
    rows: Any = entries.values("pot").annotate(**_POT_TOTALS)
    sums = {row["pot"]: row for row in rows}
    return {pot.pk: _overview(sums.get(pot.pk, dict.fromkeys(_POT_TOTALS, 0))) for pot in pots}


def overviews_by(offices: Iterable[int], *columns: str) -> dict[tuple[Any, ...], PotOverview]:
    """Return what the ledger says of the offices' pots together, by columns of theirs such as `year`; one query."""
    entries = LedgerEntry.objects.filter(pot__office__in=offices).order_by()
    rows: Any = entries.values(*(f"pot__{column}" for column in columns)).annotate(**_POT_TOTALS)
    return {tuple(row[f"pot__{column}"] for column in columns): _overview(row) for row in rows}


def total(overviews: Iterable[PotOverview]) -> PotOverview:
    """Return the sum of several pots."""
    sums = dict.fromkeys((each.name for each in fields(PotOverview)), 0)
    for overview in overviews:
        for name in sums:
            sums[name] += getattr(overview, name)
    return PotOverview(**sums)


def end_of(day: dt.date) -> dt.datetime:
    """Return the moment a day has ended in Oslo."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=clock.OSLO)


def _overview(sums: dict[str, int]) -> PotOverview:
    return PotOverview(
        authority=sums["sum_authority"],
        available=sums["left"],
        committed=sums["sum_commitment"],
        released=sums["sum_release"],
        paid=sums["sum_payment"],
        carried_over=sums["sum_carry_over"],
        repaid=sums["sum_repayment"],
        returned=sums["sum_return"],
        moved=-sums["sum_move"],
        held=sums["held"],
    )
