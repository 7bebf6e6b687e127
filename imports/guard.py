"""What a file must pass before any parser sees it, and the fence around the parsers (C1, C5, C6, C8).

    kind = guard.look(path)          # csv, xlsx or json; raises Unreadable, with the reason in words
    for line in guard.parsed(path, kind): …

What a file is, is known by what it holds and not by what it is called. Parsers run in a process of their own
(`imports/fenced`) with little memory, little time and none of our secrets; a few at once, others wait.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .fenced.limits import Limits
from .refusals import REASONS, Unreadable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"%PDF", "pdf"),
    (b"{\\rtf", "word"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
)
_MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<svg", b"<workbook")
_HEAD = 64 * 1024  # bytes
LONGEST_PLACE = 80  # letters: what a place is called is the sender's
_turns: dict[int, threading.BoundedSemaphore] = {}
_turns_lock = threading.Lock()


def limits() -> Limits:
    """Return how much of a file is read: our own measure, with what `IMPORT_LIMITS` in the settings changes."""
    return replace(Limits(), **getattr(settings, "IMPORT_LIMITS", {}))


def look(path: Path) -> str:
    """Return what a file is: `csv`, `xlsx` or `json`; raise Unreadable for one that will not be taken.

    Nothing is parsed but the directory of a workbook, in the fence. Takes a fraction of a second.
    """
    size = path.stat().st_size
    if size > limits().bytes:
        raise too_large(size)
    with path.open("rb") as file:
        head = file.read(_HEAD)
        kind = _kind(head, file)
    for _line in _fenced(path, kind, "--look"):
        pass
    return kind


def parsed(path: Path, kind: str) -> Iterator[Any]:
    """Yield what the parser of a kind tells of a file, line by line (`imports/fenced` says which); raise Unreadable."""
    yield from _fenced(path, kind)


def too_large(size: int) -> Unreadable:
    """Return the refusal of a file of so many bytes."""
    about = {"size": filesizeformat(size), "limit": filesizeformat(limits().bytes)}
    return Unreadable("too_large", _("The file is %(size)s. It can be at most %(limit)s.") % about)


def refusal(code: str, where: str = "") -> Unreadable:
    """Return the refusal with the words for a code."""
    most = limits()
    reason: str | Promise = str(REASONS[code]) % {"rows": most.rows, "columns": most.columns}
    return Unreadable(code, reason, where=where)


def _kind(head: bytes, file: BinaryIO) -> str:
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise refusal("empty")
    if head.startswith(OLE):
        file.seek(0)
        encrypted = "EncryptedPackage".encode("utf-16-le") in file.read(limits().bytes)
        raise refusal("encrypted" if encrypted else "old_xls")
    if head.startswith(b"PK"):
        return "xlsx"
    for beginning, code in _BEGINNINGS:
        if head.startswith(beginning):
            raise refusal(code)
    begins = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:40].replace(b"\0", b"").lower()
    if begins.startswith(_MARKUP):
        raise refusal("markup")
    return "json" if begins.startswith((b"{", b"[")) else "csv"


def command(path: Path, kind: str, *options: str) -> list[str]:
    """Return what starts the parser of a file in its own process; `--look` only opens it."""
    told = json.dumps(asdict(limits()))
    return [sys.executable, "-X", "utf8", "-m", "imports.fenced", str(path), kind, told, *options]


def _fenced(path: Path, kind: str, *options: str) -> Iterator[Any]:
    """Run the parser in its own process, then yield what it wrote; raise Unreadable for what it refuses."""
    most = limits()
    with _turn(most), tempfile.TemporaryFile() as output:
        try:
            done = subprocess.run(  # noqa: S603  (our own module; the file's name is ours, not the sender's)
                command(path, kind, *options),
                cwd=settings.BASE_DIR,
                env={"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"},  # none of our secrets
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.DEVNULL,
                timeout=most.seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise refusal("slow") from None
        if done.returncode < 0:
            raise refusal("slow")  # it was stopped at a limit
        if done.returncode:
            raise refusal("heavy")
        output.seek(0)
        for line in output:
            told = json.loads(line.decode("utf-8", "replace"))  # halves of letters are letters lost
            if isinstance(told, dict) and "fault" in told:
                raise refusal(told["fault"], told["where"].replace("\0", "")[:LONGEST_PLACE])
            yield told


@contextmanager
def _turn(most: Limits) -> Iterator[None]:
    """Wait until fewer than `at_once` files are being read by this process; raise Unreadable after `waits` seconds."""
    with _turns_lock:
        turn = _turns.setdefault(most.at_once, threading.BoundedSemaphore(most.at_once))
    if not turn.acquire(timeout=most.waits):
        raise refusal("busy")
    try:
        yield
    finally:
        turn.release()
