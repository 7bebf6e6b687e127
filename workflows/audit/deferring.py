"""Deferring a project's audit until after its last year: a decision maker's reasoned decision (R6.2)."""

import datetime as dt
from importlib import import_module
from importlib.util import find_spec

from django.db import transaction
from django.utils.translation import gettext as _

from workflows import letters
from workflows.cases import journal
from workflows.cases.checking import parameter
from workflows.cases.models import Case, DevelopmentProject
from workflows.cases.rights import HIDDEN, Answer, can, decides_at, demand
from workflows.deadlines import deadline
from workflows.directory.models import User
from workflows.errors import Refused

from .models import AuditDeferral, AuditObligation, ProjectStop

MOST_YEARS = 10
PROGRESS = "workflows.report.progress"  # where yearly progress reports are demanded, when they are there


def may_defer(user: User, case: Case) -> Answer:
    """Return whether a person may defer the audit of the case's project, and if not why."""
    if not can(user, "view", case):
        return HIDDEN
    if not decides_at(user, case):
        return Answer(False, _("Only a decision maker at the office that handles the case can do this."))
    return Answer(True)


def refusal(case: Case) -> str:
    """Return why the audit cannot be deferred as the case stands, in words; nothing where it can."""
    if parameter(case, "audit_deferral") is None:
        return _("Deferring the audit is not stated in the document the case is under.")
    decision = getattr(case, "decision", None)
    if decision is None or not decision.awarded_amount:
        return _("There is nothing to audit before money is granted.")
    if case.closed_at or AuditObligation.objects.filter(case=case).exists():
        return _("The audit of this case is already worked out.")
    if AuditDeferral.objects.filter(project=case.project_id).exists():
        return _("The audit of the project is deferred already.")
    if ProjectStop.objects.filter(project=case.project_id).exists():
        return _("The project has stopped.")
    return ""


@transaction.atomic
def defer(
    *, case: Case, by: User, last_year: int, reasons: str, progress_report: bool = False
) -> AuditDeferral:
    """Let the audit wait for the project's last year, when it covers all of them, and write the letter.

    With `progress_report` the network owes a progress report for the year besides. Raises NotThere, NotAllowed,
    and Refused when no paragraph allows it or the case has come too far.
    """
    demand(may_defer(by, case))
    case = Case.objects.select_for_update(of=("self",)).select_related("project").get(pk=case.pk)
    if why := refusal(case):
        raise Refused(why)
    if not case.year < last_year <= case.year + MOST_YEARS:
        raise Refused(_("Choose a last year after the year of this grant, and at most ten years on."))
    project = case.project or DevelopmentProject.objects.create(
        network=case.network, title=case.title[:200], first_year=case.year, last_year=last_year
    )
    project.last_year = last_year
    project.save(update_fields=["last_year"])
    if case.project is None:
        case.project = project
        case.save(update_fields=["project"])
    deferral = AuditDeferral.objects.create(project=project, case=case, reasons=reasons, by=by)
    journal.record(
        case=case,
        action="audit.deferred",
        actor=by,
        details={"last_year": last_year, "reasons": reasons, "progress_report": progress_report},
    )
    letters.compose(
        case=case,
        kind="audit_deferred",
        language=case.letter_language,
        fields={"last_year": last_year, "reasons": reasons},
        by=by,
    )
    if progress_report:
        _demand_progress_report(case, by=by, due=deadline(case, "report_deadline"))
    return deferral


def offers_progress_report() -> bool:
    """Return whether a progress report can be demanded."""
    return find_spec(PROGRESS) is not None


def _demand_progress_report(case: Case, *, by: User, due: dt.date | None) -> None:
    if offers_progress_report():
        import_module(PROGRESS).demand_progress_report(case=case, by=by, due=due)
