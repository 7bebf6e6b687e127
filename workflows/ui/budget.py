"""The budget: whole kroner per kind of cost, in one fieldset with a sum (R3.9)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .amounts import AmountError, group_digits, parse_amount
from .boundfield import BoundField, SummaryEntry
from .fields import AmountField

COST_KINDS: dict[str, str | Promise] = {
    "project_positions": _("Project positions"),
    "external_competence": _("Competence bought from others"),
    "overhead": _("Overhead"),
    "other": _("Other costs"),
}


def amounts_in_order(budget: dict[str, int] | None) -> list[int | None]:
    """Return the amounts of a budget in the order of COST_KINDS, None where there is none."""
    return [(budget or {}).get(code) for code in COST_KINDS]


def scaled(budget: dict[str, int] | None, amount: int | None) -> dict[str, int] | None:
    """Return a budget brought down in proportion to `amount` kroner, to be adapted; the largest line takes the rest.

    What is no budget over zero, and no lower amount, is returned as it came.
    """
    lines = {kind: value for kind, value in (budget or {}).items() if isinstance(value, int)}
    total = sum(lines.values())
    if not amount or not 0 < amount < total:
        return budget
    smaller = {kind: value * amount // total for kind, value in lines.items()}
    largest = max(smaller, key=lambda kind: smaller[kind])
    return smaller | {largest: smaller[largest] + amount - sum(smaller.values())}


class BudgetRow(NamedTuple):
    """One kind of cost, as the page shows it."""

    code: str
    label: str
    control: str
    id: str
    error_id: str
    errors: list[str]


class BudgetWidget(forms.MultiWidget):
    """One input for each kind of cost, named `<field>_<kind>`."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(dict.fromkeys(COST_KINDS, forms.TextInput), attrs)

    def decompress(self, value: dict[str, int] | None) -> list[int | None]:
        """Return the amounts in the order of the inputs."""
        return amounts_in_order(value)


class BudgetField(forms.MultiValueField):
    """A dict of cost kinds to whole kroner, every kind present; {} where nothing at all was written.

    Errors name the kind they are about, and the error summary leads to its input.
    """

    widget = BudgetWidget

    def __init__(self, **kwargs: Any) -> None:
        rows = [AmountField(required=False, label=label) for label in COST_KINDS.values()]
        super().__init__(rows, require_all_fields=False, **kwargs)
        for row, widget in zip(self.fields, self.widget.widgets, strict=True):
            widget.attrs |= row.widget_attrs(widget)

    def clean(self, value: Any) -> dict[str, int]:
        """Return the budget; raise ValidationError with one error for each amount that cannot be read."""
        if self.disabled and isinstance(value, dict):
            return value
        amounts: dict[str, int | None] = {}
        errors = []
        written = value if isinstance(value, list) else amounts_in_order(value)
        for code, row, text in zip(COST_KINDS, self.fields, written, strict=True):
            try:
                amounts[code] = row.clean(text)
            except ValidationError as error:
                message = _("%(kind)s: %(error)s")
                params = {"kind": row.label, "error": error.messages[0], "code": code}
                errors.append(ValidationError(message, code="row", params=params))
        if errors:
            raise ValidationError(errors)
        if all(amount is None for amount in amounts.values()):
            if self.required:
                raise ValidationError(_("Write at least one amount."), code="required")
            return {}
        budget = {code: amount or 0 for code, amount in amounts.items()}
        self.run_validators(budget)
        return budget

    def compress(self, data_list: list[Any]) -> dict[str, int]:
        """Return the budget of a list of amounts."""
        return (
            {code: amount or 0 for code, amount in zip(COST_KINDS, data_list, strict=True)}
            if data_list
            else {}
        )

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> "BudgetBoundField":
        """Return the field with its data, able to show its rows."""
        return BudgetBoundField(form, self, field_name)


class BudgetBoundField(BoundField):
    """A budget with its data."""

    field: "BudgetField"

    @property
    def kind(self) -> str:
        """Return the shape it takes on the page."""
        return "budget"

    @property
    def rows(self) -> list[BudgetRow]:
        """Return the inputs, one for each kind of cost, with what is wrong with each."""
        return [
            self._row(index, code, field, widget, text)
            for index, (code, field, widget, text) in enumerate(
                zip(COST_KINDS, self.field.fields, self.field.widget.widgets, self._texts(), strict=True)
            )
        ]

    @property
    def total(self) -> str:
        """Return the sum of the amounts that can be read, such as `1 250 000`."""
        total = Decimal(0)
        for text in self._texts():
            try:
                total += parse_amount(text if text is not None else "")
            except AmountError:
                continue
        return group_digits(total)

    @property
    def own_errors(self) -> list[str]:
        """Return what is wrong with the budget as a whole."""
        return [message for error in self._faults() if error.code != "row" for message in error.messages]

    def summary(self) -> Iterator[SummaryEntry]:
        """Yield what the error summary says, each line leading to its own input."""
        for message in self.own_errors:
            yield SummaryEntry(self.labelled(message), f"{self.auto_id}_0")
        for row in self.rows:
            for message in row.errors:
                yield SummaryEntry(f"{row.label}: {message}", row.id)

    def _texts(self) -> list[Any]:
        value = self.value()
        return value if isinstance(value, list) else amounts_in_order(value)

    def _faults(self) -> list[ValidationError]:
        return self.errors.as_data() if self.errors else []

    def _row(self, index: int, code: str, field: forms.Field, widget: forms.Widget, text: Any) -> BudgetRow:
        row_id = f"{self.auto_id}_{index}"
        faults = [error.params or {} for error in self._faults() if error.code == "row"]
        errors = [str(fault["error"]) for fault in faults if fault["code"] == code]
        attrs: dict[str, Any] = {"id": row_id, "class": "ds-input", "disabled": self.field.disabled}
        if errors:
            attrs |= {"aria-invalid": "true", "aria-describedby": f"{row_id}_error"}
        control = widget.render(
            f"{self.html_name}_{code}", field.prepare_value(text), attrs, renderer=self.form.renderer
        )
        return BudgetRow(code, str(field.label), control, row_id, f"{row_id}_error", errors)
