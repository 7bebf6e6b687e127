"""Opening a package that may be anything: nothing is unpacked, nothing large is held, and no name is trusted."""

import hashlib
import json
import re
import zipfile
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from workflows.schemes.uploads import open_archive

from .files import MANIFEST, NAME

MOST_FILES = 5_000
LARGEST_JSON = 100 * 1024 * 1024  # bytes: the journal and data of the largest case are some few
_CHUNK = 1024 * 1024
_NO_LETTER = re.compile(rb"\\u(0000|[dD][89a-fA-F])")  # nothing, or half of one: kept and shown nowhere


class NotAPackage(ValueError):
    """The file cannot be read as a package at all; the text says why."""


class Reader:
    """A package that is open for reading; raises NotAPackage for what no package of ours can be."""

    def __init__(self, file: BinaryIO) -> None:
        self._size = file.seek(0, 2)
        try:
            self._archive = open_archive(file)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
            raise NotAPackage(_("The file is no ZIP, or is damaged.")) from error
        self.entries = self._archive.infolist()
        self.names = [entry.filename for entry in self.entries]
        self._refuse_what_none_of_ours_is()

    def _refuse_what_none_of_ours_is(self) -> None:
        """Refuse packed, encrypted, overlapping or too many files, and names that lead anywhere or come twice.

        Ours are stored as they are, so that their sizes add up to less than the file: no package can swell.
        """
        if len(self.entries) > MOST_FILES or sum(entry.file_size for entry in self.entries) > self._size:
            raise NotAPackage(_("The file claims to hold more than it can."))
        for entry in self.entries:
            if not NAME.fullmatch(entry.filename):
                raise NotAPackage(
                    _("It holds a file with an unsafe name: %(name)r.") % {"name": entry.filename}
                )
            if (
                entry.compress_type != zipfile.ZIP_STORED
                or entry.flag_bits & 1
                or entry.compress_size != entry.file_size
            ):
                raise NotAPackage(_("%(name)s is packed or encrypted.") % {"name": entry.filename})
        if len(set(self.names)) != len(self.names):
            raise NotAPackage(_("It holds two files of the same name."))
        if MANIFEST not in self.names:
            raise NotAPackage(_("It has no manifest."))

    def digest(self, name: str) -> str:
        """Return the SHA-256 of a file, read piece by piece."""
        digest = hashlib.sha256()
        try:
            with self._archive.open(name) as opened:
                while piece := opened.read(_CHUNK):
                    digest.update(piece)
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError):
            return ""  # the ZIP's own checksum or headers say already that it was changed
        return digest.hexdigest()

    def content(self, name: str) -> bytes:
        """Return a file's bytes."""
        try:
            return self._archive.read(name)
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, KeyError) as error:
            raise NotAPackage(_("%(name)s cannot be read.") % {"name": name}) from error

    def json(self, name: str) -> Any:
        """Return what a JSON file holds; raise NotAPackage where there are other than whole letters in it."""
        if name in self.names and self._archive.getinfo(name).file_size > LARGEST_JSON:
            raise NotAPackage(_("%(name)s cannot be read.") % {"name": name})
        content = self.content(name)
        try:
            if _NO_LETTER.search(content.replace(rb"\\", b"")):  # a backslash that somebody typed is two
                raise ValueError(name)
            return json.loads(content)
        except (ValueError, RecursionError) as error:
            raise NotAPackage(_("%(name)s cannot be read.") % {"name": name}) from error
