"""The parts of a case page that no flow owns: documents, journal and the flow charts."""

import copy
from functools import cache as remember
from typing import Any, cast

from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from viewflow.workflow import chart

from workflows.base import CaseFlow
from workflows.cases.models import Case
from workflows.cases.panels import CasePanel, register
from workflows.cases.rights import visible_documents
from workflows.directory.models import User

from .timeline import FLOWS

_ACTIONS = {
    "application.start": _("Draft begun"),
    "report.carried_over": _("Money carried over to next year"),
    "case.closed": _("Case closed"),
}
_ENDINGS = {"claimed": _("taken"), "released": _("released"), "assigned": _("assigned")}


def documents(case: Case, user: User) -> dict[str, Any]:
    """Return the documents the person may read."""
    return {"documents": list(visible_documents(user, case))}


def journal(case: Case, user: User) -> dict[str, Any]:
    """Return the journal, newest last, with acts named as people know them."""
    entries = list(case.journal.select_related("actor", "acting_for").order_by("seq"))
    return {"entries": [{"entry": entry, "title": action_title(entry.action)} for entry in entries]}


def action_title(action: str) -> str:
    """Return what an act is called: the task's title, or the act's own."""
    if action in _ACTIONS:
        return str(_ACTIONS[action])
    folder, node_name, *ending = action.split(".")
    flow = next((flow for flow in FLOWS if flow.folder() == folder), None)
    node = flow.instance.node(node_name, no_obsolete=True) if flow else None
    title = str(node.task_title) if node else action
    return f"{title} ({_ENDINGS[ending[0]]})" if ending and ending[0] in _ENDINGS else title


def charts(case: Case, user: User) -> dict[str, Any]:
    """Return the five flow charts, with where the case stands."""
    processes = {process.flow_class: process for process in case.processes.all()}
    at = {item.flow: item.task_title for item in case.items.filter(open=True).select_related("task")}
    return {
        "charts": [
            {
                "title": flow.process_title,
                "svg": _svg(flow, processes[flow].pk if flow in processes else None),
                "current": at.get(flow.folder()),
                "done": flow in processes,
            }
            for flow in FLOWS
        ]
    }


def _svg(flow: type[CaseFlow], process_pk: int | None) -> str:
    grid = copy.deepcopy(_layout(cast(Any, flow), get_language()))
    if process_pk is not None:
        _mark(flow, grid, process_pk)
    return mark_safe(chart.grid_to_svg(grid))  # noqa: S308  (our own template, which escapes)


@remember
def _layout(flow: Any, language: str | None) -> Any:
    """Return the laid-out chart; its texts are the language's, so there is one of each."""
    return chart.calc_layout_data(flow)


def _mark(flow: type[CaseFlow], grid: Any, process_pk: int) -> None:
    """Put each task's newest status on its cell."""
    tasks = (
        flow.task_class.objects.filter(process_id=process_pk)
        .order_by("id")
        .values_list("flow_task", "status")
    )
    newest = {task.name: status for task, status in tasks}
    for node in grid.nodes:
        if node.name in newest:
            grid[node].status = newest[node.name]


register(CasePanel("dokumenter", _("Documents"), "cases/part_documents.html", documents, order=60))
register(CasePanel("flyt", _("Flow chart"), "cases/part_flow.html", charts, order=70))
register(CasePanel("logg", _("Journal"), "cases/part_journal.html", journal, order=80, internal=True))
