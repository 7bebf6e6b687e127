"""The sections of an application as things to do: on which page each is written, and how far it has come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflows.application.drafts import Draft
from workflows.schemes.fields import in_language

from .models import DraftMove, SectionVersion

FEW = 4  # a section of fewer questions shares the page of the one before it
MOST_PAGES = 4  # a whole application is at most twelve pages to the one who sends it, all told (issue 5)


class State(Enum):
    """How far a section has come: in words, and the tone of its tag."""

    LATER = _("Cannot start yet"), "neutral"
    NOT_STARTED = _("Not started"), "neutral"
    IN_PROGRESS = _("In progress"), "info"
    DONE = _("Done"), "success"
    ASKED = _("Changes asked for"), "warning"
    CHANGED = _("Changed"), "success"
    OTHER_FORM = _("The form is changed"), "warning"

    @property
    def label(self) -> str | Promise:
        """Return the state in words."""
        return self.value[0]

    @property
    def tone(self) -> str:
        """Return the tone of its tag."""
        return self.value[1]


@dataclass(frozen=True)
class Page:
    """Sections that are written on one page; the first gives it its address."""

    sections: tuple[Mapping[str, Any], ...]

    @property
    def slug(self) -> str:
        """Return what the page's address ends with."""
        return str(self.sections[0]["code"])

    @property
    def codes(self) -> list[str]:
        """Return the codes of its sections."""
        return [section["code"] for section in self.sections]

    @property
    def title(self) -> str:
        """Return the titles of its sections, one after the other."""
        return ", ".join(title_of(section) for section in self.sections)

    @property
    def weight(self) -> int:
        """Return how many questions it has."""
        return sum(len(section["fields"]) for section in self.sections)


def title_of(section: Mapping[str, Any]) -> str:
    """Return a section's title in the language of the page."""
    return in_language(section["title"], get_language() or "nb")


def pages_of(sections: Iterable[Mapping[str, Any]]) -> list[Page]:
    """Return the pages that sections are written on, in order: few enough, and none for a question or two alone."""
    pages: list[Page] = []
    for section in sections:
        if pages and len(section["fields"]) < FEW:
            pages[-1] = Page((*pages[-1].sections, section))
        else:
            pages.append(Page((section,)))
    while len(pages) > MOST_PAGES:
        at = min(range(len(pages) - 1), key=lambda i: pages[i].weight + pages[i + 1].weight)
        pages[at : at + 2] = [Page(pages[at].sections + pages[at + 1].sections)]
    return pages


def page_with(draft: Draft, section: str) -> Page | None:
    """Return the page that a section is written on, or None where there is no such section to write."""
    return next((page for page in pages_of(draft.sections) if section in page.codes), None)


def states(
    draft: Draft,
    wrong: Iterable[str],
    newest: Mapping[str, SectionVersion],
    move: DraftMove | None = None,
) -> dict[str, State]:
    """Return how far each section has come.

    `wrong` are the fields that still lack an answer or have one that cannot stand, `newest` the last version of each
    section that has one. `move` is the draft's last move to another form, if it was moved.
    """
    wrong = set(wrong)
    found = {section["code"]: _state(draft, section, wrong, newest) for section in draft.sections}
    changed = {section["code"] for section in draft.sections if changed_in(section, move, newest)}
    began = (State.IN_PROGRESS, State.DONE)
    return {
        code: State.OTHER_FORM if code in changed and state in began else state
        for code, state in found.items()
    }


def changed_in(
    section: Mapping[str, Any], move: DraftMove | None, newest: Mapping[str, SectionVersion]
) -> list[Mapping[str, Any]]:
    """Return the fields of a section that its new form asks otherwise, until somebody has been through it since."""
    last = newest.get(section["code"])
    if move is None or (last and last.at > move.at):
        return []
    return [field for field in section["fields"] if field["code"] in move.changed]


def _state(
    draft: Draft, section: Mapping[str, Any], wrong: set[str], newest: Mapping[str, SectionVersion]
) -> State:
    codes, last = {field["code"] for field in section["fields"]}, newest.get(section["code"])
    if draft.check and (
        last is None or last.task_id != draft.task.pk
    ):  # what was written before it was sent back
        return State.ASKED if codes & set(draft.asked) else State.DONE
    if last is None:
        return State.NOT_STARTED
    if codes & wrong:
        return State.IN_PROGRESS
    return State.CHANGED if draft.check else State.DONE
