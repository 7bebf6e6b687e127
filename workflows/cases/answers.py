"""The answers to who may do what: allowed, or denied with a reason in words."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from workflows import clock
from workflows.directory.models import Role, RoleAssignment, User
from workflows.errors import NotAllowed, NotThere
from workflows.ui.dates import long_date

from .models import DECIDES, Case, ImpartialityDeclaration, Participation, WorkItem


@dataclass(frozen=True)
class Answer:
    """Allowed, or denied with a reason in words; `visible` tells 404 from 403.

    `is_theirs` tells whether work is for the person's roles, also where they may not do it now.
    """

    allowed: bool
    reason: str = ""
    visible: bool = True
    is_theirs: bool = True

    def __bool__(self) -> bool:
        return self.allowed


HIDDEN = Answer(False, "", visible=False, is_theirs=False)


def demand(answer: Answer) -> None:
    """Raise NotThere or NotAllowed, with the reason, unless it is allowed."""
    if not answer.visible:
        raise NotThere
    if not answer:
        raise NotAllowed(answer.reason)


def for_role(role: str) -> Answer:
    """Return the denial to somebody without the role that a step is for."""
    reason = _("This task is for: %(role)s.") % {"role": Role(role).label}
    return Answer(False, reason, is_theirs=False)


def leader_is_tied(case: str) -> Exists:
    """Return the condition, on a row with a `case`, that the leader of its office has declared a tie to it (R8.2)."""
    leads = RoleAssignment.objects.in_force().filter(
        leads=True, user=OuterRef("person"), office=OuterRef("case__office")
    )
    ties = ImpartialityDeclaration.objects.filter(case=OuterRef(case), partial=True)
    return Exists(ties.filter(Exists(leads)))


def needs_other_office(case: Case, office: int | None, capacity: str) -> bool:
    """Return whether a step of an office's decides the case for that office itself, which a tied leader rules out."""
    return capacity in DECIDES and office == case.office_id


def leaders_tie() -> Answer:
    """Return the denial to those who answer to a leader that is partial: they prepare, and do not decide."""
    return Answer(
        False, _("The leader of the office is partial in this case: a substitute office must decide it.")
    )


def not_now(item: WorkItem, user: User, acting_for: User | None = None) -> Answer | None:
    """Return the denial to somebody for whose roles the open work is, where another has it or its day has not come."""
    if item.owner_id and item.owner_id not in (user.pk, (acting_for or user).pk):
        return Answer(False, _("The task is assigned to %(name)s.") % {"name": item.owner})
    if item.opens_on and item.opens_on > clock.today():
        return Answer(False, _("This can be done from %(date)s.") % {"date": long_date(item.opens_on)})
    return None


def kept_apart(earlier: Participation) -> Answer:
    """Return the denial to somebody for what they, or the one they act for, did before in the case."""
    return Answer(
        False,
        _("Two persons are needed: in this case %(name)s already %(did)s.")
        % {"name": earlier.person, "did": earlier.get_capacity_display()},
    )
