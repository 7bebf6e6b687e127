"""What is done with contacts: written, and confirmed. Every change leaves a line of history; nothing is deleted."""

import datetime as dt
from typing import Any, cast

from django.db import models, transaction
from django.forms import ModelForm

from workflows import reminders
from workflows.cases.rights import demand
from workflows.directory.models import ContactChange, ContactPerson, User
from workflows.errors import Invalid

from . import rights
from .confirming import confirmed_on, key_of
from .places import Place

Kind = ContactChange.Kind
AGREEMENT = {"agreement_from", "agreement_to"}


@transaction.atomic
def save(form: ModelForm, *, place: Place, by: User) -> ContactChange | None:
    """Write what was typed of a person, an offer or an environment, and a line of history of what is another now.

    Returns the line, None where nothing was changed. The form is checked while the place is held, so that two who
    add the same at once do not both. Raises NotThere, NotAllowed, or Invalid with the form.
    """
    fields = list(form.fields)
    _demand(fields, place, by)
    _hold(place)
    if not form.is_valid():
        raise Invalid(form)
    row, model = form.instance, cast(Any, type(form.instance))
    stored = model._default_manager.select_for_update().filter(pk=row.pk).first()
    changes = {
        name: [_text(getattr(stored, name)) if stored else "", _text(getattr(row, name))]
        for name in fields
        if stored is None or getattr(stored, name) != getattr(row, name)
    }
    if not changes:
        return None
    if stored is None:
        row.save()
    else:
        row.save(update_fields=list(changes))
    return ContactChange.objects.create(
        kind=_kind(changes, is_new=stored is None),
        subject=str(row),
        changes={name: change for name, change in changes.items() if any(change)},
        by=by,
        **place.where,
    )


@transaction.atomic
def confirm(place: Place, *, by: User) -> ContactChange:
    """Say that the contacts of a place are right, and settle what was reminded of. Raises NotThere or NotAllowed."""
    demand(rights.may_edit(by, place))
    reminders.settle(key_of(place, confirmed_on().get(place.key)))
    return ContactChange.objects.create(kind=Kind.CONFIRMED, by=by, **place.where)


def _hold(place: Place) -> None:
    """Let others who change the same place wait until the transaction ends."""
    rows: models.QuerySet = ContactPerson.objects.filter(
        **place.where
    )  # the directorate has no row of its own
    if place.of:
        rows = type(place.of)._default_manager.filter(pk=place.of.pk)
    list(rows.select_for_update().order_by("pk").values_list("pk"))


def _demand(fields: list[str], place: Place, by: User) -> None:
    if AGREEMENT & set(fields):
        demand(rights.may_set_agreement(by, place))
    if set(fields) - AGREEMENT:
        demand(rights.may_edit(by, place))


def _kind(changes: dict[str, list[str]], *, is_new: bool) -> ContactChange.Kind:
    if is_new:
        return Kind.ADDED
    return Kind.ENDED if changes.get("valid_to", ["", ""])[1] else Kind.CHANGED


def _text(value: Any) -> str:
    """Return how history keeps a value: a date as 2024-06-05, nothing as an empty text."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, dt.date) else str(value)
