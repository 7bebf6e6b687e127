"""What staff find on their own page: how much work stands on each list, and the places their roles open."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.application.receiving import offices_of as registering_offices
from workflows.cases.rights import Scope
from workflows.directory.accounts import is_staff
from workflows.directory.models import OFFICE_ROLES, Role, User
from workflows.funds.rights import sees_pots
from workflows.networks.rights import oversees
from workflows.pages import paging
from workflows.worklists import listing


@dataclass(frozen=True)
class Pile:
    """One list of work: how many stand on it (stops at '1 000+'), and how many of them are overdue."""

    title: str
    url: str
    count: str
    overdue: str


@dataclass(frozen=True)
class Place:
    """Somewhere a role leads: the name of its address, and what one does there."""

    name: str
    title: str | Promise
    about: str | Promise
    shown: Callable[[User], bool]

    @property
    def url(self) -> str:
        """Return its address."""
        return reverse(self.name)


def _works_at_office(user: User) -> bool:
    return Scope.of(user).holds(*OFFICE_ROLES, Role.ADMINISTRATOR)


def _reads_all_requests(user: User) -> bool:
    return Scope.of(user).holds(Role.FUND_MANAGER)


def _administers(user: User) -> bool:
    return Scope.of(user).holds(Role.ADMINISTRATOR)


_OURS = (
    Place(
        "application-register",
        _("Register an application"),
        _("what came by e-mail or on paper"),
        lambda user: bool(registering_offices(user)),
    ),
    Place("allocations", _("Allocation"), _("all applications of a call side by side"), sees_pots),
    Place(
        "reports-owed", _("Reports that are owed"), _("who has not reported, and reminding them"), sees_pots
    ),
    Place("claims", _("Money to be paid back"), _("claims, deadlines and receipts"), sees_pots),
    Place("year-end", _("Year-end"), _("what is unused, carried over and returned"), sees_pots),
    Place(
        "bufetat-requests",
        _("Bufetat"),
        _("who was asked for help, and what was answered"),
        _reads_all_requests,
    ),
    Place("networks-outside", _("Municipalities outside networks"), _("outreach and follow-up"), oversees),
    Place("absences", _("Absence"), _("who is away, and who stands in"), _works_at_office),
    Place("people", _("People"), _("inviting, giving and ending roles"), _administers),
    Place("plugins", _("Plugins"), _("what others have made, and how it works"), _administers),
    Place("deliveries", _("Deliveries"), _("what has not got out, and another try"), _administers),
    Place(
        "erase-details", _("Erase personal details"), _("in a case’s journal, with a reason"), _administers
    ),
    Place("find", _("Search in cases"), _("cases, networks and documents"), is_staff),
    Place("public-record", _("Public record"), _("what the public can ask to read"), is_staff),
    Place("duties", _("Who does what in a case"), _("which steps may share a person"), is_staff),
)
_places: dict[str, Place] = {place.name: place for place in _OURS}


def add(place: Place) -> None:
    """Let a page of a neighbour stand among the places; raises ValueError for a second of its name."""
    if place.name in _places:
        raise ValueError(f"There already is a place {place.name}.")
    _places[place.name] = place


def places(user: User) -> list[Place]:
    """Return where a person's roles lead, beside the main menu."""
    return [place for place in _places.values() if place.shown(user)]


def piles(user: User) -> list[Pile]:
    """Return the lists of work a person has, each with how much stands on it; in one query."""
    lists = listing.lists(user)
    overdue = {f"late_{each.name}": each.items.filter(due__lt=clock.today()) for each in lists}
    counts = paging.counts(user, {each.name: each.items for each in lists} | overdue)
    return [
        Pile(
            each.title,
            f"{reverse('tasks')}?liste={each.name}",
            counts[each.name],
            counts[f"late_{each.name}"],
        )
        for each in lists
    ]
