"""Giving many tasks to a colleague: each all or nothing, each with its own result (A4)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from workflows import errors, work
from workflows.cases.journal import CaseChanged
from workflows.cases.models import WorkItem
from workflows.directory.models import User

from .listing import at_offices


@dataclass(frozen=True)
class Given:
    """What came of giving one task: the task, and why not where it was refused."""

    item: WorkItem
    refused: str = ""


def assign_many(*, items: list[int], to: User, by: User) -> list[Given]:
    """Give tasks of one's office to a colleague, one after the other, by the same door as a single one.

    What is not on the person's list of the office is left out, as if it did not exist.
    """
    found = at_offices(by).filter(pk__in=items).select_related("task", "case").order_by("pk")
    return [_assign(item, to=to, by=by) for item in found]


def _assign(item: WorkItem, *, to: User, by: User) -> Given:
    try:
        work.assign(item, to=to, by=by)
    except errors.NotAllowed as denied:
        return Given(item, denied.reason)
    except (errors.NotThere, CaseChanged):
        return Given(item, _("The task was changed in the meantime. Try again."))
    return Given(item)
