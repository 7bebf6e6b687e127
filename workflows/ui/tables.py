"""Tables of figures, the same on the page, in a file and in print: what stands in a column says how it is written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from .amounts import MINUS, NBSP, group_digits

Value = str | int | float | None
TEXT, KRONER, COUNT, PERCENT, CHANGE, DAYS = "text", "kroner", "count", "percent", "change", "days"


class Column(NamedTuple):
    """A column's heading, and what stands in it: text, whole kroner, a number, per cent, a change in per cent, days."""

    title: str
    kind: str = TEXT
    rare: bool = False  # a page shows it only where there is something in it; a file always has it

    @property
    def is_figure(self) -> bool:
        """Return whether figures stand in it."""
        return self.kind != TEXT


class Cell(NamedTuple):
    """A value, or None where there is none, and where it leads."""

    value: Value
    url: str = ""


class Shown(NamedTuple):
    """A cell as the page shows it."""

    text: str
    url: str
    is_figure: bool


@dataclass(frozen=True)
class Table:
    """A table: its code in addresses, title, columns and rows, and the sums beneath them where there are any."""

    code: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] = field(default=())

    @cached_property
    def heads(self) -> list[Column]:
        """Return the columns that the page shows."""
        return [column for number, column in enumerate(self.columns) if number not in self._empty]

    @property
    def shown(self) -> list[list[Shown]]:
        """Return the rows as the page shows them."""
        return [self._line(row) for row in self.rows]

    @property
    def shown_total(self) -> list[Shown]:
        """Return the sums as the page shows them."""
        return self._line(self.total) if self.total else []

    def as_rows(self) -> list[list[str]]:
        """Return the rows as a file has them: headings first, plain digits, a comma before decimals, no sums."""
        head = [column.title for column in self.columns]
        return [head, *([_plain(cell.value) for cell in row] for row in self.rows)]

    def _line(self, row: Sequence[Cell]) -> list[Shown]:
        return [
            Shown(_told(cell.value, column.kind), cell.url, column.is_figure)
            for number, (column, cell) in enumerate(zip(self.columns, row, strict=True))
            if number not in self._empty
        ]

    @cached_property
    def _empty(self) -> set[int]:
        """Return the rare columns, by their place, that hold nothing."""
        rare = (number for number, column in enumerate(self.columns) if column.rare)
        return {number for number in rare if not any(row[number].value for row in self.rows)}


def percent(part: int | float, whole: int | float) -> float | None:
    """Return how many per cent a part is of a whole, to one decimal; None of nothing."""
    return round(part * 100 / whole, 1) if whole else None


def decimal(value: int | float) -> str:
    """Return a number with a comma before one decimal, and none where it is 0: `12,5`, `12`."""
    text = f"{abs(value):.1f}".removesuffix(".0")
    whole, _point, rest = text.partition(".")
    sign = MINUS if value < 0 and float(text) else ""
    return f"{sign}{group_digits(int(whole))}{',' + rest if rest else ''}"


def _told(value: Value, kind: str) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if kind == PERCENT:
        return f"{decimal(value)}{NBSP}%"
    if kind == CHANGE:
        return f"{'+' if value > 0 else ''}{decimal(value)}{NBSP}%"
    return decimal(value) if kind == DAYS else group_digits(int(value))


def _plain(value: Value) -> str:
    if value is None:
        return ""
    return f"{value:.1f}".replace(".", ",") if isinstance(value, float) else str(value)
