"""Takes in the tables that ship with the product, by the same resources that regions use (R7.2, R8.13).

    load_reference()    # [Loaded(table='governor_offices', new=10, changed=0, unchanged=0), …]

Running it again changes nothing. A row that is no longer in a file stays: cases may refer to it.
"""

import csv
from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _
from import_export.results import RowResult
from tablib import Dataset

from imports.resources import Fault, TableResource, faults_of
from imports.resources.faults import HEADER_ROWS

from .tables import TABLES, Table

FAULTS_NAMED = 10  # in an error's text; `BrokenTable.faults` has them all


class Loaded(NamedTuple):
    """What became of one table's rows."""

    table: str
    new: int
    changed: int
    unchanged: int


class BrokenTable(Exception):
    """A table that cannot be taken in, with the fault of every row and column; nothing of any table was written."""

    def __init__(self, table: str, faults: Sequence[Fault], *, file: str = "") -> None:
        self.table, self.faults, self.file = table, list(faults), file or f"{table}.csv"
        super().__init__(table, self.faults)

    def __str__(self) -> str:
        lines = [f"{self.file}, {fault}" for fault in self.faults[:FAULTS_NAMED]]
        if len(self.faults) > FAULTS_NAMED:
            lines.append(_("and %(count)s more") % {"count": len(self.faults) - FAULTS_NAMED})
        return "\n".join(lines)


@transaction.atomic
def load_reference(tables: Sequence[Table] = TABLES) -> list[Loaded]:
    """Take in all tables, each before those that refer to it, in one transaction; return what became of each.

    Raises BrokenTable, naming table, row and column, and then nothing has been written.
    """
    return [_load(table) for table in tables]


def _load(table: Table) -> Loaded:
    return take_in(table.name, table.resource(), _read(table))


def take_in(
    name: str, resource: TableResource, rows: Dataset, *, file: str = "", dry_run: bool = False
) -> Loaded:
    """Take one table's rows in, all or none; return what became of them, or with `dry_run` would become.

    Raises BrokenTable, naming the file, row and column.
    """
    result = resource.import_data(
        rows, dry_run=dry_run, use_transactions=True, rollback_on_validation_errors=True
    )
    if faults := faults_of(resource, result):
        raise BrokenTable(name, faults, file=file)
    totals = result.totals
    return Loaded(
        name,
        totals[RowResult.IMPORT_TYPE_NEW],
        totals[RowResult.IMPORT_TYPE_UPDATE],
        totals[RowResult.IMPORT_TYPE_SKIP],
    )


def _read(table: Table) -> Dataset:
    """Return the file's rows, all of them text: a number would lose its leading zero."""
    with table.path.open(encoding="utf-8", newline="") as file:
        headers, *rows = csv.reader(file, strict=True)
    faults = [
        Fault(number, "", "", _("The row has %(cells)s cells, the header %(columns)s.")
              % {"cells": len(row), "columns": len(headers)})
        for number, row in enumerate(rows, start=1 + HEADER_ROWS)
        if len(row) != len(headers)
    ]  # fmt: skip
    if faults:
        raise BrokenTable(table.name, faults)
    return Dataset(*rows, headers=headers)
