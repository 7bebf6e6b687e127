"""Imports after some time: the file and its rows are deleted, and who did what, when and how much stays (F3).

What a file held is personal data that nobody needs once it is in the register or the cases, or came to nothing.
"""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from imports.models import RUNNING, Batch, BatchEvent, BatchState
from workflows import clock, outbox

from . import verbs

KEPT = ("reason", "format")  # of what was told: nothing that a row says


def old(before: dt.datetime) -> list[Batch]:
    """Return the batches with which nothing was done since a moment, and whose file is still kept.

    One that a worker has is left alone, unless the worker is dead.
    """
    quiet = Batch.objects.filter(emptied_at=None).annotate(last=Max("events__at")).filter(last__lt=before)
    return [each for each in quiet.order_by("pk") if each.state not in RUNNING or verbs.is_broken_off(each)]


@outbox.chore("imports.batches", every=dt.timedelta(days=1))
def run() -> None:
    """Empty what is older than the setting says."""
    for batch in old(clock.now() - dt.timedelta(days=settings.IMPORT_KEPT_DAYS)):
        empty(batch)


@transaction.atomic
def empty(batch: Batch) -> bool:
    """Delete a batch's file and rows, if it still is as it was read; return whether it was.

    What was never taken in is then cancelled. Files go first: where that is broken off, the next round does it again.
    """
    as_read = Batch.objects.filter(pk=batch.pk, state=batch.state, run=batch.run, emptied_at=None)
    finished = (BatchState.APPLIED, BatchState.UNDONE, BatchState.UNREADABLE)
    # Undoing is all or nothing: what was broken off is still taken in.
    state = BatchState.APPLIED if batch.state == BatchState.UNDOING else batch.state
    found = as_read.update(
        state=state if state in finished else BatchState.CANCELLED,
        run="",
        turn=None,
        mapping={},
        answers={},
        told={name: batch.told[name] for name in KEPT if name in batch.told},
        emptied_at=clock.now(),
    )
    if not found:
        return False
    for file in (batch.file, batch.plan):
        if file:
            file.delete(save=False)
    Batch.objects.filter(pk=batch.pk).update(file="", plan="")
    verbs.note(batch, BatchEvent.Act.EMPTIED, by=None)
    return True
