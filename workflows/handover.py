"""Which flow starts when one ends, in the same transaction."""

from workflows import letters
from workflows.assessment.flows import AssessmentFlow
from workflows.audit.flows import AuditFlow
from workflows.audit.models import AuditObligation, AuditStatement
from workflows.base import after
from workflows.bufetat.actions import ask_if_wanted
from workflows.cases.actions import close, set_status
from workflows.cases.models import Case, CaseEnding, CaseStatus
from workflows.directory.models import User
from workflows.errors import Refused
from workflows.grant.conditions import blocking
from workflows.grant.flows import GrantFlow
from workflows.grant.models import Decision, Outcome
from workflows.report import claiming
from workflows.report.actions import left_to_use
from workflows.report.flows import ReportFlow
from workflows.report.models import Repayment, Report
from workflows.report.progress import open_progress


@after("application")
def application_complete(case: Case) -> None:
    """A complete application is assessed; Bufetat is asked beside it, where the network wants its help (R3.7)."""
    ask_if_wanted(case)
    AssessmentFlow.begin(case)


@after("assessment")
def assessed(case: Case) -> None:
    """A recommendation is decided on."""
    GrantFlow.begin(case)


@after("grant")
def paid_or_refused(case: Case) -> None:
    """Money that was paid is reported on; a refusal ends the case."""
    decision: Decision = case.decision
    if decision.outcome == Outcome.REFUSED:
        close(case, by=decision.by, ending=CaseEnding.REFUSED)
        return
    set_status(case, CaseStatus.REPORT_PENDING)
    if not case.processes.filter(flow_class=ReportFlow).exists():  # a later decision may have granted more
        ReportFlow.begin(case)


@after("report")
def report_settled(case: Case) -> None:
    """What was awarded is audited where the rules demand it."""
    AuditFlow.begin(case)


@after("audit")
def audit_settled(case: Case) -> None:
    """The case closes, when everything is settled (R6.5)."""
    lacking = unsettled(case)
    if lacking:
        raise Refused(*lacking)
    audited = AuditStatement.objects.filter(case=case).first()
    kind = "audit_closed" if audited else "closed"
    close(case, by=_settled_by(case, audited))
    letters.compose(case=case, kind=kind, language=case.letter_language, fields={}, by=None)


def _settled_by(case: Case, audited: AuditStatement | None) -> User | None:
    """Return who did the last piece of work: the audit's control, the repayment, or the report's control."""
    if audited:
        return audited.controlled_by
    repayment = Repayment.objects.filter(case=case).last()
    return (
        repayment.registered_by
        if repayment
        else Report.objects.filter(case=case).latest("year", "id").controlled_by
    )


def unsettled(case: Case) -> list[str]:
    """Return what keeps the case from closing: conditions, report, audit statement, repayment (R6.5)."""
    lacking = blocking(case)
    newest = Report.objects.filter(case=case).order_by("-year", "-id").first()
    if newest is None or not newest.approved:
        lacking.append("report")
    elif claiming.owed_back(case) or left_to_use(case):
        lacking.append("repayment")
    if open_progress(case):
        lacking.append("progress report")
    owed = AuditObligation.objects.filter(case=case, owed=True).exists()
    if owed and not AuditStatement.objects.filter(case=case, approved=True).exists():
        lacking.append("audit statement")
    return lacking
