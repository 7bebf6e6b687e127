"""From a file of a stranger to a typed table: guard, fence, header, columns, values, in that order."""

import datetime as dt
import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from imports import guard
from imports.columns import Column
from workflows import clock

from . import layout, telling
from .grid import HEAD, Grid, book_of
from .headings import Headings, headers_of
from .tables import ReadRow, ReadTable
from .values import Values

_CHUNK = 1024 * 1024  # bytes


def read(
    content: bytes | BinaryIO | Path,
    name: str,
    *,
    columns: Sequence[Column],
    mapping: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
    on: dt.date | None = None,
) -> ReadTable:
    """Return what a file holds; raise Unreadable, in words for people, for one that cannot be taken.

    `columns`: what the table may have. `mapping`: heading of the file → our column, '' for one to leave out, as
    chosen or as remembered of this sender. `answers`: what was answered to questions, by their key. `on`: the day as
    of which municipality numbers are read, today unless told.
    """
    headings = Headings(columns, mapping)
    with _on_disk(content) as (path, digest):
        kind = guard.look(path)
        book = book_of(guard.parsed(path, kind), lambda grid: _head(grid, headings)[1])
    grid = book.chosen
    if not grid.rows:
        raise guard.refusal("empty")
    at, _score = _head(grid, headings)
    table = ReadTable(headers=[], mapped=[], sha256=digest, format=kind, sheet=grid.name)
    body = layout.body_of(grid, at)
    width = max(len(cells) for _number, cells in grid.rows[at:])
    table.headers = headers_of(grid.rows[at][1], width)
    table.mapped, assumed = headings.mapped(table.headers)
    table.missing = _missing(table, columns)
    table.left_out = body.left_out
    table.assumptions = [*telling.of_file(book), *telling.of_layout(grid, body), *assumed]
    if not table.missing:
        _fill(table, body, grid, headings, Values(columns, book.facts, answers or {}, on or clock.today()))
    return table


def _fill(table: ReadTable, body: layout.Body, grid: Grid, headings: Headings, values: Values) -> None:
    used = [each for each in table.mapped if each.column]
    table.names = tuple(str(each.column) for each in used)
    raw = {
        str(each.column): [
            cells[each.position] if each.position < len(cells) else None for _number, cells in body.rows
        ]
        for each in used
    }
    read_columns = values.read(raw, [number for number, _cells in body.rows])
    table.rows = [
        ReadRow(number, table.names, row)
        for (number, _cells), row in zip(
            body.rows, zip(*(read_columns[name] for name in table.names), strict=True), strict=True
        )
    ]
    totals = telling.of_totals(body, table, headings.columns)
    table.assumptions += [*telling.of_columns(grid, used), *values.assumptions, *totals]
    table.faults, table.notes, table.questions = values.faults, values.notes, values.questions


def _head(grid: Grid, headings: Headings) -> tuple[int, int]:
    """Return which row has the headings, and how many of them are known: the first that names most of our columns."""
    counts = [headings.count(cells) for _number, cells in grid.rows[:HEAD]]
    if best := max(counts, default=0):
        return counts.index(best), best
    widths = [sum(cell is not None for cell in cells) for _number, cells in grid.rows[:HEAD]]
    return (widths.index(max(widths)) if widths else 0), 0


def _missing(table: ReadTable, columns: Sequence[Column]) -> list[str]:
    known = {each.column for each in table.mapped if each.column}
    required = [column.name for column in columns if column.required]
    if not known:
        return required or [column.name for column in columns]
    return [name for name in required if name not in known]


@contextmanager
def _on_disk(content: bytes | BinaryIO | Path) -> Iterator[tuple[Path, str]]:
    """Give the file as one on disk, with its SHA-256: never whole in memory unless it came so."""
    if isinstance(content, Path):
        with content.open("rb") as file:
            yield content, hashlib.file_digest(file, "sha256").hexdigest()
        return
    digest, most, size = hashlib.sha256(), guard.limits().bytes, 0
    with tempfile.NamedTemporaryFile(prefix="import-") as kept:
        for chunk in _chunks(content):
            size += len(chunk)
            if size > most:
                raise guard.too_large(size)
            digest.update(chunk)
            kept.write(chunk)
        kept.flush()
        yield Path(kept.name), digest.hexdigest()


def _chunks(content: bytes | BinaryIO) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    content.seek(0)
    while chunk := content.read(_CHUNK):
        yield chunk
