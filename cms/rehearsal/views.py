"""The rehearsal of a guideline draft in Wagtail's admin, for those who may edit the page."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.models import GuidelinePage
from workflows.cases.rights import visible_cases
from workflows.publishing import PublishError
from workflows.rehearsing import Difference, Judged
from workflows.ui.sheets import csv_response

from .drafts import rehearsal_of
from .rows import rows

SHOWN = 500  # rows on a page; the file has them all


def editable(request: HttpRequest, page_id: int) -> GuidelinePage:
    """Return a guideline page that the person may edit; raises Http404 and PermissionDenied."""
    page: GuidelinePage = get_object_or_404(GuidelinePage.objects.select_related("locale"), pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


@require_safe
def show(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show what would differ, and why; or what is in the way of a rehearsal."""
    page = editable(request, page_id)
    context: dict[str, Any] = {"page": page, "header_title": _("Rehearsal"), "header_icon": "glasses"}
    try:
        rehearsal = rehearsal_of(page)
    except PublishError as error:
        return render(request, "cms/admin/rehearsal.html", context | {"faults": error.messages})
    wanted = request.GET.get("paragraph", "")
    found: list[Difference] = []
    matching = 0
    for each in rehearsal:
        if wanted in ("", each.then.reference, each.now.reference):
            matching += 1
            if len(found) < SHOWN:
                found.append(each)
    draft = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    own = _readable(request.user, {each.case for each in found})
    sides = {"rehearsal": rehearsal, "figures": rehearsal.figures(), "wanted": wanted}
    differing = (each for each in rehearsal.tried if each.differing)
    references = [side.reference for each in differing for side in (each.then, each.now) if side.rule]
    return render(request, "cms/admin/rehearsal.html", context | sides | {
        "found": [(each, each.case in own, *_links(draft, each.then, each.now)) for each in found],
        "tried": [(each, *_links(draft, each.then, each.now)) for each in rehearsal.tried],
        "matching": matching,
        "paragraphs": list(dict.fromkeys(references)),
    })  # fmt: skip


@require_safe
def download(request: HttpRequest, page_id: int) -> HttpResponse:
    """Give all rows as CSV; a draft that cannot be rehearsed leads back to the page that says why."""
    page = editable(request, page_id)
    try:
        rehearsal = rehearsal_of(page)
    except PublishError:
        return redirect("rehearsal", page.pk)
    heading = (_("Case"), _("Step"), _("Paragraph now"), _("Paragraph in the draft"), _("Why"))
    return csv_response([heading, *rows(rehearsal), (rehearsal.summary,)], f"rehearsal-{page.pk}")


def _readable(user: Any, numbers: set[str]) -> set[str]:
    """Return those of the cases that the person may read: an editor reads none by being an editor."""
    return (
        set(visible_cases(user).filter(number__in=numbers).values_list("number", flat=True))
        if numbers
        else set()
    )


def _links(draft: str, *sides: Judged) -> list[str]:
    """Return where each side's paragraph is read: a stored rule at its own address, another in the draft."""
    return [
        "" if side.rule is None else side.rule.address if side.rule.pk else f"{draft}#p-{side.rule.code}"
        for side in sides
    ]
