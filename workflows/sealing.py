"""Daily seals over journal and ledger: they show what was cut off at the end, also where the case was made to agree.

A seal covers the rows written since the one before it, by number and not by time, and is chained to it. Its hash
also goes to the log, which whoever can change the database may not be able to change.
"""

import datetime as dt
import hashlib
import json
import logging
import time

from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError, connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from workflows import clock
from workflows.cases.models import DailySeal, JournalEntry
from workflows.funds.models import LedgerEntry
from workflows.outbox import chore

log = logging.getLogger("nettverksmidler.journal")
_TRIES, _PAUSE = 40, 0.05  # how often, and how long apart in seconds, a moment without writers is asked for
_ENTRY = ("id", "case_id", "seq", "hash")
_MOVEMENT = ("id", "pot_id", "case_id", "kind", "amount", "available_change", "at", "by_id", "note")


@chore("seal", every=dt.timedelta(minutes=1))
def seal_finished_days() -> None:
    """Seal yesterday unless that is done; days when no worker ran are covered by the next seal."""
    yesterday = clock.today() - dt.timedelta(days=1)
    if not DailySeal.objects.filter(day=yesterday).exists():
        seal_day(yesterday)


@transaction.atomic
def seal_day(day: dt.date) -> DailySeal:
    """Seal all that was written since the last seal, in the name of `day`, once (A16); return the day's seal.

    Raises OperationalError if others never stop writing; the next round of the worker tries again.
    """
    _keep_writers_out()
    seal = DailySeal.objects.filter(day=day).first()
    if seal is None:
        seal = _seal(day, after=DailySeal.objects.last())
        seal.save(force_insert=True)
        log.info("day %s sealed: %s", day, seal.hash)
    return seal


def faults_of_seals() -> list[str]:
    """Return what is wrong with the seals, or with what they sealed, in plain words."""
    faults: list[str] = []
    last: DailySeal | None = None
    for seal in DailySeal.objects.order_by("id"):
        day = {"day": seal.day.isoformat()}
        now = _seal(seal.day, after=last, again=seal)
        if seal.previous_hash != now.previous_hash:
            faults.append(_("The seal of %(day)s does not follow from the one before it.") % day)
        elif now.entries != seal.entries:
            faults.append(
                _("%(day)s was sealed with %(then)s journal entries; now there are %(now)s of them.")
                % {**day, "then": seal.entries, "now": now.entries}
            )
        elif now.ledger_entries != seal.ledger_entries:
            faults.append(
                _("%(day)s was sealed with %(then)s ledger entries; now there are %(now)s of them.")
                % {**day, "then": seal.ledger_entries, "now": now.ledger_entries}
            )
        elif now.hash != seal.hash:
            faults.append(_("Journal or ledger were changed after %(day)s was sealed.") % day)
        last = seal
    return faults


def _keep_writers_out() -> None:
    """Let nobody write in journal or ledger until this transaction ends; on SQLite it alone writes anyway.

    Without this, a row committed later under a lower number would look like one that was put in. It never waits
    while it holds one of the tables, so that it cannot be part of a deadlock.
    """
    if connection.vendor != "postgresql":
        return
    tables = f"{JournalEntry._meta.db_table}, {LedgerEntry._meta.db_table}"
    for remaining in reversed(range(_TRIES)):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE NOWAIT")
        except OperationalError:
            if not remaining:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _seal(day: dt.date, *, after: DailySeal | None, again: DailySeal | None = None) -> DailySeal:
    """Return the seal, not stored, of what was written since `after`: all of it, or what `again` had covered."""
    before = after or DailySeal()  # before the first seal there was nothing
    seal = DailySeal(day=day, previous_hash=before.hash)
    digest = hashlib.sha256(f"{seal.previous_hash}\n{day}\n".encode())
    entries = (before.entries, before.last_entry)
    seal.entries, seal.last_entry = _cover(
        digest, JournalEntry, _ENTRY, entries, again.last_entry if again else None
    )
    movements = (before.ledger_entries, before.last_ledger_entry)
    seal.ledger_entries, seal.last_ledger_entry = _cover(
        digest, LedgerEntry, _MOVEMENT, movements, again.last_ledger_entry if again else None
    )
    seal.hash = digest.hexdigest()
    return seal


def _cover(
    digest: "hashlib._Hash",
    model: type[Model],
    fields: tuple[str, ...],
    start: tuple[int, int],
    end: int | None,
) -> tuple[int, int]:
    """Put the rows after `start` (how many so far, the last number), up to `end`, into the digest; return the same."""
    count, last = start
    rows = model._default_manager.filter(pk__gt=last).order_by("pk")
    if end is not None:
        rows = rows.filter(pk__lte=end)
    for row in rows.values_list(*fields).iterator():
        digest.update(json.dumps(row, cls=DjangoJSONEncoder).encode() + b"\n")
        count, last = count + 1, row[0]
    digest.update(f"{model._meta.model_name} {count}\n".encode())
    return count, last if end is None else end
