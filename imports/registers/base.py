"""A register as a kind of import: its resource says what the columns are, a sibling who may, and which rows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from imports.kinds import Kind, PlannedRow, Tell
from imports.reading import Column, ReadTable
from imports.resources import Fault, TableResource
from imports.sets import planning, undoing, writing
from imports.sets.columns import Columns
from workflows.cases.rights import Answer
from workflows.directory.models import User

Rights = Callable[[User], Answer]
Refuse = Callable[[Any], str]
Whose = Callable[[User], Refuse]  # of a person: why a row is not for them, or nothing


class RegisterKind(Kind):
    """A register: `may` says who imports it, `whose` which rows they may touch."""

    def __init__(
        self, code: str, resource: type[TableResource], label: Any, may: Rights, whose: Whose | None = None
    ) -> None:
        self.code, self.resource, self.label = code, resource, label
        self.may, self.whose = may, whose

    def columns(self) -> Sequence[Column]:
        """Return the columns of the resource."""
        return self.resource.columns()

    @property
    def names(self) -> Sequence[str]:
        """Return the columns that are written."""
        return Columns(self.resource()).names

    def may_import(self, user: User) -> Answer:
        """Return whether a person may take in this register."""
        return self.may(user)

    def plan(
        self, table: ReadTable, *, by: User | None, tell: Tell = lambda done: None
    ) -> Iterator[PlannedRow]:
        """Yield what each row would do; an operator's rows are nobody's."""
        refuse = self.whose(by) if by is not None and self.whose else None
        return planning.plan(self.resource(), table, refuse=refuse, tell=tell)

    def apply(self, rows: Iterable[PlannedRow], *, by: User | None, key: str) -> None:
        """Write new and changed rows in sets."""
        with writing.writer(self.resource()) as into:
            for row in rows:
                into.add(row)

    def undo(self, rows: Iterable[PlannedRow], *, by: User | None, key: str) -> list[Fault]:
        """Take the rows back, or return which were changed since or are referred to."""
        return undoing.undo(self.resource(), rows)

    def lock(self) -> None:
        """Let nobody else write in the table, nor in those that tell what its rows have several of."""
        columns = Columns(self.resource())
        writing.lock(columns.model, *[column.of.remote_field.through for column in columns.several])
