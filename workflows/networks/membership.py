"""Networks begin, services join and leave on dates, and other offices are told (R2.1, R2.2, R2.7, R2.15).

History is kept: leaving sets the last day, and joining again is a new membership.
"""

import datetime as dt
import secrets

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import clock, reminders
from workflows.cases.rights import demand
from workflows.directory.models import (
    GovernorOffice,
    Municipality,
    Network,
    NetworkLog,
    NetworkMembership,
    Reminder,
    Role,
    Service,
    User,
)
from workflows.directory.models.networks import RESERVED_CODES
from workflows.errors import Refused
from workflows.ui.dates import long_date

from . import log, rights
from .holding import held

Kind = NetworkLog.Kind
NOTE = "network_member"
NOTE_DAYS = 14  # how long the note to another office waits before it counts as overdue

reminders.register(
    NOTE,
    title=gettext_lazy("%(service)s takes part in a network of another county"),
    text=gettext_lazy(
        "%(network)s is handled by %(office)s. You can read about the network, and say that you have seen it."
    ),
)


@transaction.atomic
def start(
    *, name: str, kind: str, municipality: Municipality, started: dt.date, services: list[Service], by: User
) -> Network:
    """Start a network that a municipality is responsible for, with its first child-welfare services.

    Fewer than two services, or none of the responsible municipality, is refused with the reason (R2.2). Raises
    NotThere, NotAllowed or Refused.
    """
    demand(rights.may_start_in(by, municipality))
    if len({service.pk for service in services}) < 2:
        raise Refused(_("A network has at least two distinct child-welfare services."))
    if not municipality.services.filter(pk__in=[service.pk for service in services]).exists():
        raise Refused(_("One of the services must be that of the responsible municipality."))
    network = Network.objects.create(
        code=_free_code(name), name=name, kind=kind, responsible_municipality=municipality, started=started
    )
    log.write(network, Kind.STARTED, by=by, on=started)
    for service in services:
        join(network=network, service=service, joined=started, by=by)
    return network


@transaction.atomic
def join(
    *,
    network: Network,
    service: Service,
    joined: dt.date,
    by: User,
    persons: int = 0,
    persons_from_leadership: int = 0,
) -> NetworkMembership:
    """Let a child-welfare service take part from a day. Other services come by invitation (R2.3, R2.9).

    Raises NotThere, NotAllowed, or Refused when the service takes part already in the period.
    """
    demand(rights.may_manage(by, network))
    if service.kind != Service.Kind.CHILD_WELFARE:
        raise Refused(_("Other municipal services than child welfare are invited."))
    return admit(
        network, service, joined, by=by, persons=persons, persons_from_leadership=persons_from_leadership
    )


def admit(
    network: Network,
    service: Service,
    joined: dt.date,
    *,
    by: User,
    persons: int = 0,
    persons_from_leadership: int = 0,
) -> NetworkMembership:
    """Write a membership that somebody was allowed to make, and tell the offices of other counties (R2.15).

    Raises Refused when it would overlap an earlier or later one of the same service.
    """
    network = held(network)
    if joined < network.started:
        raise Refused(_("The network started on %(date)s.") % {"date": long_date(network.started)})
    overlapping = network.memberships.filter(Q(left__isnull=True) | Q(left__gte=joined), service=service)
    if earlier := overlapping.order_by("joined").first():
        raise Refused(
            _("%(service)s takes part already: joined on %(date)s.")
            % {"service": service, "date": long_date(earlier.joined)}
        )
    membership = NetworkMembership.objects.create(
        network=network,
        service=service,
        joined=joined,
        persons=persons,
        persons_from_leadership=persons_from_leadership,
    )
    log.write(network, Kind.JOINED, by=by, on=joined, service=service)
    _tell_other_offices(membership)
    return membership


@transaction.atomic
def leave(*, membership: NetworkMembership, left: dt.date, by: User) -> NetworkMembership:
    """Let a service leave: `left` is its last day. Fewer than two services may remain; the page says so (R2.1).

    Raises NotThere, NotAllowed, or Refused when it has left already or the day is before it joined.
    """
    demand(rights.may_leave(by, membership))
    network = held(membership.network)
    membership = network.memberships.select_related("service").get(pk=membership.pk)
    if membership.left:
        raise Refused(_("The service left on %(date)s.") % {"date": long_date(membership.left)})
    if left < membership.joined:
        raise Refused(_("The service joined on %(date)s.") % {"date": long_date(membership.joined)})
    membership.left = left
    membership.save(update_fields=["left"])
    log.write(network, Kind.LEFT, by=by, on=left, service=membership.service)
    return membership


@transaction.atomic
def set_persons(
    *, membership: NetworkMembership, persons: int, persons_from_leadership: int, by: User
) -> NetworkMembership:
    """Write how many persons a service sends, and how many of them are from the leadership (R2.7).

    Raises NotThere, NotAllowed, or Refused when more are from the leadership than are sent.
    """
    demand(rights.may_leave(by, membership))
    if persons_from_leadership > persons:
        raise Refused(_("These are more than the persons sent."))
    network = held(membership.network)
    membership.persons, membership.persons_from_leadership = persons, persons_from_leadership
    membership.save(update_fields=["persons", "persons_from_leadership"])
    log.write(
        network,
        Kind.PERSONS,
        by=by,
        service=membership.service,
        persons=persons,
        leaders=persons_from_leadership,
    )
    return membership


@transaction.atomic
def note(*, membership: NetworkMembership, by: User) -> None:
    """Say that another county's office has seen that its member takes part (R2.15). Raises NotThere, NotAllowed."""
    demand(rights.may_note_member(by, membership))
    for office in _other_offices(membership):
        if rights.handles(by, office) and reminders.settle(_key(membership, office)):
            log.write(membership.network, Kind.NOTED, by=by, office=office, service=membership.service)


def _tell_other_offices(membership: NetworkMembership) -> None:
    for office in _other_offices(membership):
        reminders.remind(
            NOTE,
            key=_key(membership, office),
            role=Role.CASEWORKER,
            office=office,
            link=membership.network.get_absolute_url(),
            due=max(membership.joined, clock.today()) + dt.timedelta(days=NOTE_DAYS),
            fields={
                "service": membership.service.name,
                "network": membership.network.name,
                "office": membership.network.office.own_name,
            },
        )


def _other_offices(membership: NetworkMembership) -> list[GovernorOffice]:
    offices = GovernorOffice.objects.filter(counties__municipalities__services=membership.service)
    return list(offices.exclude(pk=membership.network.office.pk).distinct())


def _key(membership: NetworkMembership, office: GovernorOffice) -> str:
    return f"{NOTE}:{membership.pk}:{office.code}"


def waiting_notes(user: User, memberships: list[NetworkMembership]) -> set[int]:
    """Return the keys of the memberships that a person's office is still to say it has seen; in one query."""
    open_keys = Reminder.objects.waiting_for(user).filter(kind=NOTE).values_list("key", flat=True)
    waiting = {int(key.split(":")[1]) for key in open_keys}
    return waiting & {each.pk for each in memberships}


def _free_code(name: str) -> str:
    """Return a code that no network has: the beginning of the name, and some letters where that is taken."""
    code = slugify(name.translate(str.maketrans("æøåÆØÅ", "eoaEOA")))[:16].strip("-") or "nettverk"
    taken = Network.objects.filter(code=code).exists() or code in RESERVED_CODES
    return f"{code[:11]}-{secrets.token_hex(4)}" if taken else code
