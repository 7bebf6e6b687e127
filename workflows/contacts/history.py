"""The history of a place's contacts, in words."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from workflows.directory.models import ContactChange, ContactPerson, KnowledgeEnvironment, RegionOffer
from workflows.ui.dates import short_date
from workflows.ui.numbers import format_phone


@dataclass(frozen=True)
class Line:
    """One change as a page shows it: what was done with what, by whom and when, and each field before and after."""

    kind: str
    subject: str
    by: Any
    at: dt.datetime
    fields: list[tuple[str, str, str]]


def told(change: ContactChange) -> Line:
    """Return a change in the reader's language."""
    fields = [
        (_label(name), _shown(name, before), _shown(name, after))
        for name, (before, after) in change.changes.items()
    ]
    return Line(change.get_kind_display(), change.subject, change.by, change.at, fields)


def _label(name: str) -> str:
    fields = [
        each for model in (ContactPerson, RegionOffer, KnowledgeEnvironment) for each in model._meta.fields
    ]
    return next((capfirst(str(each.verbose_name)) for each in fields if each.name == name), name)


def _shown(name: str, value: str) -> str:
    """Return a value as pages write it."""
    if not value:
        return "–"
    if name.endswith(("_from", "_to")):
        return short_date(dt.date.fromisoformat(value))
    if name == "kind":
        return str(dict(RegionOffer.Kind.choices).get(value, value))
    return format_phone(value) if name == "phone" else value
