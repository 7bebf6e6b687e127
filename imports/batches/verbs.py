"""What people do with batches. Each verb asks who may, changes the batch only as it stands, and leaves an event.

Reading, taking in and undoing are begun here and done by the worker (`jobs`). One batch at a time is taken in or
undone; whoever comes second is told who is at it (C16).
"""

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import ExpressionWrapper, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from imports.kinds import KINDS, Kind
from imports.models import RUNNING, Batch, BatchEvent, BatchState, Headings
from workflows import clock, outbox
from workflows.cases.rights import demand
from workflows.directory.models import User
from workflows.errors import Refused, WorkError

from . import kept, rights

Act = BatchEvent.Act
WORK = "batch"  # in the outbox
SILENCE = dt.timedelta(
    seconds=60
)  # a worker unheard of for so long is given up: writing itself takes a few seconds
LONGEST_NAME = 250


class Busy(WorkError):
    """Another batch is being taken in or undone just now: 409, saying which, by whom and since when."""

    def __init__(self, other: Batch) -> None:
        super().__init__(str(other.pk))
        self.other = other


class Overtaken(WorkError):
    """The batch is no longer as it was when the act began: somebody else did something with it."""


def hand_in(file: File, *, name: str, kind: Kind, by: User | None) -> Batch:
    """Store a file that has passed the guard, and let it be read. Raises NotThere or NotAllowed."""
    if by is not None:
        demand(kind.may_import(by))
    office = rights.office_of(by)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    batch = Batch(
        kind=kind.code,
        name=name[-LONGEST_NAME:],
        office=office,
        by=by,
        size=file.size,
        sha256=digest.hexdigest(),
    )
    batch.mapping = remembered(kind, by)
    batch.file.save("file", file, save=False)
    with transaction.atomic():
        batch.run = uuid.uuid4().hex
        batch.save()
        note(batch, Act.HANDED_IN, by=by)
        _owe(batch)
    return batch


def remembered(kind: Kind, by: User | None) -> dict[str, str]:
    """Return which columns the headings of a sender's earlier files were said to be."""
    found = Headings.objects.filter(**_sender(kind, by)).first() if by else None
    return found.mapping if found else {}


def choose(batch: Batch, mapping: Mapping[str, str], *, by: User | None) -> Batch:
    """Say which column each heading is, remember it for the sender's next file, and let the file be read again."""
    demand(rights.may_change(by, batch))
    kind = KINDS[batch.kind]
    with transaction.atomic():
        if by is not None:
            known = remembered(kind, by)
            Headings.objects.update_or_create(
                **_sender(kind, by), defaults={"mapping": {**known, **mapping}, "changed": Now()}
            )
        _read_again(batch, Act.CHOSE, by, mapping={**batch.mapping, **mapping})
    return batch


def answer(batch: Batch, answers: Mapping[str, str], *, by: User | None) -> Batch:
    """Answer what only the sender knows, and let the file be read again."""
    demand(rights.may_change(by, batch))
    with transaction.atomic():
        _read_again(batch, Act.ANSWERED, by, answers={**batch.answers, **answers})
    return batch


def apply(batch: Batch, *, by: User | None, leave_out: bool = False) -> Batch:
    """Let a batch be taken in, in the background: all of it or nothing.

    Where another person must approve, this is the approval. `leave_out`: without the rows that are refused; without
    it a batch with one such row is not taken in (C17). Raises NotThere, NotAllowed, Refused for what cannot be taken
    in as it stands, Busy while another batch is written, Overtaken.
    """
    demand(rights.may_apply(by, batch))
    if batch.state != BatchState.PREVIEWED:
        raise Overtaken
    if batch.told.get("missing"):
        raise Refused(_("Say first which columns of the file these are."))
    if batch.told.get("of_file"):
        raise Refused(_("The file says the same twice. Mend it, and hand it in again."))
    if batch.refused and not leave_out:
        raise Refused(
            _("Some rows are refused. Mend them, or say that the others are taken in without them.")
        )
    if not batch.to_write:
        raise Refused(_("0 changes: all of it stands in the register already."))
    approves = KINDS[batch.kind].needs_second
    with transaction.atomic():
        if approves:
            note(batch, Act.APPROVED, by=by)
        _begin(
            batch,
            BatchState.APPLYING,
            Act.STARTED,
            by,
            leave_out=leave_out,
            approved_by=by if approves else None,
        )
    return batch


def undo(batch: Batch, *, by: User | None) -> Batch:
    """Let what a batch wrote be taken back, in the background: all of it, or nothing where rows were changed since.

    Who handed in what another had to approve does not take it back alone. Raises NotThere, NotAllowed, Busy, Overtaken,
    and Refused once the file is deleted.
    """
    demand(rights.may_apply(by, batch))
    if batch.state != BatchState.APPLIED:
        raise Overtaken
    kept.demand_file(batch, kept.NOT_UNDONE)
    with transaction.atomic():
        _begin(batch, BatchState.UNDOING, Act.UNDO, by)
    return batch


def again(batch: Batch, *, by: User | None) -> Batch:
    """Start anew what was broken off, or read again a file whose batch was cancelled. Raises as `apply`."""
    demand(rights.may_change(by, batch))
    with transaction.atomic():
        if batch.state in (BatchState.CANCELLED, BatchState.UNREADABLE, BatchState.PREVIEWED):
            _read_again(batch, Act.AGAIN, by)
        elif is_broken_off(batch):
            _begin(batch, BatchState(batch.state), Act.AGAIN, by)
        else:
            raise Overtaken
    return batch


def cancel(batch: Batch, *, by: User | None) -> Batch:
    """Stop a batch for good before it writes. Raises NotThere, NotAllowed, Refused once it has begun to write."""
    demand(rights.may_change(by, batch))
    too_late = Refused(_("It is too late: it is being written. It can be undone afterwards."))
    with transaction.atomic():
        # On PostgreSQL who writes holds the row; on SQLite this waits until it is written, and finds that.
        found = Batch.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=batch.pk).first()
        if found is None or found.state not in (
            BatchState.READING,
            BatchState.PREVIEWED,
            BatchState.APPLYING,
        ):
            raise too_late
        found.state, found.run, found.turn = BatchState.CANCELLED, "", None
        found.save(update_fields=["state", "run", "turn"])
        note(found, Act.CANCELLED, by=by)
    batch.refresh_from_db()
    return batch


def look_again(batch: Batch) -> None:
    """Let a batch that was stopped be read again; inside the caller's transaction."""
    _change(batch, [BatchState.PREVIEWED], state=BatchState.READING, leave_out=False, approved_by=None)
    _owe(batch)


def is_broken_off(batch: Batch) -> bool:
    """Return whether a worker took the batch and has not been heard of for a while."""
    return batch.state in RUNNING and Batch.objects.filter(_silent(), pk=batch.pk).exists()


def is_silent(batch: Batch) -> bool:
    """Return the same of a batch in a list, by this machine's clock: it asks nothing."""
    return bool(batch.beat and clock.now() - clock.shift() - batch.beat > SILENCE)


def note(batch: Batch, act: str, *, by: User | None, text: str = "") -> None:
    """Write what was done with a batch."""
    BatchEvent.objects.create(batch=batch, act=act, by=by, note=text[:300])


def _silent() -> Q:
    long_ago = ExpressionWrapper(Now() - SILENCE, output_field=Batch._meta.get_field("beat"))
    return Q(state__in=RUNNING, beat__lt=long_ago)


def _read_again(batch: Batch, act: str, by: User | None, **values: Any) -> None:
    """Let the file be read, unless it is being written, or was, or is deleted."""
    kept.demand_file(batch)
    can_be = (BatchState.READING, BatchState.UNREADABLE, BatchState.PREVIEWED, BatchState.CANCELLED)
    _change(batch, can_be, state=BatchState.READING, leave_out=False, approved_by=None, **values)
    note(batch, act, by=by)
    _owe(batch)


def _begin(batch: Batch, state: BatchState, act: str, by: User | None, **values: Any) -> None:
    """Take the turn for a batch, and owe the work. Raises Busy, Overtaken."""
    _free_the_turn(batch)
    expected = [batch.state] if batch.state == state else [BatchState.PREVIEWED, BatchState.APPLIED]
    turn = None if state == BatchState.READING else 1
    try:
        with transaction.atomic():
            _change(batch, expected, state=state, turn=turn, **values)
    except IntegrityError:
        raise _busy() from None
    note(batch, act, by=by)
    _owe(batch)


def _free_the_turn(batch: Batch) -> None:
    """Take the turn from a batch whose worker is dead: should it live, it finds another run and writes nothing."""
    dead = Batch.objects.filter(_silent(), turn__isnull=False).exclude(pk=batch.pk)
    dead.update(turn=None, run="")
    holder = Batch.objects.filter(turn__isnull=False).exclude(pk=batch.pk).select_related("by").first()
    if holder is not None:
        raise Busy(holder)


def _busy() -> WorkError:
    holder = Batch.objects.filter(turn__isnull=False).select_related("by").first()
    return Busy(holder) if holder else Overtaken()


def _change(batch: Batch, expected: Any, **values: Any) -> None:
    """Give the batch a new run, if it still is as it was read. Raises Overtaken."""
    values |= {"run": uuid.uuid4().hex, "begun": None, "beat": None}
    as_read = Batch.objects.filter(pk=batch.pk, state=batch.state, run=batch.run, state__in=expected)
    if not as_read.update(**values):
        raise Overtaken
    batch.refresh_from_db()


def _owe(batch: Batch) -> None:
    outbox.put(kind=WORK, key=f"batch:{batch.run}", payload={"batch": batch.pk, "run": batch.run})


def _sender(kind: Kind, by: User | None) -> dict[str, Any]:
    office = rights.office_of(by)
    return {"kind": kind.code, "office": office, "person": None if office else by}
