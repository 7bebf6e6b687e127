"""Uploads are scanned for malware by clamd, where `CLAMD_URL` names one; what it cannot scan is not taken (E16).

`tcp://host:3310` or `unix:///run/clamav/clamd.ctl`. Each file is scanned once, before the view and outside its
transaction (`ScanningMiddleware`); the form fields then refuse what was found (`refuse_malware`).
"""

import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from workflows.registry import Guard, Registry

ATTEMPTS = 2  # clamd may be reading its signatures anew
_CHUNK = 64 * 1024  # bytes
_LONGEST_REPLY = 4096  # bytes
log = logging.getLogger("nettverksmidler.scanning")


class ScannerDown(Exception):
    """The scanner does not answer, or cannot say what the file is."""


@dataclass(frozen=True)
class Scanner:
    """One scanner. `scan` returns the name of what it found, '' for nothing; it raises ScannerDown."""

    code: str
    scan: Callable[[UploadedFile], str]
    is_used: Callable[[], bool]


def _does_not_answer(upload: UploadedFile) -> str:
    raise ScannerDown("a plugin's scanner does not work")


def _guarded(scanner: Scanner, guard: Guard) -> Scanner:
    """Return a plugin's scanner: where it fails, files are not taken; where it is switched off, it is not asked."""
    return replace(
        scanner,
        scan=guard("scan", scanner.scan, _does_not_answer, passes=(ScannerDown,)),
        is_used=guard("is_used", scanner.is_used, lambda: True, of=lambda: None, off=lambda: False),
    )


_scanners: Registry[Scanner] = Registry("The scanner", _guarded)


def register(scanner: Scanner) -> Scanner:
    """Let uploads be scanned by one more; refuses a second of the same code."""
    return _scanners.add(scanner.code, scanner)


def _used() -> list[Scanner]:
    return [scanner for scanner in _scanners.values() if scanner.is_used()]


def refuse_malware(upload: Any) -> None:
    """Refuse an uploaded file that holds malware, or that could not be scanned: a validator of form fields."""
    if not isinstance(upload, UploadedFile):
        return
    try:
        found = verdict(upload)
    except ScannerDown as down:
        log.error("upload not scanned", extra={"error": str(down)})
        raise ValidationError(
            _(
                "The file could not be checked for malware just now, and is not stored. "
                "What you have typed is kept. Choose the file again in a few minutes."
            ),
            code="unscanned",
        ) from None
    if found:
        log.warning("malware refused", extra={"signature": found, "size": upload.size})
        raise ValidationError(
            _("The file holds malware and is not stored. Ask your IT support before you open it again."),
            code="malware",
        )


def verdict(upload: UploadedFile) -> str:
    """Return the name of the malware that a file holds, '' for none, also where no scanner is set up; scanned once.

    Raises ScannerDown.
    """
    if not (used := _used()):
        return ""
    known: str | ScannerDown | None = getattr(upload, "_verdict", None)
    if known is None:
        try:
            known = next((found for scanner in used if (found := scanner.scan(upload))), "")
        except ScannerDown as down:
            known = down
        upload._verdict = known  # type: ignore[attr-defined]  # it goes with the file, through the request
    if isinstance(known, ScannerDown):
        raise known
    return known


def state() -> str:
    """Return `none` where no scanner is set up, else whether it is `up` or `down`."""
    if not settings.CLAMD_URL:
        return "none"
    try:
        return "up" if _ask(b"zPING\0") == "PONG" else "down"
    except OSError:
        return "down"


class ScanningMiddleware:
    """Scan what is uploaded before the view begins, so that no lock is held while the scanner is waited for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Scan every file; what is found is kept with the file."""
        if not request.FILES or not _used():
            return
        for _name, uploads in request.FILES.lists():
            for upload in uploads:
                try:
                    verdict(upload)
                except ScannerDown:
                    continue  # the field says it


def _clamd(upload: UploadedFile) -> str:
    reply = ""
    for attempt in range(ATTEMPTS):
        try:
            reply = _ask(b"zINSTREAM\0", upload)
            break
        except OSError as error:
            if attempt == ATTEMPTS - 1:
                raise ScannerDown(type(error).__name__) from None
    told = reply.removeprefix("stream: ")
    if told == "OK":
        return ""
    if told.endswith(" FOUND"):
        return told.removesuffix(" FOUND")
    raise ScannerDown(told or "no answer")


register(Scanner("clamd", _clamd, lambda: bool(settings.CLAMD_URL)))


def _ask(command: bytes, upload: UploadedFile | None = None) -> str:
    """Send a command, with a file in chunks of which each says its length, and return the answer; raises OSError."""
    with _connect() as connection:
        connection.sendall(command)
        if upload is not None:
            upload.seek(0)
            try:
                for chunk in upload.chunks(_CHUNK):
                    connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
            finally:
                upload.seek(0)
            connection.sendall(bytes(4))
        reply = b""
        while not reply.endswith(b"\0") and len(reply) < _LONGEST_REPLY:
            if not (more := connection.recv(_LONGEST_REPLY)):
                break
            reply += more
    return reply.rstrip(b"\0").decode("utf-8", "replace").strip()


def _connect() -> socket.socket:
    address = urlsplit(settings.CLAMD_URL)
    if address.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(settings.CLAMD_TIMEOUT)
        try:
            connection.connect(address.path)
        except OSError:
            connection.close()
            raise
        return connection
    return socket.create_connection(
        (address.hostname or "localhost", address.port or 3310), timeout=settings.CLAMD_TIMEOUT
    )
