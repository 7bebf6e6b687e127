"""Answers as people read them: sections with labels and values, in bokmål or nynorsk (R3.9, R8.11)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation

from .conditions import shown
from .fields import Definition, Shown, field_type, in_language
from .forms import Sections, definitions_of, is_typed, typed_in


@dataclass(frozen=True)
class PresentedField:
    """One label with its value.

    `rows` are a budget's lines (label, amount) and `value` then their sum, or with `columns` a table of which the
    first cell is what a row is about; `document` is an attached file.
    `readable` is False where a draft holds something that was typed and cannot be read yet.
    """

    code: str
    type: str
    label: str
    value: str
    rows: tuple[tuple[str, ...], ...] = ()
    columns: tuple[str, ...] = ()
    document: Any = None
    readable: bool = True

    @property
    def is_blank(self) -> bool:
        """Return whether nothing was answered."""
        return not self.value


@dataclass(frozen=True)
class PresentedSection:
    """A group of answers under one title."""

    code: str
    title: str
    fields: list[PresentedField]


def present(
    sections: Sections,
    answers: Mapping[str, Any],
    language: str,
    documents: Mapping[int, Any] | None = None,
    *,
    whole: Sections | None = None,
) -> list[PresentedSection]:
    """Return everything that was asked, with what was answered, for a page that is read.

    `documents` are the case's documents by id; an attached file then comes with its document, for a link. `whole` is
    the form that the sections are of: what its other answers hide was not asked (R8.4).
    """
    sections = list(sections)
    asked = shown(definitions_of(sections if whole is None else whole), answers)
    with translation.override(language):
        presented = [
            PresentedSection(
                section["code"],
                in_language(section["title"], language),
                [
                    _present(field, answers.get(field["code"]), language, documents or {})
                    for field in section["fields"]
                    if field["code"] in asked
                ],
            )
            for section in sections
        ]
    return [each for each, of in zip(presented, sections, strict=True) if each.fields or not of["fields"]]


def _present(
    definition: Definition, answer: Any, language: str, documents: Mapping[int, Any]
) -> PresentedField:
    shown = _shown(definition, answer, language)
    document = documents.get(shown.document) if shown.document else None
    return PresentedField(
        code=definition["code"],
        type=definition["type"],
        label=in_language(definition["label"], language),
        value=document.filename if document and document.filename else shown.text,
        rows=shown.rows,
        columns=shown.columns,
        document=document,
        readable=not is_typed(answer),
    )


def _shown(definition: Definition, answer: Any, language: str) -> Shown:
    if is_typed(answer):
        typed = typed_in(answer)
        return Shown(typed if isinstance(typed, str) else _joined(typed))
    if answer is None or answer in ("", [], {}):
        return Shown("")
    return field_type(definition["type"]).show(answer, definition, language)


def _joined(typed: Iterable[str]) -> str:
    return ", ".join(text for text in typed if text)
