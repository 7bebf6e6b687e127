"""Who an export is for, and what of cases, networks and money they may see: the start of every read (R7.1, D1–D4).

What is tried out is in no export: trial offices have rows that are nobody's.
"""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from workflows.cases.models import Case, CaseStatus
from workflows.cases.rights import NATIONAL_ROLES, Scope, read_in_full, read_inside, visible_cases
from workflows.contacts import rights as contacts
from workflows.directory.models import OFFICE_ROLES, ContactPerson, Network, RegionOffer, Role, User
from workflows.funds.models import Pot
from workflows.funds.rights import sees_pots, visible_pots
from workflows.networks import rights as networks


@dataclass(frozen=True)
class Reader:
    """A person, or with none the operator, who takes out all that is filed."""

    person: User | None = None

    def cases(self) -> QuerySet[Case]:
        """Return the cases whose application they read: also those in which they are only asked for a statement."""
        return (_filed() if self.person is None else visible_cases(self.person)).real()  # type: ignore[attr-defined]

    def full(self) -> QuerySet[Case]:
        """Return the cases of which they read what parties read."""
        return (_filed() if self.person is None else read_in_full(self.person)).real()  # type: ignore[attr-defined]

    def inside(self) -> QuerySet[Case]:
        """Return the cases of which they read what is internal to the office: assessments, statements, checks."""
        return (_filed() if self.person is None else read_inside(self.person)).real()  # type: ignore[attr-defined]

    def pots(self) -> QuerySet[Pot]:
        """Return the pots they see."""
        seen = Pot.objects.all() if self.person is None else visible_pots(self.person)
        return seen.filter(office__is_trial=False)

    def networks(self) -> QuerySet[Network]:
        """Return the networks they see."""
        if self.person is None:
            return Network.objects.real()
        return networks.visible_networks(self.person).filter(**{Network.TRIAL: False})

    def named_networks(self) -> QuerySet[Network]:
        """Return the networks they see, and those whose cases they see: the case's page names them."""
        if self.person is None:
            return self.networks()
        theirs = Q(pk__in=self.networks().values("pk")) | Q(pk__in=self.cases().values("network"))
        return Network.objects.filter(theirs)

    def persons(self) -> QuerySet[ContactPerson]:
        """Return the contact persons they see: today's, and at their own places also others."""
        seen = ContactPerson.objects.all() if self.person is None else contacts.visible_persons(self.person)
        return seen.exclude(office__is_trial=True)

    def offers(self) -> QuerySet[RegionOffer]:
        """Return the regions' offers they see."""
        return RegionOffer.objects.all() if self.person is None else contacts.visible_offers(self.person)

    @property
    def is_inside(self) -> bool:
        """Return whether they may read what is internal anywhere; asks nothing beyond the roles."""
        if self.person is None:
            return True
        return Scope.of(self.person).holds(*OFFICE_ROLES, *NATIONAL_ROLES, Role.APPEAL_HANDLER)

    @property
    def has_pots(self) -> bool:
        """Return whether they see pots anywhere; asks nothing beyond the roles."""
        return self.person is None or sees_pots(self.person)

    @property
    def has_networks(self) -> bool:
        """Return whether their roles lead to networks; asks nothing beyond the roles."""
        return self.person is None or networks.sees_any(self.person)


def _filed() -> QuerySet[Case]:
    """Return the cases that were sent: what is being written is the network's own."""
    return Case.objects.exclude(status=CaseStatus.DRAFT)
