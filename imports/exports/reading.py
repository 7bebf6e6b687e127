"""Reading a table: one query, in the order of the natural key, row by row."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Collate

from .columns import TEXT, Column
from .readers import Reader
from .tables import Row, Table

AT_ONCE = 2_000  # rows that are fetched, and kept in memory
ANSWERS = 30  # values in one application or report, about
BY_BYTES = "C"  # PostgreSQL's order of letters as SQLite has it, so that both write the same file


def selected(table: Table, reader: Reader, cut: Mapping[str, Any] | None = None) -> QuerySet:
    """Return the rows of a table that somebody may see, cut by year, office, scheme and status, in no order.

    A table that has nothing to do with what is asked for is whole.
    """
    asked = {
        table.filters[name]: value for name, value in (cut or {}).items() if value and name in table.filters
    }
    return table.rows(reader).filter(**asked)


def count(table: Table, reader: Reader, cut: Mapping[str, Any] | None = None) -> int:
    """Return about how many rows are written: exactly, but for answers. One query."""
    return selected(table, reader, cut).order_by().count() * (ANSWERS if table.expand else 1)


def rows(table: Table, reader: Reader, cut: Mapping[str, Any] | None = None) -> Iterator[Row]:
    """Yield the rows as the table's columns say, typed; the same rows in the same order on both databases.

    One query, and one more for each column of several rows, however many rows there are.
    """
    several = {at: _several(column) for at, column in enumerate(table.columns) if column.several}
    made = [(at, column.made) for at, column in enumerate(table.columns) if column.made]
    expand = table.expander()
    found = selected(table, reader, cut).order_by(*_order(table), "pk")
    paths = ["pk" if column.several else column.path for column in table.columns]
    for row in _values(found, paths):
        if several or made:
            cells = list(row)
            for at, of in several.items():
                cells[at] = ", ".join(of.get(cells[at], ()))
            for at, make in made:
                cells[at] = make(cells[at])
            row = tuple(cells)
        yield from [row] if expand is None else expand(row)


def _values(found: QuerySet, paths: list[str]) -> Iterator[Row]:
    """Yield the values, also where two columns have the same path or a name of the model's own."""
    named = {f"column_{at}": F(path) for at, path in enumerate(paths)}
    return found.annotate(**named).values_list(*named).iterator(chunk_size=AT_ONCE)


def _order(table: Table) -> list[Any]:
    columns = [column for column in table.columns if column.name in table.key]
    columns.sort(key=lambda column: table.key.index(column.name))
    return [_ordered(column) for column in columns]


def _ordered(column: Column) -> Any:
    if column.kind != TEXT or connection.vendor != "postgresql":
        return F(column.path).asc(nulls_first=True)
    return Collate(F(column.path), BY_BYTES).asc(nulls_first=True)


def _several(column: Column) -> dict[Any, list[str]]:
    """Return all values of a column of several rows, by the row they are of, in order."""
    found: dict[Any, list[str]] = defaultdict(list)
    linked = column.model._default_manager.filter(**{f"{column.path}__isnull": False})
    for pk, value in linked.order_by("pk", column.path).values_list("pk", column.path).iterator():
        found[pk].append(str(value))
    return found
