"""What the public page of a scheme shows of what it is made of: its form in short, criteria, promises and rules."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from cms import reading
from cms.publishing import source_of
from workflows.publishing import beside, picked_rules
from workflows.schemes.fields import in_language
from workflows.schemes.letter_checks import STATED
from workflows.schemes.letter_texts import LETTER_FIELDS, fields_in
from workflows.schemes.models import Rule, SchemeVersion

from .compiling import definition_of, is_made_here


@dataclass(frozen=True)
class Made:
    """A scheme in short, in one language form."""

    sections: list[tuple[str, list[str]]] = field(default_factory=list)
    criteria: list[tuple[str, str, int]] = field(default_factory=list)
    promised: list[str] = field(default_factory=list)
    paragraphs: list[reading.Paragraph] = field(default_factory=list)
    document: str = ""
    picked: list[Rule] = field(default_factory=list)
    """The rules of the guideline that hold for this scheme because it picked them."""


def made_of(page: Any) -> Made | None:
    """Return what a page shows of the scheme that is made on it, or on its bokmål page; None where none is."""
    source = page if page.is_source else source_of(page)
    if source is None or not is_made_here(source):
        return None
    try:
        definition = definition_of(source)
    except ValidationError:
        return None  # a draft that is previewed before it is right
    language = get_language() or "nb"
    local = _local_edition(source)
    return Made(
        sections=[
            (in_language(section["title"], language),
             [in_language(each["label"], language) for each in section["fields"]])
            for section in definition["sections"]
        ],
        criteria=[
            (in_language(each["title"], language), in_language(each.get("guidance"), language), each["weight"])
            for each in definition["criteria"]
        ],
        promised=_promised(definition, language),
        paragraphs=reading.paragraphs(
            [_in(language, child.value) for child in source.paragraphs], reading.marks_of_edition(local)
        ),
        document=local.document if local else "",
        picked=_picked(definition),
    )  # fmt: skip


def _picked(definition: Any) -> list[Rule]:
    if not definition.get("picked"):
        return []
    return picked_rules(
        definition, (rule for each in beside(definition)[:1] for rule in each.rules_in_force())
    )


def _promised(definition: Any, language: str) -> list[str]:
    """Return what a letter of a grant tells, in words."""
    letter = definition["letters"].get("granted", {}).get(language, {})
    told = fields_in(letter.get("body", ""))
    return [str(LETTER_FIELDS[name].label) for name in STATED["granted"] if name in told]


def _in(language: str, paragraph: Any) -> dict[str, Any]:
    text = paragraph["text_nn"] if language == "nn" and paragraph["text_nn"].source else paragraph["text"]
    return {"code": paragraph["code"], "text": text}


def _local_edition(page: Any) -> Any:
    version = SchemeVersion.objects.newest(page.scheme, document=page.guideline)
    return version.local_edition if version else None


def place_of_rule(document: str, code: str, languages: Iterable[str]) -> Any:
    """Return the page of the scheme whose own rules a document holds, where it has the paragraph; else None."""
    from .models import SchemePage

    version = SchemeVersion.objects.filter(local_edition__document=document).first()
    if version is None:
        return None
    pages = SchemePage.objects.live().filter(scheme=version.code)
    source = next(
        (
            page
            for page in pages.select_related("locale")
            if page.is_source and page.guideline == version.document
        ),
        None,
    )
    if source is None or not any(child.value["code"] == code for child in source.paragraphs):
        return None
    by_language = {
        page.locale.language_code: page for page in (source, *source.get_translations().filter(live=True))
    }
    return next((by_language[language] for language in languages if language in by_language), source)
