"""Who may not, who is away and who is late: ties to a case, substitutes, and work done after its due date."""

import datetime as dt

from django.db.models import F

from workflows import clock, work
from workflows.cases.models import Capacity, Case, ImpartialityDeclaration, Participation, WorkItem
from workflows.directory.models import Absence, Role, RoleAssignment, User
from workflows.staffing import absences

from .base import Variant, after, at_first, only

TIED = at_first(only(declaration="partial", reason="Søsteren min leder en av tjenestene."))


def _tied_and_shut_out(case: Case, capacity: str) -> bool:
    """Return whether somebody declared a tie, and another did what they would have done."""
    tied = set(
        ImpartialityDeclaration.objects.filter(case=case, partial=True).values_list("person", flat=True)
    )
    did = set(Participation.objects.filter(case=case, capacity=capacity).values_list("person", flat=True))
    return bool(tied and did) and not tied & did


def _taken_and_put_back(case: Case) -> None:
    """Let a caseworker take the formal check, and put it back for others."""
    held = RoleAssignment.objects.in_force().filter(role=Role.CASEWORKER, office=case.office)
    item, person = WorkItem.objects.get(case=case, node="formal_check", open=True), held.latest("id").user
    work.claim(item, by=person)
    work.release(item, by=person)


def _was_put_back(case: Case) -> bool:
    return case.journal.filter(action="application.formal_check.released").exists()


def _taken_by_who_goes_away(case: Case) -> None:
    """Let a caseworker take the formal check and go away, with a colleague as substitute."""
    item = WorkItem.objects.get(case=case, node="formal_check", open=True)
    held = RoleAssignment.objects.in_force().filter(role=Role.CASEWORKER, office=case.office)
    there = User.objects.filter(roles__in=held).exclude(absences__in=Absence.objects.in_force())
    colleague, person = there.distinct().order_by("-pk")[:2]
    work.claim(item, by=person)
    until = clock.today() + dt.timedelta(days=60)
    absences.register_absence(
        person=person, substitute=colleague, first_day=clock.today(), last_day=until, by=person
    )


def _back(case: Case) -> None:
    """Let whom the formal check was done for come back."""
    absent = Participation.objects.get(case=case, capacity=Capacity.CHECKED).acting_for
    for absence in Absence.objects.in_force().filter(person=absent):
        absences.end_absence(pk=absence.pk, by=absence.person)


def _acted_for(case: Case) -> bool:
    """Return whether the formal check was done by one for another, also in the journal."""
    checked = Participation.objects.get(case=case, capacity=Capacity.CHECKED)
    told = case.journal.get(action="application.formal_check")
    return None is not checked.acting_for == told.acting_for != checked.person == told.actor


def _was_overdue(case: Case) -> bool:
    return case.items.filter(done_at__date__gt=F("due")).exists()


VARIANTS = [
    Variant(
        "partiality",
        "The caseworker is tied to the case, and a colleague assesses it.",
        changes={"assessment.declare": TIED},
        seen=lambda case: _tied_and_shut_out(case, Capacity.ASSESSED),
    ),
    Variant(
        "partial-decider",
        "The decision maker is tied to the case, and another decides it.",
        changes={"grant.declare": TIED},
        seen=lambda case: _tied_and_shut_out(case, Capacity.APPROVED),
    ),
    Variant(
        "put-back",
        "A caseworker takes the formal check and puts it back, and whoever is free does it.",
        acts={"application.formal_check": _taken_and_put_back},
        seen=_was_put_back,
    ),
    Variant(
        "substitute",
        "A caseworker takes the formal check and is away; the substitute does it for them.",
        acts={"application.formal_check": _taken_by_who_goes_away, "assessment.declare": _back},
        seen=_acted_for,
    ),
    Variant(
        "overdue",
        "The formal check is done eight days after it was due.",
        waits={"application.formal_check": after(lambda turn: turn.item.due, days=8)},
        seen=_was_overdue,
    ),
]
