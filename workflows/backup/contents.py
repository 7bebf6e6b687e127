"""What a backup holds: every table of ours and of the packages we keep things in, and every stored file.

Rows are written as the models read them, never as a database stores them: a backup of SQLite is restored on PostgreSQL
and the other way round.
"""

import base64
import datetime as dt
import decimal
import json
import uuid
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.files.storage import Storage
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder
from django.utils.duration import duration_string

FORMAT = 1
MANIFEST, FILES = "backup.json", "files.jsonl"
# Log-ins end with the machine they were on; what Wagtail's admin holds for a moment, and its index, are made anew.
NOT_KEPT = {"sessions", "wagtailadmin", "wagtailsearch"}

Row = list[Any]
Fields = list["models.Field[Any, Any]"]


def tables() -> list[type[models.Model]]:
    """Return the models whose rows are kept, those of many-to-many relations too, in the order of their names.

    The types of content come first: pages look their own up when they are made, and would make what is not there.
    """
    kept = [model for model in every_table() if model._meta.app_label not in NOT_KEPT]
    return sorted(kept, key=lambda model: (model._meta.app_label != "contenttypes", model._meta.label_lower))


def every_table() -> list[type[models.Model]]:
    """Return the models that have a table of their own, kept or not."""
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.managed and not model._meta.proxy]


def fields_of(model: type[models.Model]) -> Fields:
    """Return the columns of a table: what a model inherits from another table lies there."""
    return list(model._meta.local_concrete_fields)


def member(model: type[models.Model]) -> str:
    """Return where a table lies in the backup."""
    return f"tables/{model._meta.label_lower}.jsonl"


def rows_of(model: type[models.Model]) -> Iterator[Row]:
    """Yield the rows of a table, by their key, as JSON can hold them."""
    fields = fields_of(model)
    rows = model._base_manager.order_by("pk").values_list(*[field.attname for field in fields])
    for row in rows.iterator(chunk_size=1000):
        yield [_plain(field, value) for field, value in zip(fields, row, strict=True)]


def made_of(model: type[models.Model], fields: Fields, row: Row) -> models.Model:
    """Return the object that a row was made of, not saved."""
    values = {
        field.attname: None if value is None else field.to_python(value)
        for field, value in zip(fields, row, strict=True)
    }
    return model(**values)


def stored_files() -> Iterator[tuple[Storage, str]]:
    """Yield the storage and the name of every file that a row refers to, each once."""
    seen: set[str] = set()
    for model in tables():
        for field in fields_of(model):
            if not isinstance(field, models.FileField):
                continue
            named = model._base_manager.exclude(**{field.attname: ""}).order_by("pk")
            for name in named.values_list(field.attname, flat=True).iterator(chunk_size=1000):
                if name and name not in seen:
                    seen.add(name)
                    yield field.storage, name


def migrations() -> list[list[str]]:
    """Return the migrations of the kept tables that the database has: a backup fits where the same are applied."""
    kept = {model._meta.app_label for model in tables()}
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted([app, name] for app, name in applied if app in kept)


def line(value: Any) -> bytes:
    """Return one line of a file in the backup: keys in order, since not every database keeps theirs."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def _plain(field: "models.Field[Any, Any]", value: Any) -> Any:
    """Return a value as JSON can hold it, so that the field's `to_python` makes the same of it again."""
    if isinstance(value, models.Model):
        raise TypeError(f"{field} is read by its key.")
    if isinstance(field, models.JSONField) or value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, dt.timedelta):
        return duration_string(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    prepared = field.get_prep_value(value)
    if isinstance(prepared, list | dict):  # a StreamField's
        return json.dumps(prepared, ensure_ascii=False, sort_keys=True)
    if type(prepared) is type(value):
        raise TypeError(f"{field} holds {type(value).__name__}, which a backup cannot hold.")
    return _plain(field, prepared)
