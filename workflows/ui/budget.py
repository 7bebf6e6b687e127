"""The budget: whole kroner per kind of cost, in one fieldset with a sum (R3.9)."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .amounts import AmountError, format_amount, group_digits, parse_amount
from .fields import AmountField
from .several import SeveralBoundField, SeveralField

COST_KINDS: dict[str, str | Promise] = {
    "project_positions": _("Project positions"),
    "external_competence": _("Competence bought from others"),
    "overhead": _("Overhead"),
    "other": _("Other costs"),
}


NEAR = Decimal("0.8")  # of the limit: from there one is told that it is close
# state: tone, what the mark says, and the sentence; the script fills in the same braces as one types
STATES: dict[str, tuple[str, str | Promise, str | Promise]] = {
    "unknown": ("neutral", _("Limit"), _("Overhead can be at most {limit} per cent.")),
    "under": (
        "success",
        _("Within the limit"),
        _("Overhead is {share} per cent. It can be at most {limit} per cent, here {most}."),
    ),
    "near": (
        "warning",
        _("Close to the limit"),
        _("Overhead is {share} per cent. It can be at most {limit} per cent, here {most}."),
    ),
    "over": (
        "danger",
        _("Over the limit"),
        _("Overhead is {share} per cent, and can be at most {limit} per cent, here {most}."),
    ),
}


@dataclass(frozen=True)
class ShareLimit:
    """At most so many per cent go to overhead, as a published rule says.

    The share is of `of` kroner, or of the budget's own sum; `already` kroner of overhead stand elsewhere. `rule` has
    the address of its paragraph. Where the limit is not `inclusive`, what equals it is over it.
    """

    percent: Decimal
    inclusive: bool
    rule: Any
    of: int | None = None
    already: int = 0

    def state(self, overhead: Decimal, total: Decimal) -> "Share":
        """Return how an overhead in kroner stands to the limit, of a budget of `total` kroner."""
        whole = Decimal(self.of if self.of is not None else total)
        limit = {"limit": _percent(self.percent)}
        if whole <= 0:
            return Share("unknown", limit)
        share = (overhead + self.already) * 100 / whole
        over = share > self.percent or (share == self.percent and not self.inclusive)
        state = "over" if over else "near" if share >= NEAR * self.percent else "under"
        hundredths = share.quantize(Decimal("0.01"), ROUND_CEILING if over else ROUND_FLOOR)
        most = int(whole * self.percent / 100) - self.already
        return Share(state, limit | {"share": _percent(hundredths), "most": format_amount(max(most, 0))})


@dataclass(frozen=True)
class Share:
    """How overhead stands to its limit: a state of STATES, and what is filled into its sentence."""

    state: str
    values: dict[str, str]

    @property
    def tone(self) -> str:
        """Return the tone of the mark."""
        return STATES[self.state][0]

    @property
    def mark(self) -> str:
        """Return what the mark says."""
        return str(STATES[self.state][1])

    @property
    def sentence(self) -> str:
        """Return the sentence."""
        return str(STATES[self.state][2]).format(**self.values)


def _percent(number: Decimal) -> str:
    """Return `5` or `4,75`."""
    return f"{number.normalize():f}".replace(".", ",")


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

    # What a paragraph says of overhead, where one does: asked when the budget is shown.
    find_limit: Callable[[], ShareLimit | None] = staticmethod(lambda: None)

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

    field: BudgetField

    @property
    def kind(self) -> str:
        """Return the shape it takes on the page."""
        return "budget"

    @property
    def total(self) -> str:
        """Return the sum of the amounts that can be read, such as `1 250 000`."""
        return group_digits(sum(self._amounts().values(), Decimal(0)))

    @cached_property
    def overhead_limit(self) -> ShareLimit | None:
        """Return the limit on overhead, where a rule sets one."""
        return self.field.find_limit()

    @property
    def share(self) -> Share | None:
        """Return how overhead stands to its limit; None where there is none."""
        amounts, limit = self._amounts(), self.overhead_limit
        if limit is None:
            return None
        return limit.state(amounts.get("overhead", Decimal(0)), sum(amounts.values(), Decimal(0)))

    @property
    def share_script(self) -> str:
        """Return what the script needs to say the same while one types, as JSON."""
        limit = self.overhead_limit
        assert limit is not None
        states = {
            state: {"tone": tone, "mark": str(mark), "sentence": str(sentence)}
            for state, (tone, mark, sentence) in STATES.items()
        }
        about = {"percent": float(limit.percent), "inclusive": limit.inclusive, "near": float(NEAR)}
        return json.dumps(about | {"of": limit.of, "already": limit.already, "states": states})

    def _amounts(self) -> dict[str, Decimal]:
        """Return the amounts that can be read, by cost kind."""
        amounts = {}
        for kind, text in zip(self.field.codes, self.texts(), strict=True):
            try:
                amounts[kind] = parse_amount(text if text is not None else "")
            except AmountError:
                continue
        return amounts
