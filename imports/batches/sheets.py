"""Files that people fill in: empty templates with examples and choices, and refused rows to mend (R7.1, R7.2)."""

import io
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from tablib import Dataset

from imports import files
from imports.kinds import REFUSED, Kind
from imports.models import Batch
from imports.reading import Column
from workflows.ui.sheets import as_csv

from . import store

ROWS_WITH_CHOICES = 2_000  # of a template: for so many rows a spreadsheet offers the choices
ENDINGS = ("csv", "xlsx")
YES_NO = ("1", "0")


def reason_headings() -> dict[str, str]:
    """Return the heading of the column of reasons in each language, as one that is left out when it comes back."""
    found = {}
    for language in ("nb", "nn", "en"):
        with override(language):
            found[_("Why it was refused")] = ""
    return found


def refused_file(batch: Batch, kind: Kind, ending: str) -> bytes:
    """Return the refused rows under the same columns, with a column of reasons: mended, it can be handed in again."""
    headings = {each.name: str(each.heading) for each in kind.columns()}
    names = batch.told.get("names", [])
    rows = [
        [*row.cells, "; ".join(_reason(fault.column, fault.reason, headings) for fault in row.faults)]
        for row in store.stored(batch, REFUSED)
    ]
    table = Dataset(*rows, headers=[*[headings.get(name, name) for name in names], _("Why it was refused")])
    return files.write(table, ending)


def template(columns: Sequence[Column], ending: str) -> bytes:
    """Return an empty file with headings, and in a spreadsheet choices for the cells, and examples beside them."""
    headings = [str(column.heading) for column in columns]
    if ending == "csv":
        return as_csv([headings])
    return _workbook(columns, headings)


def _workbook(columns: Sequence[Column], headings: list[str]) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = _("Fill in")
    sheet.append(headings)
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        cell = sheet.cell(1, number)
        cell.font = Font(bold=column.required)
        sheet.column_dimensions[cell.column_letter].width = max(14, len(headings[number - 1]) + 4)
        if column.kind != "number" and column.kind != "amount":
            for row in (
                range(2, ROWS_WITH_CHOICES + 2)
                if column.kind.startswith(("code", "orgnr", "municip"))
                else ()
            ):
                sheet.cell(row, number).number_format = "@"  # a code keeps its zero in front
    choices = book.create_sheet(_("Choices"))
    _add_choices(sheet, choices, columns, headings)
    explained = book.create_sheet(_("Columns"))
    explained.append([_("Column"), _("Required"), _("Example"), _("Explanation")])
    for column, heading in zip(columns, headings, strict=True):
        cells = [heading, _("Yes") if column.required else "", column.example, str(column.help)]
        explained.append([_as_text(explained, cell) for cell in cells])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _add_choices(sheet: object, choices: object, columns: Sequence[Column], headings: list[str]) -> None:
    """Write the lists of choices on their own sheet, and let the cells of the columns offer them."""
    place = 0
    for number, column in enumerate(columns, start=1):
        offered = [code for code, _label in column.choices] or (
            list(YES_NO) if column.kind == "yesno" else []
        )
        if not offered:
            continue
        place += 2
        labels = {code: str(label) for code, label in column.choices} or {"1": _("Yes"), "0": _("No")}
        choices.cell(1, place - 1, headings[number - 1]).font = Font(bold=True)  # type: ignore[attr-defined]
        for row, code in enumerate(offered, start=2):
            choices.cell(row, place - 1, code).data_type = "s"  # type: ignore[attr-defined]
            choices.cell(row, place, labels[code]).data_type = "s"  # type: ignore[attr-defined]
        letter = choices.cell(1, place - 1).column_letter  # type: ignore[attr-defined]
        title = choices.title.replace("'", "''")  # type: ignore[attr-defined]
        rule = DataValidation(
            type="list",
            formula1=f"'{title}'!${letter}$2:${letter}${len(offered) + 1}",
            allow_blank=not column.required,
        )
        at = sheet.cell(1, number).column_letter  # type: ignore[attr-defined]
        rule.add(f"{at}2:{at}{ROWS_WITH_CHOICES + 1}")
        sheet.add_data_validation(rule)  # type: ignore[attr-defined]


def _as_text(sheet: object, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def _reason(column: str, reason: str, headings: dict[str, str]) -> str:
    return f"{headings.get(column, column)}: {reason}" if column else reason
