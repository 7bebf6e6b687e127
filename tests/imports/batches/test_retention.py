"""An import's file and rows are deleted after some days; who did what, when and how much stays (F3)."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from imports.batches import retention, verbs
from imports.models import Batch, BatchState
from workflows import guards
from workflows.clock import OSLO
from workflows.directory.models import Network
from workflows.errors import Refused

from .conftest import applied, counts, hand_in, many, networks, previewed, worked

pytestmark = pytest.mark.django_db
At = Callable[..., None]


def emptied(batch: Batch) -> bool:
    batch.refresh_from_db()
    return bool(batch.emptied_at)


@pytest.mark.requirement(
    "R7.2", "the file and rows of an import are deleted after the days the setting says, and undoing says so"
)
def test_the_file_goes_and_the_record_stays(cast: SimpleNamespace, at: At) -> None:
    batch = applied(networks(*many(3)), cast.caseworker)
    storage, names = batch.file.storage, [batch.file.name, batch.plan.name]
    before = (
        batch.by,
        batch.created,
        batch.applied_at,
        batch.sha256,
        batch.plan_sha256,
        batch.size,
        counts(batch),
    )
    at(2024, 6, 2, 8, 59)
    retention.run()
    assert (emptied(batch), [storage.exists(name) for name in names]) == (False, [True, True])
    at(2024, 6, 2, 9, 1)
    retention.run()
    assert (emptied(batch), [storage.exists(name) for name in names]) == (True, [False, False])
    assert (batch.file.name, batch.plan.name, batch.mapping, batch.answers) == ("", "", {}, {})
    assert batch.told == {"format": "csv"}
    assert before == (
        batch.by, batch.created, batch.applied_at, batch.sha256, batch.plan_sha256, batch.size, counts(batch),
    )  # fmt: skip
    acts = [event.act for event in batch.events.all()]
    assert acts == ["handed_in", "previewed", "started", "applied", "emptied"]
    with pytest.raises(Refused, match="Undoing is no longer possible"):
        verbs.undo(batch, by=cast.caseworker)
    assert (batch.state, Network.objects.filter(code__startswith="nett").count()) == (BatchState.APPLIED, 3)
    retention.run()
    assert batch.events.count() == 5


def test_what_was_never_taken_in_is_cancelled_and_cannot_be_read_again(cast: SimpleNamespace, at: At) -> None:
    left, unreadable = previewed(networks(*many(2)), cast.caseworker), previewed(b"\0\1", cast.caseworker)
    at(2024, 6, 2, 9, 1)
    retention.run()
    assert (emptied(left), left.state, emptied(unreadable), unreadable.state) == (
        True, BatchState.CANCELLED, True, BatchState.UNREADABLE,
    )  # fmt: skip
    assert set(unreadable.told) == {"reason"}
    for batch in (left, unreadable):
        with pytest.raises(Refused, match="Hand it in anew"):
            verbs.again(batch, by=cast.caseworker)


def test_what_a_worker_has_is_left_alone_unless_the_worker_is_dead(cast: SimpleNamespace, at: At) -> None:
    batch = hand_in(networks(*many(1)), cast.caseworker)
    at(2024, 6, 2, 9, 1)
    retention.run()
    assert not emptied(batch)
    Batch.objects.filter(pk=batch.pk).update(beat=dt.datetime(2024, 3, 4, tzinfo=OSLO))
    retention.run()
    assert (emptied(batch), batch.state, batch.run) == (True, BatchState.CANCELLED, "")
    assert worked(batch).state == BatchState.CANCELLED


def test_what_happens_meanwhile_goes_first(cast: SimpleNamespace) -> None:
    batch = previewed(networks(*many(1)), cast.caseworker)
    stale = Batch.objects.get(pk=batch.pk)
    worked(verbs.apply(batch, by=cast.caseworker))
    assert retention.empty(stale) is False
    batch.refresh_from_db()
    assert batch.file.storage.exists(batch.file.name)


def test_the_page_says_that_the_file_is_deleted(
    cast: SimpleNamespace, browse: Callable[[Any], Any], at: At
) -> None:
    batch = applied(networks(*many(2)), cast.caseworker)
    at(2024, 6, 2, 9, 1)
    retention.run()
    page = browse(cast.caseworker).get(f"/utveksling/{batch.pk}/").content.decode()
    assert "Det er ikke lenger mulig å angre." in page
    assert f"{batch.pk}/rader" not in page
    assert 'value="undo"' not in page


@pytest.mark.adversary("A16", "what was done with an import is neither changed nor deleted by anybody’s code")
def test_what_was_done_is_written_once(cast: SimpleNamespace) -> None:
    batch = hand_in(networks(*many(1)), cast.caseworker)
    for act in (lambda: batch.events.update(note="x"), lambda: batch.events.all().delete()):
        with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
            act()
    assert [event.act for event in batch.events.all()] == ["handed_in"]
    # And a trigger that is gone is told, and made again after the next migration.
    assert {
        "imports_batchevent_no_update",
        "imports_batchevent_no_delete",
    } <= guards.present() & guards.expected()
