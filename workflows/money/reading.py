"""What the pages of money show: schemes by name, pots with their sums, and a ledger line by line."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from workflows.cases.models import Case
from workflows.cases.rights import visible_cases
from workflows.directory.models import User
from workflows.funds.balances import PotOverview, pot_overviews, total
from workflows.funds.models import LedgerEntry, LedgerKind, Pot
from workflows.funds.rights import visible_pots
from workflows.schemes.models import SchemeCode, SchemeVersion


@dataclass(frozen=True)
class PotRow:
    """A pot in a list: its scheme's name, and its sums."""

    pot: Pot
    scheme: str
    sums: PotOverview


@dataclass(frozen=True)
class Line:
    """A ledger entry with what was left after it, its case if the reader may see it, and the other pot of a move."""

    entry: LedgerEntry
    left: int
    case: Case | None = None
    other: Pot | None = None


def scheme_names() -> dict[str, str]:
    """Return every scheme's name by its code, in the reader's language: as published last, or as the source says."""
    published = {
        each.code: str(each) for each in SchemeVersion.objects.real().order_by("-document", "version")
    }
    return {code: str(label) for code, label in SchemeCode.choices} | published


def pot_rows(pots: Iterable[Pot]) -> list[PotRow]:
    """Return pots with names and sums; two queries however many they are."""
    pots, names = list(pots), scheme_names()
    sums = pot_overviews(pots)
    return [PotRow(pot, names.get(pot.scheme, pot.scheme), sums[pot.pk]) for pot in pots]


def total_of(rows: Iterable[PotRow]) -> PotOverview:
    """Return the sum of several pots."""
    return total(row.sums for row in rows)


def lines(ledger: QuerySet[LedgerEntry], page: Iterable[LedgerEntry], user: User) -> list[Line]:
    """Return the entries of a page, newest first, with what was left in the pot after each.

    `ledger` is all of the pot's entries that are told of. Cases and pots that the reader does not see are left out.
    """
    entries = list(page)
    if not entries:
        return []
    left = ledger.filter(pk__lte=entries[0].pk).order_by().aggregate(sum=Sum("available_change"))["sum"]
    cases = visible_cases(user).in_bulk([entry.case_id for entry in entries if entry.case_id])
    others = _others(entries, user)
    told = []
    for entry in entries:
        told.append(Line(entry, left, cases.get(entry.case_id or 0), others.get(entry.act)))
        left -= entry.available_change
    return told


def _others(entries: list[LedgerEntry], user: User) -> dict[str, Pot]:
    """Return the other pot of each move among the entries, by its act, where the reader sees it."""
    acts = [entry.act for entry in entries if entry.kind == LedgerKind.MOVE]
    if not acts:
        return {}
    there = LedgerEntry.objects.filter(act__in=acts, kind=LedgerKind.MOVE, pot__in=visible_pots(user))
    return {each.act: each.pot for each in there.exclude(pot=entries[0].pot_id).select_related("pot__office")}
