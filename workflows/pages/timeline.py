"""One timeline over the flows: what has happened, what is waited for, and what comes next (R8.7 in part)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflows.appeal.flows import AppealFlow
from workflows.application.flows import ApplicationFlow
from workflows.assessment.flows import AssessmentFlow
from workflows.audit.flows import AuditFlow
from workflows.base import CaseFlow, flows, register_flow
from workflows.cases.models import Case, CasePause, CaseStatus, WorkItem
from workflows.change.flows import ChangeFlow
from workflows.grant.flows import GrantFlow
from workflows.report.flows import ReportFlow
from workflows.statements.flows import StatementFlow
from workflows.ui.dates import long_date

for _flow in (
    ApplicationFlow, AssessmentFlow, GrantFlow, AppealFlow, ChangeFlow, ReportFlow, AuditFlow, StatementFlow,
):  # fmt: skip
    register_flow(_flow)
ASIDE = (AppealFlow, ChangeFlow, StatementFlow)  # most cases never come to them: shown where they have begun
INSIDE = (StatementFlow,)  # the office's own asking: not for the network
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


def is_ahead(flow: type[CaseFlow], case: Case) -> bool:
    """Return whether a case that has not begun a flow will come to it, as most cases of its scheme do."""
    if flow in ASIDE or (flow.schemes and case.scheme not in flow.schemes):
        return False
    return not any(case.scheme in each.schemes and flow.folder() in each.instead_of for each in flows())


def timeline(
    case: Case, items: list[WorkItem], *, internal: bool, pauses: Sequence[CasePause] = ()
) -> list[dict[str, Any]]:
    """Return the steps of the timeline; the network sees the procedure, not which steps the office takes inside.

    `pauses` are the times the clock stood still in the case, which is while the application was handled.
    """
    steps: list[dict[str, Any]] = []
    by_flow = {flow.folder(): [item for item in items if item.flow == flow.folder()] for flow in flows()}
    for flow in flows():
        work = by_flow[flow.folder()] if internal or flow not in INSIDE else []
        if not work:
            if case.closed_at is None and is_ahead(flow, case):
                steps.append({"title": flow.process_title, "state": "waiting"})
            continue
        steps.append(_step(flow, work, internal=internal))
        if flow is ApplicationFlow:
            steps += [pause_step(stopped) for stopped in pauses]
    if case.closed_at:
        note = str(case.get_ending_display())
        steps.append({"title": _("Closed"), "state": "done", "when": case.closed_at, "note": note})
    return steps


def pause_step(stopped: CasePause) -> dict[str, Any]:
    """Return a step for a time the clock stood still, or still does."""
    since = long_date(stopped.since)
    when = _("%(since)s to %(until)s") % {"since": since, "until": long_date(stopped.until)}
    days = ngettext("%(days)s day", "%(days)s days", stopped.days) % {"days": stopped.days}
    return {
        "title": _("The clock stands still"),
        "state": "done" if stopped.until else "stopped",
        "when": when if stopped.until else _("since %(date)s") % {"date": since},
        "note": f"{stopped.get_why_display()} · {days}",
    }


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
