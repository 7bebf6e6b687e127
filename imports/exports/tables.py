"""A table that can be taken out: one model by its natural key, its columns, whose rows, and how they are cut."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from workflows.registry import Registry

from .columns import Column
from .readers import Reader

Row = tuple[Any, ...]
Expand = Callable[[Row], Iterable[Row]]


CASES, MONEY, NETWORKS, REGISTERS = "cases", "money", "networks", "registers"
# What tables are about, in the order in which people look for them.
GROUPS = {CASES: _("Cases"), MONEY: _("Money"), NETWORKS: _("Networks and calls"), REGISTERS: _("Registers")}


def _everyone(reader: Reader) -> bool:
    return True


@dataclass(frozen=True)
class Table:
    """One table.

    `rows` starts from who is asking. `key` are the columns of the natural key, in the order of which rows come; a row
    is read as its columns say, and where `expand` is given makes several, with `expanded` in the place of the last.
    `to` are its references: columns, and the table whose key they are. `filters` are what a cut is made by (`year`,
    `office`, `scheme`, `status`), with the way to each. A `register` can be taken in again as it was taken out.
    """

    code: str
    model: type[Model]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: Callable[[Reader], QuerySet]
    to: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    filters: Mapping[str, str] = field(default_factory=dict)
    expand: Expand | None = None
    expanded: tuple[Column, ...] = ()
    offered: Callable[[Reader], bool] = _everyone
    register: bool = False
    packed: bool = True  # whether it is part of the package for machines: what is only worked out is not
    label: Any = ""
    group: str = CASES

    @property
    def title(self) -> str:
        """Return what people call it, in the language in use."""
        return str(capfirst(str(self.label or self.model._meta.verbose_name_plural)))

    @property
    def every_column(self) -> tuple[Column, ...]:
        """Return the columns of a row as it is written."""
        return (*self.columns[:-1], *self.expanded) if self.expand else self.columns

    def expander(self) -> Expand | None:
        """Return what makes several rows, or other cells, of a row that is read; made anew for each reading."""
        return self.expand

    def column(self, name: str) -> Column:
        """Return a column by its name; raises KeyError for none."""
        for column in self.every_column:
            if column.name == name:
                return column
        raise KeyError(name)


TABLES: Registry[Table] = Registry("The table")


def table(*args: Any, **kwargs: Any) -> Table:
    """Add a table; refuses a second of the same code. Each refers only to tables added before it."""
    made = Table(*args, **kwargs)
    return TABLES.add(made.code, made)


def offered_to(reader: Reader) -> Iterator[Table]:
    """Yield the tables somebody can take out, in the order in which they refer to each other."""
    return (each for each in TABLES.values() if each.offered(reader))
