"""Who leads networks and who takes part, from a file: invited, chosen and ended by the verbs of the pages alone (R2.1).

Nobody is made a participant by a file: whoever is new in it is invited, and takes part once they accept.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.columns import EXAMPLES, in_languages
from imports.kinds import CHANGED, NEW, Kind, PlannedRow, Tell
from imports.reading import Column, ReadTable
from imports.resources import Fault
from imports.resources.columns import ALSO
from imports.sets.planning import JOINED
from workflows.cases.rights import Answer
from workflows.directory.models import Network, Role, RoleAssignment, User
from workflows.errors import NotAllowed, NotThere, Refused
from workflows.networks import people, reverting, taking_part
from workflows.networks.holding import hold_all

from . import rights
from .people_rows import ROLES, End, Invite, Lead, Look

_KNOWN_BY = gettext_lazy("Whoever has no account is known by the e-mail address alone.")
_OWN_NAME = gettext_lazy("For you to read: people write their names themselves.")


class PeopleKind(Kind):
    """The people of networks, as the export has them: for those of an office who may on the networks' pages."""

    code = "network_person"
    label = gettext_lazy("People of networks")
    names = ("network", "role", "email", "valid_from", "valid_to")

    def columns(self) -> Sequence[Column]:
        """Return the columns: which network, who, as what, and from when to when."""
        roles = tuple((role.value, role.label) for role in ROLES)
        of_network = Network._meta.verbose_name or ""
        return (
            Column("network", in_languages(of_network), required=True, help=_("The network’s code."),
                   example="ROG-LN-1"),
            Column("role", _called(RoleAssignment, "role"), "choice", required=True, choices=roles,
                   example=Role.PARTICIPANT),
            Column("email", (*_called(User, "email"), "E-post", "E-mail"), required=True,
                   example="kari.nordmann@example.org"),
            Column("username", _called(User, "username"), help=_KNOWN_BY),
            Column("first_name", (*_called(User, "first_name"), "Fornamn"), help=_OWN_NAME),
            Column("last_name", (*_called(User, "last_name"), "Etternamn"), help=_OWN_NAME),
            Column("valid_from", (*_called(RoleAssignment, "valid_from"), *ALSO["valid_from"]), "date",
                   help=_("The first day of a leader. Who is invited takes part from the day they accept."),
                   example=EXAMPLES["date"]),
            Column("valid_to", (*_called(RoleAssignment, "valid_to"), *ALSO["valid_to"]), "date",
                   help=_("The last day, which has passed. A leader leads until the next one does."), example=""),
        )  # fmt: skip

    def may_import(self, user: User) -> Answer:
        """Return whether a person handles networks for an office."""
        return rights.handlers(user)

    def plan(
        self, table: ReadTable, *, by: User | None, tell: Tell = lambda done: None
    ) -> Iterator[PlannedRow]:
        """Yield whom each row would invite, choose or let go. An operator must say for whom: somebody invites."""
        look = Look(table, by)
        for number, row in enumerate(table.rows, start=1):
            yield look.at(row)
            if number % 1_000 == 0:
                tell(number)
        tell(len(table.rows))

    def apply(self, rows: Iterable[PlannedRow], *, by: User | None, key: str) -> None:
        """Invite, choose and end. Raises NotAllowed, or Refused as the verbs do."""
        invited: dict[Network, list[str]] = {}
        going: list[End] = []
        for row in rows:
            match row.data:
                case Invite(network, email):
                    invited.setdefault(network, []).append(email)
                case Lead(network, person, from_day):
                    people.choose_leader(network=network, person=person, from_day=from_day, by=_somebody(by))
                case End(held, _last_day) if held.role == Role.NETWORK_LEADER:
                    going.append(row.data)  # as the next one comes
                case End(held, last_day):
                    taking_part.end(held_role=held, last_day=last_day, by=_somebody(by))
        for network, emails in invited.items():
            taking_part.invite(network=network, role=Role.PARTICIPANT, emails=emails, by=_somebody(by))
        if any(not RoleAssignment.objects.filter(pk=held.pk, valid_to=day).exists() for held, day in going):
            raise Refused(_("Choose another network leader first: a network has one."))

    def undo(self, rows: Iterable[PlannedRow], *, by: User | None, key: str) -> list[Fault]:
        """Take back invitations nobody has answered, leaders and ends; or return which cannot be."""
        faults: list[Fault] = []
        invited: dict[str, dict[str, PlannedRow]] = {}
        for row in rows:
            code, role, email = row.name.split(JOINED)[:3]
            if row.outcome == NEW and role == Role.PARTICIPANT:
                invited.setdefault(code, {})[email] = row
                continue
            with _told(faults, row.number, "", row.name):
                _take_back(row, by=_somebody(by))
        for code, theirs in invited.items():
            with _told(faults, min(row.number for row in theirs.values()), "network", code):
                network = Network.objects.get(code=code)
                reverting.uninvite(network=network, emails=list(theirs), by=_somebody(by))
        return faults

    def lock(self) -> None:
        """Let nobody else change a network: the verbs hold each of them too."""
        hold_all()


def _called(model: type[models.Model], name: str) -> tuple[str, ...]:
    field: Any = model._meta.get_field(name)
    return in_languages(field.verbose_name)


@contextmanager
def _told(faults: list[Fault], row: int, column: str, value: str) -> Iterator[None]:
    """Add to the faults why a verb refuses; the caller writes nothing then."""
    try:
        yield
    except Refused as refusal:
        faults += [Fault(row, column, value, str(words)) for words in refusal.messages]
    except (NotAllowed, NotThere):
        faults.append(Fault(row, column, value, _("This belongs to another office.")))


def _take_back(row: PlannedRow, *, by: User) -> None:
    """Take back that somebody leads, or that a participant's part ended; what the next leader ended comes with that."""
    code, role, email = row.name.split(JOINED)[:3]
    of_row = {"network__code": code, "role": role}
    if row.outcome == NEW:
        network, from_day = Network.objects.get(code=code), dt.date.fromisoformat(row.cells[3])
        person = people.find_person(email, network)
        if person is None:
            raise Refused(_("Nobody with an account has this address."))
        reverting.unchoose_leader(network=network, person=person, from_day=from_day, by=by)
    elif row.outcome == CHANGED and role == Role.PARTICIPANT:
        last_day = dt.date.fromisoformat(row.changes["valid_to"][1])
        known_as = Q(user__email__iexact=email) | Q(user__username__iexact=email)
        ended = RoleAssignment.objects.filter(known_as, **of_row, valid_to=last_day)
        held = ended.select_related("user", "network").order_by("-valid_from").first()
        if held is None:
            raise Refused(_("It was changed since."))
        reverting.let_take_part_again(held_role=held, last_day=last_day, by=by)


def _somebody(by: User | None) -> User:
    if by is None:
        raise Refused(_("Somebody who handles the network does this: nobody is invited by nobody."))
    return by
