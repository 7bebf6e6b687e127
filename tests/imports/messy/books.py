"""Spreadsheets as offices send them, made anew for each test so that one can read what is messy about them."""

import io
from collections.abc import Iterable, Sequence
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def semicolons(*rows: str, encoding: str = "cp1252") -> bytes:
    """Return a CSV file as Excel on a Norwegian Windows saves it."""
    return "".join(f"{row}\r\n" for row in rows).encode(encoding)


def book(
    rows: Iterable[Sequence[Any]],
    *,
    title: str = "Ark1",
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[str] = (),
    merged: Sequence[str] = (),
    formats: dict[str, str] | None = None,
) -> Workbook:
    """Return a workbook of one sheet; `formats` are number formats by cell."""
    made = Workbook()
    sheet: Worksheet = made.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for number in hidden_rows:
        sheet.row_dimensions[number].hidden = True
    for letter in hidden_columns:
        sheet.column_dimensions[letter].hidden = True
    for area in merged:
        sheet.merge_cells(area)
    for cell, code in (formats or {}).items():
        sheet[cell].number_format = code
    return made


def saved(made: Workbook) -> bytes:
    """Return a workbook as a file. Formulas have no value: nobody has calculated them."""
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def calculated(content: bytes, **values: str) -> bytes:
    """Return a workbook in which the formulas of some cells have the values that a spreadsheet has calculated."""
    return rewritten(
        content,
        "xl/worksheets/sheet1.xml",
        lambda xml: _with_values(xml, values),
    )


def _with_values(xml: str, values: dict[str, str]) -> str:
    for cell, value in values.items():
        before, found, after = xml.partition(f'<c r="{cell}"')
        assert found
        rest = after.replace("<v></v>", f"<v>{value}</v>", 1).replace("<v/>", f"<v>{value}</v>", 1)
        xml = f'{before}{found} t="str"{rest}'
    return xml


def rewritten(content: bytes, part: str, change: Any) -> bytes:
    """Return a workbook with one part changed, or added where it was not there."""
    into = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(into, "w", ZIP_DEFLATED) as new:
        names = old.namelist()
        for name in [*names, *([part] if part not in names else [])]:
            text = old.read(name).decode() if name in names else ""
            new.writestr(name, change(text) if name == part else text)
    return into.getvalue()
