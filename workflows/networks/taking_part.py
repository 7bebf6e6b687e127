"""People are invited by e-mail to take part, accept, and give it up again (R2.1, R8.14, P5–P7).

The network's leader invites to write with them, and the leaders and managements of its members to confirm. A role at a
service or municipality reaches every network it takes part in: where there are others, the office invites (D1).
"""

import datetime as dt
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import clock, links, notices, outbox
from workflows.cases.rights import HIDDEN, Answer, demand
from workflows.directory import opening
from workflows.directory.models import (
    STAFF_ROLES,
    Municipality,
    Network,
    NetworkLog,
    NetworkMembership,
    PersonInvitation,
    Role,
    RoleAssignment,
    Service,
    User,
)
from workflows.errors import NotThere, Refused
from workflows.ui.dates import long_date

from . import log, rights
from .holding import held

Kind = NetworkLog.Kind
MAIL = "network.person"
INVITED_AS = (Role.PARTICIPANT, Role.CHILD_WELFARE_LEADER, Role.MUNICIPAL_MANAGEMENT)


@transaction.atomic
def invite(
    *,
    network: Network,
    role: str,
    emails: list[str],
    by: User,
    service: Service | None = None,
    municipality: Municipality | None = None,
) -> list[PersonInvitation]:
    """Invite people by e-mail to a role, all or none; who has no account gets one with the link.

    Raises NotThere, NotAllowed, or Refused, naming the addresses that are invited or take part already.
    """
    demand(rights.may_manage(by, network))
    network = held(network)
    _refuse_reach(network, role, service, municipality, by)
    place: dict[str, Any] = {"service": service, "municipality": municipality}
    people = [
        (email, opening.account_for_invited(email, "", _language(network, **place))) for email in emails
    ]
    known = [email for email, user in people if _is_known(network, user, role, **place)]
    if known:
        raise Refused(
            *(_("%(email)s is invited already, or takes part.") % {"email": email} for email in known)
        )
    log.write(network, Kind.PERSON_INVITED, by=by, number=len(people))
    shared = {"network": network, "role": role, "invited_by": by, **place}
    return [_send(PersonInvitation(user=user, email=email, **shared)) for email, user in people]


@transaction.atomic
def invite_again(*, invitation: PersonInvitation, by: User) -> PersonInvitation:
    """Send a new link; the earlier one is dead. Raises NotThere, NotAllowed, or Refused once it is answered."""
    return _send(_held_open(invitation, by))


@transaction.atomic
def take_back(*, invitation: PersonInvitation, by: User) -> None:
    """Take an invitation back: its link is dead. Raises NotThere, NotAllowed, or Refused once it is answered."""
    invitation = _held_open(invitation, by)
    invitation.ended_at = invitation.expires_at = clock.now()
    invitation.save(update_fields=["ended_at", "expires_at"])


def opened_by(token: str) -> PersonInvitation | None:
    """Return the invitation whose link this is, if it holds and was not taken back."""
    rows = PersonInvitation.objects.opened_by(token).filter(ended_at__isnull=True)
    return rows.select_related("network", "service", "municipality", "user", "invited_by").first()


@transaction.atomic
def accept(*, invitation: PersonInvitation, by: User) -> Network:
    """Take the role one is invited to, once, and tell who invited.

    Raises NotThere to others than the invited, and where the link was used or taken back a moment ago; Refused for
    those who work for an office or the directorate.
    """
    network = held(invitation.network)
    if by.pk != invitation.user_id or not invitation.use():
        raise NotThere
    if by.roles.in_force().filter(role__in=STAFF_ROLES).exists():
        raise Refused(_("Somebody who works for an office or the directorate cannot take part in a network."))
    at_place = {
        "network": network if invitation.role == Role.PARTICIPANT else None,
        "service": invitation.service,
        "municipality": invitation.municipality,
    }
    if not by.roles.in_force().filter(role=invitation.role, **at_place).exists():
        RoleAssignment.objects.create(
            user=by, role=invitation.role, given_by=invitation.invited_by, given_at=clock.now(), **at_place
        )
    log.write(network, Kind.PERSON_CAME, by=by, person=by)
    notices.notify(
        to_user=invitation.invited_by,
        subject=gettext_lazy("%(person)s takes part in %(network)s"),
        body=gettext_lazy("%(person)s has accepted the invitation to %(network)s."),
        link=network.get_absolute_url(),
        key=f"{MAIL}:accepted:{invitation.pk}",
        fields={"person": by, "network": network.name},
    )
    return network


def may_end(user: User, held_role: RoleAssignment) -> Answer:
    """Return whether a person may end somebody's part in a network: that person, its leader, the office (R2.1)."""
    if held_role.network is None:
        return HIDDEN
    if held_role.user_id == user.pk:
        return Answer(True)
    return rights.may_manage(user, held_role.network)


@transaction.atomic
def end(*, held_role: RoleAssignment, by: User, last_day: dt.date | None = None) -> None:
    """Let somebody take part no longer, from now on; what they wrote stays. Raises NotThere, NotAllowed or Refused.

    `last_day` is yesterday unless told, and has passed. A leader does not go before another is chosen: the network
    would have nobody to send its application.
    """
    demand(may_end(by, held_role))
    assert held_role.network is not None  # demanded above
    network = held(held_role.network)
    if held_role.role == Role.NETWORK_LEADER:
        raise Refused(_("Choose another network leader first: a network has one."))
    yesterday = clock.today() - dt.timedelta(days=1)
    if last_day and not held_role.valid_from <= last_day <= yesterday:
        raise Refused(_("Write a day that has passed, and not before the first."))
    ended = RoleAssignment.objects.in_force().filter(pk=held_role.pk)
    if not ended.update(valid_to=last_day or yesterday):
        raise Refused(_("%(person)s takes part no longer.") % {"person": held_role.user})
    log.write(network, Kind.PERSON_LEFT, by=by, on=last_day, person=held_role.user)


def participants(network: Network) -> QuerySet[RoleAssignment]:
    """Return who takes part in a network today, and who leads it."""
    held_today = RoleAssignment.objects.in_force().filter(
        network=network, role__in=(Role.PARTICIPANT, Role.NETWORK_LEADER)
    )
    return held_today.select_related("user", "network")


def waiting(network: Network) -> QuerySet[PersonInvitation]:
    """Return the invitations that are neither accepted nor taken back."""
    rows = PersonInvitation.objects.filter(network=network, used_at__isnull=True, ended_at__isnull=True)
    return rows.select_related("service", "municipality", "invited_by")


@outbox.deliverer(MAIL)
def send(payload: dict[str, Any]) -> None:
    """Mail an invitation, in the language form of the place; nothing where it no longer holds."""
    invitation = opened_by(payload["token"])
    if invitation is None:
        return
    with translation.override(_language(invitation.network, invitation.service, invitation.municipality)):
        said = {
            "by": invitation.invited_by,
            "network": invitation.network,
            "role": Role(invitation.role).label,
            "place": invitation.place,
            "date": long_date(invitation.expires_at),
        }
        lines = [
            _("%(by)s invites you to the network %(network)s.") % said,
            _("You are invited as: %(role)s, %(place)s.") % said,
            _("Read more and accept here. The link can be used once, until %(date)s:") % said,
            urljoin(settings.SITE_URL, reverse("network-invitation", args=[payload["token"]])),
        ]
        subject = _("Invitation to %(network)s") % said
        notices.post(
            to=invitation.email,
            subject=subject,
            lines=lines,
            key=f"{MAIL}:{payload['token']}",
            office=invitation.network.office,
        )


def _send(invitation: PersonInvitation) -> PersonInvitation:
    """Give an invitation a new link, and owe its mail."""
    token = links.new_token()
    invitation.token_hash, invitation.expires_at = links.hash_of(token), links.holds_until()
    invitation.at = clock.now()
    invitation.save()
    outbox.put(kind=MAIL, key=f"{MAIL}:{invitation.token_hash}", payload={"token": token})
    return invitation


def _held_open(invitation: PersonInvitation, by: User) -> PersonInvitation:
    demand(rights.may_manage(by, invitation.network))
    held(invitation.network)
    found = PersonInvitation.objects.select_related("network").get(pk=invitation.pk)
    if not found.is_open:
        raise Refused(_("The invitation is answered already, or was taken back."))
    return found


def _is_known(network: Network, user: User, role: str, **place: Any) -> bool:
    if waiting(network).filter(user=user, role=role).exists():
        return True
    where = place if role != Role.PARTICIPANT else {"network": network}
    return user.roles.in_force().filter(role=role, **where).exists()


def _refuse_reach(
    network: Network, role: str, service: Service | None, municipality: Municipality | None, by: User
) -> None:
    """Refuse a role that no invitation gives, at a place that is not of the network, or that reaches others (D1)."""
    wanted = {Role.CHILD_WELFARE_LEADER: service, Role.MUNICIPAL_MANAGEMENT: municipality}.get(Role(role))
    if role == Role.PARTICIPANT:
        return
    if role not in INVITED_AS or wanted is None:
        raise Refused(_("Choose the service or municipality."))
    of_place = Q(service=service) if service else Q(service__municipalities=municipality)
    if not network.members_on().filter(of_place).exists():
        raise Refused(_("%(place)s takes no part in the network.") % {"place": wanted})
    day = clock.today()
    elsewhere = NetworkMembership.objects.filter(of_place, Q(left__isnull=True) | Q(left__gte=day))
    if elsewhere.exclude(network=network).exists() and not rights.handles(by, network.office):
        raise Refused(
            _("%(place)s takes part in other networks too. Ask %(office)s to send this invitation.")
            % {"place": wanted, "office": network.office}
        )


def _language(network: Network, service: Service | None, municipality: Municipality | None) -> str:
    place = municipality or (service.host if service else network.responsible_municipality)
    return place.letter_language
