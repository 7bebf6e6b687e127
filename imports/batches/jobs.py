"""What the worker does of a batch: reads it, takes it in, undoes it. Each may be killed at any moment, and run again.

Everything is written in one transaction that ends with the batch's own row, and only while the batch still is at this
run: a second delivery, a worker that was given up, or a batch that was cancelled writes nothing (B2, C16).
"""

import hashlib
import logging
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports import bundle, reading
from imports.kinds import KINDS, REFUSED, Kind, PlannedRow, batch_key
from imports.models import RUNNING, Batch, BatchEvent, BatchState
from imports.reading import ReadTable, Unreadable
from workflows import clock, outbox
from workflows.errors import Refused, WorkError

from . import approving, store, verbs
from .sheets import reason_headings
from .telling import told

log = logging.getLogger("nettverksmidler.batches")
Act = BatchEvent.Act
BEAT_EVERY = 5  # seconds
PROGRESS_KEPT = 600  # seconds


class Differs(WorkError):
    """The register is no longer what it was at the preview: the plan is another."""


class RowRefused(WorkError):
    """A row is refused that was not to be left out."""


@outbox.deliverer(verbs.WORK, gettext_lazy("Import"))
def deliver(payload: dict[str, Any]) -> None:
    """Do what a batch waits for, if it still waits for this run of it."""
    work(payload["batch"], payload["run"])


def work(pk: int, run: str) -> None:
    """Read, take in or undo a batch, as its state says; nothing where it is no longer at this run."""
    batch = (
        Batch.objects.filter(pk=pk, run=run, state__in=RUNNING).select_related("by", "approved_by").first()
    )
    if batch is None:
        return
    _at(batch).update(begun=Now(), beat=Now())
    act = {BatchState.READING: preview, BatchState.APPLYING: _apply, BatchState.UNDOING: _undo}[
        BatchState(batch.state)
    ]
    with translation.override(batch.by.language if batch.by else translation.get_language() or "nb"):
        try:
            act(batch)
        except verbs.Overtaken:
            log.info("batch overtaken", extra={"batch": pk})


def preview(batch: Batch) -> None:
    """Read the file, find out what each row would do, and keep it for the page. Raises Overtaken."""
    kind = KINDS[batch.kind]
    try:
        table = read(batch, kind)
    except Unreadable as fault:
        with transaction.atomic():
            _finish(batch, state=BatchState.UNREADABLE, told={"reason": str(fault)})
            verbs.note(batch, Act.UNREADABLE, by=None, text=str(fault))
        return
    with store.temporary() as file:
        keeper = store.Keeper(file)
        of_file = []
        for row in keeper.passing(_planned(batch, kind, table)):
            of_file += [str(fault) for fault in row.faults if fault.of_file]
        digest = keeper.close()
        store.keep(batch, file)
    said = told(table) | {"of_file": of_file[:100]}
    with transaction.atomic():
        _finish(
            batch,
            state=BatchState.PREVIEWED,
            told=said,
            plan=batch.plan.name,
            plan_sha256=digest,
            **keeper.counts,
        )
        verbs.note(batch, Act.PREVIEWED, by=None, text=counted(keeper.counts))
        batch.refresh_from_db()
        approving.tell(batch)


def read(batch: Batch, kind: Kind) -> ReadTable:
    """Return what the stored bytes hold; raise Unreadable, also where they are no longer those handed in."""
    day = batch.created.astimezone(clock.OSLO).date()  # a night between preview and taking in changes nothing
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        with batch.file.open("rb") as stored, path.open("wb") as copy:
            for chunk in stored.chunks():
                copy.write(chunk)
        sha256 = _sha256(path)
        with bundle.spreadsheet(path) if kind.takes_files else nullcontext(path) as sheet:
            table = reading.read(
                sheet,
                batch.name,
                columns=kind.columns(),
                mapping={**reason_headings(), **batch.mapping},
                answers=batch.answers,
                on=day,
            )
    if sha256 != batch.sha256:
        raise Unreadable("changed", _("The stored file is not the one that was handed in."))
    if kind.takes_files:
        table.beside = bundle.Beside(batch.file)
    table.on = day
    return table


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def progress(batch: Batch) -> tuple[int, int]:
    """Return how many rows were looked at, and of how many; 0 of 0 before that is known."""
    found: tuple[int, int] = cache.get(f"batch.{batch.run}") or (0, 0)
    return found


def counted(counts: Any) -> str:
    """Return the counts in words."""
    return _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(refused)s refused") % dict(counts)


def _apply(batch: Batch) -> None:
    kind = KINDS[batch.kind]
    try:
        table = read(batch, kind)
        with transaction.atomic():
            # From here on nobody can cancel: whoever tries waits for this row, or is told that it is held.
            if not _at(batch).update(beat=Now()):
                raise verbs.Overtaken
            kind.lock()
            keeper = store.Keeper()
            rows = keeper.passing(_planned(batch, kind, table, beating=False))
            kind.apply(_to_write(rows, batch), by=kind.written_by(batch), key=batch_key(batch))
            if keeper.close() != batch.plan_sha256:
                raise Differs
            _finish(batch, state=BatchState.APPLIED, turn=None, applied_at=clock.now())
            verbs.note(batch, Act.APPLIED, by=batch.approved_by or batch.by, text=counted(keeper.counts))
    except (Differs, RowRefused):
        _stop(batch, _("The register was changed since the preview. Look at what the file would do now."))
    except Refused as refusal:
        _stop(batch, " ".join(str(message) for message in refusal.messages))
    except Unreadable as fault:
        _stop(batch, str(fault))


def _undo(batch: Batch) -> None:
    kind = KINDS[batch.kind]
    try:
        with transaction.atomic():
            if not _at(batch).update(beat=Now()):
                raise verbs.Overtaken
            kind.lock()
            by = BatchEvent.objects.filter(batch=batch, act=Act.UNDO).latest("id").by
            faults = kind.undo(store.stored(batch, "changed", "new"), by=by, key=batch_key(batch))
            if faults:
                raise Refused(*faults)
            _finish(batch, state=BatchState.UNDONE, turn=None, undone_at=clock.now())
            verbs.note(batch, Act.UNDONE, by=by)
    except Refused as refusal:
        reasons = [str(message) for message in refusal.messages]
        with transaction.atomic():
            kept = batch.told | {"not_undone": reasons[:100], "not_undone_count": len(reasons)}
            _finish(batch, state=BatchState.APPLIED, turn=None, told=kept)
            verbs.note(batch, Act.NOT_UNDONE, by=None)  # the reasons quote rows, and go with the file


def _planned(batch: Batch, kind: Kind, table: ReadTable, *, beating: bool = True) -> Iterator[PlannedRow]:
    total, last = len(table.rows), time.monotonic()

    def tell(done: int) -> None:
        nonlocal last
        cache.set(f"batch.{batch.run}", (done, total), PROGRESS_KEPT)
        if beating and time.monotonic() - last > BEAT_EVERY:
            last = time.monotonic()
            if not _at(batch).update(beat=Now()):
                raise verbs.Overtaken

    tell(0)
    return kind.plan(table, by=batch.by, tell=tell)


def _to_write(rows: Iterable[PlannedRow], batch: Batch) -> Iterator[PlannedRow]:
    for row in rows:
        if row.outcome != REFUSED:
            yield row
        elif not batch.leave_out or any(fault.of_file for fault in row.faults):
            raise RowRefused


def _stop(batch: Batch, reason: str) -> None:
    """Write that nothing was written, and let the file be looked at again, as the register is now."""
    with transaction.atomic():
        _finish(batch, state=BatchState.PREVIEWED, turn=None, approved_by=None)
        verbs.note(batch, Act.STOPPED, by=None, text=reason)
        batch.refresh_from_db()
        verbs.look_again(batch)


def _at(batch: Batch) -> Any:
    """Return the batch's row as long as it is at this run."""
    return Batch.objects.filter(pk=batch.pk, run=batch.run, state=batch.state)


def _finish(batch: Batch, **values: Any) -> None:
    """Say what became of the run, if it still is the batch's. Raises Overtaken, and then nothing may be written."""
    if not _at(batch).update(run="", **values):
        raise verbs.Overtaken
