"""Walks one case from a call to a closed audit, page by page."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from workflows import clock, publishing
from workflows.cases.models import Case, CaseStatus, WorkItem
from workflows.directory.models import GovernorOffice, Network, Role
from workflows.funds import actions as funds
from workflows.funds.models import Pot
from workflows.grant.models import Acceptance
from workflows.schemes.models import Call, Edition, SchemeVersion

from . import answers, people
from .people import Person

_KEY = re.compile(r'name="key" value="([^"]+)"')
_SUMMARY = re.compile(r"<[^>]*ds-error-summary.*?</ul>", re.DOTALL)
Tell = Callable[[str, str, str, str], None]


class Strayed(Exception):
    """A page answered otherwise than it should: where, and what it said."""


class Walk:
    """One case on its way; `tell(flow, task, role, outcome)` is called for every step and every move of the clock."""

    def __init__(
        self, *, scheme: str, office: str, requested: int, awarded: int, tell: Tell, edition: str = ""
    ) -> None:
        """Take a scheme and an office by code, kroner, and a document (the newest when not given).

        Raises Strayed with the reason when the document does not have the scheme (R3.2).
        """
        self.requested, self.awarded, self.tell = requested, awarded, tell
        self.office = GovernorOffice.objects.get(code=office)
        self.edition = _edition(scheme, edition)
        version = SchemeVersion.objects.newest(scheme, document=self.edition.document)
        if version is None:
            raise Strayed(f"There is no scheme {scheme}.")
        self.scheme = version
        self.network: Network = people.network_at(self.office, self.scheme.network_kind)
        self.cast: dict[str, list[Person]] = people.network_people(self.network)
        self.cast |= {role: [person] for role, person in people.office_people(self.office).items()}
        self._browsers: dict[int, Client] = {}
        self.case: Case

    def go(self) -> Case:
        """Walk the whole way and return the case."""
        call = self._open_call()
        self._fund(call)
        self._begin(call)
        self._application()
        self._decision()
        self._payment()
        self._report()
        self._audit()
        self.case.refresh_from_db()
        return self.case

    # What must be there first

    def _open_call(self) -> Call:
        """Return a call without a maximum or criteria of its own, and move the clock to where it is open."""
        calls = Call.objects.filter(
            office=self.office,
            scheme_version=self.scheme,
            edition__document=self.edition.document,
            max_amount__isnull=True,
            local_edition__isnull=True,
        )
        call = calls.order_by("-year", "-id").first() or self._announce()
        if not call.is_open:
            self.move_to(max(call.opens, call.deadline - dt.timedelta(days=30)))
        return call

    def _announce(self) -> Call:
        edition = self.edition
        year = edition.valid_from.year
        return publishing.open_call(
            office=self.office,
            scheme_version=self.scheme,
            edition=edition,
            year=year,
            opens=dt.datetime(year, 1, 15, 9, tzinfo=clock.OSLO),
            deadline=dt.datetime(year, 5, 31, 23, 59, tzinfo=clock.OSLO),
        )

    def _fund(self, call: Call) -> None:
        """See that the pot covers the amount, by the directorate's own verb."""
        pot = Pot.objects.filter(office=self.office, scheme=self.scheme.code, year=call.year).first()
        if pot is None or pot.available < self.awarded:
            funds.give_authority(
                office=self.office,
                scheme=self.scheme.code,
                year=call.year,
                amount=self.awarded,
                by=None,
                note="walkthrough",
            )

    # The five flows

    def _begin(self, call: Call) -> None:
        leader = self.cast[Role.NETWORK_LEADER][0]
        answer = self._browser(leader).post(reverse("apply", args=[call.pk]), {"network": self.network.pk})
        if answer.status_code != 302:
            raise Strayed(f"The application could not be begun ({answer.status_code}).")
        self.case = Case.objects.filter(network=self.network).latest("id")
        self.tell("application", "start", Role.NETWORK_LEADER, "done")

    def _application(self) -> None:
        plan = SimpleUploadedFile("prosjektplan.pdf", answers.PDF, content_type="application/pdf")
        self.do(
            "write",
            Role.NETWORK_LEADER,
            {**answers.application(self.case, self.requested), "project_plan": plan},
        )
        for item in WorkItem.objects.filter(case=self.case, node="confirm", open=True).order_by("id"):
            self.do("confirm", item.role, {"title": "Leder", "confirmed": "on"}, item=item)
        self.do("submit", Role.NETWORK_LEADER, {"choice": "send"})
        self.do("formal_check", Role.CASEWORKER, {"result": "complete"})

    def _decision(self) -> None:
        partly = self.awarded if self.awarded != self.requested else None
        self.do("declare", Role.CASEWORKER, {"declaration": "impartial"})
        self.do("assess", Role.CASEWORKER, answers.assessment(self.case, recommended=partly))
        self.do("declare", Role.DECISION_MAKER, {"declaration": "impartial"})
        self.do("decide", Role.DECISION_MAKER, answers.decision(self.case, self.awarded))

    def _payment(self) -> None:
        if self.scheme.option("acceptance"):
            self.do("accept", Role.NETWORK_LEADER, {"account_number": answers.ACCOUNT, "accepted": "on"})
        paid = {"paid_on": _typed(clock.today()), "account_number": answers.ACCOUNT}
        if (
            Acceptance.objects.filter(case__municipality=self.case.municipality)
            .exclude(case=self.case)
            .exists()
        ):
            paid["account_confirmed"] = "on"  # the municipality may have been paid to another account before
        self.do("register_payment", Role.CASEWORKER, paid)
        self.do("attest_payment", Role.PAYMENT_ATTESTER, {"attested": "on"})

    def _report(self) -> None:
        self._wait_until_open("report")
        self.do("report", Role.NETWORK_LEADER, answers.report(self.awarded, case=self.case))
        self.do("control", Role.CASEWORKER, answers.control(self.case))

    def _audit(self) -> None:
        if not WorkItem.objects.filter(case=self.case, node="appoint", open=True).exists():
            self.tell("audit", "work_out", "-", "not owed")
            return
        self.tell("audit", "work_out", "-", "owed")
        auditor = self.cast[Role.AUDITOR][0].user
        self.do("appoint", Role.NETWORK_LEADER, {"email": auditor.email})
        self.do("state", Role.AUDITOR, answers.statement(_typed(clock.today())))
        self.do("control", Role.CASEWORKER, answers.control(self.case, "audit"))

    # How a step is done

    def do(self, node: str, role: str, data: dict[str, Any], *, item: WorkItem | None = None) -> None:
        """Open a task's page as somebody, post it, and tell the outcome. Raises Strayed for any other answer."""
        item = item or WorkItem.objects.select_related("case", "task").get(
            case=self.case, node=node, open=True
        )
        browser = self._browser(self._who(item, role))
        page = browser.get(item.get_absolute_url())
        if page.status_code != 200:
            raise Strayed(f"{item.flow}.{node}: the page answered {page.status_code} to {role}.")
        key = _KEY.search(page.content.decode())
        typed = {"key": key[1] if key else "", "action": "complete", **data}
        answer = browser.post(item.get_absolute_url(), typed)
        if answer.status_code != 302:
            raise Strayed(
                f"{item.flow}.{node}: the post answered {answer.status_code} to {role}. {_said(answer)}"
            )
        self.case.refresh_from_db()
        self.tell(item.flow, node, role, str(CaseStatus(self.case.status).value))

    def _who(self, item: WorkItem, role: str) -> Person:
        """Return the person of the walkthrough the item is for."""
        for person in self.cast[role]:
            held = person.user.roles.filter(role=role)
            if item.municipality_id:
                held = held.filter(municipality=item.municipality_id)
            elif item.service_id:
                held = held.filter(service=item.service_id)
            if held.exists():
                return person
        raise Strayed(f"Nobody holds {role} for {item}.")

    def _browser(self, person: Person) -> Client:
        if person.user.pk not in self._browsers:
            self._browsers[person.user.pk] = person.sign_in()
        return self._browsers[person.user.pk]

    def _wait_until_open(self, node: str) -> None:
        """Let time pass until a task can be done."""
        opens = WorkItem.objects.get(case=self.case, node=node, open=True).opens_on
        if opens and opens > clock.today():
            self.move_to(dt.datetime.combine(opens, dt.time(9), tzinfo=clock.OSLO))

    def move_to(self, moment: dt.datetime) -> None:
        """Move the clock, and say so."""
        before = clock.now()
        clock.move_to(moment)
        self.tell("clock", "moved", "-", f"from {before:%Y-%m-%dT%H:%M}")


def _edition(scheme: str, document: str) -> Edition:
    """Return the newest edition of a document, or of any that has the scheme; raises Strayed where there is none."""
    offered = publishing.offered_editions()
    named = [edition for edition in offered if document in ("", edition.document)]
    if not named:
        raise Strayed("That guideline is not published. Run `manage.py demo --prepare` first.")
    having = [edition for edition in publishing.offered_editions(scheme=scheme) if edition in named]
    if not having:
        raise Strayed(f"{named[0]} does not have the scheme {scheme}.")
    return having[0]


def _typed(day: dt.date) -> str:
    return f"{day:%d.%m.%Y}"


def _said(answer: Any) -> str:
    """Return what a refused page says is wrong."""
    summary = _SUMMARY.search(answer.content.decode())
    return " ".join(strip_tags(summary[0]).split()) if summary else ""


def kept_clock() -> Iterator[None]:
    """Put the clock back to where it was (for use as a context manager)."""
    shift = clock.shift()
    try:
        yield
    finally:
        clock.put_back(shift)
