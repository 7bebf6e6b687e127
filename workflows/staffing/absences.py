"""Being away from an office, with a substitute who acts for one meanwhile (R8.19)."""

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import clock, notices
from workflows.cases.rights import Scope
from workflows.directory.models import OFFICE_ROLES, Absence, GovernorOffice, Role, RoleAssignment, User
from workflows.errors import NotAllowed, NotThere, Refused
from workflows.ui.dates import long_date


def at_offices() -> QuerySet[User]:
    """Return those who work at an office today."""
    held = RoleAssignment.objects.in_force().filter(role__in=OFFICE_ROLES)
    return User.objects.filter(pk__in=held.values("user"), is_trial=False).order_by(
        "last_name", "first_name", "pk"
    )


def visible(user: User) -> QuerySet[Absence]:
    """Return the absences a person sees: those of their offices; an administrator all. The latest first."""
    found = Absence.objects.select_related("person", "substitute", "office")
    if Scope.of(user).holds(Role.ADMINISTRATOR):
        return found.filter(office__is_trial=False)
    return found.filter(office__in=Scope.of(user).places("office", *OFFICE_ROLES))


def may_register(user: User, person: User) -> bool:
    """Return whether somebody registers a person's absence: they themselves, or an administrator."""
    return user == person or Scope.of(user).holds(Role.ADMINISTRATOR)


@transaction.atomic
def register_absence(
    *, person: User, substitute: User, first_day: dt.date, last_day: dt.date, by: User
) -> Absence:
    """Register that a person is away from `first_day` to `last_day` (both included), and tell the substitute.

    Raises NotAllowed, and Refused for days that are over or taken, and for a substitute who is not of the same
    office with a role the person has there.
    """
    if not may_register(by, person):
        raise NotAllowed(_("You can register your own absence; an administrator can register others’."))
    if last_day < first_day:
        raise Refused(_("The last day cannot be before the first."))
    if last_day < clock.today():
        raise Refused(_("These days are over."))
    User.objects.select_for_update().get(pk=person.pk)  # two absences of one person wait for each other
    taken = Absence.objects.filter(person=person, ended_at__isnull=True)
    if taken.filter(first_day__lte=last_day, last_day__gte=first_day).exists():
        raise Refused(_("An absence is already registered for some of these days."))
    absence = Absence.objects.create(
        person=person,
        substitute=substitute,
        office=_common_office(person, substitute),
        first_day=first_day,
        last_day=last_day,
        by=by,
    )
    notices.notify(
        to_user=substitute,
        subject=gettext_lazy("You stand in for %(name)s"),
        body=gettext_lazy("From %(first)s to %(last)s you act for %(name)s. Their tasks are on your list."),
        link=reverse("tasks"),
        key=f"absence:{absence.pk}",
        fields={"name": str(person), "first": long_date(first_day), "last": long_date(last_day)},
    )
    return absence


def _common_office(person: User, substitute: User) -> GovernorOffice:
    """Return the office where the substitute has a role of the person's. Raises Refused where there is none."""
    held = RoleAssignment.objects.in_force().filter(user=person, role__in=OFFICE_ROLES)
    if person == substitute or not held.exists():
        raise Refused(_("Only who works at an office can be away from it, and a colleague stands in."))
    same = Q(pk__in=[])
    for role in held:
        same |= Q(role=role.role, office=role.office)
    found = RoleAssignment.objects.in_force().filter(same, user=substitute).select_related("office").first()
    if found is None or found.office is None:
        raise Refused(
            _("The substitute must work at the same office, with a role that the absent person has.")
        )
    return found.office


@transaction.atomic
def end_absence(*, pk: int, by: User) -> Absence:
    """End an absence before its time. Raises NotThere for what is not seen, NotAllowed, and Refused once it is over."""
    absence = visible(by).select_for_update(of=("self",)).filter(pk=pk).first()
    if absence is None:
        raise NotThere
    if not may_register(by, absence.person):
        raise NotAllowed(_("Only the absent person and an administrator can end an absence."))
    if absence.is_over:
        raise Refused(_("The absence is over already."))
    absence.ended_at, absence.ended_by = clock.now(), by
    absence.save(update_fields=["ended_at", "ended_by"])
    return absence
