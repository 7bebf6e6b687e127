"""Plans as files: one ZIP, in it the rows of each outcome in pages, so that one page is read without the others.

The digest is of what would be written, in the order of the file: two plans with the same digest do the same. Reasons
and notes are not part of it, since their words follow the reader's language.
"""

import hashlib
import io
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files import File

from imports.kinds import CHANGED, NEW, OUTCOMES, REFUSED, UNCHANGED, PlannedRow
from imports.models import Batch
from imports.resources import Fault

PAGE = 200  # rows
_LEVEL = 1  # of compression: rows are much alike


class Keeper:
    """Counts rows as they pass, digests them, and keeps them where a file is given."""

    def __init__(self, file: IO[bytes] | None = None) -> None:
        self.counts: Counter[str] = Counter(dict.fromkeys(OUTCOMES, 0))
        self._digest = hashlib.sha256()
        self._zip = ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_LEVEL) if file else None
        self._waiting: dict[str, list[str]] = {outcome: [] for outcome in OUTCOMES}
        self._pages: Counter[str] = Counter()

    def passing(self, rows: Iterable[PlannedRow]) -> Iterator[PlannedRow]:
        """Yield the rows, and keep what they say."""
        for row in rows:
            self.counts[row.outcome] += 1
            cells = row.cells if row.outcome == NEW else ()
            told = json.dumps([row.number, row.outcome, row.name, cells, row.changes], ensure_ascii=False)
            self._digest.update(told.encode())
            if self._zip:
                waiting = self._waiting[row.outcome]
                waiting.append(_line(row))
                if len(waiting) == PAGE:
                    self._put(row.outcome)
            yield row

    def close(self) -> str:
        """Write what waits, and return the digest."""
        if self._zip:
            for outcome in OUTCOMES:
                if self._waiting[outcome]:
                    self._put(outcome)
            self._zip.close()
        return self._digest.hexdigest()

    def _put(self, outcome: str) -> None:
        assert self._zip
        name = f"{outcome}-{self._pages[outcome]}.json"
        self._zip.writestr(name, "[" + ",\n".join(self._waiting[outcome]) + "]")
        self._pages[outcome] += 1
        self._waiting[outcome] = []


def page(batch: Batch, outcome: str, number: int) -> list[PlannedRow]:
    """Return a page (from 0) of the rows of an outcome, nothing beyond the last."""
    with batch.plan.open("rb") as file, ZipFile(file) as archive:
        return _page(archive, outcome, number)


def stored(batch: Batch, *outcomes: str) -> Iterator[PlannedRow]:
    """Yield all rows of some outcomes, in the order of the file for each."""
    with batch.plan.open("rb") as file, ZipFile(file) as archive:
        for outcome in outcomes:
            for number in range(len(archive.namelist())):
                rows = _page(archive, outcome, number)
                if not rows:
                    break
                yield from rows


def temporary() -> IO[bytes]:
    """Return a file for a plan that is being made: small ones stay in memory."""
    return tempfile.SpooledTemporaryFile(max_size=2 * 1024 * 1024)


def keep(batch: Batch, file: IO[bytes]) -> None:
    """Store a plan's file for the batch; the row is the caller's to save."""
    file.seek(0)
    batch.plan.save("plan", File(file), save=False)


def _page(archive: ZipFile, outcome: str, number: int) -> list[PlannedRow]:
    try:
        content = archive.read(f"{outcome}-{number}.json")
    except KeyError:
        return []
    return [_row(outcome, each) for each in json.load(io.BytesIO(content))]


def _line(row: PlannedRow) -> str:
    faults = [[fault.column, fault.value, fault.reason, fault.of_file] for fault in row.faults]
    said: list[Any] = [row.number, row.name]
    said.append({NEW: row.cells, CHANGED: row.changes, UNCHANGED: None, REFUSED: row.cells}[row.outcome])
    return json.dumps([*said, row.note, faults] if faults or row.note else said, ensure_ascii=False)


def _row(outcome: str, said: list[Any]) -> PlannedRow:
    number, name, what, note, faults = [*said, "", []][:5]
    row = PlannedRow(number, outcome, name, note=note, faults=[Fault(number, *each) for each in faults])
    if outcome == CHANGED:
        row.changes = {column: (old, new) for column, (old, new) in what.items()}
    elif what:
        row.cells = tuple(what)
    return row
