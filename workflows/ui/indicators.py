"""Indicators: numbers in rows and columns, such as how many homes are guided now and how many it shall be (R4.3)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .several import Part, SeveralBoundField, SeveralField, SeveralWidget

COLUMNS: dict[str, str | Promise] = {
    "baseline": _("Baseline"),
    "target": _("Target"),
    "actual": _("Actual"),
}
MOST = 1_000_000
Numbers = Mapping[str, Mapping[str, int]]  # of each row, its columns


class Incomplete(ValidationError):
    """Something is missing; `kept` is what was written."""

    code = "required"

    def __init__(self, errors: list[ValidationError], kept: dict[str, dict[str, int]]) -> None:
        super().__init__(errors)
        self.kept = kept


class Row(NamedTuple):
    """What one row measures, in which unit."""

    code: str
    title: str
    unit: str = ""


class IndicatorRow(NamedTuple):
    """A row as the page shows it: what was written before, and the inputs."""

    row: Row
    earlier: list[tuple[str, int]]
    parts: list[Part]


class IndicatorsWidget(SeveralWidget):
    """One input for each column of each row, named `<field>_<row>_<column>`."""

    def decompress(self, value: Any) -> list[Any]:
        """Return the numbers row by row."""
        flat = {_name(row, column): each for row, of in (value or {}).items() for column, each in of.items()}
        return super().decompress(flat)


class IndicatorsField(SeveralField):
    """A dict of rows to dicts of columns to whole numbers; {} where nothing at all was written.

    `earlier` are numbers of the same rows that were given before, to be read beside the inputs.
    """

    nothing_written = _("Write the numbers.")

    def __init__(
        self, *, rows: list[Row], columns: list[str], earlier: Numbers | None = None, **kwargs: Any
    ) -> None:
        self.measured, self.columns, self.earlier = rows, columns, earlier or {}
        parts = {
            _name(row.code, column): forms.IntegerField(
                label=f"{row.title}, {str(COLUMNS[column]).lower()}",
                required=False,
                min_value=0,
                max_value=MOST,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )
            for row in rows
            for column in columns
        }
        super().__init__(parts, widget=IndicatorsWidget, **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the numbers; raise Incomplete where only some of them were written."""
        flat = super().clean(value)
        if not flat or (self.disabled and isinstance(value, dict)):
            return flat
        numbers: dict[str, dict[str, int]] = {row.code: {} for row in self.measured}
        blank = []
        for row in self.measured:
            for column in self.columns:
                number = flat[_name(row.code, column)]
                if number is None:
                    blank.append(self.about(_name(row.code, column), self.error_messages["required"]))
                else:
                    numbers[row.code][column] = number
        if blank and self.required:
            raise Incomplete(blank, {code: of for code, of in numbers.items() if of})
        return numbers

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> "IndicatorsBoundField":
        """Return the field with its data, able to show its rows."""
        return IndicatorsBoundField(form, self, field_name)


class IndicatorsBoundField(SeveralBoundField):
    """Indicators with their data."""

    field: IndicatorsField

    @property
    def kind(self) -> str:
        """Return the shape it takes on the page."""
        return "indicators"

    @property
    def measured(self) -> list[IndicatorRow]:
        """Return the rows; the label of an input is then its column alone."""
        parts = iter(self.rows)
        return [
            IndicatorRow(
                row,
                [
                    (str(COLUMNS[column]), number)
                    for column, number in _in_order(self.field.earlier.get(row.code, {}))
                ],
                [next(parts)._replace(label=str(COLUMNS[column])) for column in self.field.columns],
            )
            for row in self.field.measured
        ]


def _name(row: str, column: str) -> str:
    return f"{row}_{column}"


def _in_order(numbers: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the numbers in the order of the columns: PostgreSQL keeps no order in what is stored as JSON."""
    return [(column, numbers[column]) for column in COLUMNS if column in numbers]
