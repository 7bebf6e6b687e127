"""Texts that are longer than a cell of a spreadsheet can be: nothing of them is lost, and the cell says so (R7.1).

The library cuts such a text in silence. Here the cell ends with words that say where the rest is, and a sheet of its
own, behind the table, has the rest in as many rows as it takes.
"""

from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

LONGEST = 32_767  # letters of a cell, as spreadsheets have it


class LongTexts:
    """What did not fit in the cells of a book; its sheet is there once there is something on it."""

    def __init__(self, book: Workbook, headings: list[str]) -> None:
        self.book, self.headings = book, headings
        self.sheet: Any = None
        self.title = str(_("Long texts"))

    def fitting(self, text: str, row: int, at: int) -> str:
        """Return what a cell can hold of a text; the rest goes to the sheet.

        `row` is counted as a spreadsheet does, `at` is the place of the column, from 0.
        """
        if len(text) <= LONGEST:
            return text
        mark = _(" … [cut here: the rest is on the sheet “%(sheet)s”]") % {"sheet": self.title}
        kept = LONGEST - len(mark)
        for start in range(kept, len(text), LONGEST):
            self._append(row, self.headings[at], text[start : start + LONGEST])
        return text[:kept] + mark

    def close(self) -> None:
        """Close the sheet: it keeps a file open."""
        if self.sheet is not None:
            self.sheet.close()

    def _append(self, *cells: Any) -> None:
        if self.sheet is None:
            self.sheet = self.book.create_sheet(self.title)
            self.sheet.append([_("Row"), _("Column"), _("The rest of the text")])
        self.sheet.append([as_text(self.sheet, each) if isinstance(each, str) else each for each in cells])


def as_text(sheet: Any, text: str) -> WriteOnlyCell:
    """Return a cell that is a text, whatever it begins with (C10)."""
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell
