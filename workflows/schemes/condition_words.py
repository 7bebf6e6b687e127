"""Conditions and limits in words: what stands by a field, and what editors read (R8.4)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from workflows.ui.amounts import format_amount, group_digits
from workflows.ui.dates import long_date

from .conditions import Condition, compared_as, terms_of
from .fields import DAY, YES_NO, Definition, in_language

_TERMS: dict[str, Promise] = {
    "==": pgettext_lazy("a condition", "“%(field)s” is %(value)s"),
    "!=": pgettext_lazy("a condition", "“%(field)s” is not %(value)s"),
    ">": pgettext_lazy("a condition", "“%(field)s” is over %(value)s"),
    ">=": pgettext_lazy("a condition", "“%(field)s” is at least %(value)s"),
    "<": pgettext_lazy("a condition", "“%(field)s” is under %(value)s"),
    "<=": pgettext_lazy("a condition", "“%(field)s” is at most %(value)s"),
    "includes": pgettext_lazy("a condition", "“%(field)s” includes %(value)s"),
    "answered": pgettext_lazy("a condition", "“%(field)s” is answered"),
    "not_answered": pgettext_lazy("a condition", "“%(field)s” is not answered"),
}
_DAYS: dict[str, Promise] = {
    ">": pgettext_lazy("a condition", "“%(field)s” is after %(value)s"),
    ">=": pgettext_lazy("a condition", "“%(field)s” is no earlier than %(value)s"),
    "<": pgettext_lazy("a condition", "“%(field)s” is before %(value)s"),
    "<=": pgettext_lazy("a condition", "“%(field)s” is no later than %(value)s"),
}
_LIMITS: dict[str, Promise] = {
    "==": pgettext_lazy("a limit of an answer", "The answer must be %(value)s."),
    "!=": pgettext_lazy("a limit of an answer", "The answer cannot be %(value)s."),
    ">": pgettext_lazy("a limit of an answer", "The answer must be over %(value)s."),
    ">=": pgettext_lazy("a limit of an answer", "The answer must be at least %(value)s."),
    "<": pgettext_lazy("a limit of an answer", "The answer must be under %(value)s."),
    "<=": pgettext_lazy("a limit of an answer", "The answer must be at most %(value)s."),
}
_LIMITS_OF_DAYS: dict[str, Promise] = {
    ">": pgettext_lazy("a limit of an answer", "The date must be after %(value)s."),
    ">=": pgettext_lazy("a limit of an answer", "The date must be no earlier than %(value)s."),
    "<": pgettext_lazy("a limit of an answer", "The date must be before %(value)s."),
    "<=": pgettext_lazy("a limit of an answer", "The date must be no later than %(value)s."),
}
Fields = Mapping[str, Definition]


def by_code(fields: Iterable[Definition]) -> dict[str, Definition]:
    """Return fields by their codes."""
    return {str(field.get("code")): field for field in fields}


def label_of(code: str, fields: Fields, language: str) -> str:
    """Return what a field is called; its code where there is no such field."""
    return in_language(fields.get(code, {}).get("label"), language) or code


def value_in_words(value: Any, field: Definition, language: str) -> str:
    """Return a value that an answer is compared with, as people read it."""
    if compared_as(field) == YES_NO:
        return _("yes") if value else _("no")
    if compared_as(field) == DAY:
        try:
            return long_date(dt.date.fromisoformat(str(value)))
        except ValueError:
            return str(value)
    if field.get("type") == "amount" and isinstance(value, int):
        return format_amount(value)
    if isinstance(value, int):
        return group_digits(value)
    chosen = [each for each in field.get("choices") or () if each.get("code") == value]
    return f"“{in_language(chosen[0].get('label'), language)}”" if chosen else str(value)


def condition_in_words(condition: Condition | None, fields: Fields, language: str) -> str:
    """Return a condition without a full stop: `“Do you hire?” is yes and “Amount” is over kr 100 000`."""
    joint = (
        pgettext("two conditions", "%(one)s or %(other)s")
        if condition and "any" in condition
        else pgettext("two conditions", "%(one)s and %(other)s")
    )
    told = [_term(term, fields, language) for term in terms_of(condition)]
    return reduce(lambda one, other: joint % {"one": one, "other": other}, told)


def only_if(condition: Condition, fields: Fields, language: str) -> str:
    """Return the sentence that stands by a field that is only for some."""
    return _("Only if %(condition)s.") % {"condition": condition_in_words(condition, fields, language)}


def demanded_if(condition: Condition, fields: Fields, language: str) -> str:
    """Return the sentence that stands by a field that only some must answer."""
    return _("Must be answered if %(condition)s.") % {
        "condition": condition_in_words(condition, fields, language)
    }


def limit_in_words(limit: Mapping[str, Any], field: Definition, fields: Fields, language: str) -> str:
    """Return what is said of an answer that does not keep a limit: its own message, or one made of it."""
    if own := in_language(limit.get("message"), language):
        return own
    words = (_LIMITS | _LIMITS_OF_DAYS if compared_as(field) == DAY else _LIMITS)[limit["operator"]]
    other = limit.get("field")
    value = (
        f"“{label_of(other, fields, language)}”"
        if other
        else value_in_words(limit.get("value"), field, language)
    )
    return str(words) % {"value": value}


def _term(term: Mapping[str, Any], fields: Fields, language: str) -> str:
    field = fields.get(str(term.get("field")), {})
    words = _TERMS | _DAYS if compared_as(field) == DAY else _TERMS
    return str(words.get(str(term.get("operator")), "%(field)s")) % {
        "field": label_of(str(term.get("field")), fields, language),
        "value": value_in_words(term.get("value"), field, language),
    }
