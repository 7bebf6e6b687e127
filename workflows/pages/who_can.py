"""Who can do what in a case, and why not: the people of the office by the steps that are open or to come (R8.19)."""

from dataclasses import dataclass, field

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workflows.base import CaseFlow, Step, flows, steps
from workflows.cases.models import DECIDES, Case, WorkItem
from workflows.cases.rights import sees_internal
from workflows.cases.standing import Standing
from workflows.directory.models import OFFICE_ROLES, Role, User

from .cases import find_case
from .context import case_frame
from .signed_in import SignedIn
from .timeline import is_ahead


@dataclass
class Row:
    """One step: whether it has come, who can do it, and who cannot and why."""

    step: Step
    is_open: bool
    can: list[User] = field(default_factory=list)
    cannot: list[tuple[User, str]] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Return the flow's and the step's title."""
        return f"{self.step.flow_class.process_title}: {self.step.task_title}"

    @property
    def role(self) -> str:
        """Return whose step it is."""
        return str(Role(self.step.role).label)


@login_required
@require_safe
def page(request: SignedIn, number: str) -> HttpResponse:
    """Show the steps of the office that are open or to come, each with who can do it and why others cannot."""
    case = find_case(request.user, number)
    if not sees_internal(request.user, case):
        raise PermissionDenied(_("Only the office that handles the case sees this."))
    context = {**case_frame(case, request.user, here=_("Who can do what")), "rows": rows(case)}
    return render(request, "cases/who_can.html", context)


def rows(case: Case) -> list[Row]:
    """Return a row for each open or coming step of the office's; the number of queries is the same for any case."""
    items = list(case.items.filter(office__isnull=False).select_related("owner", "task").order_by("pk"))
    begun = {process.flow_class: process.finished is not None for process in case.processes.order_by("pk")}
    found = (
        []
        if case.closed_at
        else [
            _row(case, step, items)
            for flow in flows()
            for step in _ahead(case, flow, items, begun)
            if step.comes_in(case)
        ]
    )
    return [row for row in found if row.can or row.cannot]


def _ahead(
    case: Case, flow: type[CaseFlow], items: list[WorkItem], begun: dict[type[CaseFlow], bool]
) -> list[Step]:
    """Return the office's steps of a flow that are open, or come after what is open; all where it will begin.

    `begun` says of the flows that have begun whether they have ended.
    """
    told = [step for step in steps(flow) if step.role in OFFICE_ROLES]
    if flow not in begun:
        return told if is_ahead(flow, case) else []
    if begun[flow]:
        return []
    open_nodes = {item.node for item in items if item.open and item.flow == flow.folder()}
    first = next((n for n, step in enumerate(told) if step.name in open_nodes), None)
    if first is not None:
        return told[first:]
    done = {item.node for item in items if item.flow == flow.folder()}
    return [step for step in told if step.name not in done]  # it waits for somebody outside


def _row(case: Case, step: Step, items: list[WorkItem]) -> Row:
    item = next((each for each in items if each.open and each.task.flow_task is step), None)
    standing = _standing(case, item.office_id if item and item.office_id else _office_of(case, step))
    row = Row(step, item is not None)
    for person in standing.people:
        answer = standing.answer(person, role=step.role, capacity=step.capacity, item=item)
        if answer:
            row.can.append(person)
        else:
            row.cannot.append((person, answer.reason))
    return row


def _office_of(case: Case, step: Step) -> int:
    """Return the office whose step it will be: the substitute office's, where it decides (R8.2)."""
    if step.capacity in DECIDES and hasattr(case, "substitute_office"):
        return case.substitute_office.office_id
    return case.office_id


def _standing(case: Case, office: int) -> Standing:
    """Return how the case stands to an office's people, read once for a page (kept on the case)."""
    kept: dict[int, Standing] = case.__dict__.setdefault("_standings", {})
    return kept.setdefault(office, Standing(case, office))
