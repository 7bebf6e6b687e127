"""Who leaves: accounts that are closed and roles that end. Sessions die, tasks go back to the queue (A15)."""

import datetime as dt
import logging

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from workflows import clock, outbox, work
from workflows.cases.models import WorkItem
from workflows.cases.rights import Scope
from workflows.directory.models import Role, RoleAssignment, User
from workflows.errors import NotAllowed, NotThere, Refused

log = logging.getLogger("nettverksmidler.staffing")
_PLACES = ("office", "network", "municipality", "service")


def demand_administrator(user: User) -> None:
    """Raise NotThere to everyone but administrators: to them these pages do not exist."""
    if not Scope.of(user).holds(Role.ADMINISTRATOR):
        raise NotThere


def deactivate(*, person: User, by: User) -> int:
    """Close an account and return how many tasks went back to the queue; whatever the person did stays theirs (A15).

    The account is closed first: if the rest is interrupted, `sweep()` goes on with it. Raises NotThere to those who
    are no administrator, Refused for one's own account.
    """
    demand_administrator(by)
    if person == by:
        raise Refused(_("You cannot close your own account."))
    with transaction.atomic():
        User.objects.filter(pk=person.pk).update(is_active=False)
        person.end_sessions()
    log.info("account closed", extra={"person": person.pk, "by": by.pk})
    return return_tasks(person, by=by)


def reactivate(*, person: User, by: User) -> None:
    """Open a closed account again, with the roles whose dates still hold. Raises NotThere."""
    demand_administrator(by)
    User.objects.filter(pk=person.pk).update(is_active=True)
    log.info("account opened", extra={"person": person.pk, "by": by.pk})


def end_role(*, held: RoleAssignment, last_day: dt.date, by: User) -> int:
    """Let a role end after `last_day`; when that is over already, return how many tasks went back to the queue (A15).

    A day to come is looked after by `sweep()`. Raises NotThere, and NotAllowed for a role of one's own.
    """
    demand_administrator(by)
    if held.user_id == by.pk:
        raise NotAllowed(_("Another administrator must end your roles."))
    RoleAssignment.objects.filter(pk=held.pk).update(valid_to=last_day)
    log.info("role ends", extra={"person": held.user_id, "by": by.pk})
    if last_day >= clock.today():
        return 0
    held.user.end_sessions()
    return return_tasks(held.user, by=by)


def set_leader(*, held: RoleAssignment, leads: bool, by: User) -> None:
    """Say that a decision maker leads the office, or no longer does: others answer to them (R8.2).

    Raises NotThere, and Refused for a role that decides nothing.
    """
    demand_administrator(by)
    if held.role != Role.DECISION_MAKER:
        raise Refused(_("Only a decision maker can lead an office."))
    RoleAssignment.objects.filter(pk=held.pk).update(leads=leads)
    log.info("leader of an office", extra={"person": held.user_id, "by": by.pk})


def return_tasks(person: User, *, by: User | None = None) -> int:
    """Return to the queue what a person has and can no longer do, each task for itself, and say how many there were."""
    owned = WorkItem.objects.filter(open=True, owner=person).order_by("case", "pk")
    return sum(work.give_back(item, by=by) for item in owned)


def stranded() -> QuerySet[WorkItem]:
    """Return the open work whose owner is no longer active or holds no role for it today."""
    place = Q(pk__in=[])
    for kind in _PLACES:
        place |= Q(**{kind: OuterRef(kind)})
    held = RoleAssignment.objects.in_force().filter(place, user=OuterRef("owner"), role=OuterRef("role"))
    owned = WorkItem.objects.filter(open=True, owner__isnull=False, person__isnull=True)
    return owned.exclude(Exists(held)).order_by("case", "pk")


@outbox.chore("stranded-tasks", every=dt.timedelta(minutes=15))
def sweep() -> None:
    """Return to the queue the tasks of those whose role ended by its date or whose account was closed (A15)."""
    for item in stranded().select_related("owner"):
        if work.give_back(item) and item.owner:
            item.owner.end_sessions()
