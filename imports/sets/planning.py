"""What a file would do with a register: row by row new, changed, unchanged or refused (R7.2, C11, C12)."""

from collections.abc import Callable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _

from imports.kinds import CHANGED, NEW, REFUSED, UNCHANGED, PlannedRow, Tell
from imports.reading import ReadRow, ReadTable
from imports.resources import Fault, TableResource

from .columns import Cell, Column, Columns
from .periods import Periods

TOLD_EVERY = 1_000  # rows
JOINED = " · "  # between the parts of a key
SEVERAL = object()  # of a natural key that more than one row has
Refuse = Callable[[Any], str]  # why a row of the register is not for the one who imports, or nothing


class Register:
    """The rows that are there: by natural key, as the database has them. Read once; three queries at most."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        own = [column.attname for column in columns.own]
        several = {column: self._several(column) for column in columns.several}
        at = {column: number for number, column in enumerate(columns.own, start=1)}
        key = [at[column] for column in columns.key]
        self.rows: dict[Any, Any] = {}
        self.keys: dict[int, Any] = {}
        for row in (
            columns.model._default_manager.order_by().values_list("pk", *own).iterator(chunk_size=2_000)
        ):
            pk = row[0]
            if several:
                row = (*row, *[tuple(sorted(found.get(pk, ()))) for found in several.values()])
            name = tuple([row[place] for place in key])
            self.rows[name] = SEVERAL if name in self.rows else row
        order = [*columns.own, *columns.several]
        self.at = {column.name: number for number, column in enumerate(order, start=1)}

    def _several(self, column: Column) -> dict[int, list[int]]:
        through = column.of.remote_field.through._default_manager
        own, other = column.of.m2m_column_name(), column.of.m2m_reverse_name()
        found: dict[int, list[int]] = {}
        for pk, key in through.order_by().values_list(own, other).iterator(chunk_size=2_000):
            found.setdefault(pk, []).append(key)
        return found


def plan(
    resource: TableResource,
    table: ReadTable,
    *,
    refuse: Refuse | None = None,
    tell: Tell = lambda done: None,
) -> Iterator[PlannedRow]:
    """Yield what each row of the file would do with the register as it is at the first one.

    `refuse` is asked for each row as it would be, and for one that is changed also as it is.
    """
    columns = Columns(resource, table.on)
    register = Register(columns)
    look = _Look(columns, register, table, refuse)
    planned = _looked_at(look, table, tell)
    yield from _beside_each_other(planned, columns, register, table) if resource.period else planned


def _looked_at(look: "_Look", table: ReadTable, tell: Tell) -> Iterator[PlannedRow]:
    for number, row in enumerate(table.rows, start=1):
        yield look.at(row)
        if number % TOLD_EVERY == 0:
            tell(number)
    tell(len(table.rows))


def _beside_each_other(
    planned: Iterator[PlannedRow], columns: Columns, register: Register, table: ReadTable
) -> list[PlannedRow]:
    """Return the rows, those refused that would hold at the same time as another: all must be known for that."""
    rows = list(planned)
    for place, fault in Periods(columns, register.rows).refused(rows):
        row = rows[place]
        rows[place] = PlannedRow(
            row.number, REFUSED, row.name, cells=table.rows[place].values, faults=[fault], note=row.note
        )
    return rows


class _Look:
    """Looks at one row after the other, and remembers what no two may share."""

    def __init__(self, columns: Columns, register: Register, table: ReadTable, refuse: Refuse | None) -> None:
        self.columns, self.register, self.refuse = columns, register, refuse
        self.resource = columns.resource
        self.places = {name: place for place, name in enumerate(table.names)}
        self.known = [
            (column, self.places[column.name]) for column in columns.all if column.name in self.places
        ]
        self.absent = [column for column in columns.all if column.name not in self.places]
        beside = {name for column in columns.all for name in column.beside if name in self.places}
        self.beside = [(name, self.places[name]) for name in beside]
        self.read_faults = table.faults_by_row()
        self.notes: dict[int, list[str]] = {}
        for note in table.notes:
            self.notes.setdefault(note.row, []).append(str(note.text))
        self.open: dict[int, list[Any]] = {}
        for question in table.unanswered:
            for number in question.rows:
                self.open.setdefault(number, []).append(question)
        self.seen: dict[Any, int] = {}
        self.demands = type(self.resource).problems is not TableResource.problems
        self.holders = {
            name: {row[register.at[name]]: key for key, row in register.rows.items()
                   if row is not SEVERAL and row[register.at[name]]}
            for name in self.resource.unique
        }  # fmt: skip

    def at(self, row: ReadRow) -> PlannedRow:
        """Return what a row would do."""
        values = row.values
        others = {name: values[place] for name, place in self.beside} if self.beside else {}
        read = {column.name: column.read(values[place], others) for column, place in self.known}
        number = row.number
        note = "; ".join(self.notes[number]) if number in self.notes else ""
        faults = [
            Fault(number, name, cell.shown, reason)
            for name, cell in read.items()
            if cell.faults
            for reason in cell.faults
        ]
        if number in self.read_faults or number in self.open:
            faults = self._unread(number, faults)
        key, name, lacking = self._key(read, number)
        faults += lacking
        earlier = self.seen.setdefault(key, number) if not faults else number
        if earlier != number:
            first = self.columns.key[0].name
            faults.append(
                Fault(number, first, name, _("Row %(row)s is the same.") % {"row": earlier}, of_file=True)
            )
        if faults:
            return PlannedRow(number, REFUSED, name, cells=values, faults=faults, note=note)
        there = self.register.rows.get(key)
        if there is SEVERAL:
            faults = [Fault(number, "", name, _("Several rows in the register fit this one."))]
            return PlannedRow(number, REFUSED, name, cells=values, faults=faults, note=note)
        planned = self._new(number, name, read) if there is None else self._changed(number, name, read, there)
        planned.faults = planned.faults or self._demanded(planned, key, read, there)
        if planned.faults:
            return PlannedRow(number, REFUSED, name, cells=values, faults=planned.faults, note=note)
        planned.note = note
        return planned

    def _unread(self, number: int, faults: list[Fault]) -> list[Fault]:
        """Return the faults with those that the reading found; a cell has one reason, the first."""
        found = [
            Fault(number, each.column, each.value, str(each.reason))
            for each in self.read_faults.get(number, ())
        ]
        found += [
            Fault(number, each.column, each.value, str(each.text)) for each in self.open.get(number, ())
        ]
        told = {fault.column for fault in found}
        return found + [fault for fault in faults if fault.column not in told]

    def _key(self, read: Mapping[str, Cell], number: int) -> tuple[Any, str, list[Fault]]:
        stored: list[Any] = []
        shown: list[str] = []
        faults: list[Fault] = []
        for column in self.columns.key:
            cell = read.get(column.name)
            if cell is None or cell.kept or cell.stored in ("", None):
                if not column.may_be_empty and not (cell and cell.faults):
                    faults.append(Fault(number, column.name, "", _("This column must be filled in.")))
                stored.append(None)
                continue
            stored.append(cell.stored)
            shown.append(column.call(cell.stored) if column.beside else cell.shown)
        return tuple(stored), JOINED.join(shown), faults

    def _new(self, number: int, name: str, read: Mapping[str, Cell]) -> PlannedRow:
        cells, values, several, faults = [], {}, {}, []
        for column in self.columns.all:
            cell = read.get(column.name)
            if cell is None or cell.kept:
                cell = column.default
                faults += [Fault(number, column.name, "", reason) for reason in cell.faults]
            cells.append(cell.shown)
            if column.is_several:
                several[column.name] = cell.stored
            else:
                values[column.attname] = cell.stored
        return PlannedRow(number, NEW, name, cells=tuple(cells), faults=faults, data=(None, values, several))

    def _changed(self, number: int, name: str, read: Mapping[str, Cell], there: Any) -> PlannedRow:
        changes: dict[str, tuple[str, str]] = {}
        values, several = {}, {}
        for column, _place in self.known:
            cell, old = read[column.name], there[self.register.at[column.name]]
            if cell.kept or cell.stored == old:
                continue
            changes[column.name] = (column.show(old), cell.shown)
            if column.is_several:
                several[column.name] = cell.stored
            else:
                values[column.attname] = cell.stored
        outcome = CHANGED if changes else UNCHANGED
        return PlannedRow(number, outcome, name, changes=changes, data=(there[0], values, several))

    def _demanded(self, planned: PlannedRow, key: Any, read: Mapping[str, Cell], there: Any) -> list[Fault]:
        """Return what is wrong with the row as a whole, or with it beside others."""
        if planned.outcome == UNCHANGED:
            return []
        number, faults = planned.number, []
        for name in self.resource.unique:
            cell = read.get(name)
            holder = self.holders[name].setdefault(cell.stored, key) if cell and cell.stored else key
            if cell and holder != key:
                words = _("%(holder)s has the same.") % {"holder": JOINED.join(str(part) for part in holder)}
                faults.append(Fault(number, name, cell.shown, words))
        if faults or not (self.demands or self.refuse):
            return faults
        after = self._as_it_would_be(read, there)
        shown = {column.attribute: column.name for column in self.columns.all}
        if self.demands:
            for attribute, reason in self.resource.problems(after).items():
                name = shown.get(attribute, attribute)
                faults.append(Fault(number, name, read[name].shown if name in read else "", reason))
        before = self._as_it_would_be({}, there) if there is not None else None
        if faults or not self.refuse:
            return faults
        if reason := self.refuse(after) or (self.refuse(before) if before else ""):
            faults.append(Fault(number, "", "", reason))
        return faults

    def _as_it_would_be(self, read: Mapping[str, Cell], there: Any) -> Any:
        """Return something with the attributes of a row of the register, cheaper than a row."""
        row: dict[str, Any] = {"pk": there[0] if there else None}
        for column in self.columns.all:
            cell = read.get(column.name)
            if cell is not None and not cell.kept:
                row[column.attribute] = cell.value
            elif there is None:
                row[column.attribute] = column.default.value
            else:
                row[column.attribute] = column.value_of(there[self.register.at[column.name]])
        return SimpleNamespace(**row)
