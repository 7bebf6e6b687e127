"""The office helps networks: a network asks and reads the outcome; the office follows up, and keeps it (R2.13)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import clock, notices, reminders
from workflows.cases.rights import demand
from workflows.directory.models import (
    BufetatRegion,
    HelpRequest,
    Network,
    NetworkLog,
    Role,
    RoleAssignment,
    User,
)
from workflows.errors import Refused

from . import log, rights
from .holding import held

Kind = NetworkLog.Kind
HELP = "network_help"
ANSWER_WITHIN = 14  # days

reminders.register(
    HELP,
    title=gettext_lazy("%(network)s asks for help"),
    text=gettext_lazy("Help the network to find whom it needs, and write what came of it."),
)


@transaction.atomic
def ask(*, network: Network, wanted: str, text: str, by: User) -> HelpRequest:
    """Ask the office for help: it becomes the caseworkers' item until it is answered. Raises NotThere, NotAllowed.

    Asking the same again before it is answered, as a second press of the button does, gives the first request.
    Help from Bufetat can be asked for in Oslo too, which belongs to no region: the pages say so (R2.15).
    """
    demand(rights.may_invite(by, network))
    network = held(network)
    same = network.requests.filter(wanted=wanted, text=text, asked_by=by, answered_at__isnull=True).first()
    if same is not None:
        return same
    request = HelpRequest.objects.create(network=network, wanted=wanted, text=text, asked_by=by)
    log.write(network, Kind.HELP_ASKED, by=by, note=text)
    reminders.remind(
        HELP,
        key=_key(request),
        role=Role.CASEWORKER,
        office=network.office,
        link=network.get_absolute_url(),
        due=clock.today() + dt.timedelta(days=ANSWER_WITHIN),
        fields={"network": network.name},
    )
    return request


@transaction.atomic
def answer(*, request: HelpRequest, outcome: str, by: User) -> HelpRequest:
    """Write what came of a request; the network is told. Raises NotThere, NotAllowed, or Refused if it is answered."""
    demand(rights.may_follow_up(by, request.network))
    network = held(request.network)
    request = network.requests.get(pk=request.pk)
    if not request.is_open:
        raise Refused(_("The request is answered already."))
    request.outcome, request.answered_by, request.answered_at = outcome, by, clock.now()
    request.save(update_fields=["outcome", "answered_by", "answered_at"])
    log.write(network, Kind.HELP_ANSWERED, by=by, note=outcome)
    reminders.settle(_key(request))
    leaders = RoleAssignment.objects.in_force().filter(role=Role.NETWORK_LEADER, network=network)
    concerned = {held.user for held in leaders.select_related("user")} | {request.asked_by}
    for user in sorted(concerned, key=lambda user: user.pk):
        notices.notify(
            to_user=user,
            subject=gettext_lazy("The office has answered %(network)s"),
            body=gettext_lazy("You can read on the network’s page what came of the request for help."),
            link=network.get_absolute_url(),
            key=f"{HELP}:{request.pk}:{user.pk}",
            fields={"network": network.name},
        )
    return request


@transaction.atomic
def follow_up(*, network: Network, on: dt.date, text: str, by: User) -> NetworkLog:
    """Keep what the office did with a network, for itself and the directorate. Raises NotThere, NotAllowed, Refused."""
    demand(rights.may_follow_up(by, network))
    if on > clock.today():
        raise Refused(_("Write today’s date or an earlier one."))
    return log.write(network, Kind.FOLLOW_UP, by=by, on=on, note=text, internal=True)


def region_of(network: Network) -> BufetatRegion | None:
    """Return the Bufetat region that helps a network; None in Oslo, which belongs to none (R2.15)."""
    return network.responsible_municipality.bufetat_region


def _key(request: HelpRequest) -> str:
    return f"{HELP}:{request.pk}"
