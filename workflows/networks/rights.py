"""Who may see and do what with networks: written once, with reasons (R2.15, D1, D4).

The handling office is that of the responsible municipality; offices of members in other counties read, as do the
directorate's fund managers. A network's leader and participants see their own. What an office has noted of
municipalities and follow-up is internal to it and the directorate.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from workflows import clock
from workflows.cases.rights import HIDDEN, NATIONAL_ROLES, Answer, Scope
from workflows.directory.models import (
    NETWORK_ROLES,
    OFFICE_ROLES,
    GovernorOffice,
    Municipality,
    Network,
    NetworkInvitation,
    NetworkMembership,
    Role,
    User,
)

HANDLING_ROLES = (Role.CASEWORKER, Role.DECISION_MAKER)  # at the office: who act for it


def visible_networks(user: User) -> QuerySet[Network]:
    """Return the networks a person may see."""
    scope = Scope.of(user)
    if scope.holds(*NATIONAL_ROLES):
        return Network.objects.real()
    conditions = Q(pk__in=scope.places("network", *NETWORK_ROLES))
    if offices := scope.places("office", *OFFICE_ROLES):
        members = NetworkMembership.objects.filter(
            network=OuterRef("pk"), service__municipalities__county__office__in=offices
        )
        conditions |= Q(responsible_municipality__county__office__in=offices) | Q(Exists(members))
    if of_theirs := _takes_part(scope):
        present = Q(left__isnull=True) | Q(left__gte=clock.today())
        members = NetworkMembership.objects.filter(present & of_theirs, network=OuterRef("pk"))
        invited = NetworkInvitation.objects.filter(of_theirs, network=OuterRef("pk")).exclude(accepted=False)
        conditions |= Q(Exists(members)) | Q(Exists(invited))
    return Network.objects.filter(conditions)


def _takes_part(scope: Scope) -> Q:
    """Return the condition on a row with a service: that it is of somebody in this scope; nothing for others."""
    condition = Q()
    if municipalities := scope.places("municipality", Role.MUNICIPAL_MANAGEMENT):
        condition |= Q(service__municipalities__in=municipalities)
    if services := scope.places("service", Role.CHILD_WELFARE_LEADER):
        condition |= Q(service__in=services)
    return condition


def sees_any(user: User) -> bool:
    """Return whether a person's roles lead to the list of networks; asks nothing beyond the roles."""
    scope = Scope.of(user)
    return scope.holds(
        *NATIONAL_ROLES,
        *OFFICE_ROLES,
        *NETWORK_ROLES,
        Role.MUNICIPAL_MANAGEMENT,
        Role.CHILD_WELFARE_LEADER,
    )


def sees_internal(user: User, network: Network) -> bool:
    """Return whether a person sees what is internal to the handling office: its follow-up (R2.10, R2.13)."""
    scope = Scope.of(user)
    return scope.holds(*NATIONAL_ROLES) or network.office.pk in scope.places("office", *OFFICE_ROLES)


def visible_municipalities(user: User) -> QuerySet[Municipality]:
    """Return the municipalities whose notes and marks a person sees: their office's; the directorate's all (R2.10)."""
    scope = Scope.of(user)
    if scope.holds(*NATIONAL_ROLES):
        return Municipality.objects.real()
    return Municipality.objects.filter(county__office__in=scope.places("office", *OFFICE_ROLES))


def oversees(user: User) -> bool:
    """Return whether a person sees municipalities outside any network and the themes of a county (R2.10, R2.11)."""
    return Scope.of(user).holds(*NATIONAL_ROLES, *OFFICE_ROLES)


def may_note(user: User, municipality: Municipality) -> Answer:
    """Return whether a person may log outreach and mark a municipality, and if not why."""
    if not visible_municipalities(user).filter(pk=municipality.pk).exists():
        return HIDDEN
    return _if_handling(user, municipality.office)


def may_start(user: User) -> Answer:
    """Return whether a person may start a network: an office does, for a municipality of its own."""
    scope = Scope.of(user)
    if scope.places("office", *HANDLING_ROLES):
        return Answer(True)
    if scope.places("office", *OFFICE_ROLES) or scope.holds(*NATIONAL_ROLES):
        return Answer(False, _("The caseworkers and decision makers of an office start networks."))
    return HIDDEN


def may_start_in(user: User, municipality: Municipality) -> Answer:
    """Return whether a person may start a network that a municipality is responsible for."""
    answer = may_start(user)
    return _if_handling(user, municipality.office) if answer else answer


def may_manage(user: User, network: Network) -> Answer:
    """Return whether a person may change members, people, plan and themes: the office and the network's leader."""
    return _seen_and(
        user,
        network,
        handles(user, network.office) or leads(user, network),
        _("The network’s leader and the office of its responsible municipality do this."),
    )


def may_follow_up(user: User, network: Network) -> Answer:
    """Return whether a person may write follow-up and answer what the network asks (R2.13)."""
    return _seen_and(
        user,
        network,
        handles(user, network.office),
        _("The caseworkers and decision makers of %(office)s do this.") % {"office": network.office},
    )


def may_invite(user: User, network: Network) -> Answer:
    """Return whether a person may invite other services or ask the office for help (R2.9, R2.13)."""
    allowed = leads(user, network) or bool(own_services(user, network))
    reason = _("The network’s leader and the leaders of its child-welfare services do this.")
    return _seen_and(user, network, allowed, reason)


def may_answer(user: User, invitation: NetworkInvitation) -> Answer:
    """Return whether a person may write what the municipality decided: it itself, the network or the office (R2.9)."""
    places = managed_municipalities(user)
    theirs = bool(places) and invitation.service.municipalities.filter(pk__in=places).exists()
    if theirs and visible_networks(user).filter(pk=invitation.network_id).exists():
        return Answer(True)
    return may_manage(user, invitation.network)


def may_leave(user: User, membership: NetworkMembership) -> Answer:
    """Return whether a person may end a membership: taking part is voluntary, so the service itself too (R2.1)."""
    if membership.service_id in own_services(user, membership.network):
        return Answer(True)
    return may_manage(user, membership.network)


def may_note_member(user: User, membership: NetworkMembership) -> Answer:
    """Return whether a person may say that another office has seen that a member of its joined (R2.15)."""
    offices = Scope.of(user).places("office", *HANDLING_ROLES)
    theirs = membership.service.municipalities.filter(county__office__in=offices).exists()
    reason = _("The office of the member’s county does this.")
    return _seen_and(
        user, membership.network, theirs and not handles(user, membership.network.office), reason
    )


def managed_municipalities(user: User) -> list[int]:
    """Return the municipalities a person manages."""
    return Scope.of(user).places("municipality", Role.MUNICIPAL_MANAGEMENT)


def own_services(user: User, network: Network) -> set[int]:
    """Return the member services of today that a person leads or whose municipality they manage."""
    of_theirs = _takes_part(Scope.of(user))
    return (
        set(network.members_on().filter(of_theirs).values_list("service", flat=True)) if of_theirs else set()
    )


def handles(user: User, office: GovernorOffice) -> bool:
    """Return whether a person acts for an office."""
    return office.pk in Scope.of(user).places("office", *HANDLING_ROLES)


def leads(user: User, network: Network) -> bool:
    """Return whether a person leads a network today."""
    return network.pk in Scope.of(user).places("network", Role.NETWORK_LEADER)


def _if_handling(user: User, office: GovernorOffice) -> Answer:
    if handles(user, office):
        return Answer(True)
    return Answer(False, _("The caseworkers and decision makers of %(office)s do this.") % {"office": office})


def _seen_and(user: User, network: Network, allowed: bool, reason: str) -> Answer:
    if allowed:
        return Answer(True)
    return Answer(False, reason) if visible_networks(user).filter(pk=network.pk).exists() else HIDDEN
