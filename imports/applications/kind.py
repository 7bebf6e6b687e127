"""Applications as a kind of import: registered by the office, and entered through the one door of all work (R8.16).

What came has come, so a row that lacks something is taken, and the formal check says what it lacks, as for one on
paper. What cannot be read is refused with its row. A network that has an application under the call keeps it: the
same file again is nothing new.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from tablib import Dataset

from imports import files
from imports.columns import Column
from imports.kinds import KINDS, NEW, Kind, PlannedRow, Tell
from imports.reading import Assumption, ReadTable
from imports.resources import Fault
from imports.sets.writing import lock
from workflows import work
from workflows.application.drafts import ENTER
from workflows.application.models import Application
from workflows.application.receiving import offices_of, register
from workflows.cases.models import WorkItem
from workflows.cases.rights import HIDDEN, Answer, Scope
from workflows.directory.models import User
from workflows.errors import Invalid, NotAllowed, Refused

from . import columns as known_columns
from .columns import NETWORK
from .planning import Planner, Sent

if TYPE_CHECKING:
    from imports.models import Batch


class ApplicationKind(Kind):
    """Applications of networks: the caseworkers of the office, two of them."""

    code = "application"
    label = gettext_lazy("Applications")
    needs_second = True
    takes_files = True

    def columns(self) -> Sequence[Column]:
        """Return the columns of all calls that have opened."""
        return known_columns.columns_of(known_columns.calls())

    @property
    def names(self) -> Sequence[str]:
        """Return the columns that are written."""
        return [column.name for column in self.columns()]

    def may_import(self, user: User) -> Answer:
        """Return whether a person registers applications at some office."""
        if offices_of(user):
            return Answer(True)
        words = _("The caseworkers of the county governors register applications.")
        return Answer(False, words) if Scope.of(user).roles else HIDDEN

    def plan(
        self, table: ReadTable, *, by: User | None, tell: Tell = lambda done: None
    ) -> Iterator[PlannedRow]:
        """Yield what each row would register; reads in a few queries however many rows there are."""
        planner = Planner(table, by, self.names)
        for done, row in enumerate(table.rows, start=1):
            yield planner.planned(row)
            tell(done)
        if unasked := table.beside.unasked:
            words = _("No row names these files of the ZIP, and they are left out: %(files)s.")
            table.assumptions.append(Assumption("unasked", words % {"files": ", ".join(unasked)}))

    def written_by(self, batch: "Batch") -> User | None:
        """Return who handed it in: they took the applications in, as one who types what came on paper (R8.16).

        Who let the batch in looked at it, and has no part in the cases: they may assess or decide them.
        """
        return batch.by

    def apply(self, rows: Iterable[PlannedRow], *, by: User | None, key: str) -> None:
        """Register and enter each application. Raises Refused, with row and reason, and then nothing is kept."""
        if by is None:
            raise Refused(_("An application is registered by a person. Hand the file in on the page."))
        for row in rows:
            if row.outcome == NEW:
                _enter(row, by=by, key=f"{key}-{row.number}")

    def undo(self, rows: Iterable[PlannedRow], *, by: User | None, key: str) -> list[Fault]:
        """Return why not: a case that is there has a journal, and is dismissed or withdrawn, never taken away."""
        words = _("A case is never deleted. Dismiss the application, or let the network withdraw it.")
        return [Fault(row.number, NETWORK, row.name, words) for row in rows]

    def lock(self) -> None:
        """Let nobody begin an application meanwhile."""
        lock(Application)


def _enter(row: PlannedRow, *, by: User, key: str) -> None:
    """Register an application with its row of the file as the original, and enter it through the one door."""
    sent: Sent = row.data
    table = Dataset(list(sent.row.values()), headers=list(sent.row))
    original = SimpleUploadedFile(
        f"{sent.network.code}.xlsx", files.write(table, "xlsx"), content_type=files.XLSX
    )
    try:
        case = register(
            call=sent.call,
            network=sent.network,
            received_at=sent.received_at,
            channel=sent.channel,
            archive_reference=sent.archive_reference,
            original=original,
            by=by,
        )
        item = WorkItem.objects.get(case=case, node=ENTER, open=True)
        work.complete(item, by=by, data=sent.answers, files=sent.files, key=key)
    except Invalid as fault:
        raise _of_row(row, *(error for errors in fault.form.errors.values() for error in errors)) from None
    except Refused as refusal:
        raise _of_row(row, *refusal.messages) from None
    except NotAllowed as refusal:
        raise _of_row(row, refusal.reason) from None


def _of_row(row: PlannedRow, *reasons: Any) -> Refused:
    words = " ".join(str(reason) for reason in reasons)
    return Refused(_("Row %(row)s: %(reason)s") % {"row": row.number, "reason": words})


KINDS.add(ApplicationKind.code, ApplicationKind())
