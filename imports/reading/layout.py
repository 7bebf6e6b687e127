"""What of a sheet is data, and what people put around it: titles above, headings again, totals and notes below."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from .grid import Cell, Grid
from .headings import fold
from .tables import Words

# A row of totals begins with one of these, folded: in both languages, and in English.
TOTALS = {
    "sum", "summer", "sumtotalt", "sumtotal", "total", "totalt", "totalsum", "totals", "ialt", "ialtsum",
    "tilsammen", "tilsaman", "samlet", "samla", "sammenlagt", "samanlagt", "sumialt", "grandtotal",
}  # fmt: skip


@dataclass
class Body:
    """The rows that are data, and those that are not, with the reason for each."""

    header: list[Cell]
    header_number: int
    rows: list[tuple[int, list[Cell]]]
    titles: list[int] = field(default_factory=list)
    again: list[int] = field(default_factory=list)
    total: tuple[int, list[Cell]] | None = None
    below: list[int] = field(default_factory=list)

    @property
    def left_out(self) -> list[tuple[int, Words]]:
        """Return the number of each row that is no data, with the reason."""
        return [
            *((number, _("a title above the headings")) for number in self.titles),
            *((number, _("the headings once more")) for number in self.again),
            *([(self.total[0], _("a total"))] if self.total else []),
            *((number, _("a note below the total")) for number in self.below),
        ]


def body_of(grid: Grid, header: int) -> Body:
    """Return the sheet, with the headings in the row at `header`, as data and what is around it."""
    number, cells = grid.rows[header]
    body = Body(cells, number, [], titles=[each for each, _cells in grid.rows[:header]])
    for each in grid.rows[header + 1 :]:
        if each[1] == cells:
            body.again.append(each[0])
        else:
            body.rows.append(each)
    _take_total(body)
    return body


def _take_total(body: Body) -> None:
    """Take the last row of totals away, and notes below it: rows of one cell."""
    for at in range(len(body.rows) - 1, -1, -1):
        number, cells = body.rows[at]
        filled = [cell for cell in cells if cell is not None]
        if filled and fold(filled[0]).rstrip("0123456789") in TOTALS:
            body.total = (number, cells)
            body.below = [each for each, _cells in body.rows[at + 1 :]]
            del body.rows[at:]
            return
        if len(filled) > 1:
            return
