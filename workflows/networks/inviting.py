"""A child-welfare service invites other municipal services, to the network or to one project only (R2.9).

The municipality of the invited service decides on its own contribution; it is written who decided, and when.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from workflows import clock
from workflows.cases.rights import demand
from workflows.directory.models import Network, NetworkInvitation, NetworkLog, Service, User
from workflows.errors import Refused

from . import log, rights
from .holding import held
from .membership import admit

Kind = NetworkLog.Kind


@transaction.atomic
def invite(
    *, network: Network, service: Service, initiated_by: Service, purpose: str, by: User, project: Any = None
) -> NetworkInvitation:
    """Invite a service that is not child welfare, at the initiative of a child-welfare service of the network.

    Whoever invites has confirmed that the target group is children and families who are or may come to be in need
    of child-welfare services; the form demands it. Raises NotThere, NotAllowed or Refused.
    """
    demand(rights.may_invite(by, network))
    network = held(network)
    if service.kind == Service.Kind.CHILD_WELFARE:
        raise Refused(_("Child-welfare services are not invited: they join the network."))
    if network.kind == Network.Kind.LEADER:
        raise Refused(_("A leader network is for leaders of child-welfare services only."))
    members = set(network.members_on().values_list("service", flat=True))
    if initiated_by.pk not in members or initiated_by.kind != Service.Kind.CHILD_WELFARE:
        raise Refused(_("A child-welfare service of the network must invite."))
    if project is not None and project.network_id != network.pk:
        raise Refused(_("The project is another network’s."))
    if project is None and service.pk in members:
        raise Refused(_("%(service)s takes part in the network already.") % {"service": service})
    if network.invitations.filter(service=service, project=project).exclude(accepted=False).exists():
        raise Refused(_("%(service)s is invited already.") % {"service": service})
    invitation = NetworkInvitation.objects.create(
        network=network,
        service=service,
        initiated_by=initiated_by,
        project=project,
        purpose=purpose,
        invited_by=by,
    )
    log.write(network, Kind.INVITED, by=by, service=service, initiator=initiated_by, note=purpose)
    return invitation


@transaction.atomic
def answer(
    *,
    invitation: NetworkInvitation,
    accepted: bool,
    decided_by: str,
    decided_on: dt.date,
    by: User,
    contribution: str = "",
) -> NetworkInvitation:
    """Write what the municipality decided. Raises NotThere, NotAllowed, or Refused as `write_answer`."""
    demand(rights.may_answer(by, invitation))
    return write_answer(
        invitation=invitation,
        accepted=accepted,
        decided_by=decided_by,
        decided_on=decided_on,
        by=by,
        contribution=contribution,
    )


@transaction.atomic
def write_answer(
    *,
    invitation: NetworkInvitation,
    accepted: bool,
    decided_by: str,
    decided_on: dt.date,
    by: User,
    contribution: str = "",
) -> NetworkInvitation:
    """Write an answer of somebody who may give it; who accepts the network takes part from that day.

    Raises Refused: answered before, a day to come or before the invitation, or no contribution.
    """
    network = held(invitation.network)
    invitation = network.invitations.select_related("service").get(pk=invitation.pk)
    if not invitation.is_open:
        raise Refused(_("The invitation is answered already."))
    if not invitation.invited_at.astimezone(clock.OSLO).date() <= decided_on <= clock.today():
        raise Refused(_("Write a day from the invitation until today."))
    if accepted and not contribution:
        raise Refused(_("Write what the service contributes: each municipality decides it itself."))
    invitation.accepted, invitation.contribution = accepted, contribution
    invitation.decided_by, invitation.decided_on = decided_by, decided_on
    invitation.save(update_fields=["accepted", "contribution", "decided_by", "decided_on"])
    kind = Kind.ACCEPTED if accepted else Kind.DECLINED
    log.write(network, kind, by=by, on=decided_on, service=invitation.service, note=contribution)
    if accepted and invitation.project_id is None:
        admit(network, invitation.service, decided_on, by=by)
    return invitation
