"""What the cells of each column say: every kind in one form, what was assumed told, what cannot be read named (C4).

Cells are read by column, each different one once: a column of fifty thousand rows has few of them.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from imports.columns import Column
from workflows.directory.changes import History, UnknownMunicipality
from workflows.directory.models import Municipality as Register

from .amounts import Amount
from .codes import Code, Municipalities, Municipality
from .days import Day
from .grid import Broken, Cell
from .kinds import Choice, Kind, OrganisationNumber, WholeNumber, YesNo
from .tables import Assumption, CellFault, Note, Question

_SIMPLE: dict[str, type[Kind]] = {
    "amount": Amount,
    "choice": Choice,
    "number": WholeNumber,
    "orgnr": OrganisationNumber,
    "text": Kind,
    "yesno": YesNo,
}


class Values:
    """Reads the columns of one file, and gathers what was assumed, asked, noted and refused."""

    def __init__(
        self, columns: Sequence[Column], facts: Mapping[str, Any], answers: Mapping[str, str], on: dt.date
    ) -> None:
        self.columns = {column.name: column for column in columns}
        self.facts, self.answers, self.on = facts, answers, on
        self.assumptions: list[Assumption] = []
        self.faults: list[CellFault] = []
        self.notes: list[Note] = []
        self.questions: list[Question] = []

    @cached_property
    def history(self) -> History:
        """Return how municipality numbers have changed: two queries, where a file has such numbers."""
        return History.from_database()

    @cached_property
    def municipality_names(self) -> dict[str, str]:
        """Return the names of today's municipalities by number."""
        return dict(Register.objects.values_list("code", "name"))

    def read(self, raw: Mapping[str, list[Cell]], numbers: Sequence[int]) -> dict[str, list[str]]:
        """Return the texts of every column; `numbers` are those of the rows."""
        done: dict[str, list[str]] = {}
        kinds = {name: self._kind(self.columns[name]) for name in raw}
        for name, cells in raw.items():
            done[name] = self._column(kinds[name], cells, numbers)
        for name, kind in kinds.items():
            if isinstance(kind, Municipality):
                done[name] = self._mapped(kind, raw[name], done, numbers)
                self.notes += kind.notes
                self.questions += kind.questions()
            self.assumptions += kind.assumptions()
        self.faults.sort(key=lambda fault: fault.row)
        return done

    def _kind(self, column: Column) -> Kind:
        if column.kind in _SIMPLE:
            return _SIMPLE[column.kind](column)
        if column.kind == "date":
            return Day(column, since_1904=bool(self.facts.get("since_1904")))
        if column.kind in ("municipality", "municipalities"):
            several = Municipalities if column.kind == "municipalities" else Municipality
            return several(column, self.history, self.municipality_names, self.answers)
        return Code(column, column.digits)

    def _column(self, kind: Kind, cells: Sequence[Cell], numbers: Sequence[int]) -> list[str]:
        """Return the texts of a column; a cell that cannot be read is named, and stays as it was written."""
        kind.prepare(cells)
        known: dict[tuple[type, str], tuple[str, str]] = {}
        texts = []
        for cell, number in zip(cells, numbers, strict=True):
            if cell is None:
                texts.append("")
                continue
            key = (type(cell), cell)
            if key not in known:
                known[key] = _read(kind, cell)
            text, fault = known[key]
            if fault:
                self.faults.append(CellFault(number, kind.column.name, str(cell), fault))
            texts.append(text)
        return texts

    def _mapped(
        self, kind: Municipality, cells: Sequence[Cell], done: Mapping[str, list[str]], numbers: Sequence[int]
    ) -> list[str]:
        """Return the numbers of a column as those of today."""
        name = kind.column.name
        refused = {fault.row for fault in self.faults if fault.column == name}
        texts = []
        for text, number, cell in zip(done[name], numbers, cells, strict=True):
            if text and number not in refused:
                try:
                    text = kind.today(text, self.on, number)
                except UnknownMunicipality as fault:
                    self.faults.append(CellFault(number, name, str(cell), str(fault)))
            texts.append(text)
        return texts


def _read(kind: Kind, cell: str) -> tuple[str, str]:
    """Return what a cell says, and what is wrong with it."""
    if isinstance(cell, Broken):
        return cell, (
            _("The spreadsheet shows an error here: %(error)s.") % {"error": cell}
            if cell
            else _(
                "The formula here has no value. Open the file in your spreadsheet, save it, and try again."
            )
        )
    try:
        return kind.one(cell), ""
    except ValueError as fault:
        return str(cell), str(fault)
