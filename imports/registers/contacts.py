"""Contacts and offers from a file: each place's history says what an import changed, as what is typed (R1.6)."""

from collections.abc import Iterable, Iterator

from imports.kinds import CHANGED, NEW, PlannedRow
from workflows.directory.models import ContactChange, User

from .base import RegisterKind

PLACES = ("office_id", "region_id", "environment_id")
AT_ONCE = 500


class ContactKind(RegisterKind):
    """A register that belongs to places, and is told of in their history."""

    def apply(self, rows: Iterable[PlannedRow], *, by: User | None, key: str) -> None:
        """Write the rows, and a line of history for each."""
        super().apply(self._told(rows, by), by=by, key=key)

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
        model = self.resource._meta.model
        places = [name for name in PLACES if any(field.attname == name for field in model._meta.fields)]
        changed = [row.data[0] for row in rows if row.outcome == CHANGED]
        there = {
            pk: held for pk, *held in model._default_manager.filter(pk__in=changed).values_list("pk", *places)
        }
        lines = []
        for row in rows:
            if row.outcome == NEW:
                held = [row.data[1].get(name) for name in places]
                shown = dict(zip(self.names, row.cells, strict=True))
                changes = {
                    name: ["", text] for name, text in shown.items() if text and f"{name}_id" not in places
                }
            else:
                held = there[row.data[0]]
                changes = {name: list(change) for name, change in row.changes.items()}
            lines.append(
                ContactChange(
                    kind=_kind(row), subject=row.name.split(" · ")[self._name_at], changes=changes, by=by,
                    **dict(zip(places, held, strict=True)),
                )
            )  # fmt: skip
        ContactChange.objects.bulk_create(lines)

    @property
    def _name_at(self) -> int:
        """Return which part of the key people know a row by: an offer's region stands before its name."""
        return 0 if self.code == "contact_person" else -1


def _kind(row: PlannedRow) -> ContactChange.Kind:
    if row.outcome == NEW:
        return ContactChange.Kind.ADDED
    ended = row.changes.get("valid_to", ("", ""))[1]
    return ContactChange.Kind.ENDED if ended else ContactChange.Kind.CHANGED
