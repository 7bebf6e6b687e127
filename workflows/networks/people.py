"""Who leads a network and who steers it: chosen from a day, and kept afterwards (R2.6)."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import clock, notices
from workflows.cases.rights import demand
from workflows.directory.models import (
    STAFF_ROLES,
    Municipality,
    Network,
    NetworkLog,
    Role,
    RoleAssignment,
    SteeringMember,
    User,
)
from workflows.errors import Refused
from workflows.ui.dates import long_date

from . import log, rights
from .holding import held

Kind = NetworkLog.Kind


def roles_of(network: Network) -> QuerySet[RoleAssignment]:
    """Return who holds or held a role in the network or at its members of today, the newest first."""
    services = network.members_on().values("service")
    return (
        RoleAssignment.objects.filter(
            Q(network=network)
            | Q(role=Role.CHILD_WELFARE_LEADER, service__in=services)
            | Q(role=Role.MUNICIPAL_MANAGEMENT, municipality__services__in=services)
        )
        .select_related("user", "service", "municipality")
        .distinct()
        .order_by("-valid_from", "-id")
    )


def candidates(network: Network) -> QuerySet[User]:
    """Return who can be chosen as leader: the people of the network and of its members today."""
    held_today = roles_of(network).order_by().filter(pk__in=RoleAssignment.objects.in_force().values("pk"))
    return User.objects.filter(pk__in=held_today.values("user"), is_active=True).order_by("last_name", "pk")


def find_person(email: str, network: Network) -> User | None:
    """Return the active person with this e-mail address; None where there is none, or more than one.

    Nobody real has to do with a trial's network, and nobody of a trial with a real one.
    """
    there = User.objects.filter(is_active=True, is_trial=network.office.is_trial)
    found = list(there.filter(email__iexact=email)[:2])
    return found[0] if len(found) == 1 else None


@transaction.atomic
def choose_leader(*, network: Network, person: User, from_day: dt.date, by: User) -> RoleAssignment:
    """Let somebody lead the network from a day; who led it before leads it to the day before.

    Raises NotThere, NotAllowed, or Refused when somebody else was chosen from that day or later, when the person
    leads it already, or works for those who handle its cases.
    """
    demand(rights.may_manage(by, network))
    network = held(network)
    if person.pk not in set(candidates(network).values_list("pk", flat=True)) and not rights.handles(
        by, network.office
    ):
        raise Refused(_("Choose one of the people of the network or its members."))
    if person.roles.in_force().filter(role__in=STAFF_ROLES).exists():
        raise Refused(_("Somebody who works for an office or the directorate cannot lead a network."))
    leading = RoleAssignment.objects.select_for_update().filter(role=Role.NETWORK_LEADER, network=network)
    if later := leading.filter(valid_from__gte=from_day).order_by("-valid_from").first():
        raise Refused(
            _("A leader was chosen from %(date)s. Choose a later day.")
            % {"date": long_date(later.valid_from)}
        )
    present = leading.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=from_day))
    if present.filter(user=person).exists():
        raise Refused(_("%(person)s leads the network already.") % {"person": person})
    before = [held.user for held in present.select_related("user")]
    present.update(valid_to=from_day - dt.timedelta(days=1))
    chosen = RoleAssignment.objects.create(
        user=person, role=Role.NETWORK_LEADER, network=network, valid_from=from_day
    )
    log.write(network, Kind.LEADER, by=by, on=from_day, person=person)
    _tell_of_handover(chosen, before)
    return chosen


def _tell_of_handover(chosen: RoleAssignment, before: list[User]) -> None:
    """Tell who leads a network from now on what that means, and whoever led it that somebody else does."""
    network, told = chosen.network, {"from": long_date(chosen.valid_from), "leader": chosen.user}
    assert network is not None  # leaders have one
    texts = [
        (
            chosen.user,
            gettext_lazy("From %(from)s you lead %(network)s. Its tasks and cases are yours then."),
        ),
        *(
            (each, gettext_lazy("From %(from)s %(leader)s leads %(network)s. You do so until then."))
            for each in before
        ),
    ]
    for person, text in texts:
        notices.notify(
            to_user=person,
            subject=gettext_lazy("New network leader: %(network)s"),
            body=text,
            link=network.get_absolute_url(),
            key=f"leader:{chosen.pk}:{person.pk}",
            fields=told | {"network": network.name},
        )


@transaction.atomic
def add_to_steering_group(
    *,
    network: Network,
    name: str,
    position: str,
    municipality: Municipality | None,
    municipal_leadership: bool,
    valid_from: dt.date,
    by: User,
) -> SteeringMember:
    """Add somebody to the steering group from a day (today or earlier). Raises NotThere, NotAllowed or Refused."""
    demand(rights.may_manage(by, network))
    network = held(network)
    _refuse_coming(valid_from)
    if network.steering.valid_on(clock.today()).filter(name__iexact=name).exists():
        raise Refused(_("%(name)s is in the steering group already.") % {"name": name})
    member = SteeringMember.objects.create(
        network=network,
        name=name,
        position=position,
        municipality=municipality,
        municipal_leadership=municipal_leadership,
        valid_from=valid_from,
    )
    log.write(network, Kind.STEERING, by=by, on=valid_from, person=name)
    keep_in_step([network.code])
    return member


@transaction.atomic
def end_in_steering_group(*, member: SteeringMember, valid_to: dt.date, by: User) -> SteeringMember:
    """Let somebody leave the steering group: `valid_to` is the last day. Raises NotThere, NotAllowed or Refused."""
    demand(rights.may_manage(by, member.network))
    network = held(member.network)
    member = network.steering.get(pk=member.pk)
    _refuse_coming(valid_to)
    if member.valid_to:
        raise Refused(_("%(name)s has left already.") % {"name": member})
    if valid_to < member.valid_from:
        raise Refused(_("The last day is before the first."))
    member.valid_to = valid_to
    member.save(update_fields=["valid_to"])
    log.write(network, Kind.STEERING_ENDED, by=by, on=valid_to, person=member.name)
    keep_in_step([network.code])
    return member


def _refuse_coming(day: dt.date) -> None:
    """Refuse a day to come: whether there is a steering group is kept with the network, and read by the rules."""
    if day > clock.today():
        raise Refused(_("Write today’s date or an earlier one."))


def keep_in_step(codes: Iterable[str]) -> None:
    """Let networks say whether they have a steering group: somebody is in it whose last day is not behind us (R2.6)."""
    open_ended = Q(valid_to__isnull=True) | Q(valid_to__gt=clock.today())
    has_one = Exists(SteeringMember.objects.filter(open_ended, network=OuterRef("pk")))
    Network.objects.filter(code__in=codes).update(steering_group=has_one)
