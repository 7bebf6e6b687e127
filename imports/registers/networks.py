"""Networks, who takes part, and who steers them: each network's log says what an import did, and undid (R2.1, R7.2).

The lines are those of the verbs of the pages (decision 0035).
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

from imports.kinds import CHANGED, NEW, PlannedRow
from imports.resources import Fault
from imports.sets.planning import JOINED
from workflows.directory.models import NetworkLog, User
from workflows.networks import log
from workflows.networks.holding import hold_all
from workflows.networks.log import Imported
from workflows.networks.people import keep_in_step

from .base import RegisterKind

Kind = NetworkLog.Kind
AT_ONCE = 5_000  # rows


class LoggedKind(RegisterKind):
    """A register that is told of in the logs of networks. A sibling says what line a row makes."""

    @cached_property
    def names(self) -> Sequence[str]:
        """Return the columns that are written: the same for every row."""
        return super().names

    def apply(self, rows: Iterable[PlannedRow], *, by: User | None, key: str) -> None:
        """Write some rows, then their lines, and so on: new networks must be there first, and few lines be kept."""
        waiting = iter(rows)
        while part := list(islice(waiting, AT_ONCE)):
            super().apply(part, by=by, key=key)
            told = (row for row in part if row.outcome in (NEW, CHANGED))
            self.written([line for row in told for line in self.lines(row)], by=by)

    def undo(self, rows: Iterable[PlannedRow], *, by: User | None, key: str) -> list[Fault]:
        """Take the rows back and say so, or return why not; of a network that is gone nothing is left to say."""
        kept = list(rows)
        if faults := super().undo(kept, by=by, key=key):
            return faults
        self.written([line for row in kept for line in self.lines(row)], by=by, undone=True)
        return []

    def lock(self) -> None:
        """Let nobody else change a network, nor write in the table."""
        hold_all()
        super().lock()

    def written(self, lines: list[Imported], *, by: User | None, undone: bool = False) -> None:
        """Write the lines."""
        log.write_imported(lines, by=by, undone=undone)

    def lines(self, row: PlannedRow) -> Iterator[Imported]:
        """Yield what a new or changed row says in its network's log."""
        raise NotImplementedError  # each kind says it

    def cells(self, row: PlannedRow) -> dict[str, str]:
        """Return what a row writes, by column: of a new one all, of a changed one what is another."""
        if row.outcome == NEW:
            return dict(zip(self.names, row.cells, strict=True))
        return {name: new for name, (_old, new) in row.changes.items()}

    def changed(self, row: PlannedRow, told: Iterable[str], **about: Any) -> Iterator[Imported]:
        """Yield that columns of a row were changed of which no verb of a page tells."""
        if row.outcome == CHANGED and (rest := [name for name in row.changes if name not in told]):
            fields = about | {"columns": " ".join(rest), "table": self.resource._meta.model._meta.model_name}
            yield Imported(_key(row)[0], Kind.REGISTER, fields=fields)


class NetworkKind(LoggedKind):
    """Networks."""

    def lines(self, row: PlannedRow) -> Iterator[Imported]:
        """Yield that it started, or which of its themes, continuation and register were changed."""
        cells, network = self.cells(row), row.name
        if row.outcome == NEW:
            yield Imported(network, Kind.STARTED, _day(cells["started"]))
        if row.outcome == CHANGED and "themes" in cells:
            yield Imported(network, Kind.THEMES, fields={"themes": cells["themes"] or "–"})
        if row.outcome == CHANGED and "continuation" in cells:
            yield Imported(network, Kind.CONTINUATION, note=cells["continuation"])
        yield from self.changed(row, ("themes", "continuation"), about=network)


class MembershipKind(LoggedKind):
    """Memberships."""

    def lines(self, row: PlannedRow) -> Iterator[Imported]:
        """Yield that a service joined, left, or sends other persons."""
        cells, (network, *service, _joined) = self.cells(row), _key(row)
        fields = {"service": JOINED.join(service).rpartition(" ")[0]}  # its host stands behind it
        if row.outcome == NEW:
            yield Imported(network, Kind.JOINED, _day(cells["joined"]), fields=fields)
        if cells.get("left"):
            yield Imported(network, Kind.LEFT, _day(cells["left"]), fields=fields)
        told = ["left"] if cells.get("left") else []
        if row.outcome == CHANGED and {"persons", "persons_from_leadership"} <= cells.keys():
            told += ["persons", "persons_from_leadership"]
            sent = {"persons": cells["persons"], "leaders": cells["persons_from_leadership"]}
            yield Imported(network, Kind.PERSONS, fields=fields | sent)
        yield from self.changed(row, told, about=fields["service"])


class SteeringKind(LoggedKind):
    """Steering groups: the network says whether it has one, as where somebody joins by the page (R2.6)."""

    def lines(self, row: PlannedRow) -> Iterator[Imported]:
        """Yield that somebody joined the steering group, or left it."""
        cells, (network, *name, _from, _position) = self.cells(row), _key(row)
        fields = {"person": JOINED.join(name)}
        if row.outcome == NEW:
            yield Imported(network, Kind.STEERING, _day(cells["valid_from"]), fields=fields)
        if cells.get("valid_to"):
            yield Imported(network, Kind.STEERING_ENDED, _day(cells["valid_to"]), fields=fields)

    def written(self, lines: list[Imported], *, by: User | None, undone: bool = False) -> None:
        """Write the lines, and keep the networks in step."""
        super().written(lines, by=by, undone=undone)
        keep_in_step({line.network for line in lines})


def _key(row: PlannedRow) -> list[str]:
    return row.name.split(JOINED)


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
