"""Writing a table as a file for people, row by row: CSV, XLSX, JSON, and what plugins bring.

Headings are in bokmål, nynorsk or English, with the words people know in the cells; or both are names for machines.
A register keeps its codes in any language, since it is read back.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports import files
from workflows.clock import OSLO
from workflows.errors import Refused
from workflows.ui.exporting import exporters

from .columns import Column
from .tables import Row, Table

NAMES = "names"
HEADINGS = {
    "nb": gettext_lazy("Bokmål"),
    "nn": gettext_lazy("Nynorsk"),
    "en": gettext_lazy("English"),
    NAMES: gettext_lazy("Names for machines"),
}
SHEET_ROWS = 1_048_575  # beneath the header: what a spreadsheet has room for

Tell = Callable[[int], None]  # told now and then how many rows are written


def write(
    table: Table, rows: Iterable[Row], to: BinaryIO, ending: str, *, headings: str, only: Sequence[str] = (),
    tell: Tell = lambda done: None,
) -> int:  # fmt: skip
    """Write rows of a table, with `only` these of its columns, and return how many they were.

    `headings` is one of HEADINGS. Raises KeyError for another kind of file, Unwritten where a plugin fails to write
    its own, Refused where a spreadsheet has no room.
    """
    with translation.override("nb" if headings == NAMES else headings):
        chosen = [(at, each) for at, each in enumerate(table.every_column) if not only or each.name in only]
        written = _Counted(_cells(table, chosen, rows, in_words=headings != NAMES), ending, tell)
        named = [column.name if headings == NAMES else column.heading for _at, column in chosen]
        write_rows = _WRITERS.get(ending) or _by_plugin(ending)
        write_rows(named, written, to)
    return written.count


class _Counted:
    """Rows on their way, counted."""

    def __init__(self, rows: Iterator[list[Any]], ending: str, tell: Tell) -> None:
        self.rows, self.ending, self.tell, self.count = rows, ending, tell, 0

    def __iter__(self) -> Iterator[list[Any]]:
        for row in self.rows:
            self.count += 1
            if self.count % 1_000 == 0:
                self.tell(self.count)
            if self.ending == "xlsx" and self.count > SHEET_ROWS:
                raise Refused(
                    _("There are more rows than a spreadsheet has room for. Choose CSV, or fewer of them.")
                )
            yield row


def _cells(
    table: Table, chosen: list[tuple[int, Column]], rows: Iterable[Row], *, in_words: bool
) -> Iterator[list[Any]]:
    words = in_words and not table.register
    shown = [(at, _shower(column, in_words=words)) for at, column in chosen]
    for row in rows:
        yield [show(row[at]) for at, show in shown]


def _shower(column: Column, *, in_words: bool) -> Callable[[Any], Any]:
    """Return how a value of a column is shown: numbers and dates stay what they are, times are Oslo's."""
    labels = {value: str(label) for value, label in column.choices.items()} if in_words else {}
    truth: dict[bool, Any] = {True: _("Yes"), False: _("No")} if in_words else {True: 1, False: 0}

    def show(value: Any) -> Any:
        if value is None:
            return ""
        if isinstance(value, bool):
            return truth[value]
        if labels and value in labels:
            return labels[value]
        if isinstance(value, dt.datetime):
            return value.astimezone(OSLO).replace(tzinfo=None, microsecond=0)
        return value

    return show


def _as_text(cell: Any) -> str:
    """Return a cell as text: `2024-06-05`, `2024-06-05 09:00:00`."""
    return files.readable(cell.isoformat(" ") if isinstance(cell, dt.datetime) else str(cell))


def _in_texts(write: Callable[[list[str], Iterable[list[Any]], BinaryIO], None]) -> Any:
    """Return how a kind of file is written that knows numbers and texts alone."""

    def written(headings: list[str], rows: Iterable[list[Any]], to: BinaryIO) -> None:
        cells = ([cell if isinstance(cell, int) else _as_text(cell) for cell in row] for row in rows)
        write(headings, cells, to)

    return written


def _by_plugin(ending: str) -> Callable[[list[str], Iterable[list[Any]], BinaryIO], None]:
    """Return how a plugin's kind of file is written: whole, from texts, as the registry promises it."""
    exporter = exporters()[ending]

    def write(headings: list[str], rows: Iterable[list[Any]], to: BinaryIO) -> None:
        to.write(exporter.write([headings, *([_as_text(cell) for cell in row] for row in rows)]))

    return write


_WRITERS = {
    "csv": _in_texts(files.stream_csv),
    "xlsx": files.stream_xlsx,
    "json": _in_texts(files.stream_json),
}
