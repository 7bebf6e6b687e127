"""Writing the package: as of one moment, the same rows giving the same bytes on every machine."""

import csv
import datetime as dt
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from imports.exports import reading
from imports.exports.all import Table, offered_to
from imports.exports.readers import Reader
from imports.exports.tables import Row

from . import about, schema
from .names import safe_name

DESCRIPTOR = "datapackage.json"
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_IN_MEMORY = 4 * 1024 * 1024  # bytes of one table; what is more waits on disk
Tell = Callable[[int], None]  # told now and then how many rows are written


@dataclass
class Written:
    """What a package came to: rows by table."""

    counts: dict[str, int] = field(default_factory=dict)


def write(
    to: BinaryIO, reader: Reader, *, cut: Mapping[str, Any] | None = None, title: str = "",
    tables: Sequence[Table] | None = None, tell: Tell = lambda done: None,
) -> Written:  # fmt: skip
    """Write all that somebody may see as one package, cut by year, office, scheme and status where tables have those.

    The caller lets it be as of one moment. A reference that does not hold in this cut is not promised: a case may be
    of another office than its pot.
    """
    written, described, keys = Written(), [], dict[str, set[Row]]()
    chosen = [each for each in (tables or offered_to(reader)) if each.packed]
    referred_to = {code for each in chosen for code in each.to.values()}
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        names: set[str] = {DESCRIPTOR}
        for each in chosen:
            path = safe_name(schema.name(each.code), "csv", besides=names)
            names.add(path)
            with tempfile.SpooledTemporaryFile(_IN_MEMORY) as held:
                file = _File(each, held, keys, remember=each.code in referred_to)
                before = sum(written.counts.values())
                for row in reading.rows(each, reader, cut):
                    file.add(row)
                    if (before + file.count) % 1_000 == 0:
                        tell(before + file.count)
                held.seek(0)
                _put(archive, path, held)
            written.counts[each.code] = file.count
            if each.code in referred_to:
                keys[each.code] = file.keys
            described.append(
                schema.resource(
                    each,
                    path=path,
                    size=file.size,
                    sha256=file.sha256,
                    references=file.holding(),
                    is_unique=file.is_unique,
                )
            )
        descriptor = about.package(described, reader, cut or {}, title=title)
        _put(archive, DESCRIPTOR, io.BytesIO(_as_json(descriptor)))
    tell(sum(written.counts.values()))
    return written


class _File:
    """A table's file as it is written: its size and checksum, its keys, and which of its references hold so far."""

    def __init__(self, table: Table, held: Any, keys: Mapping[str, set[Row]], *, remember: bool) -> None:
        names = [column.name for column in table.every_column]
        self.held, self.count, self.size, self._digest = held, 0, 0, hashlib.sha256()
        self.keys: set[Row] = set()
        self._remember = remember
        self.is_unique = True
        self._last: Row = ()
        self._key = [names.index(name) for name in table.key]
        self._to = {
            fields: ([names.index(name) for name in fields], keys[code])
            for fields, code in table.to.items()
            if code in keys
        }
        self._line = io.StringIO(newline="")
        self._lines = csv.writer(self._line)
        self._write(names)

    def add(self, row: Row) -> None:
        """Write a row."""
        self.count += 1
        self._write([_cell(value) for value in row])
        key = tuple(row[at] for at in self._key)
        self.is_unique &= key != self._last  # rows come in the order of their keys
        self._last = key
        if self._remember:
            self.keys.add(key)
        broken = [
            fields for fields, (at, there) in self._to.items()
            if any(value := [row[each] for each in at]) and tuple(value) not in there
        ]  # fmt: skip
        for fields in broken:
            del self._to[fields]

    def holding(self) -> list[tuple[str, ...]]:
        """Return the references that every row keeps."""
        return list(self._to)

    @property
    def sha256(self) -> str:
        """Return the checksum of the file."""
        return self._digest.hexdigest()

    def _write(self, cells: Iterable[Any]) -> None:
        self._lines.writerow(cells)
        data = self._line.getvalue().encode()
        self._line.seek(0)
        self._line.truncate()
        self._digest.update(data)
        self.size += len(data)
        self.held.write(data)


def _cell(value: Any) -> Any:
    """Return a value as Table Schema writes it; text is carried unchanged."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return "" if value is None else value


def _as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def _put(archive: zipfile.ZipFile, name: str, held: Any) -> None:
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(entry, "w", force_zip64=True) as out:
        while piece := held.read(1024 * 1024):
            out.write(piece)
