"""What may be uploaded: a short list of kinds, known by what a file holds and not by what it is called (E3).

Nothing a browser would run is on the list: no SVG, no HTML, no programs. Files go out again as attachments.
"""

import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from workflows.scanning import refuse_malware

OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"
_ZIP_END_AT_MOST = 66_000  # bytes: the end record, and the longest comment there can be
_ZIP_LIST_AT_MOST = 512 * 1024  # bytes: some thousand parts, far more than any document has


@dataclass(frozen=True)
class UploadKind:
    """A kind of file: what its name ends with, what it is served as, and how it is recognised."""

    extension: str
    content_type: str
    is_one: Callable[[BinaryIO], bool]


def _starts_with(*beginnings: bytes) -> Callable[[BinaryIO], bool]:
    def is_one(file: BinaryIO) -> bool:
        return file.read(16).startswith(beginnings)

    return is_one


def open_archive(file: BinaryIO) -> zipfile.ZipFile:
    """Open a ZIP whose list of parts is short: reading a long one would cost memory before anything is known."""
    file.seek(0, os.SEEK_END)
    file.seek(max(file.tell() - _ZIP_END_AT_MOST, 0))
    end = file.read()
    at = end.rfind(b"PK\x05\x06")
    listed = int.from_bytes(end[at + 12 : at + 16], "little") if at >= 0 else 0
    if listed > _ZIP_LIST_AT_MOST or end[max(at - 20, 0) :].startswith(b"PK\x06\x07"):
        raise zipfile.BadZipFile  # the second is a ZIP of more than 4 GB, which no upload is
    return zipfile.ZipFile(file)


def _office(folder: str) -> Callable[[BinaryIO], bool]:
    """Recognise DOCX and XLSX: a ZIP with the parts they must have, and no macros."""

    def is_one(file: BinaryIO) -> bool:
        with open_archive(file) as archive:
            names = set(archive.namelist())
        has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
        return (
            "[Content_Types].xml" in names
            and any(name.startswith(folder) for name in names)
            and not has_macros
        )

    return is_one


def _open_document(content_type: str) -> Callable[[BinaryIO], bool]:
    """Recognise ODT and ODS: a ZIP that says itself what it is."""

    def is_one(file: BinaryIO) -> bool:
        with open_archive(file) as archive, archive.open("mimetype") as says:
            return says.read(100).strip() == content_type.encode()

    return is_one


_KINDS = [
    UploadKind("pdf", "application/pdf", _starts_with(b"%PDF-")),
    UploadKind("docx", f"{OFFICE}.wordprocessingml.document", _office("word/")),
    UploadKind("odt", f"{OPEN}.text", _open_document(f"{OPEN}.text")),
    UploadKind("xlsx", f"{OFFICE}.spreadsheetml.sheet", _office("xl/")),
    UploadKind("ods", f"{OPEN}.spreadsheet", _open_document(f"{OPEN}.spreadsheet")),
    UploadKind("png", "image/png", _starts_with(b"\x89PNG\r\n\x1a\n")),
    UploadKind("jpg", "image/jpeg", _starts_with(b"\xff\xd8\xff")),
    UploadKind("jpeg", "image/jpeg", _starts_with(b"\xff\xd8\xff")),
]
KINDS = {kind.extension: kind for kind in _KINDS}


def check_upload(upload: UploadedFile) -> str:
    """Return the content type of an uploaded file, by what it holds.

    Raises ValidationError when it is too large, of a kind that is not on the list, or not what its name says.
    """
    size = upload.size or 0
    if size > settings.MAX_UPLOAD_BYTES:
        raise ValidationError(
            _("The file is %(size)s. It can be at most %(limit)s."),
            code="too_large",
            params={"size": filesizeformat(size), "limit": filesizeformat(settings.MAX_UPLOAD_BYTES)},
        )
    kind = KINDS.get((upload.name or "").rpartition(".")[2].lower())
    if kind is None:
        kinds = {"kinds": ", ".join(extension for extension in KINDS if extension != "jpeg")}
        raise ValidationError(_("Choose a file of one of these kinds: %(kinds)s."), code="kind", params=kinds)
    try:
        upload.seek(0)
        is_one = kind.is_one(upload)  # type: ignore[arg-type]  # an UploadedFile reads like a file
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
        is_one = False  # damaged, encrypted, or no archive at all
    finally:
        upload.seek(0)
    if not is_one:
        raise ValidationError(
            _(
                "The file is damaged, or is not a %(kind)s file although its name says so. Save it anew and try again."
            ),
            code="content",
            params={"kind": kind.extension},
        )
    return kind.content_type


@dataclass(frozen=True)
class StoredFile:
    """A file that was stored before: the document's id, and what is shown of it."""

    pk: int
    name: str = ""
    url: str = ""

    def __str__(self) -> str:
        return self.name or str(_("the file you have attached"))


class UploadField(forms.FileField):
    """A file of a kind on the list, without malware. Its initial value is the StoredFile that was there before."""

    default_validators = [refuse_malware]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = ",".join(f".{extension}" for extension in KINDS)

    @property
    def accepts(self) -> str:
        """Return which kinds of file are taken, and how large: one reads it before one is refused."""
        kinds = ", ".join(extension.upper() for extension in KINDS if extension != "jpeg")
        about = {"kinds": kinds, "limit": filesizeformat(settings.MAX_UPLOAD_BYTES)}
        return _now("%(kinds)s, at most %(limit)s") % about

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the upload, or the StoredFile where none came; None where there is none, or it was taken away."""
        return super().clean(data, initial) or None

    def to_python(self, data: Any) -> Any:
        """Return the upload, its content type set to what it really is."""
        upload = super().to_python(data)
        if isinstance(upload, UploadedFile):
            upload.content_type = check_upload(upload)
        return upload
