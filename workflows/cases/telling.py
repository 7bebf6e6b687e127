"""Telling people outside the offices that something waits for them, by e-mail, after the transaction."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows import notices
from workflows.directory.models import NoticeKind, RoleAssignment, User

from .models import WorkItem


def tell_of_new_work(done: WorkItem) -> None:
    """Owe a notice to everyone whom the case now waits for, since `done` was done: networks, participants, auditors.

    The offices work from their lists, and get none.
    """
    opened = WorkItem.objects.filter(case=done.case_id, open=True, pk__gt=done.pk, office__isnull=True)
    tell_of(opened)


def tell_of(opened: QuerySet[WorkItem]) -> None:
    """Owe a notice to everyone whom these open pieces of work are for, outside the offices."""
    items = list(opened.select_related("task", "case", "person"))
    held = _roles_for(items)
    for item in items:
        tell_of_task(
            item,
            _people_for(item, held),
            subject=_("Waits for you: %(task)s"),
            body=_("In case %(number)s something waits for you: %(task)s. Log in to do it."),
            kind=NoticeKind.TASK,
            key="work",
        )


def tell_of_task(
    item: WorkItem,
    people: Iterable[User],
    *,
    subject: Promise | str,
    body: Promise | str,
    kind: NoticeKind,
    key: str,
    **fields: Any,
) -> None:
    """Owe people a notice about a task, each once for the `key`; `task`, `number` and `fields` fill the lazy texts."""
    for person in people:
        notices.notify(
            to_user=person,
            subject=subject,
            body=body,
            link=item.get_absolute_url(),
            kind=kind,
            key=f"{key}:{item.pk}:{person.pk}",
            fields={"task": item.task_title, "number": item.case.number} | fields,
        )


def people_for(item: WorkItem) -> list[User]:
    """Return the people outside the offices whom a task is for, and who can be reached."""
    return _people_for(item, _roles_for([item]))


def _roles_for(items: list[WorkItem]) -> list[RoleAssignment]:
    """Return the roles that work items are for, in the places they belong to."""
    wanted = Q(pk__in=[])
    for item in items:
        for kind, place in _place(item).items():
            wanted |= Q(role=item.role, **{kind: place})
    return list(RoleAssignment.objects.in_force().filter(wanted).select_related("user"))


def _people_for(item: WorkItem, held: list[RoleAssignment]) -> list[User]:
    """Return the people a work item is for, who can be reached."""
    people = [item.person] if item.person else []
    for assignment in held:
        place = {kind: getattr(assignment, kind) for kind in _place(item)}
        if assignment.role == item.role and place and place == _place(item):
            people.append(assignment.user)
    return [person for person in people if person.email]


def _place(item: WorkItem) -> dict[str, int]:
    """Return the participant, the body or the network that a work item is for; nothing where it is for one person."""
    if item.person_id:
        return {}
    for kind in ("municipality_id", "service_id", "region_id", "environment_id", "network_id"):
        if place := getattr(item, kind):
            return {kind: place}
    return {}
