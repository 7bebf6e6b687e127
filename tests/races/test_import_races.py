"""Imports and the workers that do them: one killed in the middle, two batches at the same moment."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now

from imports.batches import verbs
from imports.models import Batch, BatchState
from tests.database import ROOT, present_url
from tests.imports.batches.conftest import many, networks, previewed
from tests.races.ways import WAYS
from tests.together import at_once
from workflows.directory.models import Network
from workflows.outbox import OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS, ROWS = 90, 2_500
# Writes the first thousand rows, says so, and then takes very long: there it is killed.
SLOW = """
import os, sys, time
import django; django.setup()
from tests.races.ways import run
from imports.batches import jobs
from imports.sets import writing

if os.environ["SLOW"]:
    create = writing.Writer._create

    def slowly(self):
        create(self)
        open(os.environ["SLOW"], "w").close()
        time.sleep(600)

    writing.Writer._create = slowly
run(*sys.argv[1:])
"""
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture(params=WAYS)
def start(tmp_path: Path, settings: Any, request: pytest.FixtureRequest) -> Iterator[Start]:
    """Return a function that starts a worker; `slow` is the file it writes when it stands in the middle."""
    settings.MEDIA_ROOT = tmp_path / "documents"
    environment = os.environ | {
        "DATABASE_URL": present_url(),
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "TESTING": "1",
        "VAR_DIR": str(tmp_path),
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
    }
    started = []

    def start(slow: Path | None = None) -> "subprocess.Popen[bytes]":
        with (tmp_path / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", SLOW, request.param],
                cwd=ROOT,
                env=environment | {"SLOW": str(slow or "")},
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


def wait_until(there: Callable[[], Any]) -> None:
    end = time.monotonic() + SECONDS
    while not there():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def written() -> int:
    return Network.objects.filter(code__startswith="nett-").count()


@pytest.mark.adversary(
    "B2", "kill -9 in mid-import: no row is there, it shows as broken off, and runs again without doubling"
)
def test_a_killed_import_leaves_nothing_and_runs_again(
    cast: SimpleNamespace, start: Start, tmp_path: Path
) -> None:
    batch = verbs.apply(previewed(networks(*many(ROWS)), cast.caseworker), by=cast.caseworker)
    killed = start(tmp_path / "middle")
    workers = [killed]
    wait_until((tmp_path / "middle").exists)
    if connection.vendor == "postgresql":  # another one stands ready, and has nothing to do with it
        workers.append(start())
    killed.kill()
    killed.wait(SECONDS)
    assert written() == 0
    batch.refresh_from_db()
    assert batch.state == BatchState.APPLYING
    assert not verbs.is_broken_off(batch)
    Batch.objects.filter(pk=batch.pk).update(
        beat=Now() - 2 * verbs.SILENCE
    )  # as when some minutes have passed
    assert verbs.is_broken_off(batch)
    verbs.again(batch, by=cast.caseworker)
    if len(workers) == 1:
        start()
    wait_until(lambda: Batch.objects.get(pk=batch.pk).state == BatchState.APPLIED)
    assert written() == ROWS
    OutboxMessage.objects.filter(kind=verbs.WORK).exclude(state=OutboxMessage.State.DELIVERED).update(
        due=Now()
    )
    wait_until(
        lambda: not OutboxMessage.objects.filter(kind=verbs.WORK, state=OutboxMessage.State.WAITING).exists()
    )
    assert written() == ROWS
    assert Batch.objects.get(pk=batch.pk).events.filter(act="applied").count() == 1


@pytest.mark.adversary("C16", "two imports let in at the same moment: one is written, the other is told")
def test_two_at_the_same_moment(cast: SimpleNamespace, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    batches = [previewed(networks(*many(2, prefix=prefix)), cast.caseworker) for prefix in ("a", "b", "c")]

    def let_in(batch: Batch) -> str:
        try:
            verbs.apply(batch, by=cast.caseworker)
        except verbs.Busy:
            return "busy"
        return "begun"

    assert sorted(at_once(*[lambda batch=batch: let_in(batch) for batch in batches])) == [
        "begun",
        "busy",
        "busy",
    ]
    assert Batch.objects.filter(turn=1).count() == 1
