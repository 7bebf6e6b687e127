"""Who sees and does what with batches: the directorate all, an office its own, everybody what they handed in."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from imports.kinds import KINDS, Kind, importable
from imports.models import Batch
from workflows.cases.rights import HANDLING_ROLES, HIDDEN, Answer, Scope
from workflows.directory.models import GovernorOffice, Role, RoleAssignment, User

SEE_ALL = (Role.FUND_MANAGER, Role.ADMINISTRATOR)  # at the directorate


def visible_batches(user: User) -> QuerySet[Batch]:
    """Return the batches a person sees."""
    scope = Scope.of(user)
    if not scope.roles:
        return Batch.objects.none()
    conditions = Q(by=user) | Q(office__in=scope.places("office", *HANDLING_ROLES))
    if at_directorate(user):
        conditions |= Q(office__isnull=True) | Q(office__is_trial=False)
    return Batch.objects.filter(conditions).select_related("by", "office", "approved_by")


def sees_any(user: User) -> bool:
    """Return whether a person may take in anything, or see what was taken in."""
    return bool(importable(user)) or at_directorate(user)


def at_directorate(user: User) -> bool:
    """Return whether a person keeps the registers for the directorate."""
    return any(held.role in SEE_ALL and held.office_id is None for held in Scope.of(user).roles)


def office_of(user: User | None) -> GovernorOffice | None:
    """Return the office a person hands files in for, None for others than an office's people."""
    if user is None:
        return None
    return next(
        (held.office for held in Scope.of(user).roles if held.role in HANDLING_ROLES and held.office), None
    )


def may_change(user: User | None, batch: Batch) -> Answer:
    """Return whether a person may choose columns, answer, start again, cancel and undo; nobody is an operator."""
    kind = KINDS.get(batch.kind)
    if kind is None:
        return Answer(False, _("This kind of file can no longer be taken in."))
    if user is None:
        return Answer(True)
    if not visible_batches(user).filter(pk=batch.pk).exists():
        return HIDDEN
    return _for_kind(user, kind)


def may_apply(user: User | None, batch: Batch) -> Answer:
    """Return whether a person may let a batch be taken in or back: another than who handed it in, where demanded."""
    answer = may_change(user, batch)
    kind = KINDS.get(batch.kind)
    if not answer or kind is None or not kind.needs_second:
        return answer
    if user is None:
        return Answer(False, _("Somebody with the right to do so must approve this on the page."))
    if user.pk == batch.by_id:
        return Answer(
            False, _("You handed this file in. Another person approves it, since money or cases are touched.")
        )
    return answer


def approvers(batch: Batch) -> list[User]:
    """Return those who may let a batch be taken in: of its office and of the directorate, in the order of accounts."""
    held = RoleAssignment.objects.in_force()
    there = Q(office=None, role__in=SEE_ALL)
    if batch.office_id:
        there |= Q(office=batch.office_id, role__in=HANDLING_ROLES)
    people = held.filter(there).people()
    return [person for person in people if may_apply(person, batch)]


def _for_kind(user: User, kind: Kind) -> Answer:
    answer = kind.may_import(user)
    return (
        answer if answer.visible else Answer(False, _("You may look at this, but others take in such files."))
    )
