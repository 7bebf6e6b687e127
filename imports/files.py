"""A table as a file people open: CSV and XLSX, out and in (R7.1).

What begins as a formula does stays text on its way out: in XLSX the cell is a text, in CSV an apostrophe stands in
front, which is taken away again on the way in. CSV has `;` and a mark that says UTF-8, as Norwegian spreadsheets ask.
"""

import csv
import io
import re
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException
from tablib import Dataset

from workflows.ui.sheets import FORMULA, as_csv

ENDINGS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what neither a person nor a spreadsheet can read


def write(dataset: Dataset, ending: str) -> bytes:
    """Return the table as a file of `csv` or `xlsx`."""
    rows = [list(dataset.headers), *([_readable(cell) for cell in row] for row in dataset)]
    return as_csv(rows) if ending == "csv" else _as_xlsx(rows)


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


def _readable(cell: Any) -> str:
    return "" if cell is None else _UNSEEN.sub("", str(cell))


def _restored(text: str) -> str:
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA) else text


def _as_xlsx(rows: list[list[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        cells = [WriteOnlyCell(sheet, cell) for cell in row]
        for cell in cells:
            cell.data_type = "s"  # a text, whatever it begins with
        sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


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
