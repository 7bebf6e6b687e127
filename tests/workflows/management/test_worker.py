"""The worker's loop: what it does in a round, and what it survives."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, transaction

from tests.bare import journaled_case
from workflows import outbox
from workflows.cases.models import DailySeal
from workflows.management.commands import worker as command
from workflows.management.commands.worker import Worker
from workflows.outbox import OutboxMessage, WorkerHeartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _connection_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the connection open: it holds this test's transaction."""
    monkeypatch.setattr(command, "close_old_connections", lambda: None)
    monkeypatch.setattr(command.connection, "close", lambda: None)


@pytest.fixture
def got(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return what is delivered of the kind "test"."""
    got: list[Any] = []
    monkeypatch.setitem(outbox._deliverers, "test", lambda payload: got.append(payload["number"]))
    return got


def owe(*numbers: int) -> None:
    with transaction.atomic():
        for number in numbers:
            outbox.put(kind="test", key=str(number), payload={"number": number})


def test_one_round_delivers_all_that_is_due_does_the_chores_and_is_heard(got: list[Any]) -> None:
    owe(1, 2, 3)
    journaled_case(1)
    call_command("worker", "--once")
    assert got == [1, 2, 3]
    assert [seal.day for seal in DailySeal.objects.all()] == [dt.date(2024, 3, 3)]
    assert WorkerHeartbeat.objects.count() == 1


def test_rounds_go_on_until_it_is_told_to_stop_and_what_is_begun_is_finished(
    got: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = Worker()

    def deliver(payload: dict[str, Any]) -> None:
        got.append(payload["number"])
        if payload["number"] == 2:
            worker.stop.set()

    monkeypatch.setitem(outbox._deliverers, "test", deliver)
    owe(1, 2, 3)
    worker.run(0.01)
    assert got == [1, 2]
    assert list(OutboxMessage.objects.order_by("id").values_list("state", flat=True)) == [
        "delivered",
        "delivered",
        "waiting",
    ]


def test_a_chore_waits_its_time_and_a_failing_one_stops_nobody(
    got: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "_chores", {})
    done: list[str] = []

    @outbox.chore("fails", every=dt.timedelta(hours=1))
    def fail() -> None:
        done.append("fails")
        raise ValueError

    outbox.chore("often", every=dt.timedelta())(lambda: done.append("often"))
    worker = Worker()
    worker.round()
    worker.round()
    assert done == ["fails", "often", "often"]


@pytest.mark.adversary(
    "B5", "the worker waits longer and longer while the database is gone, and then goes on"
)
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_lost_database_is_waited_for(
    got: list[Any], monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    worker, pauses = Worker(), []
    failures = [error("gone")] * 7
    deliver_due = outbox.deliver_due

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            pauses.append(timeout)
            if timeout == 0.01:
                self.set()
            return self.is_set()

    def lose_it(**options: Any) -> int:
        if failures:
            raise failures.pop()
        return deliver_due(**options)

    worker.stop = Stop()
    monkeypatch.setattr(outbox, "deliver_due", lose_it)
    owe(1)
    worker.run(0.01)
    assert pauses == [1, 2, 4, 8, 16, 30, 30, 0.01]
    assert got == [1]


def test_heartbeats_are_seldom_enough_not_to_burden_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    beats: list[str] = []
    moment = [100.0]
    monkeypatch.setattr(outbox, "beat", beats.append)
    monkeypatch.setattr(command.time, "monotonic", lambda: moment[0])
    worker = Worker()
    for _ in range(11):
        worker.round()
        moment[0] += 1
    assert beats == [worker.name] * 3
