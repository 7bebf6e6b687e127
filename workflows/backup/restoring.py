"""Back from a backup, into an installation that is migrated and empty: all of it, or nothing (B13)."""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import sql
from django.utils.translation import gettext as _

from workflows.cases.models import Case
from workflows.directory.models import User
from workflows.errors import Refused

from . import contents
from .writing import copy, unhurried

ROWS_AT_ONCE = 500


def restore(path: Path) -> dict[str, int]:
    """Fill an empty installation with what a backup holds, and return how many rows each table got.

    Everything in the file is checked against its checksums before anything is written. Raises Refused when the
    installation is not empty, is of another version, or the file is no whole backup; OSError when it cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(archive)
            _refuse_damaged(archive, manifest)
            with transaction.atomic():
                unhurried()
                _refuse_used()
                _empty()
                ContentType.objects.clear_cache()
                counts = {model._meta.label_lower: _fill(archive, model) for model in contents.tables()}
                if counts != manifest["counts"]:
                    raise Refused(_("The backup does not hold as many rows as it says."))
                _restart_numbers()
                _store(archive)
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise Refused(_("This is not a whole backup: %(why)s") % {"why": error}) from error
    for cache in caches.all(initialized_only=False):
        cache.clear()
    return counts


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read(contents.MANIFEST))
    if manifest["format"] != contents.FORMAT:
        raise Refused(_("The backup is of a format this version does not read."))
    here, there = contents.migrations(), manifest["migrations"]
    if here != there:
        differing = [each for each in (*here, *there) if (each in here) != (each in there)]
        raise Refused(
            _(
                "The backup is of another version: %(migrations)s. Restore it with the version that made it, "
                "and upgrade afterwards."
            )
            % {"migrations": ", ".join("/".join(each) for each in differing[:5])}
        )
    if set(manifest["sha256"]) != {contents.FILES, *map(contents.member, contents.tables())}:
        raise Refused(_("The backup does not hold the tables of this version."))
    return manifest


def _refuse_damaged(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    sums = dict(manifest["sha256"])
    for name, expected in sums.items():
        if _checksum(archive, name) != expected:
            raise Refused(_("%(name)s in the backup is damaged.") % {"name": name})
    for told in _lines(archive, contents.FILES):
        if _checksum(archive, told["place"]) != told["sha256"]:
            raise Refused(_("%(name)s in the backup is damaged.") % {"name": told["name"]})


def _checksum(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as source:
        return copy(source.read, lambda piece: None)


def _refuse_used() -> None:
    if User.objects.exists() or Case.objects.exists():
        raise Refused(_("The installation is in use. Restore into one that is migrated and empty."))


def _empty() -> None:
    """Take away what migrations and their signals put into an empty installation: the backup has its own."""
    for model in contents.every_table():
        if model._base_manager.exists():  # what is written once is not there yet, and could not be taken away
            model._base_manager.all()._raw_delete(connection.alias)


def _fill(archive: zipfile.ZipFile, model: type[models.Model]) -> int:
    """Write the rows of a table as they are: nothing is computed, sent or filled in anew."""
    fields, count = contents.fields_of(model), 0
    waiting: list[models.Model] = []
    for row in _lines(archive, contents.member(model)):
        waiting.append(contents.made_of(model, fields, row))
        count += 1
        if len(waiting) == ROWS_AT_ONCE:
            _insert(model, fields, waiting)
            waiting = []
    _insert(model, fields, waiting)
    return count


def _insert(model: type[models.Model], fields: contents.Fields, rows: list[models.Model]) -> None:
    most = max(1, connection.ops.bulk_batch_size(fields, rows)) if rows else 1
    for start in range(0, len(rows), most):
        query = sql.InsertQuery(model)
        query.insert_values(fields, rows[start : start + most], raw=True)
        query.get_compiler(connection.alias).execute_sql()


def _restart_numbers() -> None:
    """Let the next row of each table get the number after the last."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), contents.tables()):
            cursor.execute(statement)


def _store(archive: zipfile.ZipFile) -> None:
    """Put the files where the rows say they are. A storage that gives another name has one there already."""
    for told in _lines(archive, contents.FILES):
        with archive.open(told["place"]) as source, tempfile.TemporaryFile() as held:
            copy(source.read, held.write)
            held.seek(0)
            if default_storage.exists(told["name"]):
                _refuse_other(told)
                continue
            stored = default_storage.save(told["name"], File(held))
        if stored != told["name"]:
            raise Refused(_("%(name)s cannot be stored under its name.") % {"name": told["name"]})


def _refuse_other(told: dict[str, str]) -> None:
    """Raise Refused where another file lies under the name; the same one was put there by an earlier attempt."""
    digest = hashlib.sha256()
    with default_storage.open(told["name"], "rb") as there:
        copy(there.read, digest.update)
    if digest.hexdigest() != told["sha256"]:
        raise Refused(_("Another file is stored as %(name)s already.") % {"name": told["name"]})


def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[Any]:
    source: IO[bytes]
    with archive.open(name) as source:
        for written in source:
            yield json.loads(written)
