"""Rules in words: operators, units and values as people say them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from workflows.ui.amounts import format_amount

from .facts import AMOUNT, PERCENT, YES_NO, known_facts

OPERATOR_WORDS: dict[str, Promise] = {
    "<=": pgettext_lazy("a fact compared", "is at most"),
    "<": pgettext_lazy("a fact compared", "is less than"),
    ">=": pgettext_lazy("a fact compared", "is at least"),
    ">": pgettext_lazy("a fact compared", "is more than"),
    "==": pgettext_lazy("a fact compared", "is exactly"),
    "!=": pgettext_lazy("a fact compared", "is not"),
    "is_true": pgettext_lazy("a fact compared", "is yes"),
}
UNITS: dict[str, Promise] = {
    AMOUNT: gettext_lazy("kroner"),
    PERCENT: gettext_lazy("per cent"),
    YES_NO: gettext_lazy("yes or no"),
}
_OBLIGATIONS: dict[str, Promise] = {
    "audit_statement": gettext_lazy("An audit statement"),
    "report": gettext_lazy("A report"),
    "repayment": gettext_lazy("Repayment"),
}


def fact_label(name: str) -> str:
    """Return what a fact is called, or the name itself when nobody finds it any more."""
    known = known_facts().get(name)
    return str(known.label) if known else name


def value_in_words(value: Any, type: str = "") -> str:
    """Return a value with its unit: `200 000 kroner`, `5,01 per cent`, `yes`."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if type == AMOUNT:
        return format_amount(value)
    if type == PERCENT:
        return _("%(number)s per cent") % {"number": _decimal(value)}
    if isinstance(value, dict):  # a day that comes every year, counted from the year of the grant
        return f"{value['day']}.{value['month']}. +{value['years']}"
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return _decimal(value) if isinstance(value, int | float | Decimal) else str(value)


def _decimal(value: Any) -> str:
    return f"{float(value):.2f}".rstrip("0").rstrip(".").replace(".", ",")


def comparison_in_words(params: Mapping[str, Any]) -> str:
    """Return `Overhead as a share of the awarded amount is at most 5 per cent`."""
    label = fact_label(params["fact"])
    if params["operator"] == "is_true":
        return label  # the label says what is so
    known = known_facts().get(params["fact"])
    value = value_in_words(params["value"], known.type if known else "")
    return f"{label} {OPERATOR_WORDS[params['operator']]} {value}"


def question_in_words(params: Mapping[str, Any]) -> str:
    """Return the question itself."""
    words = params["question"]
    return str(words.get(get_language() or "") or words["nb"])


def obligation_in_words(params: Mapping[str, Any]) -> str:
    """Return `An audit statement is owed when: Awarded amount is more than 200 000 kroner`."""
    owed = _OBLIGATIONS.get(params["obligation"], params["obligation"])
    said = {"obligation": owed, "comparison": comparison_in_words(params["when"])}
    return _("%(obligation)s is owed when: %(comparison)s") % said


def parameter_in_words(params: Mapping[str, Any]) -> str:
    """Return `report_deadline: 15.2. +1`."""
    return f"{params['name']}: {value_in_words(params['value'])}"


def schemes_in_words(params: Mapping[str, Any]) -> str:
    """Return how many schemes there are, and which."""
    return _("The schemes of this edition: %(schemes)s") % {"schemes": ", ".join(params["schemes"])}
