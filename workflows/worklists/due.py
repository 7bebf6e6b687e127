"""Due dates: a reminder before the day, and word to the office's decision makers when it has passed.

Each at most once for a task, whoever sweeps and however often, also when the clock is moved back and forth.
"""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from workflows import clock, outbox
from workflows.cases import journal
from workflows.cases.models import Case, CaseStatus, ImpartialityDeclaration, WorkItem
from workflows.cases.telling import people_for, tell_of_task
from workflows.directory.models import Absence, NoticeKind, Role, RoleAssignment, User
from workflows.ui.dates import long_date

DAYS_BEFORE = 3  # a courtesy, no deadline: the day itself comes from the task


@outbox.chore("due-dates", every=dt.timedelta(hours=1))
def sweep() -> None:
    """Remind of what is due soon, and tell of what is overdue."""
    for item in to_remind():
        remind(item)
    for item in to_escalate():
        escalate(item)


def to_remind() -> QuerySet[WorkItem]:
    """Return the open work that is due within three days and was not reminded of."""
    until = clock.today() + dt.timedelta(days=DAYS_BEFORE)
    soon = WorkItem.objects.filter(
        open=True, due__gte=clock.today(), due__lte=until, reminded_at__isnull=True
    )
    return soon.select_related("task", "case", "owner", "person").order_by("pk")


def to_escalate() -> QuerySet[WorkItem]:
    """Return the open work of filed cases whose day has passed, and that nobody was told of."""
    late = WorkItem.objects.filter(open=True, due__lt=clock.today(), escalated_at__isnull=True)
    return late.exclude(case__status=CaseStatus.DRAFT).select_related("task", "case").order_by("pk")


@transaction.atomic
def remind(item: WorkItem) -> bool:
    """Remind whoever has the task, or whom it is for outside the office, once; return whether it was done now."""
    marked = WorkItem.objects.filter(pk=item.pk, open=True, reminded_at__isnull=True)
    if not marked.update(reminded_at=clock.now()):
        return False
    tell_of_task(
        item,
        _reminded(item),
        subject=_("Due %(date)s: %(task)s"),
        body=_("In case %(number)s this is due %(date)s: %(task)s."),
        kind=NoticeKind.REMINDER,
        key="due",
        date=_day(item),
    )
    return True


@transaction.atomic
def escalate(item: WorkItem) -> bool:
    """Tell the decision makers of the case's office that a task is overdue, once, and write it in the journal."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=item.case_id)
    marked = WorkItem.objects.filter(pk=item.pk, open=True, escalated_at__isnull=True)
    if not marked.update(escalated_at=clock.now()):
        return False
    told = _leaders(case, item.office_id or case.office_id)
    tell_of_task(
        item,
        told,
        subject=_("Overdue: %(task)s"),
        body=_("In case %(number)s this was due %(date)s and is not done: %(task)s."),
        kind=NoticeKind.REMINDER,
        key="overdue",
        date=_day(item),
    )
    details = {"task": f"{item.flow}.{item.node}", "due": item.due, "told": [person.pk for person in told]}
    journal.record(case=case, action="case.escalated", actor=None, details=details)
    return True


def _reminded(item: WorkItem) -> list[User]:
    """Return who is reminded: the owner and their substitute, or those outside the offices whom the task is for."""
    if item.office_id is None:
        return people_for(item)
    if item.owner is None:
        return []
    away = Absence.objects.in_force().filter(person=item.owner, office=item.office_id)
    return [item.owner, *(absence.substitute for absence in away.select_related("substitute"))]


def _leaders(case: Case, office: int) -> list[User]:
    """Return the decision makers of an office, but those who are tied to the case (R8.2)."""
    held = RoleAssignment.objects.in_force().filter(office=office, role=Role.DECISION_MAKER)
    tied = ImpartialityDeclaration.objects.filter(case=case, partial=True).values("person")
    return list(held.people().exclude(pk__in=tied))


def _day(item: WorkItem) -> str:
    return long_date(item.due) if item.due else ""
