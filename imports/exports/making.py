"""Making a file: at once where there is little, else in the background, with progress, once, and as of one moment."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO

from django.core.files import File
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.package import writing as package
from imports.package.names import safe_name
from workflows import clock, outbox
from workflows.backup.writing import unhurried
from workflows.cases.moment import one_moment
from workflows.directory.models import User
from workflows.errors import NotThere, Refused
from workflows.ui.exporting import Unwritten, exporters

from . import reading, sending, writing
from .all import TABLES, Table
from .models import PACKAGE, Asked, ExportDefinition, ExportFile
from .readers import Reader

KIND = "imports.export"
IN_MEMORY = 4 * 1024 * 1024  # bytes; what is more waits on disk
ZIP = "zip"
Tell = Callable[[int], None]


def table_for(reader: Reader, code: str) -> Table:
    """Return a table that somebody can take out; raises NotThere for any other."""
    found = TABLES.get(code)
    if found is None or not found.offered(reader):
        raise NotThere
    return found


def ending_of(asked: Asked) -> str:
    """Return how the name of its file ends."""
    return ZIP if asked.table == PACKAGE else asked.format


def content_type(asked: Asked) -> str:
    """Return the content type of its file; raises KeyError for a kind that nobody writes any more."""
    return "application/zip" if asked.table == PACKAGE else exporters()[asked.format].content_type


def rows_of(asked: Asked, reader: Reader) -> int:
    """Return how many rows will be read. One query; a package is always made in the background."""
    if asked.table == PACKAGE:
        return sum(reading.count(each, reader, asked.cut) for each in TABLES.values() if each.offered(reader))
    return reading.count(table_for(reader, asked.table), reader, asked.cut)


def write(asked: Asked, reader: Reader, to: BinaryIO, *, tell: Tell = lambda done: None) -> int:
    """Write what is asked for, as of one moment, and return how many rows it has.

    Raises NotThere for a table that is not theirs, Refused or Unwritten where it cannot be written.
    """
    with one_moment():
        unhurried()
        if asked.table == PACKAGE:
            return sum(package.write(to, reader, cut=asked.cut, tell=tell).counts.values())
        found = table_for(reader, asked.table)
        if asked.format not in exporters():
            raise Unwritten
        return writing.write(
            found,
            reading.rows(found, reader, asked.cut),
            to,
            asked.format,
            headings=asked.headings,
            only=asked.columns,
            tell=tell,
        )


def spooled(asked: Asked, reader: Reader) -> BinaryIO:
    """Return what is asked for as a file, from its beginning; its memory is bounded. Raises as `write` does."""
    held: Any = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (who sends it closes it)
    try:
        write(asked, reader, held)
    except BaseException:
        held.close()
        raise
    held.seek(0)
    return held


@transaction.atomic
def order(
    asked: Asked, *, by: User, title: str, definition: ExportDefinition | None = None, day: Any = None
) -> ExportFile:
    """Have what is asked for made in the background, and return the file to be."""
    reader = Reader(by)
    file = ExportFile.objects.create(
        **_fields(asked),
        owner=by,
        definition=definition,
        day=day,
        roles=roles_of(by),
        expected=rows_of(asked, reader),
        name=safe_name(title, ending_of(asked), tail=f"{clock.today():%Y-%m-%d}"),
    )
    outbox.put(kind=KIND, key=f"{KIND}:{file.pk}", payload={"file": file.pk})
    return file


def _fields(asked: Asked) -> Mapping[str, Any]:
    return {field.name: getattr(asked, field.name) for field in Asked._meta.get_fields()}


def roles_of(user: User) -> str:
    """Return a mark of what somebody may see today: another where a role has come or gone."""
    held = sorted((each.pk, each.role) for each in user.roles_today())
    return hashlib.sha256(repr(held).encode()).hexdigest()


def fetched(file: ExportFile, *, by: User) -> ExportFile:
    """Return a file for its owner to fetch. Raises NotThere to others, Refused where their roles have changed."""
    if file.owner_id != by.pk:
        raise NotThere
    if file.roles != roles_of(by):
        raise Refused(_("Your roles have changed since the file was made. Ask for it anew."))
    return file


@outbox.deliverer(KIND, gettext_lazy("Export"))
def make(payload: dict[str, Any]) -> outbox.Finish | None:
    """Make a file that was ordered; begun again from the beginning where a worker died."""
    file = ExportFile.objects.select_related("owner", "definition").filter(pk=payload["file"]).first()
    if file is None or file.state in (ExportFile.State.READY, ExportFile.State.REFUSED):
        return None
    ExportFile.objects.filter(pk=file.pk).update(state=ExportFile.State.RUNNING, rows=0)
    held: Any = tempfile.TemporaryFile()  # noqa: SIM115  (closed by the one who finishes)
    try:
        with _progress(file) as tell:
            rows = write(file, Reader(file.owner), held, tell=tell)
    except (NotThere, Refused, Unwritten) as fault:
        held.close()
        with translation.override(file.owner.language):
            why = str(fault) or _("It is not there for you any more, or cannot be written now.")
        return lambda: _end(file, state=ExportFile.State.REFUSED, why=why[:300])
    size = held.seek(0, os.SEEK_END)
    sending.to_folder(file, held)
    held.seek(0)

    def finish() -> None:
        with held:
            file.file.save(file.name, File(held), save=False)
        try:
            _end(
                file,
                state=ExportFile.State.READY,
                rows=rows,
                expected=rows,
                size=size,
                file=file.file.name,
                ready_at=clock.now(),
            )
        except ExportFile.DoesNotExist:  # thrown away meanwhile: nothing of it is kept
            file.file.delete(save=False)

    return finish


def _end(file: ExportFile, /, **values: Any) -> None:
    ExportFile.objects.filter(pk=file.pk).update(**values)
    file.refresh_from_db()
    sending.tell(file)


@contextmanager
def _progress(file: ExportFile) -> Iterator[Tell]:
    """Give what tells how many rows are written, at once: the reading transaction writes nothing, so another does."""
    if connection.in_atomic_block:
        yield lambda done: None
        return
    other = connection.copy()
    try:

        def tell(done: int) -> None:
            with other.cursor() as cursor:
                cursor.execute(
                    f"UPDATE {ExportFile._meta.db_table} SET rows = %s WHERE id = %s",  # noqa: S608  (a table of ours)
                    [done, file.pk],
                )

        yield tell
    finally:
        other.close()
