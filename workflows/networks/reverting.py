"""What an import did with the people of a network, taken back by whoever manages it (R7.2)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import notices
from workflows.cases.rights import demand
from workflows.directory.models import Network, NetworkLog, Role, RoleAssignment, User
from workflows.errors import Refused
from workflows.ui.dates import long_date

from . import log, rights, taking_part
from .holding import held

Kind = NetworkLog.Kind


@transaction.atomic
def unchoose_leader(*, network: Network, person: User, from_day: dt.date, by: User) -> None:
    """Let somebody never have been chosen as leader; who led until then leads on. Both are told.

    Raises NotThere, NotAllowed, or Refused when the leader was changed since.
    """
    demand(rights.may_manage(by, network))
    network = held(network)
    leading = RoleAssignment.objects.filter(role=Role.NETWORK_LEADER, network=network)
    chosen = leading.filter(user=person, valid_from=from_day, valid_to=None).first()
    if chosen is None or leading.filter(valid_from__gt=from_day).exists():
        raise Refused(_("The leader was changed since."))
    before = leading.filter(valid_to=from_day - dt.timedelta(days=1)).select_related("user")
    people = [person, *(held_before.user for held_before in before)]
    before.update(valid_to=None)
    key, fields = chosen.pk, {"leader": person, "network": network.name, "from": long_date(from_day)}
    chosen.delete()
    log.write(network, Kind.UNDONE, by=by, person=person, was=Kind.LEADER)
    for each in people:
        notices.notify(
            to_user=each,
            subject=gettext_lazy("No new network leader: %(network)s"),
            body=gettext_lazy("That %(leader)s leads %(network)s from %(from)s was taken back."),
            link=network.get_absolute_url(),
            key=f"leader:{key}:{each.pk}:undone",
            fields=fields,
        )


@transaction.atomic
def let_take_part_again(*, held_role: RoleAssignment, last_day: dt.date, by: User) -> None:
    """Let somebody's part in a network not have ended after `last_day`.

    Raises NotThere, NotAllowed, or Refused when it was changed since.
    """
    demand(taking_part.may_end(by, held_role))
    assert held_role.network is not None  # demanded above
    network = held(held_role.network)
    ended = RoleAssignment.objects.filter(pk=held_role.pk, valid_to=last_day)
    if not ended.update(valid_to=None):
        raise Refused(_("It was changed since."))
    log.write(network, Kind.UNDONE, by=by, person=held_role.user, was=Kind.PERSON_LEFT)


@transaction.atomic
def uninvite(*, network: Network, emails: list[str], by: User) -> None:
    """Take back the invitations of participants that nobody has answered yet, all or none.

    Raises NotThere, NotAllowed, or Refused, naming the addresses whose invitation is answered or gone.
    """
    demand(rights.may_manage(by, network))
    network = held(network)
    open_ones = taking_part.waiting(network).filter(role=Role.PARTICIPANT, email__in=emails)
    by_email = {invitation.email: invitation for invitation in open_ones}
    if gone := [email for email in emails if email not in by_email]:
        raise Refused(
            *(_("%(email)s has answered, or is not invited any more.") % {"email": each} for each in gone)
        )
    for invitation in by_email.values():
        taking_part.take_back(invitation=invitation, by=by)
    log.write(network, Kind.UNDONE, by=by, number=len(by_email), was=Kind.PERSON_INVITED)
