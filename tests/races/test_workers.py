"""Workers as the processes they are: several at once, one told to stop, one killed in the middle of a delivery.

On PostgreSQL all of it with Procrastinate's workers as well.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from tests.database import ROOT, present_url
from tests.races.ways import ROUNDS, WAYS
from workflows import outbox
from workflows.outbox import OutboxMessage, WorkerHeartbeat

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 60  # how long a busy machine may take
PROCESS = """
import os, sys, time
import django; django.setup()
from tests.races.ways import run
from workflows import outbox

@outbox.deliverer("test")
def deliver(payload):
    with open(os.environ["DELIVERED"], "a") as told:
        told.write(f"{os.getpid()} {payload['number']}\\n")
    time.sleep(float(os.environ["TAKES"]))

run(*sys.argv[1:])
"""
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file in which workers write each delivery as they begin it: their process and the number."""
    monkeypatch.setitem(outbox._deliverers, "test", lambda payload: None)
    path = tmp_path / "delivered"
    path.touch()
    return path


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    """Return the way in which workers are run."""
    return str(request.param)


@pytest.fixture
def start(told: Path, tmp_path: Path, way: str) -> Iterator[Start]:
    """Return a function that starts a worker on this test's database; all are gone afterwards."""
    environment = os.environ | {
        "DATABASE_URL": present_url(),
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "TESTING": "1",
    }
    environment |= {"VAR_DIR": str(tmp_path), "DELIVERED": str(told)}
    started = []
    (tmp_path / "log").touch()

    def start(*, lease: float = 300, takes: float = 0.0) -> "subprocess.Popen[bytes]":
        with (tmp_path / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", PROCESS, way, str(lease)],
                cwd=ROOT,
                env=environment | {"TAKES": str(takes)},
                stdout=log,
                stderr=log,
            )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()
    print((tmp_path / "log").read_text())


def owe(numbers: range) -> None:
    with transaction.atomic():
        for number in numbers:
            outbox.put(kind="test", key=str(number), payload={"number": number})


def deliveries(told: Path) -> list[tuple[int, int]]:
    """Return who began which delivery, in order."""
    return [(int(pid), int(number)) for pid, number in map(str.split, told.read_text().splitlines())]


def wait_until(there: Callable[[], Any]) -> None:
    end = time.monotonic() + SECONDS
    while not there():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)


def owed() -> "QuerySet[OutboxMessage]":
    """Return what the tests owe; the chores of a worker remind by mail besides."""
    return OutboxMessage.objects.filter(kind="test")


def undelivered() -> int:
    return owed().exclude(state=OutboxMessage.State.DELIVERED).count()


def stop(process: "subprocess.Popen[bytes]") -> int:
    process.send_signal(signal.SIGTERM)
    return process.wait(SECONDS)


@pytest.mark.adversary("B7", "two workers deliver many rows once each, and stop in order when told to")
def test_two_workers_deliver_each_row_once(start: Start, told: Path, way: str) -> None:
    workers = [start(takes=0.2), start(takes=0.2)]  # long enough for the other to end its chores
    wait_until(lambda: WorkerHeartbeat.objects.count() == 2)
    owe(range(24))
    wait_until(lambda: undelivered() == 0)
    assert sorted(number for _pid, number in deliveries(told)) == list(range(24))
    # Our rounds share what is due; Procrastinate hands a round to whichever worker asks for it first.
    if way == ROUNDS:
        assert {pid for pid, _number in deliveries(told)} == {worker.pid for worker in workers}
    assert set(owed().values_list("attempts", flat=True)) == {1}
    assert [stop(worker) for worker in workers] == [0, 0]


@pytest.mark.adversary(
    "B7", "kill -9 in the middle of a delivery: another worker delivers it when the lease is over"
)
def test_what_a_killed_worker_had_begun_is_delivered_by_another(start: Start, told: Path) -> None:
    owe(range(1))
    killed = start(lease=6, takes=SECONDS)
    wait_until(lambda: deliveries(told))
    killed.kill()
    killed.wait(SECONDS)
    begun = time.monotonic()
    other = start(lease=6)
    wait_until(lambda: WorkerHeartbeat.objects.filter(name__endswith=f":{other.pid}").exists())
    if (
        time.monotonic() - begun < 4
    ):  # on a machine too busy to start one in time, the lease may be over by now
        assert deliveries(told) == [(killed.pid, 0)]
    wait_until(lambda: undelivered() == 0)
    assert deliveries(told) == [(killed.pid, 0), (other.pid, 0)]
    assert owed().get().attempts == 2


def test_a_worker_told_to_stop_finishes_what_it_has_begun_and_nothing_more(start: Start, told: Path) -> None:
    owe(range(3))
    worker = start(takes=1.0)
    wait_until(lambda: deliveries(told))
    assert stop(worker) == 0
    assert deliveries(told) == [(worker.pid, 0)]
    assert list(owed().order_by("id").values_list("state", flat=True)) == [
        "delivered",
        "waiting",
        "waiting",
    ]


@pytest.mark.adversary("B5", "a worker whose connection is cut goes on with another")
def test_a_worker_whose_connection_is_cut_goes_on(start: Start, told: Path) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connection that could be cut")
    worker = start()
    wait_until(lambda: WorkerHeartbeat.objects.exists())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0] >= 1
    owe(range(1))
    wait_until(lambda: undelivered() == 0)
    assert stop(worker) == 0
