"""Whether pots and grants say what the ledger says: what `verify` asks of the money (R4.2)."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from workflows.ui.amounts import format_amount

from .models import FITS_ITS_KIND, LedgerEntry, LedgerKind, Pot


def faults_of_pots() -> Iterator[str]:
    """Yield the movements that do not fit their kind, the pots that do not say what the ledger says, and broken moves.

    What a pot has given, committed, returned, moved and left adds up, since each of them is the ledger's own sum.
    """
    for entry in LedgerEntry.objects.exclude(FITS_ITS_KIND).iterator():
        yield _("Ledger entry %(key)s does not fit its kind.") % {"key": entry.pk}
    rows: Any = LedgerEntry.objects.order_by().values("pot").annotate(**_POT_SUMS)
    ledger = {row["pot"]: row for row in rows}
    for pot in Pot.objects.select_related("office").iterator():
        sums = ledger.get(pot.pk, dict.fromkeys(_POT_SUMS, 0))
        if pot.authority != sums["given"]:
            yield _("Pot %(pot)s has an authority of %(says)s; the ledger says %(ledger)s.") % {
                "pot": pot,
                "says": format_amount(pot.authority),
                "ledger": format_amount(sums["given"]),
            }
        if pot.available != sums["left"]:
            yield _("Pot %(pot)s has %(says)s available; the ledger says %(ledger)s.") % {
                "pot": pot,
                "says": format_amount(pot.available),
                "ledger": format_amount(sums["left"]),
            }
        if pot.moved != sums["moved"]:
            yield _("From pot %(pot)s %(says)s was moved; the ledger says %(ledger)s.") % {
                "pot": pot,
                "says": format_amount(pot.moved),
                "ledger": format_amount(sums["moved"]),
            }
        if sums["committed"] > sums["given"] - sums["moved"]:
            yield _("From pot %(pot)s %(committed)s is committed, of an authority of %(given)s.") % {
                "pot": pot,
                "committed": format_amount(sums["committed"]),
                "given": format_amount(sums["given"] - sums["moved"]),
            }
    yield from _faults_of_moves()


def _faults_of_moves() -> Iterator[str]:
    """Yield the moves where not as much came to one pot as left another of the same year."""
    rows: Any = LedgerEntry.objects.filter(kind=LedgerKind.MOVE).order_by("act").values("act")
    moves = rows.annotate(lost=-Sum("amount"), pots=Count("id"), years=Count("pot__year", distinct=True))
    for move in moves.exclude(lost=0, pots=2, years=1):
        yield _("In the move %(act)s %(amount)s is lost, between %(pots)s pots.") % {
            "act": move["act"],
            "amount": format_amount(move["lost"]),
            "pots": move["pots"],
        }


def faults_of_grants(movements: QuerySet[LedgerEntry]) -> Iterator[str]:
    """Yield the cases where more was released or paid than granted, or more came back than was paid."""
    in_cases: Any = movements.filter(case__isnull=False).order_by("case__number").values("case__number")
    cases = in_cases.annotate(**_CASE_SUMS).annotate(granted=F("committed") - F("released"))
    for sums in cases.filter(granted__lt=0):
        yield told(sums, _("%(first)s was released, of %(second)s committed."), "released", "committed")
    for sums in cases.filter(paid__gt=F("granted")):
        yield told(sums, _("%(first)s was paid, of %(second)s granted."), "paid", "granted")
    for sums in cases.filter(carried_over__gt=F("granted")):
        yield told(sums, _("%(first)s was carried over, of %(second)s granted."), "carried_over", "granted")
    for sums in cases.filter(repaid__gt=F("paid")):
        yield told(sums, _("%(first)s came back, of %(second)s paid."), "repaid", "paid")


def told(row: Mapping[str, Any], text: str, first: str, second: str) -> str:
    """Return a finding on a case, with two of the row's amounts."""
    amounts = {"first": format_amount(row[first]), "second": format_amount(row[second])}
    return f"{row['case__number']}: {text % amounts}"


def _sum(kind: LedgerKind) -> Sum:
    return Sum("amount", filter=Q(kind=kind), default=0)


_HELD = Q(kind__in=[LedgerKind.COMMITMENT, LedgerKind.RELEASE])
_POT_SUMS: dict[str, Any] = {
    "given": _sum(LedgerKind.AUTHORITY),
    "moved": -_sum(LedgerKind.MOVE),
    "left": Sum("available_change", default=0),
    "committed": -Sum("available_change", filter=_HELD, default=0),  # a release within the year gives back
}
_CASE_SUMS: dict[str, Any] = {
    "committed": _sum(LedgerKind.COMMITMENT),
    "released": _sum(LedgerKind.RELEASE),
    "paid": _sum(LedgerKind.PAYMENT),
    "carried_over": _sum(LedgerKind.CARRY_OVER),
    "repaid": _sum(LedgerKind.REPAYMENT),
}
