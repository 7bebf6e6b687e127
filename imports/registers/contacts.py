"""Contacts and offers from a file: each place's history says what an import changed, as what is typed (R1.6)."""

from collections.abc import Iterable, Iterator

from imports.kinds import CHANGED, NEW, PlannedRow
from imports.resources import Fault
from imports.sets import undoing
from workflows.directory.models import ContactChange, User

from .base import RegisterKind

PLACES = ("office_id", "region_id", "environment_id")
AT_ONCE = 500


class ContactKind(RegisterKind):
    """A register that belongs to places, and is told of in their history."""

    def apply(self, rows: Iterable[PlannedRow], *, by: User | None, key: str) -> None:
        """Write the rows, and a line of history for each."""
        super().apply(self._told(rows, by), by=by, key=key)

    def undo(self, rows: Iterable[PlannedRow], *, by: User | None, key: str) -> list[Fault]:
        """Take the rows back, and write a line of history for each, or return why not."""
        kept = list(rows)
        there = undoing.keys_of(self.resource(), kept)
        held = self._places(list(there.values()))
        if faults := super().undo(kept, by=by, key=key):
            return faults
        lines = []
        for row in kept:
            changes = {
                name: [new, old] for name, (old, new) in row.changes.items()
            }  # what is gone says no more
            kind: str = ContactChange.Kind.REMOVED if row.outcome == NEW else _kind(changes)
            lines.append(self._line(row, kind, changes, held[there[row.name]], by))
        ContactChange.objects.bulk_create(lines, batch_size=AT_ONCE)
        return []

    def _told(self, rows: Iterable[PlannedRow], by: User | None) -> Iterator[PlannedRow]:
        waiting: list[PlannedRow] = []
        for row in rows:
            if row.outcome in (NEW, CHANGED):
                waiting.append(row)
            if len(waiting) >= AT_ONCE:
                self._tell(waiting, by)
                waiting = []
            yield row
        self._tell(waiting, by)

    def _tell(self, rows: list[PlannedRow], by: User | None) -> None:
        there = self._places([row.data[0] for row in rows if row.outcome == CHANGED])
        lines = []
        for row in rows:
            if row.outcome == NEW:
                held = [row.data[1].get(name) for name in self._at]
                shown = dict(zip(self.names, row.cells, strict=True))
                changes = {
                    name: ["", text] for name, text in shown.items() if text and f"{name}_id" not in self._at
                }
                kind: str = ContactChange.Kind.ADDED
            else:
                held = there[row.data[0]]
                changes = {name: list(change) for name, change in row.changes.items()}
                kind = _kind(changes)
            lines.append(self._line(row, kind, changes, held, by))
        ContactChange.objects.bulk_create(lines)

    def _line(
        self, row: PlannedRow, kind: str, changes: dict[str, list[str]], held: list[int], by: User | None
    ) -> ContactChange:
        places = dict(zip(self._at, held, strict=True))
        subject = row.name.split(" · ")[self._name_at]
        return ContactChange(kind=kind, subject=subject, changes=changes, by=by, **places)

    @property
    def _at(self) -> list[str]:
        """Return by which columns a row belongs to a place."""
        own = {field.attname for field in self.resource._meta.model._meta.fields}
        return [name for name in PLACES if name in own]

    def _places(self, keys: list[int]) -> dict[int, list[int]]:
        """Return the places of rows that are there."""
        found: dict[int, list[int]] = {}
        for start in range(0, len(keys), AT_ONCE):
            part = self.resource._meta.model._default_manager.filter(pk__in=keys[start : start + AT_ONCE])
            found |= {pk: held for pk, *held in part.values_list("pk", *self._at)}
        return found

    @property
    def _name_at(self) -> int:
        """Return which part of the key people know a row by: an offer's region stands before its name."""
        return 0 if self.code == "contact_person" else -1


def _kind(changes: dict[str, list[str]]) -> str:
    ended = changes.get("valid_to", ["", ""])[1]
    return ContactChange.Kind.ENDED if ended else ContactChange.Kind.CHANGED
