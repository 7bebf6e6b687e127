"""What each row of a file of applications would register, and why one cannot be (R7.2, R8.16)."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from imports.kinds import NEW, REFUSED, UNCHANGED, PlannedRow
from imports.reading import ReadRow, ReadTable, Unreadable
from imports.resources import Fault
from workflows import clock
from workflows.application.beginning import refuse_unfit
from workflows.application.models import ReceivedApplication
from workflows.application.receiving import offices_of
from workflows.cases.models import Case, CaseStatus, DocumentRegistration
from workflows.clock import OSLO
from workflows.directory.models import Network, User
from workflows.errors import Refused
from workflows.schemes.conditions import demanded
from workflows.schemes.fields import Definition, in_language, is_blank
from workflows.schemes.forms import SchemeForm, answers_of, build_form, definitions_of, uploads_of
from workflows.schemes.models import Call, SchemeVersion
from workflows.ui.untouched import as_sent

from .answers import FILE, column_of, initial_of, name_of, parts_of
from .columns import ARCHIVE, CALL, CHANNEL, FIXED, NETWORK, RECEIVED, calls

LONGEST_REFERENCE = DocumentRegistration._meta.get_field("archive_reference").max_length or 100
Refuse = Callable[..., None]
Uploads = MultiValueDict[str, UploadedFile]
_NO_FILES = gettext_lazy(
    "A spreadsheet carries no files. Hand it in as a ZIP, with the file beside it; or empty the cell, and the formal "
    "check asks the network for the file."
)
_NOT_BESIDE = gettext_lazy(
    "There is no such file in the ZIP. Write its name as it is there, with the folder; or empty the cell."
)


@dataclass
class Sent:
    """What a row would register."""

    call: Call
    network: Network
    received_at: dt.datetime
    channel: str
    archive_reference: str
    answers: QueryDict
    files: Uploads = field(default_factory=MultiValueDict)  # by field
    row: dict[str, str] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()  # files that the form demands, by their labels


class _Asked:
    """The form of a scheme version, read once a file: its fields, their columns, and what fills them in."""

    def __init__(self, version: SchemeVersion) -> None:
        self.sections = version.definition["sections"]
        self.language = get_language() or "nb"
        self.fields: dict[str, Definition] = {each["code"]: each for each in definitions_of(self.sections)}
        self.columns = {name_of(each, part) for each in self.fields.values() for part in parts_of(each)}

    @cached_property
    def form(self) -> type[SchemeForm]:
        """Return the form in which the office enters what came: what is not answered stays blank."""
        return build_form(self.sections, language=self.language, required=False)

    def files_lacking(self, form: SchemeForm) -> tuple[str, ...]:
        """Return the files that the form demands and that are not there, by what people call them."""
        answers = answers_of(form) | dict.fromkeys(uploads_of(form), True)
        codes = demanded(self.fields.values(), answers)
        return tuple(
            in_language(each["label"], self.language)
            for code, each in self.fields.items()
            if each["type"] == FILE and code in codes and is_blank(answers.get(code))
        )


class Planner:
    """Looks at one row after the other; reads in a few queries however many rows there are."""

    def __init__(self, table: ReadTable, by: User | None, names: Sequence[str]) -> None:
        self.faults, self.names, self.beside = table.faults_by_row(), names, table.beside
        self.calls = calls()
        self.offices = None if by is None else set(offices_of(by))
        self.networks = {
            each.code: each
            for each in Network.objects.real().select_related("responsible_municipality__county__office")
        }
        self.cases = {
            (case.call_id, case.network_id): case.number
            for case in Case.objects.filter(call__in=self.calls.values()).exclude(status=CaseStatus.DRAFT)
        }
        self.asked: dict[int, _Asked] = {}
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
        filled = [cells.get(each, "") for each in self.names]
        return PlannedRow(row.number, NEW, name, cells=filled, note=_lacking(sent), data=sent)

    def _unfit(self, call: Call, network: Network) -> str:
        key = (call.pk, network.kind, network.office.pk)
        if key not in self.unfit:
            try:
                refuse_unfit(call, network)
                self.unfit[key] = ""
            except Refused as refusal:
                self.unfit[key] = str(refusal.messages[0])
        return self.unfit[key]

    def _asked(self, call: Call) -> _Asked:
        if call.scheme_version_id not in self.asked:
            self.asked[call.scheme_version_id] = _Asked(call.scheme_version)
        return self.asked[call.scheme_version_id]

    def _sent(self, call: Call, network: Network, cells: dict[str, str], refuse: Refuse) -> Sent | None:
        received = _received(cells.get(RECEIVED, ""), call)
        if received is None:
            refuse(RECEIVED, _("It must have come after the call opened, and not later than now."))
        if len(cells.get(ARCHIVE, "")) > LONGEST_REFERENCE:
            refuse(ARCHIVE, _("This is too long: at most %(most)s letters.") % {"most": LONGEST_REFERENCE})
        asked = self._asked(call)
        for name, text in cells.items():
            if text and name not in FIXED and name not in asked.columns:
                refuse(name, _("This call does not ask for this."))
        files = self._files(asked, cells, refuse)
        answers = as_sent(asked.form(initial=initial_of(asked.fields, cells)))
        form = asked.form(answers, files)
        _refuse_answers(form, asked.fields, refuse)
        if received is None:
            return None
        channel = cells.get(CHANNEL) or ReceivedApplication.CHANNELS[0].value
        lacks = asked.files_lacking(form)
        return Sent(call, network, received, channel, cells.get(ARCHIVE, ""), answers, files, cells, lacks)

    def _files(self, asked: _Asked, cells: dict[str, str], refuse: Refuse) -> Uploads:
        """Return the files that the cells name, as if they were uploaded."""
        found: Uploads = MultiValueDict()
        for code, each in asked.fields.items():
            if each["type"] != FILE or not (name := cells.get(code, "")):
                continue
            try:
                if file := self.beside.get(name):
                    found[code] = file
                else:
                    refuse(code, _NOT_BESIDE if self.beside.names else _NO_FILES)
            except Unreadable as fault:
                refuse(code, str(fault))
        return found


def _refuse_answers(form: SchemeForm, fields: Mapping[str, Definition], refuse: Refuse) -> None:
    """Refuse what the form does: each part of an answer in its own column."""
    for code, errors in form.errors.as_data().items():
        for error in (each for several in errors for each in several.error_list):
            about = error.params or {}
            part = str(about.get("code", "")) if error.code == "row" else ""
            reason = about["error"] if part else " ".join(error.messages)
            refuse(column_of(fields[code], part), reason)


def _lacking(sent: Sent) -> str:
    """Return what the form demands that the row could not bring, and what becomes of it."""
    if not sent.lacks:
        return ""
    words = _("Without the file that the form demands: %(files)s. The formal check asks for it.")
    return words % {"files": ", ".join(sent.lacks)}


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
