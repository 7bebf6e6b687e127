"""The kinds of file that can be taken in as a batch, by code.

A kind says who may import it, which columns it has, what a file would do (`plan`), and does it (`apply`) or takes it
back (`undo`). All that a batch is besides (upload, pages, approval, jobs) is the same for every kind.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workflows.cases.rights import Answer
from workflows.directory.models import User
from workflows.registry import Registry

from .reading import ReadTable
from .resources import Fault

if TYPE_CHECKING:
    from .models import Batch

NEW, CHANGED, UNCHANGED, REFUSED = OUTCOMES = ("new", "changed", "unchanged", "refused")
Tell = Callable[[int], None]  # told now and then how many rows have been looked at


@dataclass(slots=True)
class PlannedRow:
    """What a row of the file would do.

    `cells`: of a new row all columns as they would be written, in the order of the kind's `names`; of a refused one
    the cells as they were read, in the order of the file. `data` is the kind's own, and is never stored.
    """

    number: int  # as a spreadsheet counts
    outcome: str
    name: str  # what people call it: the natural key in words
    cells: Sequence[str] = ()
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)  # by column: old, new
    faults: Sequence[Fault] = ()
    note: str = ""
    data: Any = None


class Kind:
    """One kind of file. Siblings fill in what is theirs."""

    code: str
    label: Any  # a translated text
    needs_second = False  # whether another person approves: where money or cases are touched
    takes_files = False  # whether a ZIP may come with the files that cells name (`imports/bundle.py`)

    def columns(self) -> Sequence[Any]:
        """Return the columns (`imports.reading.Column`)."""
        raise NotImplementedError  # each kind says it

    def may_import(self, user: User) -> Answer:
        """Return whether a person may take in this kind at all; which rows are theirs is told row by row."""
        raise NotImplementedError  # each kind says it

    @property
    def names(self) -> Sequence[str]:
        """Return the columns that are written, in the order of a new row's cells."""
        raise NotImplementedError  # each kind says it

    def plan(
        self, table: ReadTable, *, by: User | None, tell: Tell = lambda done: None
    ) -> Iterator[PlannedRow]:
        """Yield what each row would do now, in the order of the file. Reads only. `by` None is an operator."""
        raise NotImplementedError  # each kind says it

    def written_by(self, batch: "Batch") -> User | None:
        """Return in whose name the rows are written: who let them in."""
        return batch.approved_by or batch.by

    def apply(self, rows: Iterable[PlannedRow], *, by: User | None, key: str) -> None:
        """Write the rows of a plan as they come, in the caller's transaction; new and changed ones only.

        `key` names the batch: the same one writes once. Raises Refused where a verb refuses.
        """
        raise NotImplementedError  # each kind says it

    def undo(self, rows: Iterable[PlannedRow], *, by: User | None, key: str) -> list[Fault]:
        """Take back rows as they were stored when applied, or write nothing and return why not, row by row."""
        raise NotImplementedError

    def lock(self) -> None:
        """Let nobody else write in the tables of this kind until the transaction ends; reading goes on."""


KINDS: Registry[Kind] = Registry("The kind of import")


def importable(user: User) -> list[Kind]:
    """Return the kinds a person may take in."""
    return [kind for kind in KINDS.values() if kind.may_import(user)]


def batch_key(batch: "Batch") -> str:
    """Return the name of a batch in ledgers and journals."""
    return f"batch-{batch.pk}"
