"""Facts, limits and figures as people write them."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from workflows.ui.amounts import format_amount, group_digits
from workflows.ui.dates import MONTHS

from .facts import AMOUNT, PERCENT, YES_NO, known_facts

OBLIGATIONS: dict[str, str | Promise] = {
    "audit_statement": gettext_lazy("audit statement"),
    "report": gettext_lazy("report"),
    "repayment": gettext_lazy("repayment"),
}


def written(value: Any, kind: str) -> str:
    """Return a fact's value by its type: an amount, a percentage, yes or no, or as it is."""
    if kind == AMOUNT:
        return format_amount(value)
    if kind == PERCENT:
        number = f"{float(value):.2f}".rstrip("0").rstrip(".").replace(".", ",")
        return _("%(number)s per cent") % {"number": number}
    if kind == YES_NO:
        return _("Yes").lower() if value else _("No").lower()
    return str(value)


def limit(comparison: Mapping[str, Any]) -> str:
    """Return what a comparison asks for, such as `at most 5 per cent`; `yes` where only a yes will do."""
    sign, fact = comparison["operator"], known_facts().get(comparison["fact"])
    if sign == "is_true":
        return written(True, YES_NO)
    is_word = isinstance(comparison.get("value"), str)
    value = {"value": written(comparison.get("value"), fact.type if fact and not is_word else "")}
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


def figure(params: Mapping[str, Any]) -> str:
    """Return a published figure: a number, days, a date counted from the grant year, codes, or a word."""
    value, unit = params.get("value"), params.get("unit")
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
