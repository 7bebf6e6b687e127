"""Dates in cells: as dates, as texts, as the count of days that a spreadsheet keeps. A month is never guessed."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from imports.columns import Column
from workflows.ui.dates import long_date, parse_date

from .grid import Cell, Number
from .grid import Day as DayCell
from .kinds import Kind, tidy
from .tables import Assumption

FIRST_SERIAL, LAST_SERIAL = 32_874, 73_050  # 1990 to 2099: what a number in a column of dates can mean
_EPOCHS = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}
_SLASHED = re.compile(r"^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$")
_TIME = re.compile(r"[ T]\d{1,2}[:.]\d{2}([:.]\d{2})?(\.\d+)?(Z|[+-]\d\d:?\d\d)?$")
_SERIAL = re.compile(r"^\d{5}(\.0+)?$")


class Day(Kind):
    """A date, as `2024-06-05`; the day stands before the month, and where it could be the other way, that is told."""

    def __init__(self, column: Column, *, since_1904: bool) -> None:
        super().__init__(column)
        self.since_1904 = since_1904
        self.month_first = False
        self.examples: dict[str, str] = {}  # of each assumption, the first

    def prepare(self, cells: Sequence[Cell]) -> None:
        """Find out whether some dates of the column can only have the month first."""
        pairs = [
            (int(found[1]), int(found[2])) for cell in set(cells) if cell and (found := _SLASHED.match(cell))
        ]
        self.month_first = any(second > 12 >= first for first, second in pairs) and not any(
            first > 12 for first, _second in pairs
        )

    def one(self, cell: str) -> str:
        """Return the date; raise ValueError for one that cannot be read, or may be read in two ways."""
        if isinstance(cell, DayCell):
            return cell[:10]
        text = tidy(cell)
        if _SERIAL.match(text) and FIRST_SERIAL <= int(float(text)) <= LAST_SERIAL:
            day = _EPOCHS[self.since_1904] + dt.timedelta(days=int(float(text)))
            return self._told("serials", text, day)
        if isinstance(cell, Number):
            raise ValueError(_("Write the date with day, month and year, for example 5.6.2024."))
        bare = _TIME.sub("", text)
        found = _SLASHED.match(bare)
        if found and self.month_first:
            raise ValueError(
                _("Other dates in this column have the month before the day. Write it as 2024-06-05.")
            )
        day = parse_date(bare)
        if found and int(found[2]) <= 12 and int(found[1]) <= 12 and found[1] != found[2]:
            return self._told("day_first", bare, day)
        return day.isoformat()

    def _told(self, code: str, text: str, day: dt.date) -> str:
        said = {"text": text, "day": long_date(day)}
        self.examples.setdefault(code, _("“%(text)s” is %(day)s") % said)
        return day.isoformat()

    def assumptions(self) -> Iterator[Assumption]:
        """Yield that numbers were read as dates, and that the day was taken to stand first."""
        if example := self.examples.get("serials"):
            said = self.named | {"example": example}
            yield Assumption(
                "serials",
                _("Numbers in “%(column)s” were read as a spreadsheet’s dates: %(example)s.") % said,
            )
        if example := self.examples.get("day_first"):
            said = self.named | {"example": example}
            yield Assumption(
                "day_first",
                _("In “%(column)s” the day was taken to stand before the month: %(example)s.") % said,
            )
