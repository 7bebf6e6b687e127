"""A letter's PDF: PDF/UA-1 and PDF/A-2a, the same bytes every time, kept with its checksum (F4).

Texts reach the template as data, never as source, so that nothing anybody types is read as markup (E1).
"""

import datetime as dt
import hashlib
import json
import logging
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy

from workflows import outbox
from workflows.cases.models import Document

from .composing import DELIVERY

HERE = Path(__file__).resolve().parent
TEMPLATE = HERE / "typst" / "letter.typ"
FONTS = HERE / "fonts"
NO_GLYPH = "□"  # stands for a character that our font does not have, such as an emoji
log = logging.getLogger("nettverksmidler.letters")


class DocumentDamaged(Exception):
    """A stored file is not what its checksum says, and cannot be made again."""


def render(document: Document) -> bytes:
    """Return the PDF of a composed letter. Equal content gives equal bytes; the time in it is the decision's.

    Raises ValueError for a document that is no letter.
    """
    content = document.content
    if not content:
        raise ValueError(f"Document {document.pk} is no letter.")
    return compiled(TEMPLATE, "letter", content, at=dt.datetime.fromisoformat(content["at"]))


def compiled(template: Path, name: str, content: Any, *, at: dt.datetime | None) -> bytes:
    """Return the PDF that a template makes of `content`, which it knows by `name`; equal content gives equal bytes.

    `at` is the time the file carries, never that of its making. Pictures and parts lie beside the template.
    """
    return typst.compile(
        template,
        root=template.parent,
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={name: json.dumps(printable(content), ensure_ascii=False, sort_keys=True)},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=at,
    )


def document_file(document: Document) -> bytes:
    """Return the file of a document; a letter that is not yet rendered, or whose file is lost, is rendered now.

    Where the storage cannot keep it just now, the worker will; whoever reads gets the letter all the same.
    Raises DocumentDamaged when what is stored, or made again, does not have the registered checksum.
    """
    if not document.file:
        try:
            return _store(document.pk)
        except Exception:  # whatever a storage throws
            log.exception("letter not stored", extra={"document": document.pk})
            return render(document)
    try:
        with document.file.storage.open(str(document.file.name), "rb") as stored:
            data = stored.read()
    except FileNotFoundError:
        log.warning("document lost", extra={"document": document.pk})
        data = b""
    if hashlib.sha256(data).hexdigest() == document.checksum:
        return data
    if document.content:
        again = render(document)
        if hashlib.sha256(again).hexdigest() == document.checksum:
            return again
    raise DocumentDamaged(f"Document {document.pk} does not have its checksum.")


@outbox.deliverer(DELIVERY, gettext_lazy("Letter"))
def deliver_letter(payload: dict[str, Any]) -> None:
    """Render a letter and store it; done already is done."""
    _store(payload["document"])


def _store(pk: int) -> bytes:
    """Render the letter and keep file and checksum, once: a second caller gets what the first stored."""
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=pk)
        if document.file:
            return document_file(document)
        data = render(document)
        document.file.save("", ContentFile(data), save=False)
        document.size, document.checksum = len(data), hashlib.sha256(data).hexdigest()
        document.content_type = "application/pdf"
        document.save(update_fields=["file", "size", "checksum", "content_type"])
    return data


@cache
def fonts() -> typst.Fonts:
    """Return our own font and no other, so that every machine makes the same file."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@cache
def _covered() -> frozenset[int]:
    """Return the characters our font can show; `docs/renew_letter_font.py` writes the list with the font."""
    codes: set[int] = set()
    for line in (FONTS / "characters.txt").read_text().split():
        first, _dash, last = line.partition("-")
        codes.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(codes)


def printable(value: Any) -> Any:
    """Return a document's content with texts that PDF/A-2a accepts: there a character without a glyph is an error."""
    if isinstance(value, str):
        composed = unicodedata.normalize("NFC", value)
        return "".join(map(_printable_character, composed))
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [printable(item) for item in value]
    return value


def _printable_character(character: str) -> str:
    if character in "\n\t":
        return character.replace("\t", " ")
    # Invisible marks (joiners, direction) are left out: they can make a letter read otherwise than it is written.
    if unicodedata.category(character) in ("Cf", "Cc") or "\ufe00" <= character <= "\ufe0f":
        return ""
    if unicodedata.category(character) in ("Co", "Cs", "Cn") or ord(character) not in _covered():
        return NO_GLYPH
    return character
