"""The application as it was sent, as the annex of the receipt: everything that was asked and answered (R3.11, F4)."""

from collections.abc import Iterator
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from workflows.cases.models import Case
from workflows.schemes.presenting import PresentedField, present


def annex_of(case: Case, *, language: str) -> dict[str, Any]:
    """Return title and blocks of the annex, in the language of the letter it follows; attachments by name."""
    sections = case.scheme_version.definition["sections"]
    presented = present(sections, case.application.answers, language, documents=case.documents.in_bulk())
    with translation.override(language):
        blocks = []
        for section in presented:
            blocks.append({"kind": "heading", "text": section.title})
            blocks += [block for field in section.fields for block in _blocks(field)]
        return {"title": _("The application as it was sent"), "blocks": blocks}


def _blocks(field: PresentedField) -> Iterator[dict[str, Any]]:
    if not field.rows:
        yield {"kind": "answer", "label": field.label, "text": field.value or _("Not answered")}
        return
    yield {
        "kind": "table",
        "columns": [field.label, *(field.columns or (_("Amount"),))],
        "rows": [list(row) for row in field.rows],
        "total": [] if field.columns else [_("Sum"), field.value],
    }
