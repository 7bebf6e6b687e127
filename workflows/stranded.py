"""Running tasks that a change of the code would leave without a step to do them by.

Flow and task names are stored as text. A step renamed or removed while a task is open at it makes lists fail for
everyone; a rename comes with a data migration, and this finds where one is lacking.
"""

from dataclasses import dataclass

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from viewflow.workflow.fields import get_flow_ref
from viewflow.workflow.status import STATUS

from workflows.base import flows
from workflows.cases.models import CaseTask

_OVER = (STATUS.DONE, STATUS.CANCELED, STATUS.REVIVED)


@dataclass(frozen=True)
class Stranded:
    """A running task whose step is gone, or is another kind of step than when the task was opened."""

    case: str
    task: int
    step: str
    graph_changed: bool
    reason: str

    def __str__(self) -> str:
        graph = _("the flow has changed since") if self.graph_changed else _("the flow is as it was")
        return f"{self.case}, {self.step} ({self.task}): {self.reason}; {graph}"


def running() -> QuerySet[CaseTask]:
    """Return the tasks that are not over, with flow and step as the database has them (`flow`, `step`)."""
    tasks = CaseTask.objects.exclude(status__in=_OVER)
    return tasks.annotate(flow=Cast("process__flow_class", CharField()), step=Cast("flow_task", CharField()))


def stranded() -> list[Stranded]:
    """Return the running tasks that this code cannot go on with; one query for all of them."""
    known = {get_flow_ref(flow): flow for flow in flows()}
    hashes = {name: flow.graph_hash() for name, flow in known.items()}
    kinds = {
        name: {node.name: node.task_type for node in flow.instance.nodes()} for name, flow in known.items()
    }
    found: list[Stranded] = []
    rows = running().order_by("pk").values_list(
        "pk", "flow", "step", "flow_task_type",
        "process__caseprocess__graph_hash", "process__caseprocess__case__number",
    )  # fmt: skip
    for pk, flow, step, kind, graph, number in rows.iterator():
        reason = _reason(kinds.get(flow), step.rpartition(".")[2], kind)
        if reason:
            found.append(Stranded(number or "–", pk, step, graph != hashes.get(flow), reason))
    return found


def _reason(kinds: dict[str, str] | None, step: str, kind: str) -> str:
    """Return why a task cannot be gone on with; nothing where it can."""
    if kinds is None:
        return _("there is no such flow")
    if step not in kinds:
        return _("there is no such step")
    if kinds[step] != kind:
        return _("the step was %(then)s and is %(now)s") % {"then": kind, "now": kinds[step]}
    return ""
