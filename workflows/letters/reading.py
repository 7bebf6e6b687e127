"""A letter as a page shows it: the same text as the PDF, for reading on the screen."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from workflows.cases.models import Document


def preview_html(document: Document) -> SafeString:
    """Return the letter's text as safe HTML in its own language; nothing typed in it is markup (E1).

    Raises ValueError for a document that is no letter.
    """
    if not document.content:
        raise ValueError(f"Document {document.pk} is no letter.")
    return content_html(document.content)


def content_html(content: dict[str, Any]) -> SafeString:
    """Return what a letter says as safe HTML; also of one that is not written yet."""
    return render_to_string("letters/letter.html", {"letter": content})
