"""In whose name a task is done: one's own, or that of a colleague who is away (R8.19, A11)."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from workflows.cases.models import WorkItem
from workflows.cases.rights import can
from workflows.directory.models import User
from workflows.errors import NotAllowed

from .signed_in import SignedIn


@dataclass
class Acting:
    """Whether a person may do a task in their own name, and for whom else they may do it."""

    alone: bool
    reason: str = ""
    for_others: list[User] = field(default_factory=list)
    chosen: User | None = None

    @classmethod
    def of(cls, user: User, item: WorkItem, chosen: User | None = None) -> "Acting":
        """Return in whose names a person may do a task now; the owner's is proposed where they are away."""
        answer = can(user, "work", item)
        away = [absence.person for absence in user.stands_in_today() if absence.office_id == item.office_id]
        for_others = [person for person in away if can(user, "work", item, person)]
        owner = next((person for person in for_others if person.pk == item.owner_id), None)
        return cls(bool(answer), answer.reason, for_others, chosen or owner)

    def __bool__(self) -> bool:
        """Return whether the task can be done at all."""
        return self.alone or bool(self.for_others)


def chosen(request: SignedIn) -> User | None:
    """Return the absent colleague that the person says they act for. Raises NotAllowed for anybody else."""
    asked = request.POST.get("acting_for", "")
    if not asked:
        return None
    for absence in request.user.stands_in_today():
        if str(absence.person_id) == asked:
            return absence.person
    raise NotAllowed(_("You do not act for this person."))
