"""Tables as CSV files that people open: `;` between cells and a mark that says UTF-8, as Norwegian spreadsheets ask.

A text that begins as a formula does gets an apostrophe in front, so that no spreadsheet runs it (C10).
"""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def as_csv(rows: Iterable[Sequence[str | int]]) -> bytes:
    """Return the rows as a CSV file; numbers stay numbers."""
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerows([defused(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def csv_response(rows: Iterable[Sequence[str | int]], name: str) -> HttpResponse:
    """Answer with the rows as a CSV file called `name` (plain letters, without ending), to be kept by nobody else."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return HttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8", headers=headers)


def defused(cell: str | int) -> str | int:
    """Return a text no spreadsheet takes for a formula; one that has the mark already gets another."""
    if isinstance(cell, str) and cell.lstrip("'").startswith(FORMULA):
        return f"'{cell}"
    return cell
