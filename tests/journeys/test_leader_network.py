"""A leader network's money: one year, two years, and too much money."""

from typing import Any

import pytest

from tests import seeing
from tests.journeys.story import Story

pytestmark = pytest.mark.django_db


def paid(at: Any, amount: int) -> Story:
    """A leader network has been granted and paid an amount in March 2024."""
    story = Story(at, "leader_network")
    story.the_network_applies_for(amount)
    story.every_participant_confirms()
    assert story.the_network_sends_it() == {}
    story.the_caseworker_finds_it_complete()
    story.the_caseworker_recommends()
    story.the_decision_maker_awards(amount)
    story.the_network_accepts()
    story.two_persons_pay()
    return story


@pytest.mark.requirement(
    "R3.1", "a leader network applies, is granted, paid, reports what it used, and is done"
)
def test_a_leader_network_uses_its_money_within_the_year(at: Any) -> None:
    story = paid(at, 150_000)
    assert story.waits_for == ["network_leader: report"]

    story.time_passes_to(2024, 12, 20)
    story.the_network_reports(used=150_000)
    story.the_caseworker_approves()

    assert story.case.status == "closed"
    assert seeing.letters(story.case) == [("receipt", "nb"), ("granted", "nb"), ("closed", "nb")]
    assert seeing.ledger(story.case) == [("commitment", 150_000), ("payment", 150_000)]


@pytest.mark.requirement(
    "R5.2", "a leader network uses the rest next year by itself, and pays back what is left then"
)
def test_what_is_not_used_goes_over_to_the_next_year_and_the_rest_comes_back(at: Any) -> None:
    story = paid(at, 180_000)

    story.time_passes_to(2025, 2, 10)
    story.the_network_reports(used=120_000)
    story.the_caseworker_approves()
    assert (story.waits_for, story.case.status) == (["network_leader: report"], "report_pending")

    story.time_passes_to(2026, 2, 10)
    story.the_network_reports(used=50_000)
    story.the_caseworker_approves()
    assert story.waits_for == ["caseworker: repay"]

    story.the_money_comes_back(on="10.02.2026")
    assert story.case.status == "closed"
    assert seeing.ledger(story.case)[2:] == [("carry_over", 60_000), ("repayment", 10_000)]


@pytest.mark.requirement(
    "R6.1", "a leader network that gets more than 200 000 needs an auditor before the case closes"
)
def test_more_than_200_000_is_attested_by_an_auditor(at: Any) -> None:
    story = paid(at, 200_001)

    story.time_passes_to(2025, 1, 15)
    story.the_network_reports(used=200_001)
    story.the_caseworker_approves()
    assert story.waits_for == ["network_leader: appoint"]

    story.the_network_appoints_the_auditor()
    story.the_auditor_attests(on="15.01.2025")
    story.the_caseworker_approves("audit")
    assert (story.case.status, story.waits_for) == ("closed", [])
