"""Rows of a package as rows here: every value checked as its column would, every key led to its own row."""

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, Error, models, transaction
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _

from workflows.errors import Refused

from .opening import Row

log = logging.getLogger("nettverksmidler.transfer")
WRONG = (ArithmeticError, AttributeError, KeyError, TypeError, ValueError, ValidationError, RecursionError)


@contextmanager
def refusing_the_malformed() -> Iterator[None]:
    """Raise Refused where what is read of a package is not of the kind it should be."""
    try:
        yield
    except WRONG as fault:
        log.warning("package refused", extra={"error": repr(fault)[:500]})
        raise Refused(_("What it holds is not what a package holds.")) from fault


class NotPlaced(Refused):
    """A row refers to something that is not in the register here; refused unless the row can stay history."""


class Keys:
    """What the keys there are here, by table. A key that leads nowhere keeps its row out."""

    def __init__(self) -> None:
        self._known: dict[type[models.Model], dict[int, int]] = defaultdict(dict)

    def learn(self, model: type[models.Model], there: Any, here: int) -> None:
        """Let a row there be one here."""
        self._known[model][int(there)] = here

    def here(self, model: type[models.Model], there: Any) -> int | None:
        """Return the key here, or None."""
        return self._known[model].get(there) if isinstance(there, int) else None


def make(
    model: type[models.Model], told: Row, keys: Keys, *, drop: tuple[str, ...] = (), **given: Any
) -> Any:
    """Store a row and learn its key; columns in `given` are as said, references in `drop` may lead nowhere.

    Raises NotPlaced where it refers to what is not here, and Refused for a value that its column cannot hold.
    """
    try:
        made = unsaved(model, told, keys, drop=drop, **given)
        with transaction.atomic():
            made.save_base(force_insert=True, raw=True)
        if "id" in told:
            keys.learn(model, told["id"], made.pk)
        return made
    except (*WRONG, DataError, Error) as fault:
        raise Refused(
            _("A row of «%(table)s» cannot be kept here: %(why)s")
            % {"table": model._meta.verbose_name_plural, "why": _in_short(fault)}
        ) from fault


def unsaved(
    model: type[models.Model], told: Row, keys: Keys, *, drop: tuple[str, ...] = (), **given: Any
) -> models.Model:
    """Return the row, not stored; raises NotPlaced, or what values of the wrong kind lead to."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.primary_key or isinstance(field, models.FileField):
            continue
        if field.name in given:
            values[field.name] = given[field.name]
        elif isinstance(field, models.ForeignKey):
            values[field.attname] = _placed(field, told[field.attname], keys, drop)
        else:
            values[field.attname] = _checked(field, told[field.attname])
    return model(**values)


def _placed(
    field: "models.ForeignKey[Any, Any]", there: Any, keys: Keys, drop: tuple[str, ...]
) -> int | None:
    if there is None:
        if not field.null:
            raise ValidationError(field.error_messages["null"])
        return None
    here = keys.here(field.related_model, there)
    if here is None and field.name not in drop:
        named = {"table": field.model._meta.verbose_name_plural, "what": field.verbose_name}
        raise NotPlaced(_("«%(table)s» refers to something that is not here: %(what)s.") % named)
    return here


def _checked(field: "models.Field[Any, Any]", told: Any) -> Any:
    """Return a value as its column holds it: of its kind, among its choices, no longer than it, no naive time.

    Nor one at either end of time: the database keeps it, and in another zone nobody can read it again.
    """
    if told is None:
        if not field.null:
            raise ValidationError(field.error_messages["null"])
        return None
    if isinstance(told, list | dict) and not isinstance(field, models.JSONField):
        raise TypeError(field.name)
    value = field.to_python(told)
    if isinstance(value, dt.datetime) and (is_naive(value) or not 1 < value.year < dt.MAXYEAR):
        raise ValueError(field.name)
    if isinstance(value, str) and "\0" in value:
        raise ValueError(field.name)
    choices = dict(field.flatchoices)
    if choices and value not in choices and value != "":
        raise ValidationError(_("%(value)s is not among the choices."), params={"value": value})
    field.run_validators(value)
    return value


def _in_short(fault: Exception) -> str:
    return "; ".join(fault.messages) if isinstance(fault, ValidationError) else type(fault).__name__
