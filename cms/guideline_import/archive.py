"""What a DOCX must pass before its parser sees it: a look at the ZIP's list of parts, no document types (C1, C8)."""

import io
import zipfile

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from workflows.schemes.uploads import check_upload

from .refusal import ImportRefused

MB = 1024 * 1024
MOST_PARTS = 2_000
MOST_UNPACKED = 50 * MB
MOST_XML = 10 * MB  # of one part of text; two hundred pages take about 2 MB
MOST_RATIO = 200  # text of Word packs ten to one; bombs a thousand to one
_OLE = b"\xd0\xcf\x11\xe0"  # a password-protected DOCX is one of these, and so is a DOC


def check_docx(data: bytes) -> None:
    """Raise ImportRefused unless the bytes are a DOCX that can be parsed without harm."""
    if data.startswith(_OLE):
        raise ImportRefused(
            _(
                "The file is protected with a password, or is an old Word file. Save it as DOCX without a password."
            )
        )
    try:
        check_upload(File(io.BytesIO(data), name="document.docx"))  # type: ignore[arg-type]  # reads like one
    except ValidationError as error:
        raise ImportRefused(" ".join(error.messages)) from None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_sizes(archive.infolist())
            for part in archive.infolist():
                if part.filename.lower().endswith((".xml", ".rels")):
                    _check_xml(archive.read(part))
    # Whatever zipfile raises: RuntimeError for what has a password, NotImplementedError for how nobody compresses.
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
        raise broken() from None


def broken() -> ImportRefused:
    """Return the refusal of a DOCX that cannot be read."""
    return ImportRefused(
        _(
            "The file is damaged, or is not a %(kind)s file although its name says so. Save it anew and try again."
        )
        % {"kind": "docx"}
    )


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    too_much = (
        len(parts) > MOST_PARTS
        or sum(part.file_size for part in parts) > MOST_UNPACKED
        or any(
            part.file_size > MOST_XML and part.filename.lower().endswith((".xml", ".rels")) for part in parts
        )
        or any(part.file_size > MB and part.file_size > MOST_RATIO * part.compress_size for part in parts)
    )
    if too_much:
        raise ImportRefused(_("The file unpacks to far more than a document does, and was not opened."))


def _check_xml(xml: bytes) -> None:
    """Refuse document types, which Word never writes: entities and files from elsewhere come by them."""
    if b"<!DOCTYPE" in xml.replace(b"\0", b""):  # without the zeros of UTF-16
        raise ImportRefused(_("The file holds instructions that no document needs, and was not opened."))
