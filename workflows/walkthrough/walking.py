"""Walks one case from a call to where its variant ends, page by page."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.html import strip_tags

from workflows import clock
from workflows.audit.models import AuditObligation
from workflows.cases.models import Case, CaseStatus
from workflows.directory.models import GovernorOffice, Network, Role
from workflows.schemes.models import Call

from . import people
from .calls import Calls, fund
from .course import Course, Strayed, who
from .people import Cast
from .turns import Plan, Turn, Typed
from .variants import Variant

_KEY = re.compile(r'name="key" value="([^"]+)"')
_SUMMARY = re.compile(r"<[^>]*ds-error-summary.*?</ul>", re.DOTALL)
Tell = Callable[[str, str, str, str], None]


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
        self.calls = Calls(variant, scheme=scheme, office=self.office, edition=self.edition)
        self.scheme = self.calls.scheme
        self.network: Network = people.network_at(self.office, self.scheme.network_kind)
        self.case: Case

    def go(self) -> Case:
        """Walk the whole way, year by year, and return the case: the last year's.

        Raises Strayed for a page that answers otherwise than it should.
        """
        year = self._walk_year(self._call(), self.plan).year
        for later in range(year + 1, year + self.variant.years):
            self._walk_year(self._call(later), Plan(self.plan.requested, self.plan.awarded))
        return self.case

    def _call(self, year: int | None = None) -> Call:
        before = clock.now()
        call = self.calls.of(year)
        self._tell_of_move(before)
        return call

    def _walk_year(self, call: Call, plan: Plan) -> Case:
        if self.variant.offices > 1:  # the people of another office too
            self.cast.office(GovernorOffice.objects.real().exclude(pk=self.office.pk).order_by("code")[0])
        fund(call, plan.awarded)
        self._begin(call)
        course = Course(self.case, plan)
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

    # How a step is done

    def _begin(self, call: Call) -> None:
        leader = self.cast.at(self.network)[Role.NETWORK_LEADER][0]
        posted = {"network": self.network.pk}
        if earlier := getattr(self, "case", None):  # the year before: its project goes on
            posted["project"] = earlier.project_id
        answer = self.cast.browser(leader).post(reverse("apply", args=[call.pk]), posted)
        if answer.status_code != 302:
            raise Strayed(f"The application could not be begun ({answer.status_code}).")
        self.case = Case.objects.filter(network=self.network).latest("id")
        self.tell("application", "start", Role.NETWORK_LEADER, "done")

    def do(self, turn: Turn, typed: Typed) -> None:
        """Open a task's page as one who may do it, and post it. Raises Strayed for any other answer than `done`."""
        item = turn.item
        known = {**self.cast.office(item.office or self.office), **self.cast.at(self.network)}
        persons = {person.user: person for person in known.get(item.role, [])}
        doer, absent = who(item, persons)
        browser = self.cast.browser(persons[doer])
        page = browser.get(item.get_absolute_url())
        if page.status_code != 200:
            raise Strayed(f"{turn.step}: the page answered {page.status_code} to {item.role}.")
        key = _KEY.search(page.content.decode())
        posted = {"key": key[1] if key else "", "action": "complete", **typed}
        if absent:
            posted["acting_for"] = absent.pk
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
        self._tell_of_move(before)

    def _tell_of_move(self, before: dt.datetime) -> None:
        """Tell that the clock was moved, where it was."""
        if abs(clock.now() - before) > dt.timedelta(minutes=1):
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
