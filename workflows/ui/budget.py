"""The budget: whole kroner per kind of cost, in one fieldset with a sum (R3.9)."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .amounts import AmountError, group_digits, parse_amount
from .fields import AmountField
from .several import SeveralBoundField, SeveralField

COST_KINDS: dict[str, str | Promise] = {
    "project_positions": _("Project positions"),
    "external_competence": _("Competence bought from others"),
    "overhead": _("Overhead"),
    "other": _("Other costs"),
}


def scaled(budget: dict[str, int] | None, amount: int | None) -> dict[str, int] | None:
    """Return a budget brought down in proportion to `amount` kroner, to be adapted.

    What rounding leaves goes to the largest line that is not overhead, which has a limit (R3.9). What is no budget
    over zero, and no lower amount, is returned as it came.
    """
    lines = {kind: value for kind, value in (budget or {}).items() if isinstance(value, int)}
    total = sum(lines.values())
    if not amount or not 0 < amount < total:
        return budget
    smaller = {kind: value * amount // total for kind, value in lines.items()}
    largest = max(smaller, key=lambda kind: (kind != "overhead", smaller[kind]))
    return smaller | {largest: smaller[largest] + amount - sum(smaller.values())}


class BudgetField(SeveralField):
    """A dict of cost kinds to whole kroner, every kind present; {} where nothing at all was written."""

    def __init__(self, **kwargs: Any) -> None:
        rows = {code: AmountField(required=False, label=label) for code, label in COST_KINDS.items()}
        super().__init__(rows, **kwargs)

    def clean(self, value: Any) -> dict[str, int]:
        """Return the budget, nought for a blank line; raise ValidationError as every field of several inputs."""
        return {code: amount or 0 for code, amount in super().clean(value).items()}

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> "BudgetBoundField":
        """Return the field with its data, able to show its rows and their sum."""
        return BudgetBoundField(form, self, field_name)


class BudgetBoundField(SeveralBoundField):
    """A budget with its data."""

    @property
    def kind(self) -> str:
        """Return the shape it takes on the page."""
        return "budget"

    @property
    def total(self) -> str:
        """Return the sum of the amounts that can be read, such as `1 250 000`."""
        total = Decimal(0)
        for text in self.texts():
            try:
                total += parse_amount(text if text is not None else "")
            except AmountError:
                continue
        return group_digits(total)
