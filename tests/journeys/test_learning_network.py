"""A learning network's project: what is missing, what is too much, and what is left."""

from typing import Any

import pytest

from tests import seeing
from tests.journeys.story import Story
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db


@pytest.mark.requirement(
    "R3.11", "a caseworker asks for more, and the case goes on when the network has answered"
)
def test_an_application_that_lacks_something_comes_back_and_is_assessed(at: Any) -> None:
    story = Story(at, "self_initiated")
    story.the_network_applies_for(150_000)
    story.the_network_sends_it()
    story.the_caseworker_asks_for("Hvem skal veilede?")
    assert (story.waits_for, story.case.status) == (["network_leader: supplement"], "waiting_for_you")

    story.the_network_sends_what_was_missing(150_000)
    story.the_caseworker_finds_it_complete()
    story.the_caseworker_recommends()
    assert story.waits_for == ["decision_maker: declare"]


@pytest.mark.requirement(
    "R3.9", "too much overhead is stopped in the application, in the award and in the report"
)
def test_overhead_is_held_to_five_per_cent_all_the_way(at: Any) -> None:
    story = Story(at, "self_initiated")
    story.the_network_applies_for(250_000, overhead=12_501)
    [refused] = story.the_network_sends_it()[seeing.OF_SUBSTANCE]
    assert "2024-3.7" in refused

    story = Story(at, "self_initiated")
    story.the_network_applies_for(250_000, overhead=12_500)
    assert story.the_network_sends_it() == {}
    story.the_caseworker_finds_it_complete()
    story.the_caseworker_recommends(200_000)
    story.the_decision_maker_awards(200_000, budget_overhead="10 000", budget_project_positions="190 000")
    story.the_network_accepts()
    story.two_persons_pay()

    story.time_passes_to(2025, 1, 15)
    story.the_network_reports(used=200_000, accounts_overhead="10 001", accounts_project_positions="189 999")
    typed = answers.control(story.case)
    [refused] = seeing.refusals(story.case, "control", "caseworker", **typed)[seeing.OF_SUBSTANCE]
    assert "2024-3.7" in refused
    story.the_caseworker_sends_the_report_back("Overhead er over 5 prosent.")
    story.the_network_reports(used=200_000)
    story.the_caseworker_approves()
    assert story.case.status == "closed"


@pytest.mark.requirement("R6.5", "a project closes when report, repayment and audit are all settled")
def test_a_large_project_is_reported_paid_back_and_audited_before_it_closes(at: Any) -> None:
    story = Story(at, "self_initiated")
    story.the_network_applies_for(400_000)
    story.every_participant_confirms()
    story.the_network_sends_it()
    story.the_caseworker_finds_it_complete()
    story.the_caseworker_recommends(300_000)
    story.the_decision_maker_awards(300_000)
    story.the_network_accepts()
    story.two_persons_pay()

    story.time_passes_to(2025, 1, 15)
    story.the_network_reports(used=290_000)
    story.the_caseworker_approves()
    assert story.waits_for == ["caseworker: repay"]
    story.the_money_comes_back(on="15.01.2025")
    assert story.waits_for == ["network_leader: appoint"]
    story.the_network_appoints_the_auditor()
    story.the_auditor_attests(on="15.01.2025")
    assert story.case.status == "in_progress"
    story.the_caseworker_approves("audit")
    assert story.case.status == "closed"
    assert seeing.ledger(story.case) == [("commitment", 300_000), ("payment", 300_000), ("repayment", 10_000)]


@pytest.mark.requirement(
    "R2.2", "a network of one service is told so, with the paragraph, and nothing is filed"
)
def test_a_network_of_one_service_cannot_apply(at: Any) -> None:
    story = Story(at, "self_initiated")
    story.case.network.memberships.filter(service__name="Sandnes").update(left="2024-03-03")
    story.the_network_applies_for(150_000)
    [refused] = story.the_network_sends_it()[seeing.OF_SUBSTANCE]
    assert "Et nettverk skal ha minst to tjenester." in refused
    assert "/regel/2021-0.2/" in refused
    assert (story.case.status, seeing.letters(story.case)) == ("draft", [])


@pytest.mark.requirement("R4.1", "a refused application ends with a letter that says why, and no money moves")
def test_an_application_is_refused(at: Any) -> None:
    story = Story(at, "self_initiated")
    story.the_network_applies_for(150_000)
    story.the_network_sends_it()
    story.the_caseworker_finds_it_complete()
    story.the_caseworker_recommends()
    story.the_decision_maker_refuses("Andre søknader var bedre begrunnet.")
    assert (story.case.status, seeing.ledger(story.case)) == ("closed", [])
    assert "Andre søknader var bedre begrunnet." in seeing.letter(story.case, "refused")
