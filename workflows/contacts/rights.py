"""Who may see and change which contacts: each place its own, the directorate's editors all (R1.6, D1–D4).

Everyone reads who is a contact today, on the public page. Here it is about the rest: who was, who will be, and the
history. What a person may not see answers 404; what they may see but not change says why.
"""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from workflows import clock
from workflows.cases.rights import HIDDEN, Answer, Scope
from workflows.directory.models import (
    DIRECTORATE_ROLES,
    OFFICE_ROLES,
    ContactPerson,
    RegionOffer,
    Role,
    User,
)

from .places import KINDS, Place, every_place

# Roles held at a place: who sees its history, and who of them changes its contacts.
SEE: dict[str, tuple[Role, ...]] = {
    "office": OFFICE_ROLES,
    "region": (Role.BUFETAT,),
    "environment": (Role.KNOWLEDGE_ENVIRONMENT,),
}
EDIT: dict[str, tuple[Role, ...]] = SEE | {"office": (Role.CASEWORKER, Role.DECISION_MAKER)}
# Roles at the directorate: all of them see every place.
EDIT_EVERYWHERE = (Role.EDITOR,)
SET_AGREEMENTS = (Role.EDITOR, Role.FUND_MANAGER, Role.ADMINISTRATOR)


def visible_places(user: User) -> list[Place]:
    """Return the places whose contacts and history a person sees, the directorate first."""
    scope = Scope.of(user)
    if scope.holds(*DIRECTORATE_ROLES):
        return every_place()
    return [
        Place(of)
        for kind, model in KINDS.items()
        if (keys := scope.places(kind, *SEE[kind]))
        for of in model._default_manager.filter(pk__in=keys)
    ]


def has_places(user: User) -> bool:
    """Return whether a person sees any place's contacts; asks nothing beyond the roles."""
    scope = Scope.of(user)
    return scope.holds(*DIRECTORATE_ROLES) or any(scope.places(kind, *SEE[kind]) for kind in KINDS)


def may_edit(user: User, place: Place) -> Answer:
    """Return whether a person may change and confirm the contacts and offers of a place, and if not why."""
    if not _sees(user, place):
        return HIDDEN
    if _holds_at(user, place, EDIT) or Scope.of(user).holds(*EDIT_EVERYWHERE):
        return Answer(True)
    reasons = {
        "office": _("The caseworkers and decision makers of the office keep its contacts."),
        "region": _("The region keeps its contacts and what it offers."),
        "environment": _("The environment keeps its contacts."),
    }
    return Answer(False, reasons.get(place.kind, _("The directorate’s editors keep its contacts.")))


def may_set_agreement(user: User, place: Place) -> Answer:
    """Return whether a person may say from when to when the directorate has an agreement (R1.9)."""
    if place.kind != "environment" or not _sees(user, place):
        return HIDDEN
    if Scope.of(user).holds(*SET_AGREEMENTS):
        return Answer(True)
    return Answer(False, _("The directorate says with whom it has an agreement."))


def visible_persons(user: User) -> QuerySet[ContactPerson]:
    """Return who is a contact today, and at the places a person sees also who was and who will be."""
    return _valid_or_theirs(ContactPerson.objects.all(), user, tuple(KINDS))


def visible_offers(user: User) -> QuerySet[RegionOffer]:
    """Return what the regions offer today, and at the places a person sees also what was and what will be."""
    return _valid_or_theirs(RegionOffer.objects.all(), user, ("region",))


def _valid_or_theirs(rows: QuerySet, user: User, kinds: tuple[str, ...]) -> QuerySet:
    scope = Scope.of(user)
    if scope.holds(*DIRECTORATE_ROLES):
        return rows
    theirs = Q(pk__in=[])
    for kind in kinds:
        theirs |= Q(**{f"{kind}__in": scope.places(kind, *SEE[kind])})
    return rows.valid_on(clock.today()) | rows.filter(theirs)  # type: ignore[attr-defined]


def _sees(user: User, place: Place) -> bool:
    return Scope.of(user).holds(*DIRECTORATE_ROLES) or _holds_at(user, place, SEE)


def _holds_at(user: User, place: Place, roles: dict[str, tuple[Role, ...]]) -> bool:
    return place.of is not None and place.of.pk in Scope.of(user).places(place.kind, *roles[place.kind])
