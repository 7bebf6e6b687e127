"""What the ledger says of a case and of a pot, in whole kroner."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Sum

from workflows.cases.models import Case

from .models import LedgerEntry, LedgerKind, Pot

_SUMS = {kind.name.lower(): Sum("amount", filter=Q(kind=kind), default=0) for kind in LedgerKind}


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
    """A pot's authority, what its cases hold of it, what went back unused, and what is left."""

    authority: int
    available: int
    committed: int
    released: int
    paid: int
    carried_over: int
    repaid: int
    returned: int


def balance_of(case: Case) -> CaseBalance:
    """Return what the ledger says of a case; one query."""
    sums = LedgerEntry.objects.filter(case=case).aggregate(
        **{f"sum_{name}": total for name, total in _SUMS.items()}
    )
    return CaseBalance(
        committed=sums["sum_commitment"],
        released=sums["sum_release"],
        paid=sums["sum_payment"],
        carried_over=sums["sum_carry_over"],
        repaid=sums["sum_repayment"],
    )


def pot_overview(pot: Pot) -> PotOverview:
    """Return what the ledger says of a pot; one query."""
    return pot_overviews([pot])[pot.pk]


def pot_overviews(pots: Iterable[Pot]) -> dict[int, PotOverview]:
    """Return the overview of each pot by its key; one query however many they are."""
    pots = list(pots)
    totals = {f"sum_{name}": total for name, total in _SUMS.items()}
    rows: Any = LedgerEntry.objects.filter(pot__in=pots).order_by().values("pot").annotate(**totals)
    sums = {row["pot"]: row for row in rows}
    return {pot.pk: _overview(pot, sums.get(pot.pk, dict.fromkeys(totals, 0))) for pot in pots}


def _overview(pot: Pot, sums: dict[str, int]) -> PotOverview:
    return PotOverview(
        authority=pot.authority,
        available=pot.available,
        committed=sums["sum_commitment"],
        released=sums["sum_release"],
        paid=sums["sum_payment"],
        carried_over=sums["sum_carry_over"],
        repaid=sums["sum_repayment"],
        returned=sums["sum_return"],
    )
