"""A ZIP with a spreadsheet and the files that its cells name, where a kind of import takes files (R7.1, R3.10, C6).

    with bundle.spreadsheet(path) as sheet: …    # the path itself, where it is no ZIP of files
    beside = bundle.Beside(stored)               # the files, each read when a row names it

Only the directory is looked at before a file is asked for; it must promise nothing unreasonable. The spreadsheet goes
through the fence as any other, and each file through the same form as one that is uploaded by hand.
"""

import posixpath
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from . import guard
from .fenced.archive import open_archive
from .fenced.fault import Fault
from .refusals import Unreadable

SHEETS = (".xlsx", ".csv", ".json", ".txt")
_OF_A_DOCUMENT = (
    "[Content_Types].xml",
    "mimetype",
    "META-INF/MANIFEST.MF",
)  # a workbook, or another document
_LEFT_BY_MACS = "__MACOSX/"


class Beside:
    """The files of a stored ZIP, by their way from the spreadsheet; none where it is no such ZIP."""

    def __init__(self, stored: Any = None) -> None:
        self.stored, self.asked = stored, set[str]()
        self.names: dict[str, str] = {}
        if stored is not None:
            with stored.open("rb") as file:
                if archive := _files_in(file):
                    sheet = _sheet_of(archive)
                    folder = posixpath.dirname(sheet.filename)
                    self.names = {
                        posixpath.relpath(part.filename, folder or "."): part.filename
                        for part in _parts(archive)
                        if part.filename != sheet.filename
                    }

    def get(self, name: str) -> SimpleUploadedFile | None:
        """Return a file as if it were uploaded just now; None where there is none of this name.

        Raises Unreadable for one that is larger than an upload may be, or that is damaged.
        """
        name = posixpath.normpath(name.replace("\\", "/"))
        if name not in self.names:
            return None
        self.asked.add(name)
        with self.stored.open("rb") as file:
            archive = _files_in(file)
            assert archive
            part = archive.getinfo(self.names[name])
            if part.file_size > settings.MAX_UPLOAD_BYTES:
                raise guard.too_large(part.file_size)
            return SimpleUploadedFile(posixpath.basename(name), _content(archive, part))

    @property
    def unasked(self) -> list[str]:
        """Return the files that no row has named so far."""
        return sorted(self.names.keys() - self.asked)


@contextmanager
def spreadsheet(path: Path) -> Iterator[Path]:
    """Give the spreadsheet of a ZIP of files as a file of its own; any other file as it is. Raises Unreadable."""
    if (size := path.stat().st_size) > guard.limits().bytes:
        raise guard.too_large(size)
    with path.open("rb") as file:
        archive = _files_in(file)
        if archive is None:
            yield path
            return
        content = _content(archive, _sheet_of(archive))
    with tempfile.NamedTemporaryFile(prefix="import-") as kept:
        kept.write(content)
        kept.flush()
        yield Path(kept.name)


def _files_in(file: BinaryIO) -> ZipFile | None:
    """Return the file as a ZIP of files; None for what is none. Raises Unreadable for one that will not be opened."""
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        return None
    most = guard.limits()
    try:
        archive = open_archive(
            file, members=most.members, expanded=most.expanded, ratio=most.ratio, nested=True
        )
    except Fault as fault:
        raise guard.refusal(fault.code, fault.where) from None
    return None if any(name in _OF_A_DOCUMENT for name in archive.namelist()) else archive


def _parts(archive: ZipFile) -> list[ZipInfo]:
    return [
        part
        for part in archive.infolist()
        if not part.is_dir() and not part.filename.startswith(_LEFT_BY_MACS)
    ]


def _sheet_of(archive: ZipFile) -> ZipInfo:
    """Return the one spreadsheet that lies outermost; raise Unreadable where there is none, or several."""
    sheets = [part for part in _parts(archive) if part.filename.lower().endswith(SHEETS)]
    outermost = min((part.filename.count("/") for part in sheets), default=0)
    found = [part for part in sheets if part.filename.count("/") == outermost]
    if len(found) == 1:
        return found[0]
    raise Unreadable(
        "bundle",
        _(
            "A ZIP must have one spreadsheet outermost. Put the files of the applications in a folder beside it."
        )
        if found
        else _("There is no spreadsheet in the ZIP."),
    )


def _content(archive: ZipFile, part: ZipInfo) -> bytes:
    """Return what a part holds: no more than its directory promised."""
    try:
        with archive.open(part) as opened:
            return opened.read(part.file_size + 1)
    # RuntimeError for what has a password, NotImplementedError for a way of compressing that zipfile does not know.
    except (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError) as fault:
        raise guard.refusal("truncated") from fault
