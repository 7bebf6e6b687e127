"""When an answer can be expected: proposed in time, sent once with one press, and never while the clock stands."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests import seeing, way
from workflows import reminders
from workflows.application.replying import propose_replies
from workflows.cases.models import Case

pytestmark = pytest.mark.django_db


def path(case: Case) -> str:
    return f"/saker/{case.number}/forelopig-svar/"


def proposed(user: Any) -> list[tuple[str, str]]:
    """Return what a person is reminded of, once the worker has been: the page and the day."""
    propose_replies()
    return [(told.link, str(told.due)) for told in reminders.waiting_for(user)]


@pytest.mark.requirement(
    "R8.3", "a preliminary reply is proposed to the caseworkers before a month has passed"
)
def test_it_is_proposed_before_the_time_is_up(at: Any, cast: SimpleNamespace) -> None:
    case = way.submitted("self_initiated", 200_000)
    way.submitted("leader_network")  # a scheme that has no such reply
    at(2024, 3, 26)
    assert proposed(cast.caseworker) == []
    at(2024, 3, 27)
    # 30 days after 4 March is 3 April.
    assert proposed(cast.caseworker) == [(path(case), "2024-04-03")]
    assert proposed(cast.second_caseworker) == [(path(case), "2024-04-03")]
    assert proposed(cast.decision_maker) == proposed(cast.other_caseworker) == []


@pytest.mark.requirement("R8.3", "one press sends the letter, once; then nothing is proposed any more")
def test_one_press_sends_the_letter(at: Any, cast: SimpleNamespace, browse: Any) -> None:
    case = way.submitted("self_initiated", 200_000)
    at(2024, 3, 27)
    assert len(proposed(cast.caseworker)) == 1
    caseworker = browse(cast.caseworker)
    assert path(case) in caseworker.get(case.get_absolute_url()).content.decode()
    page = caseworker.get(path(case))
    assert page.context["form"]["expected_by"].value() is not None
    day = {"expected_by": "25.04.2024"}
    assert [caseworker.post(path(case), day).status_code for _ in range(2)] == [302, 409]
    assert [kind for kind, _language in seeing.letters(case)] == ["receipt", "preliminary_reply"]
    assert "25. april 2024" in seeing.letter(case, "preliminary_reply").lower()
    assert str(case.preliminary_reply.expected_by) == "2024-04-25"
    assert proposed(cast.caseworker) == []
    for wrong in ({"expected_by": "27.03.2024"}, {"expected_by": "\0"}, {}):
        assert caseworker.post(path(way.submitted()), wrong).status_code == 422


@pytest.mark.requirement(
    "R8.3", "while the network is asked nothing is proposed, and then the time is as much longer"
)
def test_it_is_not_proposed_while_the_clock_stands(at: Any, cast: SimpleNamespace, browse: Any) -> None:
    case = way.submitted("self_initiated", 200_000)
    at(2024, 3, 27)
    assert len(proposed(cast.caseworker)) == 1
    case = way.do(case, "formal_check", "caseworker", result="ask", asked_for="Mer.", open_theme="on")
    assert proposed(cast.caseworker) == []
    assert browse(cast.caseworker).post(path(case), {"expected_by": "25.04.2024"}).status_code == 409
    at(2024, 4, 10)
    way.do(case, "supplement", way.leader_of(case), theme="Nytt")
    # 14 days longer than 3 April is 17 April.
    assert proposed(cast.caseworker) == [(path(case), "2024-04-17")]


def test_it_is_not_proposed_for_what_is_decided_or_withdrawn(at: Any, cast: SimpleNamespace) -> None:
    case = way.granted("self_initiated", 200_000)
    at(2024, 3, 27)
    assert proposed(cast.caseworker) == []
    assert case.ending == ""


@pytest.mark.adversary("D4", "the reply is sent by the office's caseworkers alone")
def test_who_may_send_it(cast: SimpleNamespace, browse: Any) -> None:
    case = way.submitted()
    for person, status in (
        (cast.decision_maker, 403), (way.leader_of(case), 403), (cast.fund_manager, 403),
        (cast.other_caseworker, 404), (cast.outsider, 404),
    ):  # fmt: skip
        assert browse(person).post(path(case), {"expected_by": "25.04.2024"}).status_code == status
    assert [kind for kind, _language in seeing.letters(case)] == ["receipt"]
