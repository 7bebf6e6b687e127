"""Rules in words: operators, units, limits and figures as people say them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from workflows.ui.amounts import format_amount, group_digits
from workflows.ui.dates import MONTHS

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
    if isinstance(value, bool) or type == YES_NO:
        return _("yes") if value else _("no")
    if type == AMOUNT:
        return format_amount(value)
    if type == PERCENT:
        return _("%(number)s per cent") % {"number": _decimal(value)}
    return _decimal(value) if isinstance(value, int | float | Decimal) else str(value)


def figure(value: Any, unit: str = "") -> str:
    """Return a published figure: a number, days, a date counted from the grant year, codes, or a word."""
    if isinstance(value, Mapping):
        day = {"date": f"{value['day']}. {MONTHS[value['month'] - 1]}", "years": value.get("years", 0)}
        if not day["years"]:
            return _("%(date)s of the grant year") % day
        return ngettext(
            "%(date)s the year after the grant", "%(date)s %(years)s years after the grant", day["years"]
        ) % day  # fmt: skip
    if isinstance(value, list):
        return ", ".join(str(word) for word in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = group_digits(value) if isinstance(value, int) else str(value).replace(".", ",")
        if unit == "days":
            return ngettext("%(number)s day", "%(number)s days", int(value)) % {"number": number}
        return number
    return str(value)


def limit(comparison: Mapping[str, Any]) -> str:
    """Return what a comparison asks for, such as `at most 5 per cent`; `yes` where only a yes will do."""
    sign, fact = comparison["operator"], known_facts().get(comparison["fact"])
    if sign == "is_true":
        return value_in_words(True)
    is_word = isinstance(comparison.get("value"), str)
    value = {"value": value_in_words(comparison.get("value"), fact.type if fact and not is_word else "")}
    if sign == "<":
        return pgettext("a limit", "less than %(value)s") % value
    if sign == "<=":
        return pgettext("a limit", "at most %(value)s") % value
    if sign == ">":
        return pgettext("a limit", "over %(value)s") % value
    if sign == ">=":
        return pgettext("a limit", "at least %(value)s") % value
    if sign == "!=":
        return pgettext("a limit", "other than %(value)s") % value
    return pgettext("a limit", "exactly %(value)s") % value


def obligation_name(code: str) -> str:
    """Return what an obligation is called in the middle of a sentence, or its code where it has no name."""
    return str(_OBLIGATIONS.get(code, code)).lower()


def _decimal(value: Any) -> str:
    return f"{float(value):.2f}".rstrip("0").rstrip(".").replace(".", ",")


def comparison_in_words(params: Mapping[str, Any]) -> str:
    """Return `Overhead as a share of the awarded amount is at most 5 per cent`."""
    label = _named(params)
    if params["operator"] == "is_true":
        return label  # the label says what is so
    known = known_facts().get(params["fact"])
    value = value_in_words(params["value"], known.type if known else params.get("type", ""))
    return f"{label} {OPERATOR_WORDS[params['operator']]} {value}"


def _named(params: Mapping[str, Any]) -> str:
    """Return what the compared fact is called; of a scheme's own fact the rule itself keeps the name."""
    words = params.get("label") if params["fact"] not in known_facts() else None
    return str(words.get(get_language() or "") or words["nb"]) if words else fact_label(params["fact"])


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
    """Return `report_deadline: 15. februar the year after the grant`."""
    return f"{params['name']}: {figure(params['value'], params.get('unit', ''))}"


def schemes_in_words(params: Mapping[str, Any]) -> str:
    """Return how many schemes there are, and which."""
    return _("The schemes of this edition: %(schemes)s") % {"schemes": ", ".join(params["schemes"])}
