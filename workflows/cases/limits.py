"""Limits that paragraphs set, told where one types (R3.9)."""

from decimal import Decimal
from typing import Any

from workflows.ui.budget import BudgetField, ShareLimit

from .checking import at_most
from .models import Case


def tell_overhead(form: Any, case: Case, fact: str, *, of: int | None = None, already: int = 0) -> None:
    """Let the budgets of a form tell how near overhead is to the limit that a rule sets on `fact`, if one does.

    The share is of `of` kroner, or of the budget's own sum; `already` kroner of overhead stand elsewhere.
    """

    def find() -> ShareLimit | None:
        rule = at_most(case, fact)
        if rule is None:
            return None
        percent, inclusive = Decimal(str(rule.params["value"])), rule.params["operator"] == "<="
        return ShareLimit(percent, inclusive=inclusive, rule=rule, of=of, already=already)

    for field in form.fields.values():
        if isinstance(field, BudgetField):
            field.find_limit = find
