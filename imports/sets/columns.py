"""One column of a register: reads and shows its cells, each distinct one only once."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from import_export.fields import Field

from imports.resources.widgets import Municipalities, Reference

if TYPE_CHECKING:
    from imports.resources import TableResource

REMEMBERED = (
    5_000  # distinct cells of a column: more are read again, so that memory does not grow with the file
)


class Cell(NamedTuple):
    """What a cell was read as."""

    value: Any  # as a row of the register has it: a text, a date, a row of another table
    stored: Any  # as the database has it, and as it is compared: of another table's row its key
    shown: str  # as it is written in a file
    kept: bool = False  # says nothing: what stands in the register stays
    faults: tuple[str, ...] = ()


class Columns:
    """The columns of a table that can be written, and those of its natural key.

    `on`: the day of what begins today unless the file says otherwise.
    """

    def __init__(self, resource: "TableResource", on: dt.date | None = None) -> None:
        self.resource = resource
        self.model: type[models.Model] = resource._meta.model
        fields = resource.get_import_fields()
        self.all = [Column(resource, field, on) for field in fields if not field.readonly]
        self.by_name = {column.name: column for column in self.all}
        self.names = tuple(self.by_name)
        self.key = [
            self.by_name[resource.fields[name].column_name] for name in resource.get_import_id_fields()
        ]
        self.own = [column for column in self.all if not column.is_several]
        self.several = [column for column in self.all if column.is_several]


class Column:
    """One column."""

    def __init__(self, resource: "TableResource", field: Field, on: dt.date | None = None) -> None:
        self.on = on
        self.field, self.name, self.attribute = field, field.column_name, field.attribute
        self.widget = field.widget
        self.of: Any = resource._meta.model._meta.get_field(field.attribute)
        self.is_several = resource.is_several(field)
        self.is_reference = isinstance(self.widget, Reference)
        self.attname = self.attribute if self.is_several else self.of.attname
        self.beside: tuple[str, ...] = getattr(
            self.widget, "beside", ()
        )  # columns that help to read this one
        self.may_be_empty = resource.may_be_empty(field) if not self.is_several else True
        self._cells: dict[Any, Cell] = {}
        self._shown: dict[Any, str] = {}

    def read(self, text: str, others: Mapping[str, str]) -> Cell:
        """Return what a cell says; its faults are in it. `others`: the row's cells that stand beside."""
        at = (text, *[others.get(name, "") for name in self.beside]) if self.beside else text
        found = self._cells.get(at)
        if found is None:
            if len(self._cells) >= REMEMBERED:
                self._cells.clear()
            found = self._cells[at] = self._read(text, others)
        return found

    @cached_property
    def default(self) -> Cell:
        """Return what a new row has where the file says nothing."""
        if self.is_several:
            return self._cell([])
        value = self.of.get_default()
        is_today = self.on is not None and isinstance(value, dt.date) and callable(self.of.default)
        return self._cell(self.on if is_today else value)

    @cached_property
    def rows(self) -> dict[Any, models.Model]:
        """Return the rows of the other table that this column refers to, by key."""
        widget: Any = self.widget.one if isinstance(self.widget, Municipalities) else self.widget
        return {row.pk: row for row in widget.rows.values()}

    def value_of(self, stored: Any) -> Any:
        """Return the value of what the database has."""
        if self.is_several:
            return [self.rows[key] for key in stored]
        return self.rows[stored] if self.is_reference and stored is not None else stored

    def show(self, stored: Any) -> str:
        """Return what the database has, as it is written in a file."""
        found = self._shown.get(stored)
        if found is None:
            if len(self._shown) >= REMEMBERED:
                self._shown.clear()
            found = self._shown[stored] = self._show(self.value_of(stored))
        return found

    def call(self, stored: Any) -> str:
        """Return what people call what the database has: of a row with a key of several parts all of them."""
        if not self.beside or stored is None:
            return self.show(stored)
        widget: Any = self.widget
        return " ".join(str(part) for part in widget.key_of(self.rows[stored]))

    def _read(self, text: str, others: Mapping[str, str]) -> Cell:
        try:
            value = self.widget.clean(text, others)
        except ValidationError as fault:
            return Cell(None, None, text, faults=tuple(fault.messages))
        except ValueError as fault:
            return Cell(None, None, text, faults=(str(fault),))
        if value is None and not self.field.saves_null_values:
            return Cell(None, None, "", kept=True)
        return self._cell(value)

    def _cell(self, value: Any) -> Cell:
        if self.is_several:
            return Cell(value, tuple(sorted(row.pk for row in value)), self._show(value))
        try:
            value = self._valid(value)
        except ValidationError as fault:
            return Cell(None, None, "" if value is None else str(value), faults=tuple(fault.messages))
        stored = value.pk if isinstance(value, models.Model) else value
        return Cell(value, stored, self._show(value))

    def _valid(self, value: Any) -> Any:
        """Return the value if the model takes it there; raise ValidationError."""
        if isinstance(value, models.Model):
            return value
        if value in self.of.empty_values:
            if self.of.blank and (value is not None or self.of.null):
                return value
            raise ValidationError(_("This column must be filled in."))
        return self.of.clean(value, None)

    def _show(self, value: Any) -> str:
        if self.is_several:
            return ", ".join(sorted(row.code for row in value))
        return str(self.widget.render(value) or "")
