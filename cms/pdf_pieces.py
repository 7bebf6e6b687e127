"""What stands between paragraphs, as data for the PDF: tables, quotes, figures, definitions, attachments, examples."""

import io
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from .blocks.examples import in_words
from .blocks.texts import PICTURES
from .reading import Piece

WIDEST = 1600  # pixels: sharp across the page, and no more


def piece_data(piece: Piece) -> dict[str, Any]:
    """Return what `typst/pieces.typ` draws of a piece; a kind it does not know is shown as nothing."""
    return {"kind": piece.kind} | _DATA.get(piece.kind, lambda value: {})(piece.value)


def _table(value: Any) -> dict[str, Any]:
    return {
        "caption": value.caption,
        "label": _("Table"),
        "headings": [column["heading"] for column in value.columns],
        "figures": [column["block"].name == "figure" for column in value.columns],
        "rows": [[str(cell.value or "") for cell in row] for row in value.rows],
    }


def _quote(value: Any) -> dict[str, Any]:
    return {"text": value["text"], "source": value["source"] or "", "url": value["url"] or ""}


def _figure(value: Any) -> dict[str, Any]:
    return {
        "picture": _picture(value["picture"]),
        "alternative": value["alternative"],
        "caption": value["caption"] or "",
        "label": _("Figure"),
    }


def _picture(document: Any) -> list[int]:
    """Return a picture as the bytes of a JPEG on white; nothing where the file is gone or is no picture.

    It is drawn anew, so that nothing but a picture reaches the PDF; and it has one size whatever was uploaded.
    """
    if document is None:
        return []
    try:
        with document.file.open("rb") as file, Image.open(file, formats=PICTURES) as picture:
            picture.thumbnail((WIDEST, WIDEST))
            shown = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return []
    page = Image.new("RGB", shown.size, "white")
    page.paste(shown, mask=shown)
    drawn = io.BytesIO()
    page.save(drawn, "JPEG", quality=85)
    return list(drawn.getvalue())


def _definition(value: Any) -> dict[str, Any]:
    return {"term": value["term"], "meaning": value["meaning"]}


def _attachment(value: Any) -> dict[str, Any]:
    document = value["document"]
    if document is None:
        return {"label": _("Attachment:"), "title": value["title"] or "", "url": ""}
    return {
        "label": _("Attachment:"),
        "title": value["title"] or document.title,
        "url": settings.SITE_URL.rstrip("/") + document.url,
    }


def _example(value: Any) -> dict[str, Any]:
    return {
        "label": _("Example:"),
        "description": value["description"],
        "follows": [in_words(row) for row in value["expected"]],
    }


_DATA = {
    "table": _table,
    "quote": _quote,
    "figure": _figure,
    "definition": _definition,
    "attachment": _attachment,
    "example": _example,
}
