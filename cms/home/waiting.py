"""What waits for an editor, each list in a number of queries that does not grow with it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.permissions import policy_registry

from cms import reading
from cms.access import GROUP_OF_ROLE
from cms.editions.line import with_takeover
from cms.models import CallPage, GuidelinePage, OfficeCallsPage
from cms.publishing import SOURCE_LANGUAGE
from workflows.cases.models import Finding
from workflows.directory.models import Role

SHOWN = 10  # of each; the explorer has the rest


@dataclass(frozen=True)
class Link:
    """A row of a list: what it is, where it is dealt with, and a word about it."""

    title: str
    address: str
    about: Any = ""


@dataclass(frozen=True)
class InUse:
    """An edition, where it stands in time, and its paragraphs by how many cases they were checked in."""

    page: Any
    status: reading.Status
    address: str
    revised: Any
    paragraphs: list[tuple[str, int]]


@dataclass(frozen=True)
class Section:
    """An office's section among the calls: its name, where a call is begun in it, and its calls."""

    title: str
    begin: str
    calls: list[Link]


def offices_of(user: Any) -> set[int]:
    """Return the offices whose calls a person edits by role (D6)."""
    return {each.office_id for each in user.roles_today() if each.role == Role.EDITOR and each.office_id}


def calls_of(user: Any) -> list[Section]:
    """Return the sections of a person's offices, each with its calls, the newest first."""
    sections = OfficeCallsPage.objects.filter(office__in=offices_of(user)).filter(
        locale__language_code=SOURCE_LANGUAGE
    )
    found = []
    for section in sections.order_by("title"):
        pages = CallPage.objects.child_of(section).select_related("call").order_by("-pk")[:SHOWN]
        found.append(
            Section(
                section.title,
                reverse("wagtailadmin_pages:add", args=["cms", "callpage", section.pk]),
                [Link(page.draft_title or page.title, _edit(page.pk), page) for page in pages],
            )
        )
    return found


def has_guidelines(user: Any) -> bool:
    """Return whether a person edits or reviews guidelines, and not the calls of an office alone."""
    return any(not each.office_id for each in user.roles_today() if each.role in GROUP_OF_ROLE)


def drafts_of(user: Any) -> list[Link]:
    """Return the pages with something unpublished that a person may edit and that no review has, the newest first."""
    may_edit = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    # The id of a page stands as text in what is under review: so the ids are asked for first, and there are few.
    reviewed = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS).values_list(
        "object_id", flat=True
    )
    drafts = may_edit.filter(has_unpublished_changes=True).exclude(pk__in=[int(pk) for pk in reviewed])
    newest = drafts.select_related("locale").order_by("-latest_revision_created_at")[:SHOWN]
    return [
        Link(page.draft_title or page.title, _edit(page.pk), page.latest_revision_created_at)
        for page in newest
    ]


def reviews_for(user: Any) -> list[Link]:
    """Return the reviews that wait for a person, the oldest first: never those of their own work."""
    waiting = TaskState.objects.reviewable_by(user).select_related("revision", "workflow_state__requested_by")
    return [
        Link(
            state.revision.object_str,
            _edit(state.workflow_state.object_id),
            str(state.workflow_state.requested_by or ""),
        )
        for state in waiting.defer("revision__content").order_by("started_at")[:SHOWN]
    ]


def editions_in_use() -> list[InUse]:
    """Return the published editions, the newest first, with the paragraphs that cases rest on."""
    pages = with_takeover(GuidelinePage.objects.live()).filter(locale__language_code=SOURCE_LANGUAGE)
    counted: dict[str, list[tuple[str, int]]] = {}
    rows = (
        Finding.objects.order_by()
        .values("rule__edition__document", "rule__code")
        .annotate(cases=Count("sheet__case", distinct=True))
        .order_by("-cases", "rule__code")
        .values_list("rule__edition__document", "rule__code", "cases")
    )
    for document, code, cases in rows:
        counted.setdefault(document, []).append((code, cases))
    return [
        InUse(
            page,
            reading.status_of(page),
            _edit(page.pk),
            page.revision_date,
            counted.get(page.code, [])[:SHOWN],
        )
        for page in pages.defer(*reading.HEAVY).order_by("-valid_from")
    ]


def _edit(pk: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[pk])
