"""The database cuts its connections, or hangs, while people work: they are told, and nothing is half done."""

import datetime as dt
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client

from tests import way
from tests.bare import pot_of
from tests.faults.serving import Browser, served
from workflows import clock
from workflows.cases.models import Case
from workflows.directory.models import User
from workflows.funds.models import LedgerEntry
from workflows.grant.models import Decision
from workflows.verifying import verify_all
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db(transaction=True)
ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
SHORT = 300  # milliseconds that a request waits for a lock here; in production it is seconds
WHOLE_WAIT = 5  # seconds, far below what production waits


@contextmanager
def another_session() -> Iterator[Any]:
    """Give a cursor of another connection, in a transaction that is rolled back at the end."""
    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.rollback()
        other.close()


@contextmanager
def pot_is_held(case: Case) -> Iterator[None]:
    """Let another session hold the pot, which a decision needs when everything else of it is written.

    SQLite knows no locked row: there the session holds the right to write.
    """
    with another_session() as cursor:
        cursor.execute("UPDATE workflows_pot SET available = available WHERE id = %s", [pot_of(case).pk])
        yield


def nothing_of_it(case: Case) -> bool:
    """Return whether there is no trace of a decision, and every journal and ledger adds up."""
    assert not Decision.objects.filter(case=case).exists()
    assert not LedgerEntry.objects.filter(case=case).exists()
    assert not case.documents.filter(kind="granted").exists()
    assert way.item(case, "decide").open
    return verify_all().faults == []


def sessions_waiting() -> list[int]:
    """Return the sessions on this database that wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return [pid for (pid,) in cursor.fetchall()]


def cut(pids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s) AS pid", [pids])


def until(holds: Callable[[], Any], seconds: int = 60) -> Any:
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has no connection that could be cut")
@pytest.mark.adversary(
    "B4", "connections cut under load: requests in flight get 503, the next 200, and nothing is half done"
)
def test_cut_connections_leave_nothing_half_done(tmp_path: Path, browse: Any, cast: Any) -> None:
    case = way.ready_to_decide()
    clock.move_to(dt.date(2024, 3, 4))  # the server's clock as well
    task, data = way.item(case, "decide").get_absolute_url(), answers.decision(case, 150_000)
    answered: list[int] = []
    loaded, done = [], threading.Event()
    with served(tmp_path) as url:
        decider = Browser(url, browse(cast.decision_maker))
        reader = Browser(url, browse(cast.caseworker))
        typed = decider.form(task) | {"action": "complete"} | data

        def read() -> None:
            while not done.is_set():
                loaded.append(reader.ask("/saker/")[0])

        load = threading.Thread(target=read)
        load.start()
        try:
            with pot_is_held(case):
                deciding = threading.Thread(target=lambda: answered.append(decider.ask(task, typed)[0]))
                deciding.start()
                waiting = until(sessions_waiting)
                cut(waiting)
                deciding.join(20)
            with connection.cursor() as cursor:  # and then all the others, whatever they are doing
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        finally:
            done.set()
            load.join(20)
        assert answered == [503]
        assert set(loaded) <= {200, 503}
        assert 200 in loaded
        assert nothing_of_it(case)
        # Each of the server's threads held a connection that is gone: none of them answers with it.
        assert [reader.ask("/saker/")[0] for _again in range(8)] == [200] * 8
        assert decider.ask(task, typed)[0] == 302
    assert [each.awarded_amount for each in Decision.objects.filter(case=case)] == [150_000]
    assert verify_all().faults == []


@pytest.mark.adversary(
    "B6", "a hung lock: 503 when the wait is over, and pages that need no lock answer meanwhile"
)
def test_a_hung_lock_ends_the_wait(browse: Any, cast: Any) -> None:
    case = way.ready_to_decide()
    item, data = way.item(case, "decide"), answers.decision(case, 150_000)
    decider, reader = browse(cast.decision_maker), browse(cast.caseworker)
    wait_briefly()
    with pot_is_held(case):
        begun = time.monotonic()
        answer = post(decider, item.get_absolute_url(), data)
        waited = time.monotonic() - begun
        assert (answer.status_code, answer["Retry-After"]) == (503, "10")
        assert SHORT / 1000 <= waited < WHOLE_WAIT
        assert reader.get("/saker/").status_code == 200
        assert reader.get(case.get_absolute_url()).status_code == 200
        assert Client().get("/nettverk-i-norge/").status_code == 200
    assert nothing_of_it(case)
    assert post(decider, item.get_absolute_url(), data).status_code == 302


@pytest.mark.adversary("B6", "no request waits longer than ten seconds for a statement or a lock")
@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite's writers wait in line for the one who writes")
def test_production_waits_ten_seconds_at_most() -> None:
    with connection.cursor() as cursor:
        for name in ("statement_timeout", "lock_timeout"):
            cursor.execute("SELECT setting::int FROM pg_settings WHERE name = %s", [name])
            assert 0 < cursor.fetchone()[0] <= 10_000, name
    assert re.findall(r"(\w+_timeout)=", settings.DATABASES["default"]["OPTIONS"]["options"])


def post(browser: Client, address: str, data: dict[str, str]) -> Any:
    return browser.post(address, {"action": "complete", "key": "the-same", **data})


def wait_briefly() -> None:
    """Let this connection wait for a lock as long as `SHORT` says."""
    User.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {SHORT}" if ON_POSTGRESQL else f"PRAGMA busy_timeout = {SHORT}")
