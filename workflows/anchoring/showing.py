"""Who has confirmed, who is asked, and who is missing: for the network and then the office (R2.5, R3.4)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from workflows.cases.models import Case, ParticipantStatement
from workflows.directory.models import Role, RoleAssignment

from .asking import asked_in
from .models import ConfirmationLink


@dataclass(frozen=True)
class Standing:
    """One participant: what it has confirmed, or whom it is waited for from."""

    statement: ParticipantStatement
    waited_for: bool
    links: list[ConfirmationLink] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)

    @property
    def link(self) -> ConfirmationLink | None:
        """Return the newest link."""
        return self.links[-1] if self.links else None

    @property
    def reminded(self) -> ConfirmationLink | None:
        """Return the newest link, where it is a reminder."""
        return self.link if self.link and self.link.is_reminder else None

    @property
    def before_change(self) -> ConfirmationLink | None:
        """Return the link by which an earlier wording was answered, where the present one is not answered."""
        used = [link for link in self.links if link.used_at]
        return used[-1] if used and not self.statement.given_by else None


def standings(case: Case) -> list[Standing]:
    """Return how every participant stands, those that are missing first; in four queries."""
    statements = list(
        case.statements.select_related("service", "municipality", "given_by", "resolution__case").order_by(
            "pk"
        )
    )
    waiting = set(asked_in(case).values_list("municipality", "service"))
    sent: dict[tuple[int | None, int | None], list[ConfirmationLink]] = defaultdict(list)
    for link in ConfirmationLink.objects.filter(case=case):
        sent[link.municipality_id, link.service_id].append(link)
    accounts = accounts_of(each for each in statements if not each.given_by)
    found = [
        Standing(each, place in waiting, sent[place], accounts.get(each.pk, []))
        for each in statements
        for place in [(each.municipality_id, each.service_id)]
    ]
    return sorted(found, key=lambda standing: standing.statement.given_by is not None)


def accounts_of(statements: Iterable[ParticipantStatement]) -> dict[int, list[str]]:
    """Return who can confirm with an account, by statement; one query."""
    places = {(each.municipality_id, each.service_id): each.pk for each in statements}
    held = RoleAssignment.objects.in_force().filter(
        Q(role=Role.MUNICIPAL_MANAGEMENT, municipality__in=[place for place, _service in places if place])
        | Q(role=Role.CHILD_WELFARE_LEADER, service__in=[place for _town, place in places if place])
    )
    found: dict[int, list[str]] = defaultdict(list)
    for role in held.select_related("user").order_by("pk"):
        found[places[role.municipality_id, role.service_id]].append(str(role.user))
    return found
