"""Applications as a kind of import: registered by the office, and entered through the one door of all work (R8.16).

What came has come, so a row that lacks something is taken, and the formal check says what it lacks, as for one on
paper. What cannot be read is refused with its row. A network that has an application under the call keeps it: the
same file again is nothing new.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from tablib import Dataset

from imports import files
from imports.columns import Column
from imports.kinds import KINDS, NEW, REFUSED, UNCHANGED, Kind, PlannedRow, Tell
from imports.reading import ReadRow, ReadTable
from imports.resources import Fault
from imports.sets.writing import lock
from workflows import clock, work
from workflows.application.beginning import refuse_unfit
from workflows.application.drafts import ENTER
from workflows.application.models import Application, ReceivedApplication
from workflows.application.receiving import offices_of, register
from workflows.cases.models import Case, CaseStatus, DocumentRegistration, WorkItem
from workflows.cases.rights import HIDDEN, Answer, Scope
from workflows.clock import OSLO
from workflows.directory.models import Network, User
from workflows.errors import Invalid, NotAllowed, Refused
from workflows.schemes.forms import SchemeForm, build_form, definitions_of
from workflows.schemes.models import Call
from workflows.ui.untouched import as_sent

from . import columns as known_columns
from .columns import ARCHIVE, BUDGET, CALL, CHANNEL, FIXED, NETWORK, RECEIVED

LONGEST_REFERENCE = DocumentRegistration._meta.get_field("archive_reference").max_length or 100


@dataclass
class _Sent:
    """What a row would register."""

    call: Call
    network: Network
    received_at: dt.datetime
    channel: str
    archive_reference: str
    answers: QueryDict
    row: dict[str, str] = field(default_factory=dict)


class ApplicationKind(Kind):
    """Applications of networks: the caseworkers of the office, two of them."""

    code = "application"
    label = gettext_lazy("Applications")
    needs_second = True

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
        planner = _Planner(table, by, self.names)
        for done, row in enumerate(table.rows, start=1):
            yield planner.planned(row)
            tell(done)

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


class _Planner:
    def __init__(self, table: ReadTable, by: User | None, names: Sequence[str]) -> None:
        self.faults, self.names = table.faults_by_row(), names
        self.calls = known_columns.calls()
        self.offices = None if by is None else set(offices_of(by))
        self.networks = {
            each.code: each
            for each in Network.objects.real().select_related("responsible_municipality__county__office")
        }
        self.cases = {
            (case.call_id, case.network_id): case.number
            for case in Case.objects.filter(call__in=self.calls.values()).exclude(status=CaseStatus.DRAFT)
        }
        self.forms: dict[int, type[SchemeForm]] = {}
        self.seen: dict[tuple[int, int], int] = {}
        self.unfit: dict[tuple[int, str, int], str] = {}  # call, kind of network, its office

    def planned(self, row: ReadRow) -> PlannedRow:
        """Return what a row would do."""
        cells = row.cells
        name = " · ".join((cells.get(CALL, ""), cells.get(NETWORK, "")))
        faults = [
            Fault(row.number, each.column, each.value, str(each.reason))
            for each in self.faults.get(row.number, ())
        ]
        bad = {fault.column for fault in faults}

        def refuse(column: str, reason: Any, *, of_file: bool = False) -> None:
            if column not in bad:
                faults.append(Fault(row.number, column, cells.get(column, ""), str(reason), of_file))
                bad.add(column)

        call, network = self.calls.get(cells.get(CALL, "")), self.networks.get(cells.get(NETWORK, ""))
        if call is None:
            refuse(CALL, _("There is no such call that has opened."))
        elif self.offices is not None and call.office_id not in self.offices:
            refuse(CALL, _("This belongs to another office."))
        if network is None:
            refuse(NETWORK, _("There is no network with this code."))
        if call is None or network is None or bad & {CALL, NETWORK}:
            return PlannedRow(row.number, REFUSED, name, cells=row.values, faults=faults)
        if number := self.cases.get((call.pk, network.pk)):
            note = _("Is there already, as case %(number)s. A file never changes it.") % {"number": number}
            return PlannedRow(row.number, UNCHANGED, name, note=note)
        first = self.seen.setdefault((call.pk, network.pk), row.number)
        if first != row.number:
            refuse(NETWORK, _("Row %(row)s is the same.") % {"row": first}, of_file=True)
        if reason := self._unfit(call, network):
            refuse(NETWORK, reason)
        sent = self._sent(call, network, cells, refuse)
        if faults or sent is None:
            return PlannedRow(row.number, REFUSED, name, cells=row.values, faults=faults)
        return PlannedRow(
            row.number, NEW, name, cells=[cells.get(each, "") for each in self.names], data=sent
        )

    def _unfit(self, call: Call, network: Network) -> str:
        key = (call.pk, network.kind, network.office.pk)
        if key not in self.unfit:
            try:
                refuse_unfit(call, network)
                self.unfit[key] = ""
            except Refused as refusal:
                self.unfit[key] = str(refusal.messages[0])
        return self.unfit[key]

    def _sent(self, call: Call, network: Network, cells: dict[str, str], refuse: Any) -> _Sent | None:
        received = _received(cells.get(RECEIVED, ""), call)
        if received is None:
            refuse(RECEIVED, _("It must have come after the call opened, and not later than now."))
        if len(cells.get(ARCHIVE, "")) > LONGEST_REFERENCE:
            refuse(ARCHIVE, _("This is too long: at most %(most)s letters.") % {"most": LONGEST_REFERENCE})
        sections = call.scheme_version.definition["sections"]
        asked = {each["code"]: each for each in definitions_of(sections)}
        for name, text in cells.items():
            if text and name not in FIXED and name.partition(".")[0] not in asked:
                refuse(name, _("This call does not ask for this."))
        if call.scheme_version_id not in self.forms:
            self.forms[call.scheme_version_id] = build_form(
                sections, language=get_language() or "nb", required=False
            )
        form_class = self.forms[call.scheme_version_id]
        answers = as_sent(form_class(initial=_initial(cells, asked)))
        for code, errors in form_class(answers).errors.items():
            column = code if code in cells else next((c for c in cells if c.startswith(f"{code}.")), code)
            refuse(column, " ".join(str(error) for error in errors))
        if received is None:
            return None
        channel = cells.get(CHANNEL) or ReceivedApplication.CHANNELS[0].value
        return _Sent(call, network, received, channel, cells.get(ARCHIVE, ""), answers, cells)


def _received(text: str, call: Call) -> dt.datetime | None:
    """Return when it came: noon in Oslo of that day, moved into the call's own time; None outside it."""
    try:
        noon = dt.datetime.combine(dt.date.fromisoformat(text), dt.time(12), OSLO)
    except ValueError:
        return None
    opens, now = call.opens.astimezone(OSLO), clock.now()
    if noon.date() == opens.date():
        noon = max(noon, opens)
    if noon.date() == now.astimezone(OSLO).date():
        noon = min(noon, now)
    return noon if opens <= noon <= now else None


def _initial(cells: dict[str, str], asked: dict[str, Any]) -> dict[str, Any]:
    """Return what the form shows when it is filled with the cells of a row."""
    initial: dict[str, Any] = {}
    for name, text in cells.items():
        code, _dot, part = name.partition(".")
        if not text or code not in asked:
            continue
        kind = asked[code]["type"]
        if kind == BUDGET:
            initial.setdefault(code, {})[part] = text
        elif kind == "choices":
            initial[code] = known_columns.several(text, asked[code])
        elif kind == "municipality" and asked[code].get("multiple"):
            initial[code] = [each.strip() for each in text.split(",")]
        elif kind == "yesno":
            initial[code] = {"1": True, "0": False}.get(text, text)
        else:
            initial[code] = text.replace(".", ",") if kind == "amount" else text
    return initial


def _enter(row: PlannedRow, *, by: User, key: str) -> None:
    """Register an application with its row of the file as the original, and enter it through the one door."""
    sent: _Sent = row.data
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
        work.complete(item, by=by, data=sent.answers, files={}, key=key)
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
