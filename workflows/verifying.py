"""What `manage.py verify` checks: journals, seals, triggers, pots, and the money of every case (A16, R4.2)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from workflows import clock, guards
from workflows.cases.journal import faults_of
from workflows.cases.models import Arrival, Case, DailySeal, JournalDetail, JournalEntry
from workflows.cases.moment import one_moment
from workflows.funds.checking import faults_of_grants, faults_of_pots, told
from workflows.funds.models import LedgerEntry, LedgerKind, Pot
from workflows.grant.models import DECISION_ACT, Decision
from workflows.package.verifying import verify as verify_package
from workflows.report.models import RepaymentClaim
from workflows.sealing import faults_of_seals

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
                *faults_of_claims(RepaymentClaim.objects.all()),
                *faults_of_arrivals(Arrival.objects.all()),
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
                *faults_of_claims(RepaymentClaim.objects.filter(case=stored)),
                *faults_of_arrivals(Arrival.objects.filter(case=stored)),
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


def faults_of_decisions(decisions: QuerySet[Decision]) -> Iterator[str]:
    """Yield the cases where what was awarded last is not what decisions committed, less what they let go of.

    Each decision and its movement of money are written in one transaction.
    """
    entries = LedgerEntry.objects.filter(case=OuterRef("case")).order_by().values("case")
    committed = entries.filter(kind=LedgerKind.COMMITMENT).annotate(sum=Sum("amount")).values("sum")
    releases = entries.filter(kind=LedgerKind.RELEASE, act__startswith=DECISION_ACT)
    let_go = releases.annotate(sum=Sum("amount")).values("sum")
    later = Decision.objects.filter(case=OuterRef("case"), number__gt=OuterRef("number"))
    holding = decisions.exclude(Exists(later))
    rows: Any = holding.annotate(
        committed=Coalesce(Subquery(committed), 0) - Coalesce(Subquery(let_go), 0)
    ).order_by("case_id")
    for row in rows.exclude(committed=F("awarded_amount")).values(
        "case__number", "awarded_amount", "committed"
    ):
        yield told(row, _("%(first)s was awarded and %(second)s committed."), "awarded_amount", "committed")


def faults_of_claims(claims: QuerySet[RepaymentClaim]) -> Iterator[str]:
    """Yield the cases where a claim counts other sums as paid back than its repayments say (R5.3)."""
    rows: Any = claims.annotate(came=Sum("repayments__amount", default=0)).order_by("case_id")
    for row in rows.exclude(came=F("received")).values("case__number", "received", "came"):
        yield told(
            row, _("%(first)s is counted as paid back; the repayments say %(second)s."), "received", "came"
        )


def faults_of_arrivals(arrivals: QuerySet[Arrival]) -> Iterator[str]:
    """Yield the cases from other installations whose package is gone, is another, or no longer verifies (R7.3).

    The first entry of a received case's journal names the seal: by it the chain goes on from the sender's.
    """
    for arrival in arrivals.select_related("case").order_by("pk").iterator():
        first = JournalDetail.objects.filter(entry__case=arrival.case_id, entry__seq=1).first()
        told = first.data if first else {}
        if not first or (not first.erased_at and told.get("seal") != arrival.seal):
            yield _("%(number)s: the journal does not go on from the package the case came in.") % {
                "number": arrival.case.number
            }
        try:
            with arrival.file.open("rb") as file:
                faults = verify_package(file, seal=arrival.seal).faults  # type: ignore[arg-type]  # it reads like one
        except OSError as error:
            faults = [str(error)]
        yield from _of(arrival.case, faults)


_NO_JOURNAL: tuple[int | None, Iterator[JournalEntry]] = (None, iter(()))


def _of(case: Case, faults: list[str]) -> list[str]:
    return [f"{case.number}: {fault}" for fault in faults]
