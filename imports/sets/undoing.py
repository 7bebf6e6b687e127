"""Rows that a batch wrote, taken back: new ones are gone, changed ones are as they were, or nothing is touched (R7.2).

A row that was changed since is left to the one who changed it; a row that others refer to stays.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from imports.kinds import NEW, PlannedRow
from imports.resources import Fault, TableResource

from .columns import Column, Columns
from .planning import JOINED, SEVERAL, Register
from .writing import Writer

AT_ONCE = 500
NAMED = 3  # of those that refer to a row


def undo(resource: TableResource, rows: Iterable[PlannedRow]) -> list[Fault]:
    """Take the rows back in the caller's transaction; or return why not, row by row, with nothing written."""
    columns = Columns(resource)
    register = Register(columns)
    by_name = {_name(columns, register, key): row for key, row in register.rows.items() if row is not SEVERAL}
    faults: list[Fault] = []
    made: dict[int, PlannedRow] = {}
    back: list[PlannedRow] = []
    for row in rows:
        there = by_name.get(row.name)
        if there is None:
            faults.append(Fault(row.number, "", row.name, _("It is no longer in the register.")))
            continue
        wrote = dict(zip(columns.names, row.cells, strict=True)) if row.outcome == NEW else {
            name: new for name, (_old, new) in row.changes.items()
        }  # fmt: skip
        faults += _changed_since(columns, register, row, there, wrote)
        if row.outcome == NEW:
            made[there[0]] = row
        else:
            back.append(_as_before(columns, row, there[0]))
    faults += _referred_to(resource, columns, made)
    if faults:
        return sorted(faults, key=lambda fault: fault.row or 0)
    into = Writer(resource)
    for row in back:
        into.add(row)
    into.flush()
    into.tell()
    _delete(resource, columns.model, list(made))
    return []


def keys_of(resource: TableResource, rows: Iterable[PlannedRow]) -> dict[str, int]:
    """Return the primary keys of the rows that are still there, by the names that the plan has for them."""
    columns = Columns(resource)
    register = Register(columns)
    wanted = {row.name for row in rows}
    named = ((_name(columns, register, key), row) for key, row in register.rows.items() if row is not SEVERAL)
    return {name: row[0] for name, row in named if name in wanted}


def _name(columns: Columns, register: Register, key: tuple[Any, ...]) -> str:
    """Return what a row's key is in words, as a plan has it."""
    shown = [
        column.call(stored)
        for column, stored in zip(columns.key, key, strict=True)
        if stored not in ("", None)
    ]
    return JOINED.join(shown)


def _changed_since(
    columns: Columns, register: Register, row: PlannedRow, there: Any, wrote: dict[str, str]
) -> list[Fault]:
    faults = []
    for name, written in wrote.items():
        now = columns.by_name[name].show(there[register.at[name]])
        if now != written:
            words = _("It was changed since: the import wrote «%(written)s».") % {"written": written}
            faults.append(Fault(row.number, name, now, words))
    return faults


def _as_before(columns: Columns, row: PlannedRow, pk: int) -> PlannedRow:
    """Return the change that brings a changed row back to what it was."""
    values: dict[str, Any] = {}
    several: dict[str, Any] = {}
    before = {name: old for name, (old, _new) in row.changes.items()}
    for name, old in before.items():
        column = columns.by_name[name]
        cell = column.read(old, before)
        stored = _empty(column) if cell.kept or cell.faults else cell.stored
        (several if column.is_several else values)[name if column.is_several else column.attname] = stored
    return PlannedRow(row.number, row.outcome, row.name, data=(pk, values, several))


def _empty(column: Column) -> Any:
    return () if column.is_several else None if column.of.null else ""


def _referred_to(resource: TableResource, columns: Columns, made: dict[int, PlannedRow]) -> list[Fault]:
    faults = []
    keys = list(made)
    for relation in columns.model._meta.related_objects:
        field = relation.field
        if relation.related_model is columns.model:
            continue
        for start in range(0, len(keys), AT_ONCE):
            part = keys[start : start + AT_ONCE]
            found: dict[int, list[Any]] = {}
            referring = relation.related_model._base_manager.filter(**{f"{field.name}__in": part})
            for others in resource.goes_along(part):
                if others.model is relation.related_model:
                    referring = referring.exclude(pk__in=others.values("pk"))
            pairs = referring.order_by("pk").values_list(field.name, "pk")
            for pk, other in pairs:
                found.setdefault(pk, []).append(other)
            for pk, users in found.items():
                rows = relation.related_model._base_manager.filter(pk__in=users[:NAMED])
                words = _("It is used by %(table)s: %(names)s.") % {
                    "table": relation.related_model._meta.verbose_name,
                    "names": ", ".join(str(other) for other in rows) + (" …" if len(users) > NAMED else ""),
                }
                faults.append(Fault(made[pk].number, "", made[pk].name, words))
    return faults


def _delete(resource: TableResource, model: type[models.Model], keys: list[int]) -> None:
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        for others in resource.goes_along(part):
            others.delete()
        model._default_manager.filter(pk__in=part).delete()
