"""What a row of people of networks would do, by what the verbs of the pages would refuse (R2.1, R2.6, R7.2)."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from imports.kinds import CHANGED, NEW, REFUSED, UNCHANGED, PlannedRow
from imports.reading import ReadRow, ReadTable
from imports.resources import Fault
from imports.sets.planning import JOINED
from workflows import clock
from workflows.directory.models import (
    NETWORK_ROLES,
    STAFF_ROLES,
    Network,
    PersonInvitation,
    Role,
    RoleAssignment,
    User,
)
from workflows.networks.people_forms import MOST_AT_ONCE
from workflows.networks.rights import may_manage
from workflows.ui.dates import long_date

ROLES = (Role.NETWORK_LEADER, Role.PARTICIPANT)
_AT_ONCE = 500


class Invite(NamedTuple):
    """Somebody is invited to take part."""

    network: Network
    email: str


class Lead(NamedTuple):
    """Somebody leads from a day."""

    network: Network
    person: User
    from_day: dt.date


class End(NamedTuple):
    """Somebody's part ends after a day."""

    held: RoleAssignment
    last_day: dt.date


class _No(Exception):
    """Why a row is refused, and for which column; `of_file` where the file contradicts itself."""

    def __init__(self, column: str, reason: str, *, of_file: bool = False) -> None:
        super().__init__(reason)
        self.column, self.reason, self.of_file = column, reason, of_file


class Look:
    """Looks at one row after the other. All it needs is read first: four queries, and one for every 500 addresses."""

    def __init__(self, table: ReadTable, by: User | None) -> None:
        self.table, self.by = table, by
        self.today = table.on or clock.today()
        self.read_faults = table.faults_by_row()
        self.networks = {each.code: each for each in Network.objects.real().select_related(
            "responsible_municipality__county__office")}  # fmt: skip
        held = RoleAssignment.objects.filter(role__in=NETWORK_ROLES, network__isnull=False)
        self.held: dict[str, list[RoleAssignment]] = {}
        for each in held.select_related("user", "network").order_by("pk"):
            assert each.network is not None  # filtered above
            self.held.setdefault(each.network.code, []).append(each)
        open_ones = PersonInvitation.objects.filter(
            used_at__isnull=True, ended_at__isnull=True, role=Role.PARTICIPANT
        )
        self.waiting = set(open_ones.values_list("network__code", "user"))
        self.staff = set(
            RoleAssignment.objects.in_force().filter(role__in=STAFF_ROLES).values_list("user", flat=True)
        )
        self.accounts = _Accounts(row.cells for row in table.rows)
        self.may: dict[str, str] = {}
        self.seen: dict[tuple[str, ...], int] = {}
        self.invited: dict[str, int] = {}
        self.leaders: dict[str, set[str]] = {}  # by network: the days from which the file has leaders
        for row in table.rows:
            cells = row.cells
            if cells.get("role") == Role.NETWORK_LEADER and cells.get("valid_from"):
                self.leaders.setdefault(cells.get("network", ""), set()).add(cells["valid_from"])

    def at(self, row: ReadRow) -> PlannedRow:
        """Return what a row would do."""
        faults = [Fault(row.number, each.column, each.value, str(each.reason))
                  for each in self.read_faults.get(row.number, ())]  # fmt: skip
        cells = row.cells
        email = (cells.get("email") or cells.get("username") or "").lower()
        name = JOINED.join((cells.get("network", ""), cells.get("role", ""), email))
        if not faults:
            try:
                return self._planned(row.number, cells, email, name)
            except _No as no:
                faults.append(Fault(row.number, no.column, cells.get(no.column, ""), no.reason, no.of_file))
        return PlannedRow(row.number, REFUSED, name, cells=row.values, faults=faults)

    def _planned(self, number: int, cells: dict[str, str], email: str, name: str) -> PlannedRow:
        network = self._network(cells.get("network", ""))
        role = cells.get("role", "")
        if role not in ROLES:
            raise _No("role", _("This column must be filled in."))
        if not email:
            raise _No("email", _("This column must be filled in."))
        people = self.accounts.of(cells)
        self._once("email", number, network.code, role, email, cells.get("valid_from", ""))
        if held := self._held(network, role, people, cells.get("valid_from", "")):
            return self._there(number, name, cells, held)
        if cells.get("valid_to"):
            raise _No("valid_to", _("This has ended. Only who takes part now is taken in."))
        if role == Role.PARTICIPANT:
            return self._invited(number, cells, network, people)
        return self._leading(number, cells, network, people)

    def _network(self, code: str) -> Network:
        network = self.networks.get(code)
        if network is None:
            raise _No(
                "network", _("There is no %(table)s with this code.") % {"table": Network._meta.verbose_name}
            )
        if code not in self.may:
            answer = may_manage(self.by, network) if self.by else False
            self.may[code] = "" if answer else _("This belongs to another office.")
        if not self.by:
            raise _No(
                "network", _("Somebody who handles the network does this: nobody is invited by nobody.")
            )
        if self.may[code]:
            raise _No("network", self.may[code])
        return network

    def _once(self, column: str, number: int, *key: str) -> None:
        if (first := self.seen.setdefault(key, number)) != number:
            raise _No(column, _("Row %(row)s is the same.") % {"row": first}, of_file=True)

    def _held(self, network: Network, role: str, people: list[User], from_day: str) -> RoleAssignment | None:
        """Return the role that a row means: of that first day, or of a participant the one that holds now."""
        here = self.held.get(network.code, [])
        theirs = [each for each in here if each.role == role and each.user in people]
        exact = [each for each in theirs if from_day == each.valid_from.isoformat()]
        if exact or (from_day and role == Role.NETWORK_LEADER):
            return exact[0] if exact else None
        return next((each for each in theirs if not each.valid_to or each.valid_to >= self.today), None)

    def _there(self, number: int, name: str, cells: dict[str, str], held: RoleAssignment) -> PlannedRow:
        last = held.valid_to.isoformat() if held.valid_to else ""
        wanted = cells.get("valid_to", last)
        if wanted == last:
            return PlannedRow(number, UNCHANGED, name)
        if last:
            raise _No("valid_to", _("%(person)s takes part no longer.") % {"person": held.user})
        day = dt.date.fromisoformat(wanted)
        if held.role == Role.NETWORK_LEADER:
            next_day = (day + dt.timedelta(days=1)).isoformat()
            if next_day not in self.leaders.get(cells["network"], ()):
                raise _No("valid_to", _("Choose another network leader first: a network has one."))
        elif not held.valid_from <= day < self.today:
            raise _No("valid_to", _("Write a day that has passed, and not before the first."))
        return PlannedRow(number, CHANGED, name, changes={"valid_to": ("", wanted)}, data=End(held, day))

    def _invited(
        self, number: int, cells: dict[str, str], network: Network, people: list[User]
    ) -> PlannedRow:
        email = (cells.get("email") or next((each.email for each in people), "")).lower()
        name = JOINED.join((network.code, Role.PARTICIPANT, email))
        try:
            validate_email(email)
        except ValidationError:
            raise _No("email", _("This is not an e-mail address.")) from None
        if any((network.code, each.pk) in self.waiting for each in people):
            return PlannedRow(number, UNCHANGED, name, note=_("Invited, and has not answered yet."))
        self._once("email", number, network.code, email)
        self.invited[network.code] = self.invited.get(network.code, 0) + 1
        if self.invited[network.code] > MOST_AT_ONCE:
            raise _No("email", _("Invite at most %(most)s at once.") % {"most": MOST_AT_ONCE})
        written = (network.code, Role.PARTICIPANT.value, email, "", "")
        note = _("Gets an invitation by e-mail, and takes part from the day they accept.")
        return PlannedRow(number, NEW, name, cells=written, note=note, data=Invite(network, email))

    def _leading(
        self, number: int, cells: dict[str, str], network: Network, people: list[User]
    ) -> PlannedRow:
        active = [each for each in people if each.is_active]
        if len(active) != 1:
            raise _No("email", _("Nobody with an account has this address."))
        person = active[0]
        if person.pk in self.staff:
            words = _("Somebody who works for an office or the directorate cannot lead a network.")
            raise _No("email", words)
        day = dt.date.fromisoformat(cells.get("valid_from") or self.today.isoformat())
        leading = [each for each in self.held.get(network.code, []) if each.role == Role.NETWORK_LEADER]
        if later := [each.valid_from for each in leading if each.valid_from >= day]:
            words = _("A leader was chosen from %(date)s. Choose a later day.") % {
                "date": long_date(max(later))
            }
            raise _No("valid_from", words)
        present = [each for each in leading if not each.valid_to or each.valid_to >= day]
        if any(each.user == person for each in present):
            raise _No("email", _("%(person)s leads the network already.") % {"person": person})
        if ending := [each for each in present if each.valid_to]:
            said = {"person": ending[0].user, "date": long_date(ending[0].valid_to)}
            raise _No(
                "valid_from", _("%(person)s leads the network until %(date)s. Choose a later day.") % said
            )
        self._once("network", number, network.code, Role.NETWORK_LEADER)
        note = "; ".join(
            _("%(person)s leads the network until the day before.") % {"person": each.user}
            for each in present
        )
        written = (network.code, Role.NETWORK_LEADER.value, person.email.lower(), day.isoformat(), "")
        name = JOINED.join(written[:3])
        return PlannedRow(number, NEW, name, cells=written, note=note, data=Lead(network, person, day))


class _Accounts:
    """The real accounts that a file names, by address and by user name."""

    def __init__(self, rows: Iterable[dict[str, str]]) -> None:
        wanted = sorted(
            {cells.get(name, "").lower() for cells in rows for name in ("email", "username")} - {""}
        )
        self.by_mail: dict[str, list[User]] = {}
        self.by_name: dict[str, User] = {}
        real = User.objects.filter(is_trial=False).annotate(mail=Lower("email"), known_as=Lower("username"))
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            for user in real.filter(Q(mail__in=part) | Q(known_as__in=part)).order_by("-is_active", "pk"):
                theirs = self.by_mail.setdefault(user.email.lower(), [])
                if user not in theirs:
                    theirs.append(user)
                self.by_name[user.username.lower()] = user

    def of(self, cells: dict[str, str]) -> list[User]:
        """Return whom a row names, the active first; refuse an address and a user name of different people."""
        email, name = cells.get("email", "").lower(), cells.get("username", "").lower()
        named = self.by_name.get(name)
        if not email:
            if named is None:
                raise _No("username", _("Nobody has this user name."))
            return [named]
        mailed = self.by_mail.get(email, [])
        if named is not None and named not in mailed:
            raise _No("username", _("Somebody else has this user name."))
        return [named] if named else mailed
