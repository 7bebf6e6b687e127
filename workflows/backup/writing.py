"""Writing a backup: one ZIP of tables and files, as of one moment, while others go on working (B13)."""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection

from workflows import clock
from workflows.cases.moment import one_moment

from . import contents

PIECE = 1024 * 1024  # bytes


@dataclass
class Written:
    """What a backup came to: rows by table, and the files that rows refer to but that are not in the storage."""

    counts: dict[str, int] = field(default_factory=dict)
    files: int = 0
    lost: list[str] = field(default_factory=list)


def write(path: Path) -> Written:
    """Write a backup to a file that is not there yet; half a backup is never left under its name.

    It holds passwords' hashes and personal data: only the owner of the file can read it. Raises OSError.
    """
    if path.exists():
        raise FileExistsError(f"{path} is there already.")
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            written = _write(file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return written


def _write(file: BinaryIO) -> Written:
    written, sums = Written(), dict[str, str]()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive, one_moment():
        unhurried()
        for model in contents.tables():
            sums[contents.member(model)] = _lines(
                archive, contents.member(model), contents.rows_of(model), written, model._meta.label_lower
            )
        told = list(_files(archive, written))
        sums[contents.FILES] = _lines(archive, contents.FILES, told, written, "files")
        written.files = written.counts.pop("files")
        manifest = {
            "format": contents.FORMAT,
            "made_at": clock.now().isoformat(),
            "commit": settings.COMMIT,
            "migrations": contents.migrations(),
            "counts": written.counts,
            "sha256": sums,
            "lost": written.lost,
        }
        archive.writestr(contents.MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return written


def unhurried() -> None:
    """Let statements of this transaction take their time: those of pages may not."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")


def _lines(
    archive: zipfile.ZipFile, name: str, rows: Iterable[Any], written: Written, counted_as: str
) -> str:
    """Write rows as lines, and return the checksum of the whole."""
    digest, count = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as out:
        for row in rows:
            data = contents.line(row)
            out.write(data)
            digest.update(data)
            count += 1
    written.counts[counted_as] = count
    return digest.hexdigest()


def _files(archive: zipfile.ZipFile, written: Written) -> Iterable[dict[str, Any]]:
    """Copy every stored file, and yield its name, its place in the archive and its checksum."""
    for number, (storage, name) in enumerate(contents.stored_files(), 1):
        place = f"files/{number:06d}"
        try:
            source = storage.open(name, "rb")
        except FileNotFoundError:
            written.lost.append(name)
            continue
        with source, archive.open(place, "w", force_zip64=True) as out:
            yield {"name": name, "place": place, "sha256": copy(source.read, out.write)}


def copy(read: Callable[[int], bytes], write: Callable[[bytes], Any]) -> str:
    """Copy piece by piece, and return the checksum of what was copied."""
    digest = hashlib.sha256()
    while piece := read(PIECE):
        write(piece)
        digest.update(piece)
    return digest.hexdigest()
