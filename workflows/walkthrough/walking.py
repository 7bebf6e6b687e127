"""Walks one case from a call to where its variant ends, page by page."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.html import strip_tags

from workflows import clock, publishing
from workflows.audit.models import AuditObligation
from workflows.cases.models import Case, CaseStatus
from workflows.directory.models import GovernorOffice, Network, Role
from workflows.funds import actions as funds
from workflows.funds.models import Pot
from workflows.schemes.models import Call, Edition, SchemeVersion

from . import people
from .course import Course, Strayed, who
from .people import Cast
from .turns import Plan, Turn, Typed
from .variants import Variant

_KEY = re.compile(r'name="key" value="([^"]+)"')
_SUMMARY = re.compile(r"<[^>]*ds-error-summary.*?</ul>", re.DOTALL)
Tell = Callable[[str, str, str, str], None]


class NotOffered(Strayed):
    """No call can be announced under the edition: why."""


class Walk:
    """One case on its way; `tell(flow, task, role, outcome)` is called for every step and every move of the clock.

    `edition` is the code of the guideline the call is under; none given: the variant's, or the newest that has the
    scheme. Amounts are whole kroner, the variant's own where none are given.
    """

    def __init__(
        self,
        variant: Variant,
        *,
        scheme: str,
        office: str,
        edition: str = "",
        requested: int | None = None,
        awarded: int | None = None,
        tell: Tell,
        cast: Cast | None = None,
    ) -> None:
        self.variant, self.edition = variant, edition or variant.edition
        self.tell, self.cast = tell, cast or Cast()
        self.plan: Plan = variant.plan(requested=requested, awarded=awarded)
        self.office = GovernorOffice.objects.get(code=office)
        version = SchemeVersion.objects.newest(scheme, document=self.edition)
        if version is None:
            raise Strayed(f"There is no scheme {scheme}.")
        self.scheme = version
        self.network: Network = people.network_at(self.office, self.scheme.network_kind)
        self.case: Case

    def go(self) -> Case:
        """Walk the whole way and return the case. Raises Strayed for a page that answers otherwise than it should."""
        call = self._open_call()
        self._fund(call)
        self._begin(call)
        course = Course(self.case, self.plan)
        while (turn := course.turn()) is not None or course.act(None):
            if turn is None or course.act(turn):
                continue
            self._wait_until(course.not_before(turn))
            typed = course.typed(turn)
            if typed is not None:
                self.do(turn, typed)
                course.done(turn)
        self.case.refresh_from_db()
        return self.case

    # What must be there first

    def _open_call(self) -> Call:
        """Return a call without a maximum or criteria of its own, and move the clock to where it is open."""
        calls = Call.objects.filter(
            office=self.office,
            scheme_version=self.scheme,
            max_amount__isnull=True,
            local_edition__isnull=True,
        )
        if self.edition:
            calls = calls.filter(edition__document=self.edition)
        call = calls.order_by("-year", "-id").first() or self._announce()
        if not call.is_open:
            self.move_to(max(call.opens, call.deadline - dt.timedelta(days=30)))
        return call

    def _announce(self) -> Call:
        edition = self._edition()
        year = edition.valid_to.year if edition.valid_to else edition.valid_from.year
        try:
            return publishing.open_call(
                office=self.office,
                scheme_version=self.scheme,
                edition=edition,
                year=year,
                opens=dt.datetime(year, 1, 15, 9, tzinfo=clock.OSLO),
                deadline=dt.datetime(year, 5, 31, 23, 59, tzinfo=clock.OSLO),
            )
        except publishing.PublishError as refused:
            raise NotOffered(str(refused)) from refused

    def _edition(self) -> Edition:
        """Return the edition asked for, or the newest that has the scheme."""
        if self.edition:
            found = publishing.latest_editions().get(self.edition)
        else:
            found = next(iter(publishing.offered_editions(scheme=self.scheme.code)), None)
        if found is None:
            raise Strayed("No such guideline is published. Run `manage.py demo --prepare` first.")
        return found

    def _fund(self, call: Call) -> None:
        """See that the pot covers the amount, by the directorate's own verb."""
        pot = Pot.objects.filter(office=self.office, scheme=self.scheme.code, year=call.year).first()
        if pot is None or pot.available < self.plan.awarded:
            funds.give_authority(
                office=self.office,
                scheme=self.scheme.code,
                year=call.year,
                amount=self.plan.awarded,
                by=None,
                note="walkthrough",
            )

    # How a step is done

    def _begin(self, call: Call) -> None:
        leader = self.cast.at(self.network)[Role.NETWORK_LEADER][0]
        answer = self.cast.browser(leader).post(
            reverse("apply", args=[call.pk]), {"network": self.network.pk}
        )
        if answer.status_code != 302:
            raise Strayed(f"The application could not be begun ({answer.status_code}).")
        self.case = Case.objects.filter(network=self.network).latest("id")
        self.tell("application", "start", Role.NETWORK_LEADER, "done")

    def do(self, turn: Turn, typed: Typed) -> None:
        """Open a task's page as one who may do it, and post it. Raises Strayed for any other answer than `done`."""
        item = turn.item
        known = {**self.cast.office(self.office), **self.cast.at(self.network)}
        persons = {person.user: person for person in known.get(item.role, [])}
        browser = self.cast.browser(persons[who(item, persons)])
        page = browser.get(item.get_absolute_url())
        if page.status_code != 200:
            raise Strayed(f"{turn.step}: the page answered {page.status_code} to {item.role}.")
        key = _KEY.search(page.content.decode())
        posted = {"key": key[1] if key else "", "action": "complete", **typed}
        answer = browser.post(item.get_absolute_url(), posted)
        if answer.status_code != 302:
            raise Strayed(
                f"{turn.step}: the post answered {answer.status_code} to {item.role}. {_said(answer)}"
            )
        self.case = Case.objects.get(pk=self.case.pk)
        self.tell(item.flow, item.node, item.role, str(CaseStatus(self.case.status).value))
        if item.flow == "report":
            self._tell_of_obligation()

    def _tell_of_obligation(self) -> None:
        """Tell whether an audit statement is owed, once that is worked out."""
        obligation = AuditObligation.objects.filter(case=self.case).first()
        if obligation:
            self.tell("audit", "work_out", "-", "owed" if obligation.owed else "not owed")

    def _wait_until(self, moment: dt.datetime | None) -> None:
        """Let time pass until a task can be done."""
        if moment and moment > clock.now():
            self.move_to(moment)

    def move_to(self, moment: dt.datetime) -> None:
        """Move the clock, and say so."""
        before = clock.now()
        clock.move_to(moment)
        self.tell("clock", "moved", "-", f"from {before:%Y-%m-%dT%H:%M}")


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
