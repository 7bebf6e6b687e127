"""The network takes its application back, at any time before it is decided (R3.11)."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import clock, letters, notices
from workflows.cases import journal
from workflows.cases.actions import call_off, close
from workflows.cases.duties import OFFICE_SIDE
from workflows.cases.models import Case, CaseEnding
from workflows.cases.rights import demand_leader
from workflows.directory.models import Role, RoleAssignment, User
from workflows.errors import Refused

from .models import Withdrawal


@transaction.atomic
def withdraw(*, case: Case, by: User, reason: str = "") -> Case:
    """Withdraw the application: everything open in the case is called off, and the case is closed.

    A draft is put away without a number, a letter or a word to the office. A decision at the same moment takes the
    same lock: the one that comes last finds what the first did. Raises NotThere, NotAllowed, or Refused once the
    case is decided or closed.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    demand_leader(by, case)
    if refusal := why_not(case):
        raise Refused(refusal)
    at = clock.now()
    Withdrawal.objects.create(case=case, reason=reason, by=by, at=at)
    call_off(case)
    journal.record(case=case, action="application.withdrawn", actor=by, details={"reason": reason})
    close(case, by=by, ending=CaseEnding.WITHDRAWN)
    if not case.is_draft:
        letters.compose(case=case, kind="withdrawn", language=case.letter_language, fields={}, by=by, at=at)
        _tell_the_office(case)
    return case


def why_not(case: Case) -> str:
    """Return in words why the application cannot be withdrawn now; nothing where it can."""
    if case.closed_at:
        return _("The case is closed.")
    if Case.objects.filter(pk=case.pk, decision__isnull=False).exists():
        return _("The application is decided, and can no longer be withdrawn. Contact the county governor.")
    return ""


def _tell_the_office(case: Case) -> None:
    """Owe a notice to those of the office who worked in the case; to its caseworkers where nobody has yet."""
    concerned = User.objects.filter(
        participations__case=case, participations__capacity__in=OFFICE_SIDE, is_active=True
    )
    caseworkers = RoleAssignment.objects.in_force().filter(role=Role.CASEWORKER, office=case.office_id)
    people = concerned.distinct() or User.objects.filter(pk__in=caseworkers.values("user"), is_active=True)
    for person in people:
        notices.notify(
            to_user=person,
            subject=gettext_lazy("Withdrawn: case %(number)s"),
            body=gettext_lazy("The network has withdrawn its application. Case %(number)s is closed."),
            link=case.get_absolute_url(),
            key=f"withdrawn:{case.pk}:{person.pk}",
            fields={"number": case.number},
        )
