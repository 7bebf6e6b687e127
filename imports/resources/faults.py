"""Why a table was refused: one fault per row and column, as a person needs it to mend the file (R7.2)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext as _
from import_export.results import Result

if TYPE_CHECKING:
    from .base import TableResource

HEADER_ROWS = 1  # people count rows as the spreadsheet shows them


@dataclass(frozen=True)
class Fault:
    """One fault. `row` is as a spreadsheet counts (the header is row 1); None and "" mean the whole table or row.

    `of_file`: the file contradicts itself, so that leaving the row out is no way out.
    """

    row: int | None
    column: str
    value: str
    reason: str
    of_file: bool = False

    def __str__(self) -> str:
        where = []
        if self.row is not None:
            where.append(_("row %(row)s") % {"row": self.row})
        if self.column:
            where.append(_("column %(column)s") % {"column": self.column})
        if self.value:
            where.append(f"«{self.value}»")
        return f"{', '.join(where)}: {self.reason}" if where else self.reason


def faults_of(resource: "TableResource", result: Result) -> list[Fault]:
    """Return every fault of an import, in the order of the rows."""
    if result.base_errors:  # what is wrong with the whole table makes each row wrong too
        return [Fault(None, "", "", str(error.error)) for error in result.base_errors]
    columns = {field.attribute: field.column_name for field in resource.fields.values()}
    faults = [
        Fault(row.number + HEADER_ROWS, "", "", str(error.error))
        for row in result.error_rows
        for error in row.errors
    ]
    for row in result.invalid_rows:
        values = dict(zip(result.diff_headers, row.values, strict=True))
        for attribute, reasons in row.error_dict.items():
            column = "" if attribute == NON_FIELD_ERRORS else columns.get(attribute, attribute)
            value = str(values.get(column, ""))
            faults += [Fault(row.number + HEADER_ROWS, column, value, reason) for reason in reasons]
    return sorted(faults, key=lambda fault: fault.row or 0)
