"""Letters: composed with the decision, rendered as accessible PDF after it, read on the page (R4.5, R8.1, F4)."""

from workflows.schemes.letter_checks import check_letter
from workflows.schemes.letter_texts import LETTER_FIELDS, LetterIncomplete

from .composing import address_of, audit_requirement, compose, content_of
from .reading import content_html, preview_html
from .rendering import DocumentDamaged, document_file, render

__all__ = [
    "LETTER_FIELDS",
    "DocumentDamaged",
    "LetterIncomplete",
    "address_of",
    "audit_requirement",
    "check_letter",
    "compose",
    "content_html",
    "content_of",
    "document_file",
    "preview_html",
    "render",
]
