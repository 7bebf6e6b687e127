"""One sheet of a workbook, told row by row as it is parsed."""

from collections.abc import Callable
from typing import Any

from . import cells
from .cells import Cell
from .fault import Fault
from .limits import Limits

_A = ord("A") - 1
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # of any spreadsheet


class Sheet:
    """Hears the elements of a sheet and tells of its rows. Empty rows and cells are not told of."""

    def __init__(
        self,
        name: str,
        limits: Limits,
        texts: list[str],
        formats: list[tuple[bool, int]],
        since_1904: bool,
        emit: Callable[[Any], None],
    ) -> None:
        self.name, self.limits, self.texts, self.formats = name, limits, texts, formats
        self.since_1904, self.emit = since_1904, emit
        self.number = self.column = self.told = 0
        self.row_hidden = False
        self.row: list[Cell] = []
        self.kind = self.style = ""
        self.formula = False
        self.value: str | None = None
        self.pieces: list[str] = []
        self.hidden_columns: set[int] = set()
        self.merged: list[str] = []

    def facts(self) -> dict[str, Any]:
        """Return what is known at the end: hidden columns (from 0) and merged cells."""
        return {"hidden_columns": sorted(self.hidden_columns), "merged": self.merged}

    def start(self, element: str, has: dict[str, str]) -> None:
        """Hear that an element begins."""
        if element == "c":
            self._begin_cell(has)
        elif element == "row":
            self._begin_row(has)
        elif element == "col" and has.get("hidden", "") in ("1", "true"):
            last = min(int(has["max"]), self.limits.columns)
            self.hidden_columns.update(range(max(int(has["min"]) - 1, 0), last))
        elif element == "mergeCell" and len(self.merged) < self.limits.columns:
            self.merged.append(has.get("ref", ""))

    def _begin_row(self, has: dict[str, str]) -> None:
        """Rows come in the order of their numbers: one far away would be many empty rows to whoever counts them."""
        number = int(has["r"]) if "r" in has else self.number + 1
        if not self.number < number <= LAST_ROW:
            raise Fault("crafted", self.name)
        self.number, self.row_hidden = number, has.get("hidden", "") in ("1", "true")
        self.row, self.column = [], 0

    def _begin_cell(self, has: dict[str, str]) -> None:
        letters = has.get("r", "").rstrip("0123456789")
        if letters:
            if len(letters) > len("XFD") or not letters.isascii():
                raise Fault("crafted", self.name)
            self.column = 0
            for letter in letters:
                self.column = self.column * 26 + ord(letter) - _A
            if not 1 <= self.column <= LAST_COLUMN:
                raise Fault("crafted", self.name)
        else:
            self.column += 1
        self.kind, self.style = has.get("t", "n"), has.get("s", "")
        self.formula, self.value = False, None
        self.pieces = []

    def end(self, element: str, text: str) -> None:
        """Hear that an element ends."""
        if element == "v":
            self.value = text
        elif element == "f":
            self.formula = True
        elif element == "t":
            self.pieces.append(text)
        elif element == "c":
            self._end_cell()
        elif element == "row" and self.row:
            self.told += 1
            if self.told > self.limits.rows:
                raise Fault("rows", self.name)
            self.emit([self.number, self.row_hidden, self.row])

    def _end_cell(self) -> None:
        cell = self._cell()
        if self.formula:
            cell = ["f", cell]
        if cell is None:
            return
        if self.column > self.limits.columns:
            raise Fault("columns", self.name)
        if isinstance(cell, str) and len(cell) > self.limits.letters:
            raise Fault("letters", self.name)
        self.row += [None] * (self.column - len(self.row))
        self.row[self.column - 1] = cell

    def _cell(self) -> Cell:
        if self.kind == "inlineStr":
            return cells.unescaped("".join(self.pieces)).strip() or None
        text = self.value
        if text is None or (not text.strip() and self.kind != "str"):
            return None
        if self.kind == "s":
            at = int(text)
            return (self.texts[at].strip() or None) if 0 <= at < len(self.texts) else ["e", text]
        if self.kind == "str":
            return cells.unescaped(text).strip() or None
        if self.kind == "b":
            return ["b", text.strip()]
        if self.kind == "e":
            return ["e", text]
        if self.kind == "d":
            return ["d", text[:16].replace("T", " ").removesuffix(" 00:00")]
        known = self.style.isdecimal() and int(self.style) < len(self.formats)
        date, digits = self.formats[int(self.style)] if known else (False, 0)
        return cells.shown(text.strip(), date=date, digits=digits, since_1904=self.since_1904)
