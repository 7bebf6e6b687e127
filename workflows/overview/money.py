"""The money by year, scheme and office: what was given, applied for, granted, paid, used and returned (R7.4).

What is granted, paid, carried over, repaid and returned is the ledger's word, in the year, scheme and office of the
pot; what is applied for and used is what the cases say. Sums are made by the database: six queries, however many.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields
from itertools import chain
from typing import NamedTuple, TypeVar

from django.db.models import Case as CaseOf
from django.db.models import Count, F, Q, Sum, When

from workflows.cases.models import Case, CaseStatus
from workflows.funds.balances import PotOverview, overviews_by, total
from workflows.funds.models import LedgerEntry, LedgerKind
from workflows.report.models import Report
from workflows.schemes.models import SchemeVersion

NOTHING = PotOverview(*(0,) * len(fields(PotOverview)))
_OF_CASES = ("year", "scheme_version", "office")  # the version, not its code: so an index has them in order
_OF_POTS = ("year", "scheme", "office")
Grouped = TypeVar("Grouped")


class Key(NamedTuple):
    """Of which year, scheme (its code) and office (its key) a sum is."""

    year: int
    scheme: str
    office: int


@dataclass(frozen=True)
class Sums:
    """What the ledger says of pots, and cases of what they apply for and use: whole kroner, and how many cases."""

    pot: PotOverview = field(default=NOTHING)
    applications: int = 0
    applied: int = 0
    grants: int = 0
    reported: int = 0
    approved: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            total([self.pot, other.pot]),
            *(getattr(self, name) + getattr(other, name) for name in _COUNTED),
        )

    @property
    def granted(self) -> int:
        """Return the kroner that decisions which hold have granted."""
        return self.pot.committed - self.pot.released


_COUNTED = [each.name for each in fields(Sums) if each.name != "pot"]


def sums(offices: Collection[int]) -> dict[Key, Sums]:
    """Return the sums of offices, by year, scheme and office; six queries."""
    codes = dict(SchemeVersion.objects.values_list("pk", "code"))
    pots = overviews_by(offices, *_OF_POTS)
    numbers: dict[Key, Counter[str]] = defaultdict(Counter, {Key(*key): Counter() for key in pots})
    for key, values in chain(_applied(offices, codes), _grants(offices), _used(offices, codes)):
        numbers[key].update(values)
    return {key: Sums(pots.get(key, NOTHING), **values) for key, values in sorted(numbers.items())}


def grouped(found: Mapping[Key, Sums], by: Callable[[Key], Grouped]) -> dict[Grouped, Sums]:
    """Return the sums of what `by` gives the same answer for, in the order they come."""
    groups: dict[Grouped, Sums] = {}
    for key, value in found.items():
        groups[by(key)] = groups.get(by(key), Sums()) + value
    return groups


def only(found: Mapping[Key, Sums], *, year: int = 0, scheme: str = "", office: int = 0) -> dict[Key, Sums]:
    """Return the sums of a year, a scheme, an office; each where one is given."""
    return {
        key: value
        for key, value in found.items()
        if year in (0, key.year) and scheme in ("", key.scheme) and office in (0, key.office)
    }


def _applied(offices: Collection[int], codes: dict[int, str]) -> Iterator[tuple[Key, dict[str, int]]]:
    filed = Case.objects.filter(office__in=offices).exclude(status=CaseStatus.DRAFT).order_by()
    rows = filed.values_list(*_OF_CASES).annotate(
        count=Count("pk"), asked_for=Sum("application__requested_amount", default=0)
    )
    for year, version, office, count, applied in rows:
        yield Key(year, codes[version], office), {"applications": count, "applied": applied}


def _grants(offices: Collection[int]) -> Iterator[tuple[Key, dict[str, int]]]:
    """Yield how many cases hold money: of those something was committed to, the ones not let go of in full."""
    columns = [f"pot__{column}" for column in _OF_POTS]
    entries = LedgerEntry.objects.filter(pot__office__in=offices).order_by()
    rows = entries.filter(kind=LedgerKind.COMMITMENT).values_list(*columns)
    counts = {Key(*key): count for *key, count in rows.annotate(count=Count("case", distinct=True))}
    let_go = LedgerEntry.objects.filter(kind=LedgerKind.RELEASE).values("case")
    sign = CaseOf(When(kind=LedgerKind.COMMITMENT, then=F("amount")), default=-F("amount"))
    held = entries.filter(Q(kind=LedgerKind.COMMITMENT) | Q(kind=LedgerKind.RELEASE), case__in=let_go)
    for *key, _case, _none in held.values_list(*columns, "case").annotate(net=Sum(sign)).filter(net=0):
        counts[Key(*key)] -= 1
    for each, count in counts.items():
        yield each, {"grants": count}


def _used(offices: Collection[int], codes: dict[int, str]) -> Iterator[tuple[Key, dict[str, int]]]:
    """Yield what reports say was used, each year's own, and how much of it the office has approved."""
    rows = Report.objects.filter(case__office__in=offices).order_by()
    used = rows.values_list(*(f"case__{column}" for column in _OF_CASES)).annotate(
        reported=Sum("used_amount"), of_it_approved=Sum("used_amount", filter=Q(approved=True), default=0)
    )
    for year, version, office, reported, approved in used:
        yield Key(year, codes[version], office), {"reported": reported, "approved": approved}
