"""The journal of a case: written by verbs, chained entry by entry, never changed (A16).

An entry knows only a salted hash of its details, so that personal details can be erased without breaking the
chain. The case keeps how many entries there are and the hash of the last; `workflows.sealing` seals the whole
every day.
"""

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import TransactionManagementError
from django.utils.translation import gettext as _

from workflows import clock
from workflows.directory.models import User
from workflows.errors import Elsewhere, WorkError

from . import away, happened
from .models import Case, JournalDetail, JournalEntry
from .moment import one_moment

ERASED = "journal.erased"  # the act of erasing an entry's details; its own details are never erased
_EXACT = 2**53  # a whole number up to this is the same in every JSON reader


class CaseChanged(WorkError):
    """Somebody else has written in the journal since this case was read: lock it, read it again, try again."""


def record(
    *,
    case: Case,
    action: str,
    actor: User | None,
    acting_for: User | None = None,
    details: dict[str, Any] | None = None,
) -> JournalEntry:
    """Write who did what in a case, acting for whom, as the next link of its chain (A16).

    Three queries (two without details), in the caller's transaction, with the case's row locked. `details` is a
    dict of what JSON can hold, dates and Decimal included; whole kroner, never float. Raises
    TransactionManagementError outside a transaction, CaseChanged when the journal has grown by another hand since
    the case was read, Elsewhere when another installation has the case, ValueError for numbers that JSON readers
    would round.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise TransactionManagementError("The journal is written in the transaction of what it tells.")
    data = _plain(details or {})
    salt = secrets.token_hex(16) if data else ""
    known = _last_written(connection, case) or _Head(case.pk, case.journal_count, case.journal_head)
    entry = JournalEntry(
        case=case,
        seq=known.count + 1,
        at=clock.now(),
        actor=actor,
        acting_for=acting_for,
        action=action,
        details_hash=details_hash(salt, data),
        previous_hash=known.hash,
    )
    entry.hash = entry_hash(entry)
    unchanged = Case.objects.filter(pk=case.pk, journal_count=known.count, journal_head=known.hash)
    if action not in away.WRITTEN_AWAY:
        unchanged = unchanged.filter(sent_away_at__isnull=True)
    if not unchanged.update(journal_count=entry.seq, journal_head=entry.hash):
        _refuse_away(case)
        raise CaseChanged(
            f"The journal of case {case.pk} has more than the {known.count} entries known here."
        )
    entry.save(force_insert=True)
    if data:
        JournalDetail.objects.create(entry=entry, salt=salt, data=data)
    case.journal_count, case.journal_head = entry.seq, entry.hash
    happened.tell(entry)
    transaction.on_commit(_Head(case.pk, entry.seq, entry.hash))
    return entry


def _refuse_away(case: Case) -> None:
    """Raise Elsewhere, with the reason, where the case was sent to another installation."""
    if reason := away.refusal(Case.objects.get(pk=case.pk)):
        raise Elsewhere(reason)


@transaction.atomic
def erase_details(*, entry: JournalEntry, by: User, reason: str = "") -> JournalEntry:
    """Forget the details of an entry for good, and write in the journal who did it (F3).

    The salt goes too: with it, short details could be guessed from their hash. Returns the entry that tells of
    it; raises WorkError where there is nothing to erase, or for an entry that itself tells of an erasure.
    """
    case = Case.objects.select_for_update().get(pk=entry.case_id)
    details = JournalDetail.objects.filter(entry=entry, erased_at__isnull=True).exclude(entry__action=ERASED)
    if not details.update(data={}, salt="", erased_at=clock.now()):
        raise WorkError(f"Entry {entry.seq} of case {case.pk} has no details that can be erased.")
    return record(case=case, action=ERASED, actor=by, details={"entry": entry.seq, "reason": reason})


def verify_case(case: Case) -> list[str]:
    """Return what is wrong with the journal of a case, in plain words; nothing where it holds (A16)."""
    with one_moment():
        stored = Case.objects.get(pk=case.pk)
        return faults_of(
            stored, JournalEntry.objects.filter(case=stored).select_related("details").order_by("seq")
        )


def faults_of(case: Case, entries: Iterable[JournalEntry]) -> list[str]:
    """Return what is wrong with these entries (by number, `details` loaded) as the journal of `case`."""
    faults: list[str] = []
    erased: set[int] = set()
    told: set[int] = set()
    count, head = 0, ""
    for entry in entries:
        if entry.seq <= count:
            faults.append(_("Entry %(number)s is there twice.") % {"number": entry.seq})
        elif entry.seq != count + 1:
            faults.append(_("Entry %(number)s is missing.") % {"number": count + 1})
        elif entry.previous_hash != head:
            faults.append(
                _("Entry %(number)s does not follow from the one before it.") % {"number": entry.seq}
            )
        if entry.hash != entry_hash(entry):
            faults.append(_("Entry %(number)s was changed after it was written.") % {"number": entry.seq})
        details: JournalDetail | None = getattr(entry, "details", None)
        if details is not None and details.erased_at:
            erased.add(entry.seq)
        if not _details_hold(entry, details):
            faults.append(
                _("The details of entry %(number)s were changed or removed.") % {"number": entry.seq}
            )
        elif entry.action == ERASED and details is not None:
            told.add(details.data.get("entry", 0))
        count, head = entry.seq, entry.hash
    faults += [
        _("The details of entry %(number)s were erased, and no entry says by whom.") % {"number": number}
        for number in sorted(erased - told)
    ]
    if count != case.journal_count:
        faults.append(
            _("The case has counted %(known)s entries, and the last one there is has number %(last)s.")
            % {"known": case.journal_count, "last": count}
        )
    elif head != case.journal_head:
        faults.append(_("The last entry is not the one the case remembers."))
    return faults


def entry_hash(entry: JournalEntry) -> str:
    """Return the hash that binds an entry to its case, its place, its content and the entry before it."""
    return _sha256(
        _canonical(
            {
                "case": entry.case_id,
                "seq": entry.seq,
                "at": entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
                "actor": entry.actor_id,
                "acting_for": entry.acting_for_id,
                "action": entry.action,
                "details_hash": entry.details_hash,
                "previous_hash": entry.previous_hash,
            }
        )
    )


def details_hash(salt: str, data: dict[str, Any]) -> str:
    """Return the salted hash an entry keeps of its details."""
    return _sha256(salt + _canonical(data))


@dataclass(frozen=True)
class _Head:
    """The end of a journal as the present transaction left it.

    It waits among what is done on commit (and then does nothing): Django forgets it when the transaction, or the
    savepoint it was written in, is rolled back. So other copies of the same case in memory, which flows make,
    need not be read again.
    """

    case_id: int
    count: int
    hash: str

    def __call__(self) -> None:
        """Do nothing: what was waited for has happened."""


def _last_written(connection: BaseDatabaseWrapper, case: Case) -> _Head | None:
    """Return the end of the case's journal if the present transaction wrote it."""
    waiting = (entry[1] for entry in reversed(connection.run_on_commit))
    return next((head for head in waiting if isinstance(head, _Head) and head.case_id == case.pk), None)


def _details_hold(entry: JournalEntry, details: JournalDetail | None) -> bool:
    if details is None:
        return entry.details_hash == details_hash("", {})
    if details.erased_at:
        return details.data == {} and details.salt == "" and entry.action != ERASED
    return entry.details_hash == details_hash(details.salt, details.data)


def _plain(details: dict[str, Any]) -> dict[str, Any]:
    """Return the details as every database gives them back, so that their hash is the same years later."""
    text = json.dumps(details, cls=DjangoJSONEncoder, allow_nan=False)
    plain: dict[str, Any] = json.loads(text, parse_float=_same_everywhere)
    return plain


def _same_everywhere(digits: str) -> int | float:
    """Return 5.0 as 5; refuse numbers that a JSON column may give back in another form."""
    number = float(digits)
    if abs(number) >= _EXACT or (number and abs(number) < 1e-4):
        raise ValueError(f"{digits} does not belong in the journal: use whole numbers or text.")
    return int(number) if number.is_integer() else number


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
