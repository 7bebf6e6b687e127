"""Rows of a plan into the register, many at a time; the caller has the transaction and the lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models
from django.db.models.signals import post_save

from imports.kinds import CHANGED, NEW, PlannedRow
from imports.resources import TableResource

from .columns import Columns

AT_ONCE = 1_000  # rows


def lock(model: type[models.Model], *more: type[models.Model]) -> None:
    """Let nobody else write in the tables until the transaction ends; they are read on as they were.

    On SQLite a transaction that writes is alone anyway.
    """
    if connection.vendor == "postgresql":
        tables = ", ".join(connection.ops.quote_name(each._meta.db_table) for each in (model, *more))
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")


@contextmanager
def writer(resource: TableResource) -> Iterator["Writer"]:
    """Give a writer of the table, and write what it still holds at the end."""
    into = Writer(resource)
    yield into
    into.flush()
    into.tell()


class Writer:
    """Writes new and changed rows in the order they come."""

    def __init__(self, resource: TableResource) -> None:
        self.columns = Columns(resource)
        self.model = self.columns.model
        self._new: list[PlannedRow] = []
        self._changed: list[PlannedRow] = []
        self._first: dict[bool, models.Model] = {}  # of those created or not: what listeners are told of

    def add(self, row: PlannedRow) -> None:
        """Write a row, now or with others a little later."""
        waiting = {NEW: self._new, CHANGED: self._changed}.get(row.outcome)
        if waiting is not None:
            waiting.append(row)
            if len(waiting) >= AT_ONCE:
                self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if self._new:
            self._create()
        if self._changed:
            self._update()
        self._new, self._changed = [], []

    def tell(self) -> None:
        """Tell those who listen to the table, once for all rows: the pages kept in the cache are dropped."""
        for created, row in self._first.items():
            post_save.send(
                self.model, instance=row, created=created, raw=False, using="default", update_fields=None
            )

    def _create(self) -> None:
        made = [self.model(**row.data[1]) for row in self._new]
        self.model._default_manager.bulk_create(made, batch_size=AT_ONCE)
        self._first.setdefault(True, made[0])
        for column in self.columns.several:
            _join(column, {made[n].pk: row.data[2].get(column.name, ()) for n, row in enumerate(self._new)})

    def _update(self) -> None:
        sets: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for row in self._changed:
            pk, values, _several = row.data
            if values:
                sets.setdefault(tuple(values), []).append((*values.values(), pk))
        for names, rows in sets.items():
            update(self.model, names, rows)
        for column in self.columns.several:
            changed = {
                row.data[0]: row.data[2][column.name] for row in self._changed if column.name in row.data[2]
            }
            if changed:
                own = column.of.m2m_column_name()
                column.of.remote_field.through._default_manager.filter(
                    **{f"{own}__in": list(changed)}
                ).delete()
                _join(column, changed)
        if False not in self._first:
            self._first[False] = self.model._default_manager.get(pk=self._changed[0].data[0])


def update(model: type[models.Model], names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    """Set the columns `names` (as attributes end: `county_id`) of rows: each its values, and its key at the end."""
    fields = [next(f for f in model._meta.concrete_fields if f.attname == name) for name in names]
    quote = connection.ops.quote_name
    setting = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    statement = (
        f"UPDATE {quote(model._meta.db_table)} SET {setting} WHERE {quote(str(model._meta.pk.column))} = %s"  # noqa: S608
    )
    prepared = [
        (*[f.get_db_prep_save(value, connection) for f, value in zip(fields, row, strict=False)], row[-1])
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, prepared)


def _join(column: Any, rows: dict[int, tuple[int, ...]]) -> None:
    through = column.of.remote_field.through
    own, other = column.of.m2m_column_name(), column.of.m2m_reverse_name()
    pairs = [through(**{own: pk, other: key}) for pk, keys in rows.items() for key in keys]
    through._default_manager.bulk_create(pairs, batch_size=AT_ONCE)
