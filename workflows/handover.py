"""Which flow starts when one ends, in the same transaction."""

from workflows import letters
from workflows.assessment.flows import AssessmentFlow
from workflows.audit import actions as audit
from workflows.audit.covering import waiting_cases
from workflows.audit.flows import AuditFlow
from workflows.audit.models import AuditObligation, AuditStatement
from workflows.base import after
from workflows.bufetat.actions import ask_if_wanted
from workflows.cases.actions import close, set_status
from workflows.cases.models import Case, CaseEnding, CaseStatus
from workflows.cases.settling import unsettled
from workflows.directory.models import User
from workflows.errors import Refused
from workflows.grant.flows import GrantFlow
from workflows.grant.models import Decision, Outcome
from workflows.report.flows import ReportFlow
from workflows.report.models import Repayment, Report
from workflows.statements.asking import ask_by_scheme


@after("application")
def application_complete(case: Case) -> None:
    """A complete application is assessed; beside it others are asked, as the network (R3.7) or the scheme wants."""
    ask_if_wanted(case)
    ask_by_scheme(case)
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
    if not ReportFlow.runs(case):  # a later decision may have granted more meanwhile
        ReportFlow.begin(case)


@after("report")
def report_settled(case: Case) -> None:
    """What was awarded is audited where the rules demand it; an audit that runs then goes by what was granted since."""
    if case.processes.filter(flow_class=AuditFlow, finished__isnull=True).exists():
        audit.work_out(case)
    else:
        AuditFlow.begin(case)


@after("audit")
def audit_settled(case: Case) -> None:
    """The case closes, when everything is settled (R6.5); with it the project's earlier ones that waited (R6.2).

    A case whose audit is deferred stays open, and says what it waits for.
    """
    lacking = unsettled(case)
    if lacking and AuditObligation.objects.filter(case=case, deferred_to__isnull=False).exists():
        return
    if lacking:
        raise Refused(*lacking)
    audited = AuditStatement.objects.filter(case=case).first()
    _close(case, by=_settled_by(case, audited), audited=audited is not None)
    for earlier in waiting_cases(case):
        locked = Case.objects.select_for_update(of=("self",)).get(pk=earlier.pk)
        if not unsettled(locked):
            _close(locked, by=_settled_by(case, audited), audited=audited is not None)


def _close(case: Case, *, by: User | None, audited: bool) -> None:
    close(case, by=by)
    kind = "audit_closed" if audited else "closed"
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
