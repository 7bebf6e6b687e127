"""What `manage.py verify` checks: journals, seals, triggers, pots, and the money of every case (A16, R4.2)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from workflows import clock, guards
from workflows.cases.journal import faults_of
from workflows.cases.models import Case, DailySeal, JournalDetail, JournalEntry
from workflows.cases.moment import one_moment
from workflows.funds.models import FITS_ITS_KIND, LedgerEntry, LedgerKind, Pot
from workflows.grant.models import Decision
from workflows.sealing import faults_of_seals
from workflows.ui.amounts import format_amount

_DAYS_UNSEALED = 2  # a worker seals a day soon after it has ended; after this long something is wrong


@dataclass
class Findings:
    """What was looked at, and what is wrong with it, in plain words."""

    faults: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def verify_all() -> Findings:
    """Check everything, as of one moment, without stopping those who work."""
    with one_moment():
        return Findings(
            [
                *faults_of_guards(),
                *faults_of_journals(),
                *faults_of_seals(),
                *faults_of_unsealed(),
                *faults_of_pots(),
                *faults_of_grants(LedgerEntry.objects.all()),
                *faults_of_decisions(Decision.objects.all()),
            ],
            {
                _("cases"): Case.objects.count(),
                _("journal entries"): JournalEntry.objects.count(),
                _("of these with erased details"): JournalDetail.objects.filter(
                    erased_at__isnull=False
                ).count(),
                _("daily seals"): DailySeal.objects.count(),
                _("triggers"): len(guards.expected()),
                _("pots"): Pot.objects.count(),
                _("ledger entries"): LedgerEntry.objects.count(),
            },
        )


def verify_one(case: Case) -> Findings:
    """Check the triggers, and one case's journal and money."""
    with one_moment():
        stored = Case.objects.get(pk=case.pk)
        entries = JournalEntry.objects.filter(case=stored).select_related("details").order_by("seq")
        movements = LedgerEntry.objects.filter(case=stored)
        return Findings(
            [
                *faults_of_guards(),
                *_of(stored, faults_of(stored, entries)),
                *faults_of_grants(movements),
                *faults_of_decisions(Decision.objects.filter(case=stored)),
            ],
            {_("journal entries"): entries.count(), _("ledger entries"): movements.count()},
        )


def faults_of_guards() -> list[str]:
    """Return the triggers that are missing, switched off, or not as they were made."""
    return [
        _("The trigger %(name)s is missing or does nothing.") % {"name": name} for name in guards.missing()
    ]


def faults_of_journals() -> Iterator[str]:
    """Yield what is wrong with each case's journal; one pass over all entries."""
    rows = JournalEntry.objects.select_related("details").order_by("case_id", "seq").iterator()
    journals = groupby(rows, key=lambda entry: entry.case_id)
    case_id, entries = next(journals, _NO_JOURNAL)
    for case in Case.objects.only("number", "journal_count", "journal_head").order_by("id").iterator():
        while case_id is not None and case_id < case.pk:
            yield _("There is a journal of case %(key)s, which does not exist.") % {"key": case_id}
            case_id, entries = next(journals, _NO_JOURNAL)
        if case.pk == case_id:
            yield from _of(case, faults_of(case, entries))
            case_id, entries = next(journals, _NO_JOURNAL)
        else:
            yield from _of(case, faults_of(case, ()))
    if case_id is not None:
        yield _("There is a journal of case %(key)s, which does not exist.") % {"key": case_id}


def faults_of_unsealed() -> list[str]:
    """Return whether old entries are unsealed: no worker ran, or the last seals were taken away.

    Only where the clock cannot be moved: a demonstration's entries are old or new as it pleases.
    """
    if settings.SAFE_TO_PLAY:
        return []
    last = DailySeal.objects.last()
    unsealed = JournalEntry.objects.filter(pk__gt=last.last_entry if last else 0).order_by("pk").first()
    if unsealed is None or (clock.today() - unsealed.at.astimezone(clock.OSLO).date()).days <= _DAYS_UNSEALED:
        return []
    return [_("Journal entries since %(day)s are not sealed.") % {"day": unsealed.at.date().isoformat()}]


def faults_of_pots() -> Iterator[str]:
    """Yield the movements that do not fit their kind, and the pots that do not say what the ledger says."""
    for entry in LedgerEntry.objects.exclude(FITS_ITS_KIND).iterator():
        yield _("Ledger entry %(key)s does not fit its kind.") % {"key": entry.pk}
    ledger = {row["pot"]: row for row in LedgerEntry.objects.order_by().values("pot").annotate(**_POT_SUMS)}
    for pot in Pot.objects.select_related("office").iterator():
        sums = ledger.get(pot.pk, dict.fromkeys(_POT_SUMS, 0))
        if pot.authority != sums["given"]:
            yield _("Pot %(pot)s has an authority of %(says)s; the ledger says %(ledger)s.") % {
                "pot": pot, "says": format_amount(pot.authority), "ledger": format_amount(sums["given"]),
            }  # fmt: skip
        if pot.available != sums["left"]:
            yield _("Pot %(pot)s has %(says)s available; the ledger says %(ledger)s.") % {
                "pot": pot, "says": format_amount(pot.available), "ledger": format_amount(sums["left"]),
            }  # fmt: skip
        if sums["committed"] > sums["given"]:
            yield _("From pot %(pot)s %(committed)s is committed, of an authority of %(given)s.") % {
                "pot": pot, "committed": format_amount(sums["committed"]), "given": format_amount(sums["given"]),
            }  # fmt: skip


def faults_of_grants(movements: QuerySet[LedgerEntry]) -> Iterator[str]:
    """Yield the cases where more was paid than committed, or more came back than was paid."""
    cases = (
        movements.filter(case__isnull=False)
        .order_by("case__number")
        .values("case__number")
        .annotate(**_CASE_SUMS)
    )
    cases = cases.annotate(granted=F("committed") - F("released"))
    for sums in cases.filter(granted__lt=0):
        yield _of_number(sums, _("%(first)s was released, of %(second)s committed."), "released", "committed")
    for sums in cases.filter(paid__gt=F("granted")):
        yield _of_number(sums, _("%(first)s was paid, of %(second)s granted."), "paid", "granted")
    for sums in cases.filter(carried_over__gt=F("granted")):
        yield _of_number(
            sums, _("%(first)s was carried over, of %(second)s granted."), "carried_over", "granted"
        )
    for sums in cases.filter(repaid__gt=F("paid")):
        yield _of_number(sums, _("%(first)s came back, of %(second)s paid."), "repaid", "paid")


def faults_of_decisions(decisions: QuerySet[Decision]) -> Iterator[str]:
    """Yield the cases where what was awarded is not what is committed: both are written in one transaction."""
    committed = (
        LedgerEntry.objects.filter(case=OuterRef("case"), kind=LedgerKind.COMMITMENT)
        .order_by()
        .values("case")
    )
    sums = decisions.order_by("case_id").annotate(
        committed=Coalesce(Subquery(committed.annotate(sum=Sum("amount")).values("sum")), 0)
    )
    for row in sums.exclude(committed=F("awarded_amount")).values(
        "case__number", "awarded_amount", "committed"
    ):
        yield _of_number(
            row, _("%(first)s was awarded and %(second)s committed."), "awarded_amount", "committed"
        )


def _sum(*kinds: LedgerKind) -> Sum:
    return Sum("amount", filter=Q(kind__in=kinds), default=0)


_NO_JOURNAL: tuple[int | None, Iterator[JournalEntry]] = (None, iter(()))
_POT_SUMS = {
    "given": _sum(LedgerKind.AUTHORITY),
    "left": Sum("available_change", default=0),
    # What is committed now: a release within the year gives back.
    "committed": -Sum(
        "available_change", filter=Q(kind__in=[LedgerKind.COMMITMENT, LedgerKind.RELEASE]), default=0
    ),
}
_CASE_SUMS = {
    "committed": _sum(LedgerKind.COMMITMENT),
    "released": _sum(LedgerKind.RELEASE),
    "paid": _sum(LedgerKind.PAYMENT),
    "carried_over": _sum(LedgerKind.CARRY_OVER),
    "repaid": _sum(LedgerKind.REPAYMENT),
}


def _of(case: Case, faults: list[str]) -> list[str]:
    return [f"{case.number}: {fault}" for fault in faults]


def _of_number(row: dict[str, Any], text: str, first: str, second: str) -> str:
    amounts = {"first": format_amount(row[first]), "second": format_amount(row[second])}
    return f"{row['case__number']}: {text % amounts}"
