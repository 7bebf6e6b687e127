"""The steps a case can go on from, here or where it was sent: each starts its flow by a start of its own (R7.3)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.application.flows import ApplicationFlow
from workflows.application.models import Application, latest_check
from workflows.assessment.flows import AssessmentFlow
from workflows.audit.flows import AuditFlow
from workflows.cases import pausing
from workflows.cases.actions import set_status
from workflows.cases.models import Case, CaseStatus
from workflows.errors import Refused
from workflows.funds.balances import balance_of
from workflows.grant.flows import GrantFlow
from workflows.report.claiming import owed_back
from workflows.report.flows import ReportFlow
from workflows.report.models import Report


@dataclass(frozen=True)
class Start:
    """One step: whether a case's data supports it, what status the case then has, and how its flow is started."""

    code: str
    title: str | Promise
    supported: Callable[[Case], bool]
    status: str
    begin: Callable[[Case], object]
    nodes: tuple[str, ...]  # the open work, as `flow.node`, that one goes on with by it


def _undecided(case: Case) -> bool:
    return getattr(case, "decision", None) is None


def _is_applied_for(case: Case) -> bool:
    return _undecided(case) and Application.objects.filter(case=case).exists()


def _is_complete(case: Case) -> bool:
    check = latest_check(case)
    return _undecided(case) and check is not None and check.complete


def _is_assessed(case: Case) -> bool:
    return _is_complete(case) and hasattr(case, "assessment")


def _is_paid(case: Case) -> bool:
    """Return whether all that was granted is paid, and no report of it waits for control."""
    balance = balance_of(case)
    return balance.paid > 0 and not balance.unpaid and not owed_back(case) and not _is_reported(case)


def _newest_report(case: Case) -> Report | None:
    return Report.objects.filter(case=case).order_by("-year", "-id").first()


def _is_reported(case: Case) -> bool:
    newest = _newest_report(case)
    return newest is not None and newest.approved is None


def _is_controlled(case: Case) -> bool:
    newest = _newest_report(case)
    return newest is not None and bool(newest.approved) and not owed_back(case)


STARTS = {
    start.code: start
    for start in (
        Start(
            "formal_check", _("Formal check"), _is_applied_for, CaseStatus.IN_PROGRESS, ApplicationFlow.taken_up.run,
            ("application.formal_check", "application.supplement", "application.enter"),
        ),
        Start(
            "assessment", _("Assessment"), _is_complete, CaseStatus.IN_PROGRESS, AssessmentFlow.start.run,
            ("assessment.declare", "assessment.assess", "assessment.second_assess"),
        ),
        Start(
            "decision", _("Decision"), _is_assessed, CaseStatus.IN_PROGRESS, GrantFlow.start.run,
            ("grant.declare", "grant.decide", "grant.document_conditions", "grant.control_conditions"),
        ),
        Start(
            "report", _("Report"), _is_paid, CaseStatus.REPORT_PENDING, ReportFlow.start.run,
            ("report.report",),
        ),
        Start(
            "report_control", _("Control of the report"), _is_reported, CaseStatus.IN_PROGRESS, ReportFlow.taken_up.run,
            ("report.control",),
        ),
        Start(
            "repayment", _("Repayment"), lambda case: owed_back(case) > 0, CaseStatus.IN_PROGRESS,
            ReportFlow.owing.run, ("report.repay",),
        ),
        Start(
            "audit", _("Audit"), _is_controlled, CaseStatus.IN_PROGRESS, AuditFlow.start.run,
            ("audit.appoint", "audit.upload", "audit.state", "audit.control"),
        ),
    )
}  # fmt: skip


def possible(case: Case) -> list[Start]:
    """Return the steps a case's data supports, in the order cases go through them."""
    return [start for start in STARTS.values() if start.supported(case)]


def start(case: Case, code: str) -> None:
    """Let a case go on from a step: its clock goes again, its status follows, and the step's flow is started.

    In the caller's transaction, with the case's row held. Raises Refused for a step the data does not support.
    """
    case = Case.objects.get(pk=case.pk)
    chosen = STARTS.get(code)
    if chosen is None or not chosen.supported(case):
        raise Refused(_("The case has not what it takes to go on from that step."))
    pausing.resume(case, at=clock.now())
    set_status(case, chosen.status)
    chosen.begin(case=case)  # type: ignore[call-arg]  # a start of Viewflow's is called with its case
