"""complete(): the one door through which work is done.

Pages, imports, bulk acts, due dates and the walkthrough all go through it. It takes the lock, asks `can()`,
validates, performs, writes journal and outbox, in one transaction; a key makes a repeated call give the same
receipt.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from viewflow.workflow.context import Context
from viewflow.workflow.status import STATUS

from workflows import clock
from workflows.base import Work
from workflows.cases import journal
from workflows.cases.models import Case, CaseTask, Participation, Receipt, WorkItem
from workflows.cases.rights import can, demand, visible_cases, work_for
from workflows.cases.telling import tell_of_new_work
from workflows.cases.vetoes import reasons_against
from workflows.directory.models import GovernorOffice, User
from workflows.errors import AlreadyDone, Invalid, NotAllowed, NotThere, Refused


@dataclass(frozen=True)
class Done:
    """The answer to a completed call."""

    case: Case
    item: WorkItem
    repeated: bool = False


def find(*, number: str, task_pk: int, user: User) -> WorkItem:
    """Return the work item of a task in the case it belongs to.

    Raises NotThere when the case is not visible to the user, or when the task is another case's: a crafted
    address reaches nothing.
    """
    found = WorkItem.objects.filter(task_id=task_pk, case__number=number, case__in=visible_cases(user))
    item = _only(found)
    if item is None:
        raise NotThere
    return item


def make_form(item: WorkItem, *, by: User, data: Any = None, files: Any = None) -> Any:
    """Return the form of a task's step, bound when data is given."""
    return item.task.flow_task.form(data, files, case=item.case, task=item.task, by=by)


def complete(
    item: WorkItem, *, by: User, acting_for: User | None = None, data: Any = None, files: Any = None, key: str
) -> Done:
    """Do a piece of work, once.

    `key` names the attempt: the same call again gives the same receipt. Raises NotThere, NotAllowed (with the
    reason), AlreadyDone (who and when), Invalid (the form with its errors).
    """
    try:
        with transaction.atomic():
            return _complete(item, by=by, acting_for=acting_for, data=data, files=files, key=key)
    except IntegrityError:
        receipt = Receipt.objects.filter(task_id=item.task_id).select_related("person").first()
        if receipt is None:
            raise
        raise AlreadyDone(by=receipt.person, at=receipt.at) from None


def _complete(item: WorkItem, *, by: User, acting_for: User | None, data: Any, files: Any, key: str) -> Done:
    item = _lock(item)
    acting_for = None if acting_for == by else acting_for
    key = f"{item.task_id}-{key}"[:80]  # a key that was used for another task means nothing here
    answer = can(by, "work", item, acting_for)
    if not item.open:
        receipt = Receipt.objects.filter(task=item.task_id).select_related("person").first()
        if receipt and receipt.key == key and receipt.person_id == by.pk:
            return Done(item.case, item, repeated=True)
        if receipt and answer.is_theirs:
            raise AlreadyDone(by=receipt.person, at=receipt.at)
    demand(answer)
    form = make_form(item, by=by, data=data if data is not None else {}, files=files)
    if not form.is_valid():
        raise Invalid(form)
    if reasons := reasons_against(f"{item.flow}.{item.node}", item.case, by, form.cleaned_data):
        for reason in reasons:
            form.add_error(None, reason)
        raise Invalid(form)
    work = Work(item.task, item.case, by, acting_for, form, form.cleaned_data, clock.now())
    Receipt.objects.create(key=key, task=item.task, person=by)
    try:
        _perform(item, work)
    except Refused as refusal:
        for message in refusal.messages:
            form.add_error(None, message)
        raise Invalid(form) from refusal
    return Done(item.case, item)


@contextmanager
def held(item: WorkItem, *, by: User, acting_for: User | None = None) -> Iterator[WorkItem]:
    """Hold a task while something of it is kept: locked, read afresh, in a transaction.

    Raises NotThere or NotAllowed when the person may not, or may no longer, write on it.
    """
    with transaction.atomic():
        item = _lock(item)
        demand(can(by, "write", item, acting_for))
        yield item


@cache
def _read_with() -> tuple[str, ...]:
    """Return what a work item is read with: its task, and its case with all there is only one of in a case."""
    ones = (relation.name for relation in Case._meta.related_objects if relation.one_to_one)
    there = (
        "office",
        "network",
        "project",
        "scheme_version",
        "edition",
        "call",
        "municipality__county",
        *ones,
    )
    return (
        "task",
        "process",
        "owner",
        "office",
        "municipality",
        "service",
        *(f"case__{name}" for name in there),
    )


def _only(found: QuerySet[WorkItem]) -> WorkItem | None:
    """Return the one work item of a query that finds at most one, or None.

    Neither get() nor first(): with their LIMIT, PostgreSQL planned these joins in 90 to 300 ms; without it in 6.
    """
    return next(iter(found.select_related(*_read_with())), None)


def _lock(item: WorkItem) -> WorkItem:
    """Lock the case (always the case first), then read work item, task and case afresh.

    In two queries: what is read along with a row that is waited for is as old as the waiting.
    """
    list(Case.objects.select_for_update().filter(pk=item.case_id).values_list("pk"))
    afresh = _only(WorkItem.objects.filter(pk=item.pk))
    if afresh is None:
        raise NotThere
    afresh.task.process = afresh.process
    afresh.task.process.case = afresh.case
    return afresh


def _perform(item: WorkItem, work: Work) -> None:
    """Perform the step's verb, leave its traces, and let the flow go on."""
    task: CaseTask = item.task
    step = task.flow_task
    with step.flow_class.lock(task.process_id), Context(propagate_exception=True):
        details = step.perform(work) or {}
        if step.leaves:
            Participation.objects.create(
                case=work.case, person=work.by, acting_for=work.acting_for, capacity=step.leaves, at=work.at
            )
        journal.record(
            case=work.case,
            action=f"{item.flow}.{item.node}",
            actor=work.by,
            acting_for=work.acting_for,
            details=details,
        )
        activation = step.activation_class(task)
        activation.process.case = work.case
        task.owner, task.assigned = work.by, work.at
        task.status = STATUS.ASSIGNED
        activation.start(None)
        activation.execute()
    tell_of_new_work(item)
    item.open, item.owner = False, work.by


def claim(item: WorkItem, *, by: User, acting_for: User | None = None) -> WorkItem:
    """Take a free task, or one of the absent colleague one acts for.

    Raises NotThere, NotAllowed (saying whose it is) or AlreadyDone.
    """
    return _give(item, to=by, by=by, action="claim", acting_for=acting_for)


def assign(item: WorkItem, *, to: User, by: User) -> WorkItem:
    """Give a task to a colleague who may do it. Raises as `claim`, also when the new owner may not do it."""
    return _give(item, to=to, by=by, action="assign")


@transaction.atomic
def release(item: WorkItem, *, by: User, acting_for: User | None = None) -> WorkItem:
    """Put a task back for others to take."""
    item = _lock(item)
    demand(can(by, "release", item, acting_for))
    return _own(item, owner=None, by=by, action="released", acting_for=acting_for)


@transaction.atomic
def _give(item: WorkItem, *, to: User, by: User, action: str, acting_for: User | None = None) -> WorkItem:
    item = _lock(item)
    demand(can(by, action, item, acting_for))
    if item.owner_id == to.pk:
        return item
    if action == "assign":
        item.owner_id = None  # who had it does not matter to whether the new owner may do it
        fits = can(to, "work", item)
        if not fits:
            raise NotAllowed(fits.reason or str(to))
    return _own(item, owner=to, by=by, action=f"{action}ed", acting_for=acting_for)


@transaction.atomic
def give_back(item: WorkItem, *, by: User | None = None) -> bool:
    """Return a task to the queue if its owner can no longer do it, and say whether that was so (A15).

    `by` is who let the owner go, nobody where a role ended by its date.
    """
    item = _lock(item)
    owner = item.owner
    if not item.open or owner is None or work_for(User.objects.get(pk=owner.pk)).filter(pk=item.pk).exists():
        return False
    _own(item, owner=None, by=by, action="given_back", had=owner.pk)
    return True


@transaction.atomic
def hand_over(items: list[WorkItem], *, to: GovernorOffice, by: User) -> None:
    """Let open work of one case be another office's, free to take there; whoever had it is relieved of it."""
    for item in items:
        held = _lock(item)
        if held.owner_id:
            _own(held, owner=None, by=by, action="given_back", had=held.owner_id)
        WorkItem.objects.move_to(to, WorkItem.objects.filter(pk=item.pk))


def _own(
    item: WorkItem,
    *,
    owner: User | None,
    by: User | None,
    action: str,
    acting_for: User | None = None,
    **details: Any,
) -> WorkItem:
    """Let a task have an owner, or none, and write it in the journal."""
    item.task.owner, item.task.status = owner, STATUS.ASSIGNED if owner else STATUS.NEW
    item.task.assigned = clock.now() if owner else None
    item.task.save()
    journal.record(
        case=item.case,
        action=f"{item.flow}.{item.node}.{action}",
        actor=by,
        acting_for=acting_for,
        details={"owner": owner.pk if owner else None, **details},
    )
    item.owner = owner
    return item
