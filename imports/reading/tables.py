"""What a file was read as: its rows, what each column was taken to be, and everything that was assumed (R7.2).

    table = read(file, "kontakter.csv", columns=ContactPersonResource.columns())
    table.rows[0].number, table.rows[0].cells["phone"]    # 4, "22334455"
    [str(each.text) for each in table.assumptions]        # "The file was read as Windows-1252." …

Nothing here touches the database: what is made of the rows is said elsewhere.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from imports.bundle import Beside
from imports.refusals import Words


@dataclass(frozen=True)
class Mapped:
    """A heading of the file, and which column it was taken to be: None where it was not known.

    `how`: `name` (our own identifier), `heading` (in some language), `sender` (as this sender's files were read
    before), `chosen` (somebody chose it now), `near` (a slip of the keyboard), `unknown`, or `ignored`.
    """

    header: str
    column: str | None
    how: str
    position: int  # from 0, in the file


@dataclass(frozen=True)
class Assumption:
    """Something that the file did not say, and how it was understood. `text` is shown to people."""

    code: str
    text: Words
    where: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.text}" if self.where else str(self.text)


@dataclass(frozen=True)
class Question:
    """What only the sender can answer: which of two municipalities an old number means (R8.13).

    `key` is `column:value`, the same in every reading of the file; an answer given is applied to all its `rows`.
    """

    key: str
    column: str
    value: str
    text: Words
    choices: tuple[tuple[str, str], ...]  # (answer, label)
    rows: tuple[int, ...]
    answer: str = ""


@dataclass(frozen=True)
class CellFault:
    """A cell that cannot be read: a formula without a value, an amount that says nothing. `row` as people count."""

    row: int
    column: str
    value: str
    reason: Words


@dataclass(frozen=True)
class Note:
    """What was made of one cell: an old municipality number became one of today."""

    row: int
    column: str
    value: str
    became: str
    text: Words


class ReadRow:
    """One row of the file. `number` counts as the spreadsheet does, from 1, titles and header included."""

    __slots__ = ("_names", "_values", "number")

    def __init__(self, number: int, names: tuple[str, ...], values: tuple[str, ...]) -> None:
        self.number, self._names, self._values = number, names, values

    @property
    def cells(self) -> dict[str, str]:
        """Return the texts by the names of our columns; columns that the file does not have are not there."""
        return dict(zip(self._names, self._values, strict=True))

    @property
    def values(self) -> tuple[str, ...]:
        """Return the texts in the order of `ReadTable.names`: no dictionary per row."""
        return self._values

    def __getitem__(self, name: str) -> str:
        return self._values[self._names.index(name)]

    def __repr__(self) -> str:
        return f"ReadRow({self.number}, {self.cells})"


@dataclass
class ReadTable:
    """What a file holds. Cells are texts that the widgets of resources can clean: 2024-06-05, 1250000.50, 0301.

    `faults` are cells that could not be read: their rows are among `rows`, with the cell as it was written, and must
    be refused. `left_out` are rows that are no data (titles, totals, empty), with the reason. `missing` are required
    columns that no heading was taken for: then `rows` is empty, and somebody must say which heading it is.
    """

    headers: list[str]
    mapped: list[Mapped]
    names: tuple[str, ...] = ()  # our columns that the file has, in its order
    rows: Sequence[ReadRow] = ()
    assumptions: list[Assumption] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    left_out: list[tuple[int, Words]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    sha256: str = ""
    format: str = ""  # csv, xlsx or json
    sheet: str = ""
    beside: Beside = field(default_factory=Beside)  # files that cells may name
    on: dt.date | None = None  # the day that counts as today where neither file nor register says another

    @property
    def unmapped(self) -> list[str]:
        """Return the headings that no column was found for; their cells are left out."""
        return [each.header for each in self.mapped if each.column is None and each.how != "ignored"]

    @property
    def unanswered(self) -> list[Question]:
        """Return the questions that must be answered before the rows they are about can be taken."""
        return [each for each in self.questions if not each.answer]

    def faults_by_row(self) -> dict[int, list[CellFault]]:
        """Return the faults of the cells by the number of their row."""
        found: dict[int, list[CellFault]] = {}
        for fault in self.faults:
            found.setdefault(fault.row, []).append(fault)
        return found
