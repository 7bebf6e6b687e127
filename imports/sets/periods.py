"""Rows that may not hold at the same time: found in the file and against the register, before anything is written.

What counts is how the register would be: a row that the file ends makes room for another, a row that is refused does
not (C11).
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from imports.kinds import CHANGED, NEW, PlannedRow
from imports.resources import Fault
from workflows.ui.dates import short_date

from .columns import Columns


class Span(NamedTuple):
    """For which days a row holds, of what, and which row of the file it is; 0 for one of the register alone."""

    of: tuple[Any, ...]
    first: dt.date
    last: dt.date
    row: int

    def __str__(self) -> str:
        until = "" if self.last == dt.date.max else short_date(self.last)
        return f"{short_date(self.first)}–{until}"


class Periods:
    """The periods of a table that has them: `there` are the rows of its register."""

    def __init__(self, columns: Columns, there: dict[Any, Any]) -> None:
        resource = columns.resource
        assert resource.period  # whoever asks has looked
        by_attribute = {column.attribute: column for column in columns.own}
        self.named = by_attribute[resource.period[0]].name
        names = [by_attribute[each].attname for each in (*resource.alone, *resource.period)]
        at = {column.attname: number for number, column in enumerate(columns.own, start=1)}
        self.names = names
        self.there = {
            row[0]: {name: row[at[name]] for name in names}
            for row in there.values()
            if isinstance(row, tuple)
        }

    def refused(self, rows: list[PlannedRow]) -> Iterator[tuple[int, Fault]]:
        """Yield of each row that would overlap its place in `rows` and why, until those that are left do not.

        The caller makes the rows refused as they come.
        """
        while found := list(self._overlapping(rows)):
            yield from found

    def _overlapping(self, rows: list[PlannedRow]) -> Iterator[tuple[int, Fault]]:
        standing = {pk: self._span(values, 0) for pk, values in self.there.items()}
        written: dict[int, int] = {}  # by the number of the row, its place
        added = []
        for place, row in enumerate(rows):
            if not row.data:  # refused
                continue
            pk, values, _several = row.data
            if row.outcome in (NEW, CHANGED):
                written[row.number] = place
            if pk is None:
                added.append(self._span(values, row.number))
            elif pk in standing:
                standing[pk] = self._span({**self.there[pk], **values}, row.number)
        for one, other in _meetings([*standing.values(), *added]):
            for span, beside in ((one, other), (other, one)):
                place = written.pop(span.row, -1)
                if place >= 0:
                    yield place, self._fault(rows[place], span, beside)

    def _span(self, values: dict[str, Any], number: int) -> Span:
        *of, first, last = [values[name] for name in self.names]
        same = tuple([each.casefold() if isinstance(each, str) else each for each in of])
        return Span(same, first, last or dt.date.max, number)

    def _fault(self, row: PlannedRow, span: Span, beside: Span) -> Fault:
        if beside.row:
            words = _("It overlaps row %(row)s.") % {"row": beside.row}
        else:
            words = _("It overlaps what is in the register: %(period)s.") % {"period": str(beside)}
        return Fault(row.number, self.named, str(span), words, of_file=bool(beside.row))


def _meetings(spans: list[Span]) -> Iterator[tuple[Span, Span]]:
    """Yield pairs that overlap, so that each row that overlaps any is in one; never all pairs of many."""
    spans.sort(key=lambda span: (span.of, span.first, span.last))
    longest: Span | None = None
    for span in spans:
        if longest is None or longest.of != span.of:
            longest = span
            continue
        if span.first <= longest.last:
            yield longest, span
        if span.last > longest.last:
            longest = span
