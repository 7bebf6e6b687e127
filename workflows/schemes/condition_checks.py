"""What is wrong with the conditions of a form's fields, said before the scheme is published (R8.4)."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from .conditions import (
    ANSWERED,
    NOT_ANSWERED,
    REQUIRE,
    SHOW,
    circle,
    compared_as,
    limits_of,
    operators_of,
    terms_of,
)
from .faults import Fault
from .fields import DAY, NUMBER, ONE, SEVERAL, YES_NO, Definition, in_language

Fields = Mapping[str, Definition]


def faults_of_conditions(field: Definition, fields: Fields) -> Iterator[Fault]:
    """Yield what is wrong with what one field looks at; `fields` are those of its form by code."""
    for how in (SHOW, REQUIRE):
        if how in field and field[how] is not None:
            yield from _faults(field, field[how], fields, how)
            if field["code"] in {term.get("field") for term in _terms(field[how])}:
                yield _fault(field, _("A condition cannot look at its own field."), "condition_self")
    limits = field.get("limits") or []
    if not isinstance(limits, list):
        yield _fault(field, _("The limits are a list."), "limit")
        return
    for limit in limits:
        yield from _limit_faults(field, limit, fields)


def faults_of_circles(fields: Fields) -> Iterator[Fault]:
    """Yield a fault where fields are shown by each other in a circle: then none of them ever is."""
    if codes := circle(fields.values()):
        names = " → ".join(_name(fields[code]) for code in [*codes, codes[0]] if code in fields)
        words = _("These fields are shown by each other in a circle: %(fields)s.") % {"fields": names}
        yield Fault(words, "condition_circle", field=codes[0])


def _terms(condition: Any) -> list[Any]:
    return [term for term in terms_of(condition) if isinstance(term, Mapping)] if _is_whole(condition) else []


def _is_whole(condition: Any) -> bool:
    """Return whether it has the shape of a condition: one list, under `all` or under `any`."""
    if not isinstance(condition, Mapping) or len(condition) != 1:
        return False
    terms = condition.get("all", condition.get("any"))
    return isinstance(terms, list) and bool(terms) and all(isinstance(term, Mapping) for term in terms)


def _faults(field: Definition, condition: Any, fields: Fields, how: str) -> Iterator[Fault]:
    if not _is_whole(condition):
        yield _fault(field, _("A condition is a list of terms, of which all or any must hold."), how)
        return
    for term in terms_of(condition):
        other = fields.get(str(term.get("field")))
        if other is None:
            said = _("A condition looks at “%(field)s”, which this form does not ask.")
            yield _fault(field, said % {"field": term.get("field")}, "condition_field")
        elif term.get("operator") not in operators_of(other):
            said = _("“%(field)s” cannot be asked with “%(operator)s”.")
            yield _fault(
                field, said % {"field": _name(other), "operator": term.get("operator")}, "condition_operator"
            )
        elif term["operator"] not in (ANSWERED, NOT_ANSWERED) and not _fits(term.get("value"), other):
            said = _("“%(value)s” is no answer to “%(field)s”.")
            yield _fault(field, said % {"field": _name(other), "value": term.get("value")}, "condition_value")


def _limit_faults(field: Definition, limit: Any, fields: Fields) -> Iterator[Fault]:
    if not isinstance(limit, Mapping) or limit.get("operator") not in limits_of(field):
        yield _fault(field, _("An answer of this type cannot be limited so."), "limit")
        return
    if limit.get("when") is not None:
        yield from _faults(field, limit["when"], fields, "limit")
    if limit.get("field"):
        other = fields.get(str(limit["field"]))
        if other is None or other is field or compared_as(other) != compared_as(field):
            words = _("The answer cannot be compared with “%(field)s”.") % {"field": limit["field"]}
            yield _fault(field, words, "limit")
    elif not _fits(limit.get("value"), field):
        words = _("“%(value)s” is no limit for such an answer.") % {"value": limit.get("value")}
        yield _fault(field, words, "limit")
    message = limit.get("message")
    if message and not (isinstance(message, Mapping) and message.get("nb") and message.get("nn")):
        yield _fault(field, _("The message of a limit lacks bokmål or nynorsk."), "missing_language")


def _fits(value: Any, field: Definition) -> bool:
    """Return whether a value can be compared with a field's answers."""
    kind = compared_as(field)
    if kind == NUMBER:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == YES_NO:
        return isinstance(value, bool)
    if kind == DAY:
        return _is_day(value)
    if kind in (ONE, SEVERAL):
        codes = [choice.get("code") for choice in field.get("choices") or ()]
        return isinstance(value, str) and bool(value) and (not codes or value in codes)
    return False


def _is_day(value: Any) -> bool:
    try:
        return dt.date.fromisoformat(value).isoformat() == value
    except (TypeError, ValueError):
        return False


def _name(field: Definition) -> str:
    return in_language(field.get("label"), "nb") or str(field.get("code"))


def _fault(field: Definition, words: str, code: str) -> Fault:
    return Fault(f"{field['code']}: {words}", code, field=str(field["code"]))
