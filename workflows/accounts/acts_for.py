"""For whom somebody acts who has roles at several organisations: chosen by them, and seen on every page (R8.14).

The choice opens and closes nothing. It only decides what one's own lists show first and what new work begins with: they
are read as by somebody who holds the roles at that organisation alone. What waits elsewhere is said beside them, and
every task says itself for whom it is done (decision 0017).
"""

import copy
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, cached_property

from workflows.cases.rights import open_work
from workflows.directory.accounts import is_staff
from workflows.directory.models import RoleAssignment, User
from workflows.directory.models.people import PLACES

KEY = "acts_for"  # in the session


@dataclass(frozen=True)
class Place:
    """An organisation somebody acts for: `network:12`, and what it is called."""

    key: str
    name: str

    @classmethod
    def of(cls, held: RoleAssignment) -> "Place | None":
        """Return where a role is held, or None for a role of no one place."""
        for kind in PLACES:
            if (place := getattr(held, kind)) is not None:
                return cls(f"{kind}:{place.pk}", str(place))
        return None


class ActsFor:
    """The organisations of a person, the one chosen in this session, and what waits at the others."""

    def __init__(self, request: HttpRequest) -> None:
        self.user: Any = request.user
        session = getattr(request, "session", {})  # an error page may be drawn before there is one
        self._key = session.get(KEY, "") if self.user.is_authenticated else ""

    @cached_property
    def places(self) -> list[Place]:
        """Return the organisations a person has roles at today, each once."""
        if not self.user.is_authenticated:
            return []
        found = (Place.of(held) for held in self.user.roles_today())
        return list(dict.fromkeys(place for place in found if place))

    @property
    def several(self) -> bool:
        """Return whether there is anything to choose; staff have their lists, which are of all their offices."""
        return len(self.places) > 1 and not is_staff(self.user)

    @property
    def chosen(self) -> Place | None:
        """Return the organisation that is chosen; none for one where the person has no role any more."""
        if not self.several:
            return None
        return next((place for place in self.places if place.key == self._key), None)

    def waiting(self) -> list[tuple[Place, int]]:
        """Return how much waits at each organisation, one question for each."""
        return [(place, open_work(self.narrowed(place)).count()) for place in self.places]

    @cached_property
    def elsewhere(self) -> int:
        """Return how much waits for the person at organisations that are not chosen."""
        here = self.chosen
        return open_work(self.user).count() - open_work(self.narrowed(here)).count() if here else 0

    def narrowed(self, place: Place | None) -> User:
        """Return the person as one who holds the roles at a place, and those of no place, alone."""
        if place is None:
            user: User = self.user
            return user
        alone: User = copy.copy(self.user)
        alone._roles_today = [held for held in self.user.roles_today() if Place.of(held) in (place, None)]
        return alone


def reader(request: HttpRequest) -> User:
    """Return who reads a list: the person, with the roles at the chosen organisation alone; all where none is chosen.

    For lists and for what new work begins with, never for the right to a page: a link to another organisation's task
    leads there all the same.
    """
    acts_for = ActsFor(request)
    return acts_for.narrowed(acts_for.chosen)


def choose(request: HttpRequest, key: str) -> None:
    """Keep the chosen organisation in the session; all of them together for anything that is none of the person's."""
    request.session[KEY] = key if any(place.key == key for place in ActsFor(request).places) else ""


def preset(request: HttpRequest, user: User, numbers: set[str]) -> None:
    """Choose the organisation that a log-in names by its number, where just one of the person's is it.

    A role at the municipality itself goes before one at a service or network that it answers for. The choice can be
    changed as any other; a log-in that names none of theirs, or several, chooses nothing.
    """
    named: dict[bool, set[str]] = {True: set(), False: set()}  # by whether it is the municipality itself
    for held in user.roles_today():
        place, itself = Place.of(held), held.municipality is not None
        if place and _number(held) in numbers:
            named[itself].add(place.key)
    [*found] = named[True] or named[False]
    if len(found) == 1:
        request.session[KEY] = found[0]


def _number(held: RoleAssignment) -> str:
    """Return the organisation number of the municipality that a role is at, or that answers for where it is."""
    municipality = held.municipality
    if held.service:
        municipality = held.service.host
    elif held.network:
        municipality = held.network.responsible_municipality
    return municipality.org_number if municipality else ""


def context(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's `acts_for`; lazy, as a page that is kept for everyone never asks."""
    return {"acts_for": SimpleLazyObject(lambda: ActsFor(request))}
