"""The list of sections: how far each has come, where to go on, and what is lacking in the whole."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflows.application.drafts import Draft
from workflows.cases.models import WorkItem
from workflows.cases.rights import can
from workflows.directory.models import Role, RoleAssignment, User
from workflows.ui.boundfield import BoundField

from .models import OtherText, SectionVersion
from .moving import aside_of, moves_of
from .sections import Page, State, changed_in, pages_of, states, title_of
from .ways import address, newest, writers

_TO_DO = (State.NOT_STARTED, State.IN_PROGRESS, State.ASKED, State.OTHER_FORM)


def overview(draft: Draft, form: Any, item: WorkItem, user: User) -> dict[str, Any]:
    """Return what the list of sections shows. `form` is the whole form: bound, where it has been refused."""
    kept = form if form.is_bound else draft.kept()
    last, pages = newest(draft.case), pages_of(draft.sections)
    moves = moves_of(draft.case)
    move = moves[-1] if moves else None
    known = states(draft, kept.errors, last, move)
    rows = [
        _row(
            draft,
            page,
            section,
            known[section["code"]],
            kept.errors,
            last.get(section["code"]),
            changed_in(section, move, last),
        )
        for page in pages
        for section in page.sections
    ]
    others = list(OtherText.objects.filter(case=draft.case))
    people = writers(draft.case)
    later = _later(bool(others), item, people, user)
    return {
        "draft": draft,
        "aside": aside_of(draft.case, moves),
        "rows": rows,
        "whole": all(state in (State.DONE, State.CHANGED) for state in known.values()),
        "go_on": _go_on(draft, pages, kept, known, user),
        "lacking": _lacking(draft, pages, form) if form.is_bound else [],
        "twice": [_where(draft, pages, other) for other in others],
        "writers": people,
        "rest": draft.rest(),
        "later": later,
        "finish": State.LATER if later else State.NOT_STARTED,
    }


def _row(
    draft: Draft,
    page: Page,
    section: Any,
    state: State,
    wrong: Iterable[str],
    last: SectionVersion | None,
    changed: Iterable[Any],
) -> dict[str, Any]:
    """Return a section as a thing to do, the way `ui/task_list.html` shows it."""
    codes = [field["code"] for field in section["fields"]]
    hints = []
    if state is State.ASKED:
        hints += [draft.asked[code] for code in codes if draft.asked.get(code)]
    if state is State.OTHER_FORM:
        names = ", ".join(title_of({"title": field["label"]}) for field in changed)
        hints.append(_("New or changed: %(fields)s") % {"fields": names})
    if state in (State.IN_PROGRESS, State.OTHER_FORM) and set(wrong) & set(codes):
        number = len(set(wrong) & set(codes))
        hints.append(
            ngettext("%(number)s answer is lacking", "%(number)s answers are lacking", number)
            % {"number": number}
        )
    return {
        "title": title_of(section),
        "url": address(draft, page, f"section-{section['code']}"),
        "hint": " · ".join(hints),
        "status": state.label,
        "tone": state.tone,
        "last": last,
    }


def _later(twice: bool, item: WorkItem, people: list[RoleAssignment], user: User) -> str:
    """Return why a person cannot finish and send now; nothing where they can."""
    if twice:
        return _("First choose between the texts that two have written.")
    if can(user, "work", item):
        return ""
    leaders = ", ".join(str(held.user) for held in people if held.role == Role.NETWORK_LEADER)
    return _("You write along. The network’s leader sends: %(names)s.") % {"names": leaders}


def _go_on(
    draft: Draft, pages: list[Page], form: Any, known: dict[str, State], user: User
) -> dict[str, str] | None:
    """Return where to go on: at the field the person wrote in last, else at the first section that is not done."""
    mine = SectionVersion.objects.filter(case=draft.case, by=user).exclude(fields=[]).order_by("-pk").first()
    if mine and not all(state in (State.DONE, State.CHANGED) for state in known.values()):
        written = [code for code in form.fields if code in mine.fields]
        for page in pages:
            if written and mine.section in page.codes:
                bound = form[written[-1]]
                return {
                    "url": address(draft, page, bound.target),
                    "title": str(bound.label),
                    "was_there": "yes",
                }
    for page in pages:
        if any(known[code] in _TO_DO for code in page.codes):
            return {"url": address(draft, page), "title": title_of(page.sections[0]), "was_there": ""}
    return None


def _lacking(draft: Draft, pages: list[Page], form: Any) -> list[tuple[str, str]]:
    """Return everything that is wrong with the whole, each with where to mend it."""
    found: list[tuple[str, str]] = [(str(message), "") for message in form.non_field_errors()]
    for page in pages:
        for section in page.sections:
            for field in section["fields"]:
                bound: BoundField = form[field["code"]]
                found += [(entry.message, address(draft, page, entry.target)) for entry in bound.summary()]
    return found


def _where(draft: Draft, pages: list[Page], other: OtherText) -> tuple[str, str]:
    """Return what a text that met another is about, and where to choose."""
    for page in pages:
        for section in page.sections:
            for field in section["fields"]:
                if field["code"] == other.field:
                    return title_of({"title": field["label"]}), address(draft, page, "two-texts")
    return other.field, ""
