"""A sheet as rows of cells, as the parser told of it: still with the titles, totals and headings of people."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any


class Number(str):
    """A number of the file, in digits."""

    __slots__ = ()


class Day(str):
    """A date of a spreadsheet: `2024-06-05`, or `2024-06-05 12:30`."""

    __slots__ = ()


class Truth(str):
    """Yes or no: `1` or `0`."""

    __slots__ = ()


class Broken(str):
    """An error of a spreadsheet (`#REF!`), or, empty, a formula that was never calculated."""

    __slots__ = ()


Cell = str | None
_KINDS: dict[str, type[str]] = {"n": Number, "d": Day, "b": Truth, "e": Broken}
HEAD = 40  # rows, among which the headings are looked for


@dataclass
class Grid:
    """One sheet. Rows and columns without anything in them are not there; rows are numbered as people see them."""

    name: str = ""
    hidden: bool = False
    rows: list[tuple[int, list[Cell]]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)  # areas, as B2:B3
    formulas: Counter[int] = field(default_factory=Counter)  # by column, from 0


@dataclass
class Book:
    """What the file holds: facts about it, the sheet that was chosen, and the names of all."""

    facts: dict[str, Any] = field(default_factory=dict)
    chosen: Grid = field(default_factory=Grid)
    sheets: list[tuple[str, bool]] = field(
        default_factory=list
    )  # of those with anything in them: name, hidden


def book_of(lines: Iterable[Any], fits: Callable[[Grid], int]) -> Book:
    """Return the file, with the sheet whose head fits best; of several that fit alike, the first that is seen.

    `fits` says how well the first `HEAD` rows of a sheet fit. Rows of sheets that are not chosen are not kept.
    """
    book = Book()
    best, grid, score = (-1, False), Grid(), (-1, False)
    known: dict[Any, Cell] = {}
    for line in lines:
        if isinstance(line, list):
            number, hidden, cells = line
            if len(grid.rows) == HEAD:
                score = score if score > (-1, False) else (fits(grid), not grid.hidden)
                if score <= best:
                    continue
            grid.rows.append((number, _cells(cells, grid, known)))
            if hidden:
                grid.hidden_rows.append(number)
        elif "format" in line:
            book.facts = line
        elif "sheet" in line:
            grid, score = Grid(line["sheet"], line["hidden"]), (-1, False)
        elif grid.rows:
            grid.hidden_columns, grid.merged = set(line["hidden_columns"]), line["merged"]
            book.sheets.append((grid.name, grid.hidden))
            score = score if score > (-1, False) else (fits(grid), not grid.hidden)
            if score > best:
                best, book.chosen = score, grid
    return book


def _cells(told: list[Any], grid: Grid, known: dict[Any, Cell]) -> list[Cell]:
    cells: list[Cell] = []
    for at, cell in enumerate(told):
        if cell is None:
            cells.append(None)
            continue
        if not isinstance(cell, str) and cell[0] == "f":
            grid.formulas[at] += 1
            cell = cell[1] if cell[1] is not None else ["e", ""]
        # The same text a thousand times is kept once.
        key = cell if isinstance(cell, str) else (cell[0], cell[1])
        if key not in known:
            kind, text = (str, cell) if isinstance(cell, str) else (_KINDS[cell[0]], cell[1])
            known[key] = kind(text.replace("\0", ""))  # which no database keeps
        cells.append(known[key])
    return cells
