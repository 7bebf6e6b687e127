"""On time, late, and at New Year: by Oslo's clock, to the second."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils.translation import gettext as _

from tests import seeing, way
from workflows import clock
from workflows.cases.models import Case
from workflows.clock import OSLO
from workflows.schemes.models import Call

pytestmark = pytest.mark.django_db

SubmitAt = Callable[[dt.datetime], Case]


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


@pytest.fixture
def submit_at(monkeypatch: pytest.MonkeyPatch) -> SubmitAt:
    """Return a function that sends an application, written in March, while the clock stands still at a moment."""

    def submit(moment: dt.datetime) -> Case:
        case = way.written()
        with monkeypatch.context() as still:
            still.setattr(clock, "now", lambda: moment.astimezone(OSLO))
            return way.do(case, "submit", way.leader_of(case), choice="send")

    return submit


def announce(deadline: dt.datetime) -> None:
    """Let the leader networks' call in Rogaland have another deadline."""
    Call.objects.filter(office__code="ROG", scheme_version__code="leader_network").update(deadline=deadline)


@pytest.mark.adversary(
    "B15", "23:59:59 in Oslo is in time, the next second is marked late, and both are received"
)
@pytest.mark.parametrize("announced_second", [0, 59])
@pytest.mark.parametrize(
    ("moment", "late"),
    [
        (utc(2024, 12, 31, 22, 58, 59), False),
        (utc(2024, 12, 31, 22, 59, 59), False),
        (utc(2024, 12, 31, 22, 59, 59, 999_999), False),
        (utc(2024, 12, 31, 23, 0, 0), True),
    ],
)
def test_the_deadlines_own_minute_is_in_time_and_the_next_second_is_late(
    submit_at: SubmitAt, announced_second: int, moment: dt.datetime, late: bool
) -> None:
    announce(dt.datetime(2024, 12, 31, 23, 59, announced_second, tzinfo=OSLO))
    case = submit_at(moment)
    assert (case.status, case.application.late, case.submitted_at) == ("received", late, moment)


@pytest.mark.adversary(
    "B15", "the case number's year is Oslo's: 22:59:59Z on 31 December is 2024, 23:00:00Z is 2025"
)
def test_the_numbers_year_is_oslos(submit_at: SubmitAt) -> None:
    announce(dt.datetime(2025, 1, 31, 12, tzinfo=OSLO))
    moments = [utc(2024, 12, 31, 22, 59, 59), utc(2024, 12, 31, 23), utc(2024, 12, 31, 23, 0, 1)]
    assert [submit_at(moment).number for moment in moments] == [
        "ROG-2024-1001",
        "ROG-2025-1001",
        "ROG-2025-1002",
    ]


def test_in_summer_time_too_the_deadline_is_oslos(submit_at: SubmitAt) -> None:
    moments = [utc(2024, 5, 31, 21, 59, 59), utc(2024, 5, 31, 22, 0, 0)]
    assert [submit_at(moment).application.late for moment in moments] == [False, True]


def test_a_call_is_open_for_beginners_until_the_same_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    call = Call.objects.get(office__code="ROG", scheme_version__code="leader_network")
    moments = [dt.datetime(2024, 5, 31, 23, 59, 59, tzinfo=OSLO), dt.datetime(2024, 6, 1, tzinfo=OSLO)]
    seen = []
    for moment in moments:
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        seen.append((call.is_open, call in Call.objects.open_now()))
    assert seen == [(True, True), (False, False)]


@pytest.mark.adversary("B15", "a late application is handled only with a reason, which is kept")
def test_a_late_application_needs_a_reason_to_be_handled(submit_at: SubmitAt) -> None:
    case = submit_at(utc(2024, 6, 1, 8))
    assert seeing.refusals(case, "formal_check", "caseworker", result="complete") == {
        "late_accepted_reason": [_("A late application is handled only with a reason.")]
    }
    reason = "Innleveringen var nede om kvelden."
    case = way.do(case, "formal_check", "caseworker", result="complete", late_accepted_reason=reason)
    assert case.formal_checks.get().late_accepted_reason == reason
    assert seeing.open_tasks(case) == ["assessment.declare"]


def test_one_in_time_is_not_asked_for_a_reason() -> None:
    case = way.submitted()
    assert seeing.refusals(case, "formal_check", "caseworker", result="complete") == {}
    assert case.formal_checks.get().late_accepted_reason == ""
