"""What the page of trials shows: each trial's cases, whose turn it is, and as whom one can go on."""

from dataclasses import dataclass, field
from typing import Any

from workflows.cases.models import Case, WorkItem
from workflows.cases.rights import can
from workflows.directory.models import RoleAssignment, UnsentMail, User

from .beginning import running
from .models import Trial
from .place import PARTS

MAILS = 20  # shown at most, the newest


@dataclass(frozen=True)
class Player:
    """A trial account, and what it is in the trial."""

    account: User
    role: str


@dataclass(frozen=True)
class Turn:
    """Something that is to be done, and who of the trial can do it; nobody where it is for somebody outside."""

    item: WorkItem
    player: Player | None


@dataclass
class Shown:
    """A trial with its cases, the newest first."""

    trial: Trial
    players: list[Player]
    cases: list[tuple[Case, list[Turn]]] = field(default_factory=list)

    @property
    def leader(self) -> Player:
        """Return who applies."""
        return self.players[0]


def trials() -> list[Shown]:
    """Return the trials that go on, the newest first."""
    found = running().select_related("call__scheme_version", "call__edition", "network", "by")
    return [_shown(trial) for trial in found]


def players_of(trial: Trial) -> list[Player]:
    """Return the people of a trial in the order of the casework, the network's leader first."""
    names = [part.at(trial.network.kind) for part in PARTS]
    held = RoleAssignment.objects.filter(user__username__in=names, user__is_trial=True).select_related("user")
    by_name = {each.user.username: Player(each.user, each.get_role_display()) for each in held}
    return [by_name[name] for name in names if name in by_name]


def mails() -> list[UnsentMail]:
    """Return the newest mails of trials, which were kept and not sent."""
    return list(UnsentMail.objects.all()[:MAILS])


def _shown(trial: Trial) -> Shown:
    shown = Shown(trial, players_of(trial))
    cases = Case.objects.filter(call=trial.call, network=trial.network).select_related("office", "network")
    for case in cases:
        items: Any = WorkItem.objects.filter(case=case, open=True).select_related("task", "case", "owner")
        shown.cases.append((case, [Turn(item, _whose(item, shown.players)) for item in items.order_by("id")]))
    return shown


def _whose(item: WorkItem, players: list[Player]) -> Player | None:
    """Return the first who may do a piece of work: whoever has taken it, else one who is not kept from it."""
    return next((each for each in players if can(each.account, "work", item)), None)
