"""Who takes in which register, and which of its rows: the directorate all, an office what is its own (R7.2, R2.15)."""

from typing import Any

from django.utils.translation import gettext as _

from imports.batches.rights import at_directorate
from workflows.cases.rights import HANDLING_ROLES, HIDDEN, Answer, Scope
from workflows.contacts.rights import EDIT, EDIT_EVERYWHERE, SET_AGREEMENTS
from workflows.directory.models import Role, User

from .base import Refuse


def directorate(user: User) -> Answer:
    """Return whether a person keeps what is the same for the whole country."""
    return _or_not(
        at_directorate(user), user, _("The directorate’s fund managers and administrators do this.")
    )


def environments(user: User) -> Answer:
    """Return whether a person keeps the environments."""
    return _or_not(Scope.of(user).holds(*SET_AGREEMENTS), user, _("The directorate keeps the environments."))


def offices(user: User) -> Answer:
    """Return whether a person keeps networks, services and memberships: the directorate and the offices' people."""
    allowed = at_directorate(user) or bool(Scope.of(user).places("office", *HANDLING_ROLES))
    return _or_not(allowed, user, _("Caseworkers, decision makers and the directorate do this."))


def handlers(user: User) -> Answer:
    """Return whether a person keeps the people of networks: those of an office who may on its networks' pages."""
    reason = _("The caseworkers and decision makers of the network’s office do this.")
    return _or_not(bool(Scope.of(user).places("office", *HANDLING_ROLES)), user, reason)


def contacts(user: User) -> Answer:
    """Return whether a person keeps the contacts of some place."""
    scope = Scope.of(user)
    theirs = any(scope.places(kind, *roles) for kind, roles in EDIT.items())
    return _or_not(theirs or scope.holds(*EDIT_EVERYWHERE), user, _("Each place keeps its own contacts."))


def offers(user: User) -> Answer:
    """Return whether a person keeps what some region offers."""
    scope = Scope.of(user)
    theirs = bool(scope.places("region", Role.BUFETAT)) or scope.holds(*EDIT_EVERYWHERE)
    return _or_not(theirs, user, _("Bufetat’s regions keep what they offer."))


def host_is_theirs(user: User) -> Refuse:
    """Return the rule for services: an office's are those of hosts in its counties."""
    return _of_offices(user, lambda row: row.host)


def network_is_theirs(user: User) -> Refuse:
    """Return the rule for networks: the office of the responsible municipality handles them (R2.15)."""
    return _of_offices(user, lambda row: row.responsible_municipality)


def membership_is_theirs(user: User) -> Refuse:
    """Return the rule for memberships: they are the network's."""
    return _of_offices(user, lambda row: row.network.responsible_municipality)


def people_are_theirs(user: User) -> Refuse:
    """Return the rule for people of networks: the office that handles the network keeps them."""
    return _of_offices(user, lambda row: row.network.responsible_municipality, everywhere=False)


def contact_is_theirs(user: User) -> Refuse:
    """Return the rule for contacts and offers: each place keeps its own, the directorate's editors all."""
    scope = Scope.of(user)
    if scope.holds(*EDIT_EVERYWHERE):
        return lambda row: ""
    places = {kind: set(scope.places(kind, *roles)) for kind, roles in EDIT.items()}

    def refuse(row: Any) -> str:
        held = ((kind, getattr(row, kind, None)) for kind in EDIT)
        if any(place is not None and place.pk in places[kind] for kind, place in held):
            return ""
        return _("This is not a place whose contacts you keep.")

    return refuse


def _of_offices(user: User, municipality: Any, *, everywhere: bool = True) -> Refuse:
    if everywhere and at_directorate(user):
        return lambda row: ""
    theirs = set(Scope.of(user).places("office", *HANDLING_ROLES))

    def refuse(row: Any) -> str:
        if municipality(row).county.office_id in theirs:
            return ""
        return _("This belongs to another office.")

    return refuse


def _or_not(allowed: bool, user: User, reason: str) -> Answer:
    if allowed:
        return Answer(True)
    return Answer(False, reason) if Scope.of(user).roles else HIDDEN
