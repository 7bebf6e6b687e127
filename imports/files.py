"""A table as a file people open: CSV and XLSX, out and in, and JSON, out (R7.1).

What begins as a formula does stays text on its way out: in XLSX the cell is a text, in CSV an apostrophe stands in
front, which is taken away again on the way in. CSV has `;` and a mark that says UTF-8, as Norwegian spreadsheets ask.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, BinaryIO
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from tablib import Dataset

from imports.long_texts import LongTexts, as_text
from workflows.ui.exporting import Exporter, exporters, register
from workflows.ui.sheets import FORMULA, as_csv, defused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READ = ("csv", "xlsx")  # what can be read again; others can only be written
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what neither a person nor a spreadsheet can read


def write(dataset: Dataset, ending: str) -> bytes:
    """Return the table as a file of a registered kind; raises KeyError for another, Unwritten where it fails."""
    rows = [list(dataset.headers), *([readable(cell) for cell in row] for row in dataset)]
    return exporters()[ending].write(rows)


def read(content: bytes, ending: str) -> Dataset:
    """Return the table in a file of `csv` or `xlsx`; raise ValueError for one that cannot be read.

    XLSX is read without the guard that uploads pass: only what an operator brings may come here.
    """
    rows = _from_csv(content) if ending == "csv" else _from_xlsx(content)
    if not rows:
        raise ValueError(_("The file is empty."))
    headers, *rest = rows
    for number, row in enumerate(rest, start=2):
        if len(row) != len(headers):
            raise ValueError(
                _("Row %(row)s has %(cells)s cells, the header %(columns)s.")
                % {"row": number, "cells": len(row), "columns": len(headers)}
            )
    return Dataset(*rest, headers=headers)


def readable(cell: Any) -> str:
    """Return a cell as text, without what neither a person nor a spreadsheet can read."""
    return "" if cell is None else _UNSEEN.sub("", str(cell))


def _restored(text: str) -> str:
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA) else text


def stream_csv(headings: list[str], rows: Iterable[Sequence[str | int]], to: BinaryIO) -> None:
    """Write rows of numbers and texts as CSV, one after the other."""
    to.write(as_csv([headings]))
    text = io.TextIOWrapper(to, encoding="utf-8", newline="", write_through=True)
    csv.writer(text, delimiter=";").writerows([defused(cell) for cell in row] for row in rows)
    text.detach()


def stream_xlsx(headings: list[str], rows: Iterable[list[Any]], to: BinaryIO) -> None:
    """Write rows as a spreadsheet, one after the other: numbers and dates are such, all else is text (C10).

    What is longer than a cell can be goes on, on a sheet of its own (`imports/long_texts.py`).
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    long = LongTexts(book, headings)
    try:
        for number, row in enumerate(chain([headings], rows), start=1):
            sheet.append([_cell(sheet, long, each, number, at) for at, each in enumerate(row)])
    finally:
        sheet.close()  # also where the rows end in an error: it keeps a file open
        long.close()
    book.save(to)


def _cell(sheet: Any, long: LongTexts, value: Any, row: int, at: int) -> Any:
    return as_text(sheet, long.fitting(readable(value), row, at)) if isinstance(value, str) else value


def _as_xlsx(rows: list[list[str]]) -> bytes:
    file = io.BytesIO()
    stream_xlsx(rows[0], rows[1:], file)
    return file.getvalue()


def stream_json(headings: list[str], rows: Iterable[Sequence[str | int]], to: BinaryIO) -> None:
    """Write rows as a list of objects, one after the other; numbers stay numbers."""
    to.write(b"[")
    for number, row in enumerate(rows):
        cells = json.dumps(dict(zip(headings, row, strict=True)), ensure_ascii=False)
        to.write((b",\n" if number else b"\n") + cells.encode())
    to.write(b"\n]\n")


def _as_json(rows: list[list[str]]) -> bytes:
    file = io.BytesIO()
    stream_json(rows[0], rows[1:], file)
    return file.getvalue()


register(Exporter("csv", "text/csv; charset=utf-8", as_csv))
register(Exporter("xlsx", XLSX, _as_xlsx))
register(Exporter("json", "application/json", _as_json))


def _from_csv(content: bytes) -> list[list[Any]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(_("The file is not UTF-8.")) from None
    delimiter = max(";,\t", key=text.partition("\n")[0].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [[_restored(cell) for cell in row] for row in rows if row]


def _from_xlsx(content: bytes) -> list[list[Any]]:
    try:
        sheet = load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as fault:
        raise ValueError(_("The file is no spreadsheet.")) from fault
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    width = len(rows[0]) if rows else 0  # empty cells at the end of a row are left out of the file
    return [row + [None] * (width - len(row)) for row in rows if any(cell is not None for cell in row)]
