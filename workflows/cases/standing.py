"""How a case stands to the people of its office: who could do which step, and why not (R8.19).

The answers are those of `rights.can()`, worked out for everybody at once in four queries; a test compares the two.
"""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from workflows.directory.models import OFFICE_ROLES, RoleAssignment, User

from . import duties
from .models import Case, ImpartialityDeclaration, Participation, WorkItem
from .rights import Answer, for_role, kept_apart, leader_is_tied, leaders_tie, needs_other_office, not_now


@dataclass
class Standing:
    """One case, and the roles, ties and traces of the people of an office."""

    case: Case
    office: int

    @cached_property
    def people(self) -> dict[User, set[str]]:
        """Return who works at the office today, with their roles, by name."""
        held = RoleAssignment.objects.in_force().filter(office=self.office, role__in=OFFICE_ROLES)
        found: dict[User, set[str]] = {}
        for each in held.select_related("user").order_by("user__last_name", "user__first_name", "user"):
            found.setdefault(each.user, set()).add(each.role)
        return found

    @cached_property
    def tied(self) -> set[int]:
        """Return who has declared a tie to the case."""
        ties = ImpartialityDeclaration.objects.filter(case=self.case, partial=True)
        return set(ties.values_list("person", flat=True))

    @cached_property
    def leader_is_tied(self) -> bool:
        """Return whether the leader of the handling office is partial in the case."""
        return Case.objects.filter(leader_is_tied("pk"), pk=self.case.pk).exists()

    @cached_property
    def took_part(self) -> list[Participation]:
        """Return who did what in the case, the earliest first."""
        return list(Participation.objects.filter(case=self.case).select_related("person").order_by("pk"))

    def answer(self, person: User, *, role: str, capacity: str, item: WorkItem | None = None) -> Answer:
        """Return whether a person of the office may do a step for `role` that leads to `capacity`, and if not why.

        `item` is the open task where the step has come; without it, the answer is for when it comes.
        """
        if person.pk in self.tied:
            return Answer(False, _("Has declared a tie to the case, and is shut out of it."), visible=False)
        if role not in self.people.get(person, ()):
            return for_role(role)
        if needs_other_office(self.case, self.office, capacity) and self.leader_is_tied:
            return leaders_tie()
        later = not_now(item, person) if item is not None else None
        if later is not None:
            return later
        earlier = self._earlier(person, capacity)
        return kept_apart(earlier) if earlier else Answer(True)

    def _earlier(self, person: User, capacity: str) -> Participation | None:
        """Return what the person did, or had done for them, that shuts them out of a capacity."""
        forbidding = duties.forbidding(capacity) if capacity else []
        for each in self.took_part:
            if each.capacity in forbidding and person.pk in (each.person_id, each.acting_for_id):
                return each
        return None
