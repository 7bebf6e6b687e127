"""One timeline over the five flows: what has happened, what is waited for, and what comes next (R8.7 in part)."""

from typing import Any

from django.utils.translation import gettext as _

from workflows.application.flows import ApplicationFlow
from workflows.assessment.flows import AssessmentFlow
from workflows.audit.flows import AuditFlow
from workflows.base import CaseFlow
from workflows.cases.models import Case, CaseStatus, WorkItem
from workflows.grant.flows import GrantFlow
from workflows.report.flows import ReportFlow
from workflows.statements.flows import StatementFlow
from workflows.ui.dates import long_date

PHASES: list[type[CaseFlow]] = [ApplicationFlow, AssessmentFlow, GrantFlow, ReportFlow, AuditFlow]
FLOWS: list[type[CaseFlow]] = [*PHASES, StatementFlow]  # those that run beside a phase come last
STATUS_TONES: dict[str, str] = {
    CaseStatus.DRAFT: "neutral",
    CaseStatus.RECEIVED: "info",
    CaseStatus.WAITING_FOR_YOU: "warning",
    CaseStatus.IN_PROGRESS: "info",
    CaseStatus.DECIDED: "info",
    CaseStatus.PAID: "success",
    CaseStatus.REPORT_PENDING: "warning",
    CaseStatus.CLOSED: "neutral",
}


def timeline(case: Case, items: list[WorkItem], *, internal: bool) -> list[dict[str, Any]]:
    """Return the steps of the timeline; the network sees the procedure, not which steps the office takes inside."""
    steps: list[dict[str, Any]] = []
    by_flow = {flow.folder(): [item for item in items if item.flow == flow.folder()] for flow in PHASES}
    for flow in PHASES:
        work = by_flow[flow.folder()]
        if not work:
            if case.closed_at is None:
                steps.append({"title": flow.process_title, "state": "waiting"})
            continue
        steps.append(_step(flow, work, internal=internal))
    if case.closed_at:
        steps.append({"title": _("Closed"), "state": "done", "when": case.closed_at})
    return steps


def _step(flow: type[CaseFlow], work: list[WorkItem], *, internal: bool) -> dict[str, Any]:
    waiting = [item for item in work if item.open]
    if not waiting:
        return {
            "title": flow.process_title,
            "state": "done",
            "when": max(item.done_at for item in work if item.done_at),
        }
    shown = [item for item in waiting if internal or item.office_id is None]
    titles = list(dict.fromkeys(str(item.task_title) for item in shown))
    due = min((item.due for item in shown if item.due), default=None)
    if len(shown) < len(waiting):  # what the office does inside is one thing to the network, and comes first
        titles, due = [_("With the county governor"), *titles], None
    when = _("by %(date)s") % {"date": long_date(due)} if due else ""
    return {"title": flow.process_title, "state": "current", "when": when, "note": ", ".join(titles)}
