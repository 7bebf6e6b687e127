"""A foster-home project asks Bufetat's region for help: its own item, its own answer, and the assessment waits not."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from tests import seeing, way
from tests.cast import make_network, make_person
from tests.editions import begun, call_of, complete
from workflows import reminders
from workflows.bufetat import actions
from workflows.bufetat.models import BufetatRequest
from workflows.cases.models import Case
from workflows.directory.models import Role
from workflows.errors import AlreadyDone, NotAllowed, NotThere
from workflows.outbox import OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    """A foster-home case in Rogaland, which lies in the region in the west."""
    return complete(call_of("foster_home"))


@pytest.mark.requirement("P8", "a region answers what a foster-home project asks for")
@pytest.mark.requirement(
    "R3.7", "help asked of Bufetat becomes the region's item, with its answer in the case"
)
def test_the_region_is_asked_and_answers(case: Case, cast: SimpleNamespace, browse: Any) -> None:
    asked = case.bufetat_request
    assert (asked.region.code, asked.wanted, asked.answer) == ("west", ["competence", "training"], "")
    link = reverse("bufetat-answer", args=[asked.pk])
    assert [told.link for told in reminders.waiting_for(cast.bufetat)] == [link]
    browser = browse(cast.bufetat)
    page = browser.get(link).content.decode()
    assert "Overføring av kompetanse" in page
    assert "Nettverket jaeren" in page
    assert browser.post(link, {"answer": "yes", "note": ""}).status_code == 422
    assert browser.post(link, {"answer": "yes", "note": "To kurs\0 i vår."}).status_code == 422
    assert browser.post(link, {"answer": "yes", "note": "To kurs i vår."}).status_code == 302
    assert browser.post(link, {"answer": "no", "note": "Nei."}).status_code == 409
    shown = browse(way.leader_of(case)).get(f"{case.get_absolute_url()}bufetat/").content.decode()
    assert "To kurs i vår." in shown
    cast.bufetat.refresh_from_db()
    assert reminders.waiting_for(cast.bufetat) == []
    told = OutboxMessage.objects.filter(key__contains="mail:bufetat:")
    assert told.count() == 3  # the network's leader and two caseworkers


@pytest.mark.requirement(
    "R3.7", "the request runs beside the assessment, and blocks nothing when it is not answered"
)
def test_the_assessment_does_not_wait(case: Case) -> None:
    case = way.do(case, "declare", "caseworker", declaration="impartial")
    case = way.do(case, "assess", "caseworker", **way.answers.assessment(case))
    assert (seeing.open_tasks(case), case.bufetat_request.answer) == (["grant.declare"], "")


@pytest.mark.requirement("R3.7", "a network that asks for no help asks nobody")
def test_nobody_is_asked_where_no_help_is_wanted() -> None:
    complete(call_of("foster_home"), bufetat_help="no")
    way.complete("self_initiated")
    assert not BufetatRequest.objects.exists()


@pytest.mark.requirement("R2.15", "Oslo has no Bufetat region: a request there says so instead of failing")
def test_in_oslo_the_request_says_that_there_is_no_region(cast: SimpleNamespace, browse: Any) -> None:
    make_network("oslo", "learning", "0301", {"Oslo vest": ["0301"], "Nordstrand": ["3201"]})
    make_person("oslo_leader", Role.NETWORK_LEADER, network="oslo")
    make_person("oslo_caseworker", Role.CASEWORKER, office="OBOA")
    call = call_of("foster_home", office="OBOA")
    case = begun(call, network="oslo")
    leader = way.leader_of(case)
    case = way.do(case, "write", leader, way.plan(), **way.application_data(case))
    case = way.do(case, "submit", leader, choice="send")
    case = way.do(case, "formal_check", "oslo_caseworker", result="complete")
    assert case.bufetat_request.region is None
    page = browse(leader).get(f"{case.get_absolute_url()}bufetat/").content.decode()
    assert _("None: Oslo belongs to no Bufetat region, so nobody is asked.") in page
    assert seeing.open_tasks(case) == ["assessment.declare"]


@pytest.mark.requirement(
    "R7.5", "each region reads its own requests, the directorate those of all, nobody else any"
)
@pytest.mark.adversary("D1", "a request of another region answers as one that does not exist, counts too")
def test_who_reads_the_requests(case: Case, cast: SimpleNamespace, browse: Any) -> None:
    other = make_person("bufetat_north", Role.BUFETAT, region="north")
    one, every = reverse("bufetat-answer", args=[case.bufetat_request.pk]), reverse("bufetat-requests")
    people = (cast.bufetat, cast.fund_manager, other, cast.caseworker, way.leader_of(case))
    seen = [(browse(p).get(every).status_code, browse(p).get(one).status_code) for p in people]
    assert seen == [(200, 200), (200, 200), (200, 404), (404, 404), (404, 404)]
    shown = [case.network.name in browse(p).get(every).content.decode() for p in people[:3]]
    assert shown == [True, True, False]
    filtered = browse(cast.fund_manager).get(every, {"region": "north", "svar": "waiting"}).content.decode()
    assert case.network.name not in filtered
    assert browse(cast.fund_manager).post(one, {"answer": "yes", "note": "Ja."}).status_code == 403
    for person, error in ((cast.fund_manager, NotAllowed), (other, NotThere)):
        with pytest.raises(error):
            actions.answer(asked=case.bufetat_request, answer="yes", note="Ja.", by=person)


@pytest.mark.adversary("A1", "two of a region answer at once: the first answer stands, the other is told")
def test_a_request_is_answered_once(case: Case, cast: SimpleNamespace) -> None:
    asked = case.bufetat_request
    actions.answer(asked=asked, answer="yes", note="Ja.", by=cast.bufetat)
    with pytest.raises(AlreadyDone):
        actions.answer(asked=asked, answer="no", note="Nei.", by=cast.bufetat)
    assert BufetatRequest.objects.get().answer == "yes"


def test_the_list_asks_the_same_however_many(case: Case, cast: SimpleNamespace, browse: Any) -> None:
    from tests.workflows.pages.test_query_budgets import LIST, cost

    browser, every = browse(cast.fund_manager), reverse("bufetat-requests")
    one = cost(browser, every)
    complete(case.call)
    assert cost(browser, every) == one <= LIST
