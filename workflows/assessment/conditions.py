"""Conditions of a grant as they are written into a form: proposed by the assessor, set by the decision maker (R4.6)."""

import datetime as dt
import re
from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.cases.checking import rules_of
from workflows.cases.models import Case
from workflows.rules.kinds import MUST
from workflows.ui.forms import DateField

MOST = 20
_ROW = re.compile(r"condition_(\d{1,2})_text")


class ConditionKind(models.TextChoices):
    """What waits until a condition is met."""

    BEFORE_AWARD = "before_award", _("The award: required for funds to be awarded")
    BLOCKS_PAYMENT = "blocks_payment", _("The payment")
    BLOCKS_CLOSING = "blocks_closing", _("The closing of the case")


@dataclass(frozen=True)
class Wanted:
    """A condition as it was written: its text, its kind, the day it is due and the key of the rule it rests on."""

    text: str
    kind: str
    due: dt.date | None = None
    rule: int | None = None

    def plain(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return asdict(self) | {"due": self.due.isoformat() if self.due else None}

    @classmethod
    def read(cls, plain: dict[str, Any]) -> "Wanted":
        """Return what `plain` was made of."""
        due = plain.get("due")
        return cls(
            plain["text"], plain["kind"], dt.date.fromisoformat(due) if due else None, plain.get("rule")
        )


class ConditionRows(forms.Form):
    """A form with rows of conditions: those proposed, and an empty one; a row without a text counts for nothing.

    Works without scripts: the form sent again to get more has another row.
    """

    case: Case

    def add_rows(self, proposed: list[Wanted]) -> None:
        """Add as many rows as were typed, or one for each that is proposed and an empty one."""
        typed = [int(found[1]) for name in self.data if (found := _ROW.fullmatch(str(name)))]
        rows = (
            max(typed, default=1) + (self.data.get("action") == "more")
            if self.is_bound
            else len(proposed) + 1
        )
        paragraphs = [
            ("", _("None")),
            *((rule.pk, self._named(rule)) for rule in conditioning_rules(self.case)),
        ]
        for number in range(1, min(rows, MOST) + 1):
            given = proposed[number - 1] if number <= len(proposed) else None
            self._add_row(number, given, paragraphs)

    def _add_row(self, number: int, given: Wanted | None, paragraphs: list[tuple[Any, Any]]) -> None:
        here, at = {"number": number}, f"condition_{number}"
        self.fields[f"{at}_text"] = forms.CharField(
            label=_("Condition %(number)s") % here,
            help_text=_("Leave it empty where there is none."),
            required=False,
            max_length=500,
            initial=given.text if given else "",
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields[f"{at}_kind"] = forms.ChoiceField(
            label=_("Condition %(number)s: what waits until it is met") % here,
            required=False,
            choices=ConditionKind.choices,
            initial=given.kind if given else ConditionKind.BLOCKS_PAYMENT,
        )
        self.fields[f"{at}_due"] = DateField(
            label=_("Condition %(number)s: to be met by") % here,
            required=False,
            initial=given.due if given else None,
        )
        self.fields[f"{at}_rule"] = forms.TypedChoiceField(
            label=_("Condition %(number)s: paragraph it rests on") % here,
            required=False,
            choices=paragraphs,
            coerce=int,
            empty_value=None,
            initial=given.rule if given else "",
        )

    def wanted(self) -> list[Wanted]:
        """Return the conditions that were written; ask a valid form."""
        rows = [name.removesuffix("_text") for name in self.fields if _ROW.fullmatch(name)]
        typed = self.cleaned_data
        return [
            Wanted(
                typed[f"{row}_text"],
                typed.get(f"{row}_kind") or ConditionKind.BLOCKS_PAYMENT,
                typed.get(f"{row}_due"),
                typed.get(f"{row}_rule"),
            )
            for row in rows
            if typed.get(f"{row}_text")
        ]

    def check_rows(self) -> None:
        """Put an error on a condition that is written twice."""
        seen: set[str] = set()
        for name in [name for name in self.fields if _ROW.fullmatch(name)]:
            text = self.cleaned_data.get(name)
            if text and text in seen:
                self.add_error(name, _("This condition is written twice."))
            seen.add(text or "")

    @staticmethod
    def _named(rule: Any) -> str:
        return str(rule.in_short())


def conditioning_rules(case: Case) -> list[Any]:
    """Return the paragraphs a condition can rest on: those that only should be met, and those that ask."""
    there = [rule for rule in rules_of(case) if case.scheme in rule.schemes]
    return [rule for rule in there if rule.kind == "question" or rule.severity != MUST]
