"""The round back: exactly the fields that are asked for are opened, and nothing else (R3.11, R8.3, A14)."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from workflows import clock
from workflows.cases.models import Case
from workflows.deadlines import statutory_deadline
from workflows.schemes.conditions import dependent_on
from workflows.schemes.fields import Definition, in_language
from workflows.schemes.forms import MUST_AGREE, PLACE_OF, Sections, definitions_of
from workflows.ui.dates import long_date

from .models import FormalCheck

DAYS_TO_ANSWER = 21  # what is proposed; the caseworker says how long
_TOGETHER = [set(pair) for pair in (MUST_AGREE | PLACE_OF).items()]  # one cannot be changed without the other


def fields_of(case: Case) -> list[Definition]:
    """Return every field of the application's form."""
    return definitions_of(case.scheme_version.definition["sections"])


def opened(check: FormalCheck | None, case: Case) -> set[str]:
    """Return the codes of the fields that the network may change: all of them where none are named."""
    every = {field["code"] for field in fields_of(case)}
    named = set(check.asked_fields) & every if check else set()
    return dependent_on(with_companions(named), fields_of(case)) & every if named else every


def with_companions(codes: Collection[str]) -> set[str]:
    """Return the codes with those that each cannot be changed without, such as a budget and its sum."""
    return set(codes).union(*(pair for pair in _TOGETHER if pair & set(codes)))


def only(sections: Sections, codes: Collection[str]) -> list[dict[str, Any]]:
    """Return the sections with no other fields than these; those that are left empty go."""
    kept = [
        {**section, "fields": [field for field in section["fields"] if field["code"] in codes]}
        for section in sections
    ]
    return [section for section in kept if section["fields"]]


def without(sections: Sections, codes: Collection[str]) -> list[dict[str, Any]]:
    """Return the sections with no other fields than the rest."""
    every = {field["code"] for section in sections for field in section["fields"]}
    return only(sections, every - set(codes))


def answer_by(days: int) -> dt.date:
    """Return the day an answer is due that is asked for today."""
    return statutory_deadline(clock.today(), days=days)


def in_words(case: Case, check: FormalCheck, *, language: str) -> str:
    """Return all that is asked for, as a letter says it: the text, field by field, and by when."""
    lines = [check.asked_for, *_each(fields_of(case), check.asked_fields, language)]
    if check.answer_by:
        with translation.override(language):
            lines.append(_("Send it by %(date)s.") % {"date": long_date(check.answer_by)})
    return "\n\n".join(lines)


def _each(fields: Iterable[Definition], asked: Mapping[str, str], language: str) -> list[str]:
    """Return one line for each field that is asked for, with its text where it has one."""
    named = [field for field in fields if field["code"] in asked]
    labels = [(in_language(field["label"], language), asked[field["code"]]) for field in named]
    return [f"– {label}: {text}" if text else f"– {label}" for label, text in labels]
