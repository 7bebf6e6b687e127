"""An export while others write: one moment of it all, on both databases."""

import csv
import io
import threading
from collections import defaultdict
from typing import Any

import pytest
from django.db import connection

from imports.exports import making, reading
from imports.exports.all import TABLES
from imports.exports.models import PACKAGE, ExportDefinition, ExportFile
from imports.exports.readers import Reader
from tests.bare import bare_case, pot_of
from tests.imports.package.conftest import members
from workflows import outbox
from workflows.directory.models import User
from workflows.funds import actions as funds
from workflows.funds.models import Pot

pytestmark = pytest.mark.django_db(transaction=True)


class Writer:
    """Raises a pot by a thousand kroner again and again, each time with its entry, until told to stop."""

    def __init__(self, pot: Pot) -> None:
        self.pot, self.done, self.faults = pot, 0, list[Exception]()
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._write)

    def __enter__(self) -> "Writer":
        self.thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.stop.set()
        self.thread.join(60)

    def wait_for(self, more: int) -> None:
        """Wait until so many more have been written."""
        wanted, waited = self.done + more, threading.Event()
        for _ in range(600):
            if self.done >= wanted or self.faults:
                break
            waited.wait(0.05)
        assert not self.faults
        assert self.done >= wanted

    def _write(self) -> None:
        try:
            while not self.stop.is_set():
                funds.change_authority(pot=self.pot, change=1_000, by=None)
                self.done += 1
        except Exception as error:  # noqa: BLE001  (a thread hands over whatever happened to it)
            self.faults.append(error)
        finally:
            connection.close()


def sums(files: dict[str, bytes]) -> tuple[dict[str, int], dict[str, int]]:
    """Return what each pot has, and what its entries add up to."""
    pots, entries = dict[str, int](), defaultdict[str, int](int)
    for row in csv.DictReader(io.StringIO(files["spending-authority.csv"].decode(), newline="")):
        pots[f"{row['office']} {row['scheme']} {row['year']}"] = int(row["available"])
    for row in csv.DictReader(io.StringIO(files["ledger-entry.csv"].decode(), newline="")):
        entries[f"{row['office']} {row['scheme']} {row['year']}"] += int(row["available_change"])
    return pots, {pot: entries[pot] for pot in pots}


@pytest.mark.adversary(
    "C21", "what is exported while others write is as of one moment: pots are their entries' sums"
)
def test_an_export_during_writes_is_of_one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    pot = pot_of(bare_case())
    with Writer(pot) as writer:
        writer.wait_for(1)
        slowly = reading.rows

        def rows(table: Any, *args: Any) -> Any:
            found = list(slowly(table, *args))
            if table is TABLES["spending_authority"]:
                writer.wait_for(3)  # between the pots and their entries
            return iter(found)

        monkeypatch.setattr(reading, "rows", rows)
        to = io.BytesIO()
        making.write(ExportDefinition(table=PACKAGE, format=PACKAGE, headings="names"), Reader(), to)
    pots, entries = sums(members(to.getvalue()))
    assert pots == entries
    pot.refresh_from_db()
    assert pot.available > pots[str(pot)]


def test_progress_is_seen_by_others_while_a_file_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    write = making.write

    def watched(asked: Any, reader: Reader, to: Any, *, tell: making.Tell) -> int:
        def told(done: int) -> None:
            tell(done)
            seen.append(_seen_elsewhere())

        return write(asked, reader, to, tell=told)

    def _seen_elsewhere() -> int:
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT rows FROM imports_exportfile")
                return int(cursor.fetchone()[0])
        finally:
            other.close()

    monkeypatch.setattr(making, "write", watched)
    by = User.objects.get(username="fund_manager")
    asked = ExportDefinition(table="postal_code", format="csv", headings="names")
    file = making.order(asked, by=by, title="Postnumre")
    outbox.deliver_due()
    file.refresh_from_db()
    assert (file.state, file.rows) == ("ready", TABLES["postal_code"].model.objects.count())
    assert seen == [1_000 * number for number in range(1, file.rows // 1_000 + 1)]
    assert ExportFile.objects.count() == 1
