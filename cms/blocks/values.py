"""Facts and figures as editors choose and write them, and as the check reads them."""

import re
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.rules.facts import AMOUNT, COUNT, PERCENT, YES_NO, Fact, known_facts
from workflows.rules.words import UNITS as UNIT_WORDS
from workflows.ui.amounts import AmountError, parse_amount

UNITS = [
    ("number", gettext_lazy("a number")),
    ("days", gettext_lazy("days")),
    ("date", gettext_lazy("a date, counted from the grant year")),
    ("codes", gettext_lazy("codes, with commas between")),
    ("field_codes", gettext_lazy("field codes, with commas between")),
    ("text", gettext_lazy("a word")),
]
_YEARLY = re.compile(r"^(\d{1,2})\. ?(\d{1,2})\.? ?(?:\+ ?(\d))?$")
_YES, _NO = {"ja", "yes"}, {"nei", "no"}


def fact_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every fact a rule may speak of, by its label and unit, grouped by what it speaks of."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for fact in known_facts().values():
        groups.setdefault(str(fact.about), []).append((fact.name, _label(fact)))
    return list(groups.items())


def _label(fact: Fact) -> str:
    unit = UNIT_WORDS.get(fact.type)
    return f"{fact.label} ({unit})" if unit else str(fact.label)


def read_number(text: str) -> int | float:
    """Return the number an editor wrote, `200 000` or `5,5`; raises ValidationError."""
    try:
        number = parse_amount(text)
    except AmountError as error:
        raise ValidationError(str(error)) from None
    return int(number) if number == number.to_integral_value() else float(number)


def read_value(text: str, unit: str) -> Any:
    """Return a figure of a unit as the casework reads it; raises ValidationError."""
    text = text.strip()
    if unit in ("number", "days"):
        return read_number(text)
    if unit in ("codes", "field_codes"):
        return [word.strip() for word in text.split(",") if word.strip()]
    if unit == "date":
        if not (match := _YEARLY.match(text)):
            raise ValidationError(_("Write day and month, and how many years after the grant year: 15.2. +1"))
        return {"month": int(match[2]), "day": int(match[1]), "years": int(match[3] or 0)}
    return text


def read_fact(name: str, text: str) -> Any:
    """Return what is given of a fact, as a fact sheet stores it; raises ValidationError."""
    known, text = known_facts().get(name), text.strip()
    if known is None:
        raise ValidationError(_("No fact is called “%(fact)s”.") % {"fact": name})
    if known.type == YES_NO:
        if text.lower() not in _YES | _NO:
            raise ValidationError(_("%(fact)s: write yes or no.") % {"fact": known.label})
        return text.lower() in _YES
    if known.type not in (AMOUNT, COUNT, PERCENT):
        return text
    try:
        number = read_number(text)
    except ValidationError as error:
        raise ValidationError(f"{known.label}: {error.messages[0]}") from None
    return number if isinstance(number, int) else str(number)


def show_value(value: Any) -> str:
    """Return a figure as an editor writes it."""
    if isinstance(value, dict):
        return f"{value['day']}.{value['month']}. +{value['years']}"
    if isinstance(value, list):
        return ", ".join(value)
    return str(Decimal(str(value))).replace(".", ",") if isinstance(value, int | float) else str(value)
