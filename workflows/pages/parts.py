"""The parts of a case page that no flow owns: documents, journal and the flow charts."""

import copy
from functools import cache as remember
from typing import Any, cast

from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from viewflow.workflow import chart
from viewflow.workflow.status import STATUS

from workflows.base import CaseFlow, Step, flows, steps
from workflows.cases.models import Case
from workflows.cases.panels import CasePanel, register
from workflows.cases.rights import at_office, visible_documents
from workflows.directory.models import Role, User

from .timeline import is_ahead

_ACTIONS = {
    "application.start": _("Draft begun"),
    "application.new_form": _("Draft moved to a new form"),
    "application.withdrawn": _("Application withdrawn"),
    "application.preliminary_reply": _("Preliminary reply sent"),
    "application.registered": _("Application registered"),
    "report.carried_over": _("Money carried over to next year"),
    "report.claimed": _("Unspent money claimed back"),
    "report.claim_sent": _("Repayment claim sent"),
    "report.claim_overdue": _("Overdue claim taken to the leaders"),
    "report.reminded_report": _("Reminded of the report"),
    "report.reminded_repayment": _("Reminded of the repayment"),
    "report.progress_demanded": _("Progress report asked for"),
    "audit.deferred": _("Audit deferred to the project’s last year"),
    "audit.stopped": _("Project stopped before its period ended"),
    "audit.stop_deadline": _("Deadline set after the project stopped"),
    "audit.invited": _("Auditor invited anew"),
    "anchoring.asked": _("Confirmation asked for by a link"),
    "anchoring.by_link": _("Confirmed by a link"),
    "anchoring.cooperation": _("Cooperation confirmed by a link"),
    "anchoring.resolution": _("Signed resolution brought"),
    "bufetat.asked": _("Bufetat asked for help"),
    "bufetat.answered": _("Bufetat answered"),
    "allocation.proposed": _("Proposed in an allocation"),
    "case.closed": _("Case closed"),
    "condition.documented": _("Condition documented"),
    "condition.met": _("Condition met"),
    "condition.waived": _("Condition waived"),
    "payment.planned": _("Instalments planned"),
    "payment.stopped": _("Payment stopped"),
    "payment.resumed": _("Payment resumed"),
    "account.changed": _("Account number changed"),
    "account.confirmed": _("Account number confirmed"),
    "decision.anew": _("Decided anew"),
    "appeal.received": _("Appeal received"),
    "change.asked": _("Change asked for"),
    "case.message": _("Message written"),
    "case.escalated": _("Overdue: the decision makers were told"),
    "case.note": _("Internal note written"),
    "case.substitute_office": _("Substitute office named"),
    "case.transfer_proposed": _("Another office was asked to take over"),
    "case.transferred": _("Case handed to another office"),
    "case.transfer_returned": _("Case not taken over"),
    "case.send_proposed": _("Proposed to be sent to another installation"),
    "case.send_refused": _("Not sent to another installation"),
    "case.sent": _("Case sent to another installation"),
    "case.received_there": _("Case received by the other installation"),
    "case.taken_back": _("Case taken back from another installation"),
    "case.received": _("Case received from another installation"),
    "case.edition": _("Case moved to another edition"),
    "document.added": _("Document registered"),
    "document.described": _("Register of documents updated"),
    "access.requested": _("Access asked for"),
    "access.granted": _("Access granted"),
    "access.refused": _("Access refused"),
    "statements.asked": _("Statement asked for"),
    "statements.withdrawn": _("Question for a statement taken back"),
    "journal.erased": _("Personal details erased"),
}
_ENDINGS = {"claimed": _("taken"), "released": _("released"), "assigned": _("assigned"),
            "given_back": _("returned to the queue")}  # fmt: skip


def documents(case: Case, user: User) -> dict[str, Any]:
    """Return the documents the person may read, each with what the register says of it now (`said`, or None)."""
    shown = list(visible_documents(user, case).prefetch_related("registrations"))
    for document in shown:
        vars(document)["said"] = max(
            document.registrations.all(), key=lambda version: version.version, default=None
        )
    return {"documents": shown, "may_register": at_office(user, case) and case.sent_away_at is None}


def journal(case: Case, user: User) -> dict[str, Any]:
    """Return the journal, newest last, with acts named as people know them."""
    entries = list(case.journal.select_related("actor", "acting_for").order_by("seq"))
    return {"entries": [{"entry": entry, "title": action_title(entry.action)} for entry in entries]}


def action_title(action: str) -> str:
    """Return what an act is called: the task's title, or the act's own."""
    if action in _ACTIONS:
        return str(_ACTIONS[action])
    folder, node_name, *ending = action.split(".")
    flow = next((flow for flow in flows() if flow.folder() == folder), None)
    node = flow.instance.node(node_name, no_obsolete=True) if flow else None
    title = str(node.task_title) if node else action
    return f"{title} ({_ENDINGS[ending[0]]})" if ending and ending[0] in _ENDINGS else title


def charts(case: Case, user: User) -> dict[str, Any]:
    """Return the five flow charts, with where the case stands."""
    processes: dict[type[CaseFlow], list[int]] = {}
    for process in case.processes.all():  # a flow can have several: a progress report beside the yearly one
        processes.setdefault(process.flow_class, []).append(process.pk)
    at = {item.flow: item.task_title for item in case.items.filter(open=True).select_related("task")}
    shown = []
    for flow in (flow for flow in flows() if flow in processes or is_ahead(flow, case)):
        statuses = _statuses(flow, processes[flow]) if flow in processes else {}
        shown.append(
            {
                "title": flow.process_title,
                "svg": _svg(flow, statuses),
                "steps": [_in_words(step, statuses.get(step.name)) for step in steps(flow)],
                "current": at.get(flow.folder()),
                "done": flow in processes,
            }
        )
    return {"charts": shown}


def _statuses(flow: type[CaseFlow], processes: list[int]) -> dict[str, str]:
    """Return the newest status of each node; what was called off counts only where nothing else happened."""
    tasks = flow.task_class.objects.filter(process_id__in=processes).order_by("id")
    told = list(tasks.values_list("flow_task", "status"))
    told.sort(key=lambda task: task[1] != STATUS.CANCELED)
    return {task.name: status for task, status in told}


def _in_words(step: Step, status: str | None) -> dict[str, Any]:
    """Return a step of the chart as a list shows it: done, under way, or not begun."""
    states = {None: "waiting", STATUS.CANCELED: "waiting", STATUS.DONE: "done"}
    return {"title": step.task_title, "state": states.get(status, "current"), "note": Role(step.role).label}


def _svg(flow: type[CaseFlow], statuses: dict[str, str]) -> str:
    grid = copy.deepcopy(_layout(cast(Any, flow), get_language()))
    for node in grid.nodes:
        if node.name in statuses:
            grid[node].status = statuses[node.name]
    return mark_safe(chart.grid_to_svg(grid))  # noqa: S308  (our own template, which escapes)


@remember
def _layout(flow: Any, language: str | None) -> Any:
    """Return the laid-out chart; its texts are the language's, so there is one of each."""
    return chart.calc_layout_data(flow)


register(CasePanel("dokumenter", _("Documents"), "cases/part_documents.html", documents, order=60))
register(CasePanel("flyt", _("Flow chart"), "cases/part_flow.html", charts, order=70))
register(CasePanel("logg", _("Journal"), "cases/part_journal.html", journal, order=80, internal=True))
