"""Where an application is written, and by whom."""

from django.db.models import Max
from django.urls import reverse

from workflows.application.drafts import Draft
from workflows.cases.models import Case, WorkItem
from workflows.directory.models import NETWORK_ROLES, RoleAssignment

from .models import SectionVersion
from .sections import Page, pages_of


def address(draft: Draft, page: Page, anchor: str = "") -> str:
    """Return where a page is written; `anchor` is the id of what to come to there."""
    path = reverse("draft-section", args=[draft.case.number, draft.task.pk, page.slug])
    return f"{path}#{anchor}" if anchor else path


def after(draft: Draft, page: Page, item: WorkItem) -> str:
    """Return the address of what comes after a page: the next one, and after the last the list of them all."""
    pages = pages_of(draft.sections)
    here = pages.index(page) + 1
    return address(draft, pages[here]) if here < len(pages) else item.get_absolute_url()


def newest(case: Case) -> dict[str, SectionVersion]:
    """Return the last version of each section that has one, with who wrote it."""
    last = SectionVersion.objects.filter(case=case).values("section").annotate(last=Max("pk")).values("last")
    versions = SectionVersion.objects.filter(pk__in=last).select_related("by")
    return {version.section: version for version in versions}


def writers(case: Case) -> list[RoleAssignment]:
    """Return who of the network can see and write its drafts, leaders first."""
    held = RoleAssignment.objects.in_force().filter(network=case.network_id, role__in=NETWORK_ROLES)
    return list(held.select_related("user").order_by("role", "user__last_name", "user__first_name", "pk"))
