"""Conditions of fields: when one is shown, when it is demanded, and what its answer may be (R8.4).

A condition is data, `{"all": [T …]}` or `{"any": [T …]}` of terms `{"field": …, "operator": …, "value": …}`: chosen
from lists, checked when the scheme is published, and evaluated here; never run as code. Pure: no database.
"""

import operator as signs
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from .fields import DAY, NUMBER, ONE, SEVERAL, YES_NO, Definition, field_type, is_blank, is_typed

Condition = Mapping[str, Any]
Answers = Mapping[str, Any]

ANSWERED, NOT_ANSWERED, INCLUDES = "answered", "not_answered", "includes"
SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "==": signs.eq,
    "!=": signs.ne,
    ">": signs.gt,
    ">=": signs.ge,
    "<": signs.lt,
    "<=": signs.le,
    INCLUDES: lambda answer, value: isinstance(answer, list) and value in answer,
}
_ORDERED, _EQUAL = ("==", "!=", ">", ">=", "<", "<="), ("==", "!=")
_OPERATORS = {NUMBER: _ORDERED, DAY: _ORDERED, ONE: _EQUAL, YES_NO: _EQUAL, SEVERAL: (INCLUDES,)}
SHOW, REQUIRE = "show_when", "require_when"


def compared_as(field: Definition) -> str:
    """Return what a field's answers are compared as; '' where it can only be asked whether there is one."""
    try:
        kind = field_type(str(field.get("type"))).compared_as
    except LookupError:
        return ""
    return SEVERAL if kind and field.get("multiple") else kind


def operators_of(field: Definition) -> tuple[str, ...]:
    """Return the operators a condition may ask of a field with."""
    return (*_OPERATORS.get(compared_as(field), ()), ANSWERED, NOT_ANSWERED)


def limits_of(field: Definition) -> tuple[str, ...]:
    """Return the operators that may limit a field's own answer."""
    return tuple(sign for sign in _OPERATORS.get(compared_as(field), ()) if sign != INCLUDES)


def terms_of(condition: Condition | None) -> list[Mapping[str, Any]]:
    """Return the terms of a condition; none of none."""
    return [*(condition or {}).get("all", ()), *(condition or {}).get("any", ())]


def fields_in(condition: Condition | None) -> set[str]:
    """Return the codes of the fields that a condition looks at."""
    return {str(term.get("field")) for term in terms_of(condition)}


def looked_at(field: Definition) -> Iterator[tuple[str, str]]:
    """Yield every field that a field looks at, each with how: `show_when`, `require_when` or `limits`."""
    for how in (SHOW, REQUIRE):
        yield from ((code, how) for code in sorted(fields_in(field.get(how))))
    for limit in field.get("limits") or ():
        codes = fields_in(limit.get("when")) | ({str(limit["field"])} if limit.get("field") else set())
        yield from ((code, "limits") for code in sorted(codes))


def holds(condition: Condition | None, answers: Answers) -> bool:
    """Return whether a condition holds; none always does. What is not answered is neither equal, over nor other."""
    if not condition:
        return True
    judged = (_term_holds(term, answers) for term in terms_of(condition))
    return any(judged) if "any" in condition else all(judged)


def _term_holds(term: Mapping[str, Any], answers: Answers) -> bool:
    answer, sign = answers.get(term["field"]), term["operator"]
    there = not is_blank(answer) and not is_typed(answer)
    if sign in (ANSWERED, NOT_ANSWERED):
        return there is (sign == ANSWERED)
    return there and _compared(sign, answer, term.get("value"))


def _compared(sign: str, answer: Any, value: Any) -> bool:
    try:
        return SIGNS[sign](answer, value)
    except (KeyError, TypeError):  # an answer of another kind, from before the form was changed
        return False


def shown(fields: Iterable[Definition], answers: Answers) -> set[str]:
    """Return the codes of the fields that are shown. What is hidden counts as not answered where others look at it."""
    by_code = {field["code"]: field for field in fields}
    known: dict[str, bool] = {}

    def is_shown(code: str) -> bool:
        if code not in known:
            known[code] = True  # a circle cannot be published; an older one is shown
            condition = by_code[code].get(SHOW) if code in by_code else None
            seen = {each: answers.get(each) for each in fields_in(condition) if is_shown(each)}
            known[code] = holds(condition, seen)
        return known[code]

    return {code for code in by_code if is_shown(code)}


def relevant(fields: Iterable[Definition], answers: Answers) -> dict[str, Any]:
    """Return the answers without those of fields that are hidden; those of no field of the form stay."""
    fields = list(fields)
    hidden = {field["code"] for field in fields} - shown(fields, answers)
    return {code: answer for code, answer in answers.items() if code not in hidden}


def demanded(fields: Iterable[Definition], answers: Answers) -> set[str]:
    """Return the codes of the fields that must be answered: those shown that always are, or are now."""
    fields = list(fields)
    seen = shown(fields, answers)
    known = {code: answer for code, answer in answers.items() if code in seen}
    return {
        field["code"]
        for field in fields
        if field["code"] in seen
        and (field.get("required") or (field.get(REQUIRE) and holds(field[REQUIRE], known)))
    }


def broken(field: Definition, answers: Answers) -> list[Mapping[str, Any]]:
    """Return the limits that a field's answer does not keep; `answers` are those of the fields that are shown."""
    answer = answers.get(field["code"])
    if is_blank(answer) or is_typed(answer):
        return []
    found = []
    for limit in field.get("limits") or ():
        value = answers.get(limit["field"]) if limit.get("field") else limit.get("value")
        if is_blank(value) or is_typed(value) or not holds(limit.get("when"), answers):
            continue
        if not _compared(limit["operator"], answer, value):
            found.append(limit)
    return found


def circle(fields: Iterable[Definition]) -> list[str]:
    """Return the codes of fields that are shown by each other in a circle, in order; [] where none are."""
    looks = {field["code"]: sorted(fields_in(field.get(SHOW))) for field in fields if field.get("code")}
    done: set[str] = set()

    def walk(code: str, way: list[str]) -> list[str]:
        if code in way:
            return way[way.index(code) :]
        if code in done:
            return []
        for other in looks.get(code, ()):
            if found := walk(other, [*way, code]):
                return found
        done.add(code)
        return []

    return next((found for code in looks if (found := walk(code, []))), [])


def dependent_on(codes: Iterable[str], fields: Iterable[Definition]) -> set[str]:
    """Return the codes with those of every field that is shown, demanded or limited by one of them, near or far."""
    fields, found = list(fields), set(codes)
    while more := {
        field["code"]
        for field in fields
        if field["code"] not in found and found & {code for code, _how in looked_at(field)}
    }:
        found |= more
    return found
