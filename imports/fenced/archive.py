"""The directory of a ZIP, looked at before anything in it is unpacked (C6)."""

import re
import stat
import zipfile
from typing import BinaryIO

from .fault import Fault

END_AT_MOST = 66_000  # bytes: the end record, and the longest comment there can be
LIST_AT_MOST = 512 * 1024  # bytes: some thousand parts, far more than any workbook has
SMALL = 1024 * 1024  # bytes: below this, much repetition is no danger
_HEADER = 30  # bytes before the name of each part, at least
_OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|\\|(?:^|/)\.\.(?:/|$)|\0")
_INNER = (".zip", ".xlsx", ".xlsm", ".docx", ".ods", ".7z", ".gz", ".rar", ".bin")


def open_archive(
    file: BinaryIO, *, members: int, expanded: int, ratio: int, nested: bool = False
) -> zipfile.ZipFile:
    """Open a ZIP whose directory promises nothing unreasonable; raise Fault for any other.

    `members`: parts at most; `expanded`: bytes of all parts together; `ratio`: how many times smaller a part of
    more than a megabyte may be packed; `nested`: whether parts may be documents that are ZIPs themselves. What the
    directory promises is held: a part that unpacks to more is broken.
    """
    _refuse_long_list(file)
    try:
        archive = zipfile.ZipFile(file)
    except (
        zipfile.BadZipFile,
        ValueError,
        OSError,
        EOFError,
        NotImplementedError,
    ):  # of a version nobody reads
        raise Fault("truncated") from None
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if len(parts) > members or sum(part.file_size for part in parts) > expanded:
        raise Fault("bomb")
    if any(part.file_size > SMALL and part.file_size > ratio * max(part.compress_size, 1) for part in parts):
        raise Fault("bomb")
    if len({name.lower() for name in names}) < len(names) or _overlap(parts):
        raise Fault("crafted")
    if any(_OUTSIDE.search(part.orig_filename) or _is_link(part) for part in parts):
        raise Fault("crafted")
    if any(part.flag_bits & 0x1 for part in parts):
        raise Fault("encrypted")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Fault("macros")
    for part in [] if nested else parts:
        if part.filename.lower().endswith(_INNER) and _is_archive(archive, part):
            raise Fault("nested")
    return archive


def _refuse_long_list(file: BinaryIO) -> None:
    """A long directory costs memory before anything is known of it: its length is read from the end record."""
    file.seek(0, 2)
    file.seek(max(file.tell() - END_AT_MOST, 0))
    end = file.read()
    at = end.rfind(b"PK\x05\x06")
    if at < 0:
        raise Fault("truncated")
    if end[max(at - 20, 0) : at].startswith(b"PK\x06\x07"):  # of more than 4 GB, which no upload is
        raise Fault("bomb")
    if int.from_bytes(end[at + 12 : at + 16], "little") > LIST_AT_MOST:
        raise Fault("bomb")
    file.seek(0)


def _overlap(parts: list[zipfile.ZipInfo]) -> bool:
    """Return whether two parts lie in the same bytes: one packed text would be unpacked many times."""
    reached = 0
    for part in sorted(parts, key=lambda each: each.header_offset):
        if part.header_offset < reached:
            return True
        reached = part.header_offset + _HEADER + len(part.orig_filename.encode()) + part.compress_size
    return False


def _is_link(part: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(part.external_attr >> 16)


def _is_archive(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with archive.open(part) as opened:
        return opened.read(4) in (b"PK\x03\x04", b"7z\xbc\xaf", b"Rar!") or part.filename.lower().endswith(
            ".gz"
        )
