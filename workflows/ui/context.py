"""What the frame around every page shows: where one can go, who one is, and whether the clock is moved.

Everything is lazy: a public page, which is cached whole, never asks, so it neither reads the session nor varies.
Roles are read through the user's own `roles`, since this layer knows no models.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, lazystr
from django.utils.translation import gettext as _

from workflows import clock

from .dates import long_datetime
from .paths import local_path

PUBLISHING_ROLES = {"editor", "guideline_reviewer", "administrator"}
OFFICE_ROLES = {"caseworker", "decision_maker", "payment_attester"}
MONEY_ROLES = {"caseworker", "decision_maker", "fund_manager"}
OVERVIEW_ROLES = OFFICE_ROLES | {"fund_manager", "editor", "guideline_reviewer"}
BUFETAT_ROLES = {"bufetat"}  # fund managers come there from their own page
CASEWORK_ROLES = OFFICE_ROLES | {"fund_manager", "appeal_handler", "administrator"}
NETWORK_ROLES = OFFICE_ROLES | {
    "fund_manager",
    "network_leader",
    "participant",
    "municipal_management",
    "child_welfare_leader",
}
_SCOPES = ("office", "network", "municipality", "service", "region", "environment")


@dataclass(frozen=True)
class Item:
    """A place in the main navigation."""

    label: str
    url: str
    is_current: bool = False


@dataclass(frozen=True)
class HeldRole:
    """A role a person holds: its name, and for whom (`Vestland`, or nothing)."""

    name: str
    scope: str

    def __str__(self) -> str:
        return f"{self.name} · {self.scope}" if self.scope else self.name


@dataclass(frozen=True)
class Navigation:
    """The frame of a page for the one who is asking."""

    items: list[Item]
    person: str = ""
    roles: list[HeldRole] = field(default_factory=list)

    @property
    def role_tag(self) -> str:
        """Return the first role, and how many more there are."""
        if not self.roles:
            return ""
        more = f" +{len(self.roles) - 1}" if len(self.roles) > 1 else ""
        return f"{self.roles[0]}{more}"


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's context: `navigation`, `public_navigation`, `clock_banner`, `demo`, `request_id`."""
    return {
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
        "public_navigation": SimpleLazyObject(lambda: Navigation(_public_items(request.path))),
        "clock_banner": lazystr(SimpleLazyObject(_clock_banner)),
        "demo": settings.DEMO,
        "request_id": getattr(request, "request_id", ""),
    }


def held_roles(user: Any) -> list[HeldRole]:
    """Return the roles a person holds today."""
    return [HeldRole(each.get_role_display(), _scope(each)) for each in user.roles_today()]


def _navigation(request: HttpRequest) -> Navigation:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Navigation(_public_items(request.path))
    held = {each.role for each in user.roles_today()}
    return Navigation(_items(request.path, held), str(user), held_roles(user))


def _items(path: str, roles: set[str]) -> list[Item]:
    """Return where someone who is logged in can go: staff to their work, the others to their own page."""
    if roles & (CASEWORK_ROLES | PUBLISHING_ROLES):
        money = [(_("Money"), "/midler/")] if roles & MONEY_ROLES else []
        overview = [(_("Overview"), "/oversikt/")] if roles & OVERVIEW_ROLES else []
        places = [
            (_("Tasks"), "/oppgaver/"), (_("Cases"), "/saker/"), *money, *overview,
            (_("Guidelines"), "/retningslinjer/"),
        ]  # fmt: skip
    else:
        places = [
            (_("My page"), "/min-side/"), (_("Cases"), "/saker/"),
            (_("Calls"), "/utlysninger/"), (_("Guidelines"), "/retningslinjer/"),
        ]  # fmt: skip
    if roles & BUFETAT_ROLES:
        places.insert(2, (_("Bufetat"), "/bufetat/"))
    if roles & NETWORK_ROLES:
        places.insert(2, (_("Networks"), "/nettverk/"))
    items = [_item(path, label, place) for label, place in places]
    if roles & PUBLISHING_ROLES:
        items.append(Item(_("Publishing"), "/cms/"))
    return items


def _public_items(path: str) -> list[Item]:
    places = [
        (_("Guidelines"), "/retningslinjer/"),
        (_("Calls"), "/utlysninger/"),
        (_("Contact"), "/kontakt/"),
    ]
    return [_item(path, label, place) for label, place in places]


def _item(path: str, label: str, place: str) -> Item:
    url = local_path(place)
    return Item(label, url, path.startswith(url))


def _scope(assignment: Any) -> str:
    for scope in _SCOPES:
        if (of := getattr(assignment, scope, None)) is not None:
            return re.sub(r"^Statsforvalt[ea]ren i ", "", str(of))
    return ""


def _clock_banner() -> str:
    if not clock.shift():
        return ""
    return _("The clock has been moved. Here it is %(now)s.") % {"now": long_datetime(clock.now())}
