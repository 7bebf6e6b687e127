"""Telling people outside the offices that something waits for them, by e-mail, after the transaction."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows import notices
from workflows.directory.models import RoleAssignment, User

from .models import WorkItem


def tell_of_new_work(done: WorkItem) -> None:
    """Owe a notice to everyone whom the case now waits for, since `done` was done: networks, participants, auditors.

    The offices work from their lists, and get none.
    """
    opened = WorkItem.objects.filter(case=done.case_id, open=True, pk__gt=done.pk, office__isnull=True)
    for item in opened.select_related("task", "case"):
        for person in _people_for(item):
            notices.notify(
                to_user=person,
                subject=_("Waits for you: %(task)s"),
                body=_("In case %(number)s something waits for you: %(task)s. Log in to do it."),
                link=item.get_absolute_url(),
                key=f"work:{item.pk}:{person.pk}",
                fields={"task": item.task_title, "number": item.case.number},
            )


def _people_for(item: WorkItem) -> list[User]:
    """Return the people a work item is for."""
    if item.person_id:
        return [item.person]
    place = Q(network=item.network_id) if item.network_id else Q(pk__in=[])
    if item.municipality_id:
        place = Q(municipality=item.municipality_id)
    elif item.service_id:
        place = Q(service=item.service_id)
    held = RoleAssignment.objects.in_force().filter(place, role=item.role).select_related("user")
    return [assignment.user for assignment in held if assignment.user.email]
