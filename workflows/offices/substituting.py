"""Naming the office that decides a case, where the leader of the handling office is partial in it (R8.2).

Subordinates of a partial leader may prepare the case, and do not decide it. The directorate names another office,
with a reason; its decision makers read the case and decide it, and the letter says so. All else stays where it was,
also the pot that the grant is taken from.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import notices, work
from workflows.cases import journal
from workflows.cases.models import DECIDES, Case, ImpartialityDeclaration, SubstituteOffice
from workflows.cases.rights import Answer, Scope, can, demand
from workflows.directory.models import GovernorOffice, Role, RoleAssignment, User
from workflows.errors import Refused


def may_name(user: User, case: Case) -> Answer:
    """Return whether a person may name the office that decides: the directorate's fund managers do."""
    seen = can(user, "view", case)
    if not seen or Scope.of(user).holds(Role.FUND_MANAGER):
        return seen
    return Answer(False, _("The directorate names the office that decides instead."))


def is_called_for(case: Case) -> bool:
    """Return whether a decision maker of the handling office has declared a tie to an undecided case."""
    if case.closed_at or hasattr(case, "decision") or hasattr(case, "substitute_office"):
        return False
    deciders = RoleAssignment.objects.filter(office=case.office_id, role=Role.DECISION_MAKER).values("user")
    return ImpartialityDeclaration.objects.filter(case=case, partial=True, person__in=deciders).exists()


def candidates(case: Case) -> QuerySet[GovernorOffice]:
    """Return the other offices that have a decision maker today."""
    deciding = RoleAssignment.objects.in_force().filter(role=Role.DECISION_MAKER)
    return (
        GovernorOffice.objects.beside(case.office)
        .filter(pk__in=deciding.values("office"))
        .exclude(pk=case.office_id)
    )


@transaction.atomic
def name_substitute(*, case: Case, office: GovernorOffice, reason: str, by: User) -> SubstituteOffice:
    """Let the decision makers of another office decide a case.

    Raises NotThere or NotAllowed, and Refused where it is not called for or the office has nobody who decides.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("office").get(pk=case.pk)
    demand(may_name(by, case))
    if case.is_draft or not is_called_for(case):
        raise Refused(
            _("A substitute office is named once, where a decision maker is partial, before the decision.")
        )
    if not candidates(case).filter(pk=office.pk).exists():
        raise Refused(_("Choose another office, with a decision maker."))
    named = SubstituteOffice.objects.create(case=case, office=office, reason=reason, by=by)
    journal.record(
        case=case,
        action="case.substitute_office",
        actor=by,
        details={"office": office.code, "reason": reason},
    )
    _move_what_is_open(case, office, by)
    _tell(case, office)
    return named


def _move_what_is_open(case: Case, office: GovernorOffice, by: User) -> None:
    """Let the open steps that decide the case be the other office's, free to take."""
    deciding = [item for item in case.items.filter(open=True).select_related("task")
                if item.task.flow_task.capacity in DECIDES]  # fmt: skip
    work.hand_over(deciding, to=office, by=by)


def _tell(case: Case, office: GovernorOffice) -> None:
    held = RoleAssignment.objects.in_force().filter(office=office, role=Role.DECISION_MAKER)
    for person in held.people():
        notices.notify(
            to_user=person,
            subject=gettext_lazy("You decide case %(number)s for another office"),
            body=gettext_lazy(
                "The leader of %(office)s is partial in case %(number)s. Your office decides it."
            ),
            link=case.get_absolute_url(),
            key=f"substitute-office:{case.pk}:{person.pk}",
            fields={"number": case.number, "office": str(case.office)},
        )
