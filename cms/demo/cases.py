"""The demo year: calls, pots and cases, each taken to its stage through the one door, on the dates it happened."""

import datetime as dt
import uuid

import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from workflows import clock, publishing, work
from workflows.application.beginning import start_application
from workflows.assessment.questions import questions_at
from workflows.cases.models import Case, WorkItem
from workflows.directory.models import (
    GovernorOffice,
    Municipality,
    Network,
    Role,
    RoleAssignment,
    Service,
    User,
)
from workflows.funds import actions as funds
from workflows.funds import managing
from workflows.funds.models import Pot
from workflows.schemes.models import Call, Edition, SchemeVersion

from . import calls, networks
from .people import Rows

NOW = dt.datetime(2025, 2, 10, 9, tzinfo=clock.OSLO)  # where the demo's clock stands
_ORDER = ["draft", "submitted", "assessed", "granted", "paid", "reported", "closed"]


def build(content: Rows) -> None:
    """Play the demo year, once; then let the clock stand at NOW."""
    for year in (content["year"], content["year"] + 1):
        _fund(content, year)
        _announce(content, year)
    if Case.objects.filter(year=content["year"]).exists():
        return
    Player(content).play()
    networks.build()
    clock.move_to(NOW)


def _fund(content: Rows, year: int) -> None:
    manager = User.objects.get(username="bufdir.midler")
    clock.move_to(dt.date(year, 1, 5))
    for row in content["pots"]:
        office = GovernorOffice.objects.get(code=row["office"])
        if not Pot.objects.filter(office=office, scheme=row["scheme"], year=year).exists():
            funds.give_authority(
                office=office, scheme=row["scheme"], year=year, amount=row["authority"], by=manager
            )
    for row in content["moves"]:
        _move(row, year, manager)


def _scheme(code: str, edition: Edition) -> SchemeVersion:
    version = SchemeVersion.objects.newest(code, document=edition.document)
    assert version is not None, "pages.build() published it"
    return version


def _move(row: Rows, year: int, manager: User) -> None:
    """Move money between two pots on the day it happened, in its own year, once."""
    day = dt.date.fromisoformat(row["on"])
    if day.year != year:
        return
    clock.move_to(day)
    managing.move(
        source=Pot.objects.get(office__code=row["from"]["office"], scheme=row["from"]["scheme"], year=year),
        office=GovernorOffice.objects.get(code=row["to"]["office"]),
        scheme=row["to"]["scheme"],
        amount=row["amount"],
        by=manager,
        reason=row["reason"],
        key=f"demo-{row['on']}",
    )


def _announce(content: Rows, year: int) -> None:
    edition = Edition.objects.filter(document=str(content["year"])).latest("version")
    later = year - content["year"]
    for row in content["calls"]:
        opens, deadline = (
            dt.datetime.fromisoformat(row[name]).replace(year=content["year"] + later, tzinfo=clock.OSLO)
            for name in ("opens", "deadline")
        )
        if later:
            opens = opens.replace(month=1)
            if texts := calls.page_of(row["office"], row["scheme"]):
                calls.announce(
                    texts, {"edition": edition.document, "year": year, "opens": opens, "deadline": deadline}
                )
                continue
        publishing.open_call(
            office=GovernorOffice.objects.get(code=row["office"]),
            scheme_version=_scheme(row["scheme"], edition),
            edition=edition,
            year=year,
            opens=opens,
            deadline=deadline,
            max_amount=row["max_amount"],
        )


class Player:
    """Plays the year stage by stage, so that the clock only goes forward."""

    def __init__(self, content: Rows) -> None:
        self.content, self.dates = content, content["dates"]
        self.cases: dict[str, Case] = {}

    def play(self) -> None:
        """Play every case to the stage it shall reach."""
        for move in (
            self._write,
            self._assess,
            self._decide,
            self._accept,
            self._pay,
            self._report,
            self._control,
        ):
            for row in self.content["cases"]:
                move(row)

    def _reaches(self, row: Rows, stage: str) -> bool:
        if row["stage"] == "refused":
            return _ORDER.index(stage) <= _ORDER.index("granted")
        return _ORDER.index(row["stage"]) >= _ORDER.index(stage)

    def _write(self, row: Rows) -> None:
        clock.move_to(dt.date.fromisoformat(self.dates["submitted"]))
        network = Network.objects.get(code=row["network"])
        leader = RoleAssignment.objects.get(role=Role.NETWORK_LEADER, network=network).user
        call = Call.objects.get(
            office=network.office, scheme_version__code=row["scheme"], year=self.content["year"]
        )
        self.cases[row["code"]] = case = start_application(call=call, network=network, by=leader)
        plan = row["answers"].get("project_plan")
        files = {"project_plan": plan_pdf(plan["filename"], plan["text"])} if plan else {}
        self._do(case, "write", leader, typed(row["answers"]), files)
        for code in row["confirmations"]["confirmed"]:
            self._confirm(case, code)
        if self._reaches(row, "submitted"):
            self._do(case, "submit", leader, {"choice": "send"})

    def _confirm(self, case: Case, code: str) -> None:
        """Let a participant stand behind the application, if they have an account."""
        names = {row["code"]: row["name"] for row in self.content["services"]}
        if code in names:
            place: Rows = {"service": Service.objects.get(name=names[code])}
        else:
            place = {"municipality": Municipality.objects.get(code=code)}
        item = WorkItem.objects.filter(case=case, node="confirm", open=True, **place).first()
        if item is None:
            return
        holder = RoleAssignment.objects.filter(role=item.role, **place).first()
        if holder:
            self._do(
                case,
                "confirm",
                holder.user,
                {"title": holder.get_role_display(), "confirmed": "on"},
                item=item,
            )

    def _assess(self, row: Rows) -> None:
        if not self._reaches(row, "assessed"):
            return
        clock.move_to(dt.date.fromisoformat(self.dates["assessed"]))
        case, given = self.cases[row["code"]], row["assessment"]
        caseworker = self._office(case, "saksbehandler")
        self._do(case, "formal_check", caseworker, {"result": "complete"})
        self._do(case, "declare", caseworker, {"declaration": "impartial"})
        data = {name: given[name] for name in ("recommendation", "recommended_amount", "reasons")}
        for code, score in given["scores"].items():
            data |= {f"score_{code}": score["score"], f"score_reason_{code}": score["reason"]}
        self._do(case, "assess", caseworker, data | answered(case, "assessment", given["answers"]))

    def _decide(self, row: Rows) -> None:
        if not self._reaches(row, "granted"):
            return
        clock.move_to(dt.date.fromisoformat(self.dates["decided"]))
        case = self.cases[row["code"]]
        decider = self._office(case, "beslutter")
        self._do(case, "declare", decider, {"declaration": "impartial"})
        self._do(case, "decide", decider, typed(row["decision"]))

    def _accept(self, row: Rows) -> None:
        if row["stage"] == "refused" or not self._reaches(row, "paid"):
            return
        clock.move_to(dt.date.fromisoformat(self.dates["accepted"]))
        case = self.cases[row["code"]]
        account = {"account_number": row["payment"]["account_number"], "accepted": "on"}
        self._do(case, "accept", self._leader(case), account)

    def _pay(self, row: Rows) -> None:
        if row["stage"] == "refused" or not self._reaches(row, "paid"):
            return
        clock.move_to(dt.date.fromisoformat(self.dates["paid"]))
        case = self.cases[row["code"]]
        paid = {"paid_on": self.dates["paid"], "reference": row["payment"]["reference"]}
        self._do(case, "register_payment", self._office(case, "saksbehandler"), paid)
        self._do(case, "attest_payment", self._office(case, "attestant"), {"attested": "on"})

    def _report(self, row: Rows) -> None:
        if row["stage"] == "refused" or not self._reaches(row, "reported"):
            return
        clock.move_to(dt.date.fromisoformat(self.dates["reported"]))
        case = self.cases[row["code"]]
        asked = row.get("carry_over")
        unspent = {"carry_over": "apply", **typed({"carry_over": asked})} if asked else {}
        self._do(case, "report", self._leader(case), typed(row["report"]) | unspent)

    def _control(self, row: Rows) -> None:
        if row["stage"] == "refused" or not self._reaches(row, "closed"):
            return
        clock.move_to(dt.date.fromisoformat(self.dates["controlled"]))
        case, given = self.cases[row["code"]], row["control"]
        data = {"result": "approve", "note": given["note"]} | answered(case, "report", given["answers"])
        self._do(case, "control", self._office(case, "saksbehandler"), data)

    def _office(self, case: Case, ending: str) -> User:
        return User.objects.get(username=f"{case.office.code.lower()}.{ending}")

    def _leader(self, case: Case) -> User:
        return RoleAssignment.objects.get(role=Role.NETWORK_LEADER, network=case.network).user

    def _do(
        self,
        case: Case,
        node: str,
        by: User,
        data: Rows,
        files: Rows | None = None,
        *,
        item: WorkItem | None = None,
    ) -> None:
        item = item or WorkItem.objects.get(case=case, node=node, open=True)
        work.complete(item, by=by, data=posted(data), files=files or {}, key=uuid.uuid4().hex)


def plan_pdf(filename: str, text: str) -> SimpleUploadedFile:
    """Return a project plan of one page, to upload."""
    page = b'#set document(title: "Prosjektplan")\n#set text(lang: "nb")\n= Prosjektplan\n#sys.inputs.text'
    body = typst.compile(page, sys_inputs={"text": text})
    return SimpleUploadedFile(filename, body, content_type="application/pdf")


def typed(answers: Rows) -> Rows:
    """Return answers as people type them: budgets and indicators number by number, yes and no as chosen."""
    data: Rows = {}
    for code, value in answers.items():
        if isinstance(value, dict):
            parts = {} if code == "project_plan" else value
            data |= typed({f"{code}_{part}": each for part, each in parts.items()})
        elif isinstance(value, bool):
            data[code] = "yes" if value else "no"
        else:
            data[code] = value
    return data


def answered(case: Case, step: str, given: Rows) -> Rows:
    """Return answers to the questions that the case's edition asks at a step."""
    data: Rows = {}
    for rule in questions_at(case, step):
        answer = given.get(rule.params["name"])
        if answer:
            data[f"answer_{rule.pk}"] = "yes" if answer["answer"] else "no"
            data[f"answer_reason_{rule.pk}"] = answer["reason"]
    return data


def posted(data: Rows) -> QueryDict:
    """Return data as a browser would post it."""
    post = QueryDict(mutable=True)
    for name, value in data.items():
        post.setlist(name, [str(v) for v in (value if isinstance(value, list) else [value])])
    return post
