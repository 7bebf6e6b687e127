"""A project that stops before its period ends does not escape its audit: the deferral ends, by a letter (R6.3)."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from viewflow.workflow.context import Context

from workflows import clock, letters, reminders
from workflows.cases import journal
from workflows.cases.models import Case, DevelopmentProject
from workflows.cases.rights import HIDDEN, Answer, Scope, at_office, can, demand, demand_office
from workflows.directory.models import Role, User
from workflows.errors import Refused

from .covering import granted_cases
from .flows import AuditFlow
from .models import AuditObligation, ProjectStop

STOPPED = "project_stopped"
ANSWER_WITHIN = 14  # days

reminders.register(
    STOPPED,
    title=gettext_lazy("A project in case %(number)s has stopped"),
    text=gettext_lazy("The network says that its project has stopped. Set the deadline of what remains."),
)


def may_tell(user: User, case: Case) -> Answer:
    """Return whether a person may say that the case's project has stopped: the network's leader, or the office."""
    if not can(user, "view", case):
        return HIDDEN
    leads = case.network_id in Scope.of(user).places("network", Role.NETWORK_LEADER)
    if leads or at_office(user, case):
        return Answer(True)
    return Answer(False, _("The network’s leader or the office that handles the case says this."))


def refusal(case: Case) -> str:
    """Return why the project cannot be said to have stopped as the case stands; nothing where it can."""
    decision = getattr(case, "decision", None)
    if decision is None or not decision.awarded_amount or case.project_id is None:
        return _("There is no project with a grant to stop.")
    if case.closed_at:
        return _("The case is closed.")
    if ProjectStop.objects.filter(project=case.project_id).exists():
        return _("It is said already that the project has stopped.")
    return ""


@transaction.atomic
def tell(*, case: Case, by: User, stopped_on: dt.date, reasons: str) -> ProjectStop:
    """Say that the case's project has stopped; where the network does, the office is reminded to set a deadline.

    Raises NotThere, NotAllowed, and Refused.
    """
    demand(may_tell(by, case))
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if why := refusal(case):
        raise Refused(why)
    if stopped_on > clock.today():
        raise Refused(_("The date has not come yet."))
    assert case.project is not None, "refusal() saw to it"
    stop = ProjectStop.objects.create(
        project=case.project, case=case, stopped_on=stopped_on, reasons=reasons, told_by=by
    )
    details = {"stopped_on": str(stopped_on), "reasons": reasons}
    journal.record(case=case, action="audit.stopped", actor=by, details=details)
    if not at_office(by, case):
        with override("nb"):
            link = reverse("audit-stop", args=[case.number])
        reminders.remind(
            STOPPED,
            key=_key(stop),
            role=Role.CASEWORKER,
            office=case.office,
            link=link,
            due=clock.today() + dt.timedelta(days=ANSWER_WITHIN),
            fields={"number": case.number},
        )
    return stop


@transaction.atomic
def set_deadline(*, case: Case, by: User, deadline: dt.date) -> ProjectStop:
    """Set the deadline of what remains after an early stop, in a letter; the deferral of the audit ends with it.

    The project's last year is then that of its newest grant, whose audit covers them all: it is worked out at once
    where its report is settled. Raises NotThere, NotAllowed, and Refused.
    """
    demand_office(by, case)
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    stop = ProjectStop.objects.select_for_update(of=("self",)).filter(project=case.project_id).first()
    if stop is None or stop.deadline:
        raise Refused(_("The deadline is set already.") if stop else _("The project has not stopped."))
    if deadline <= clock.today():
        raise Refused(_("Choose a day that is still to come."))
    stop.deadline, stop.set_by, stop.set_at = deadline, by, clock.now()
    stop.save(update_fields=["deadline", "set_by", "set_at"])
    newest = granted_cases(case).last() or case
    DevelopmentProject.objects.filter(pk=stop.project_id).update(last_year=newest.year)
    journal.record(case=case, action="audit.stop_deadline", actor=by, details={"deadline": str(deadline)})
    letters.compose(
        case=case,
        kind="project_stopped",
        language=case.letter_language,
        fields={"stopped_on": stop.stopped_on, "audit_deadline": deadline},
        by=by,
    )
    reminders.settle(_key(stop))
    _audit_now(newest, deadline)
    return stop


def _audit_now(newest: Case, deadline: dt.date) -> None:
    """Work out the audit of the newest case where it waited for a year that does not come, or move its deadline."""
    newest = Case.objects.select_for_update(of=("self",)).get(pk=newest.pk)
    obligation = AuditObligation.objects.filter(case=newest).first()
    if obligation is None or newest.closed_at:
        return  # the report comes first; its audit then goes by the stop
    if obligation.deferred_to:
        with Context(propagate_exception=True):
            AuditFlow.begin(newest)
    elif obligation.owed:
        AuditObligation.objects.filter(pk=obligation.pk).update(deadline=deadline)


def _key(stop: ProjectStop) -> str:
    return f"{STOPPED}:{stop.pk}"
