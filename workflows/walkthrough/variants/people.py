"""Who may not, and who is late: ties to a case, and work done after its due date."""

from django.db.models import F

from workflows import work
from workflows.cases.models import Capacity, Case, ImpartialityDeclaration, Participation, WorkItem
from workflows.directory.models import Role, RoleAssignment

from .base import Variant, after, at_first, only

_TIED = at_first(only(declaration="partial", reason="Søsteren min leder en av tjenestene."))


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


def _was_overdue(case: Case) -> bool:
    return case.items.filter(done_at__date__gt=F("due")).exists()


VARIANTS = [
    Variant(
        "partiality",
        "The caseworker is tied to the case, and a colleague assesses it.",
        changes={"assessment.declare": _TIED},
        seen=lambda case: _tied_and_shut_out(case, Capacity.ASSESSED),
    ),
    Variant(
        "partial-decider",
        "The decision maker is tied to the case, and another decides it.",
        changes={"grant.declare": _TIED},
        seen=lambda case: _tied_and_shut_out(case, Capacity.APPROVED),
    ),
    Variant(
        "put-back",
        "A caseworker takes the formal check and puts it back, and whoever is free does it.",
        acts={"application.formal_check": _taken_and_put_back},
        seen=_was_put_back,
    ),
    Variant(
        "overdue",
        "The formal check is done five days after it was due.",
        waits={"application.formal_check": after(lambda turn: turn.item.due, days=5)},
        seen=_was_overdue,
    ),
]
