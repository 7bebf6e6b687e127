"""What a page of an application shows: its fields with what the rules find of them, and what is written twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from workflows.application.drafts import Draft
from workflows.cases.checking import preview
from workflows.cases.models import WorkItem
from workflows.rules.facts import known_facts
from workflows.schemes.conditions import SHOW
from workflows.schemes.presenting import PresentedField, present

from .actions import can_join
from .merging import digest
from .models import OtherText, SectionVersion
from .moving import aside_of, moves_of
from .sections import Page, pages_of
from .ways import after, newest, writers


@dataclass(frozen=True)
class Choice:
    """Two texts of one field: the one put aside and the one in the draft, and who wrote each."""

    other: OtherText
    mine: PresentedField
    there: PresentedField
    last: SectionVersion | None
    shown: str
    can_join: bool


def choices(draft: Draft, page: Page) -> list[Choice]:
    """Return what has been written twice on a page."""
    fields = {field["code"]: (section, field) for section in page.sections for field in section["fields"]}
    others = OtherText.objects.filter(case=draft.case, field__in=fields).select_related("by")
    return [_choice(draft, other, *fields[other.field]) for other in others]


def _choice(draft: Draft, other: OtherText, section: Any, field: Any) -> Choice:
    alone = [{**section, "fields": [{**field, SHOW: None}]}]  # written, whether or not it is asked just now
    there = draft.answers.get(other.field)
    if field["type"] == "file" and isinstance(other.answer, int):
        draft.documents.update(draft.case.documents.in_bulk([other.answer]))
    versions = SectionVersion.objects.filter(case=draft.case, section=section["code"]).select_related("by")
    last = next((each for each in versions.order_by("-number")[:200] if other.field in each.fields), None)
    return Choice(
        other=other,
        mine=_read(draft, alone, other.answer),
        there=_read(draft, alone, there),
        last=last,
        shown=digest(there),
        can_join=can_join(draft, other),
    )


def _read(draft: Draft, alone: list[Any], answer: Any) -> PresentedField:
    """Return one text of a field as it is read."""
    code = alone[0]["fields"][0]["code"]
    return present(alone, {code: answer}, get_language() or "nb", documents=draft.documents)[0].fields[0]


def findings_beside(draft: Draft, page: Page, begun: Iterable[str]) -> dict[str, list[Any]]:
    """Return what the rules find of the answers on a page, by field: of the sections that are begun."""
    facts, begun = known_facts(), set(begun)
    shown = {
        field["code"] for section in page.sections if section["code"] in begun for field in section["fields"]
    }
    named = {
        field["fact"]: field["code"] for s in page.sections for field in s["fields"] if field.get("fact")
    }
    found: dict[str, list[Any]] = {}
    for rule, finding in preview(draft.case, "application"):
        fact = facts.get(finding.fact)
        answered_in = fact.answered_in if fact else [named.get(finding.fact, "")]
        if finding.outcome != "met":
            for code in shown.intersection(answered_in):
                found.setdefault(code, []).append((rule, finding))
    return found


def section_page(draft: Draft, page: Page, form: Any, item: WorkItem) -> dict[str, Any]:
    """Return what the page of some sections shows."""
    last, pages = newest(draft.case), pages_of(draft.sections)
    beside = findings_beside(draft, page, last)
    return {
        "draft": draft,
        "page": page,
        "number": pages.index(page) + 1,
        "of": len(pages),
        "following_url": after(draft, page, item),
        "sections": [
            {
                "code": section.code,
                "title": section.title,
                "last": last.get(section.code),
                "fields": [field_of(draft, bound, beside) for bound in section.fields],
            }
            for section in form.sections
        ],
        "aside": aside_of(draft.case, moves_of(draft.case)),
        "choices": choices(draft, page),
        "writers": writers(draft.case),
    }


def field_of(draft: Draft, bound: Any, beside: dict[str, list[Any]]) -> dict[str, Any]:
    """Return a field with the digest of what is kept of it, and what the rules find of it."""
    return {
        "bound": bound,
        "base": digest(draft.answers.get(bound.name)),
        "findings": beside.get(bound.name, []),
    }
