"""A small office: two persons can finish a case, one alone cannot (R8.19)."""

from typing import Any

import pytest

from tests import seeing
from tests.cast import make_person
from tests.journeys.story import Story
from workflows.base import flows, steps
from workflows.cases.duties import may_share
from workflows.directory.models import GovernorOffice, Role, RoleAssignment

pytestmark = pytest.mark.django_db


@pytest.fixture
def small_office() -> None:
    """Ada and Bo hold every role of the office between them, both all of them."""
    office = GovernorOffice.objects.get(code="ROG")
    for name in ("ada", "bo"):
        person = make_person(name, Role.CASEWORKER, office="ROG")
        for role in (Role.DECISION_MAKER, Role.PAYMENT_ATTESTER):
            RoleAssignment.objects.create(user=person, role=role, office=office, valid_from="2024-01-02")


def begun(at: Any) -> Story:
    """Ada has checked and assessed an application of 250 000; Bo has done nothing yet."""
    story = Story(
        at, "self_initiated", {"caseworker": "ada", "decision_maker": "bo", "payment_attester": "bo"}
    )
    story.the_network_applies_for(250_000)
    story.the_network_sends_it()
    story.the_caseworker_finds_it_complete()
    story.the_caseworker_recommends()
    return story


@pytest.mark.usefixtures("small_office")
@pytest.mark.requirement("R8.19", "two persons of one office take a case from formal check to closed audit")
def test_two_persons_finish_a_case(at: Any) -> None:
    story = begun(at)
    story.the_decision_maker_awards(250_000)
    story.the_network_accepts()
    story.two_persons_pay()
    story.time_passes_to(2025, 1, 15)
    story.the_network_reports(used=240_000)
    story.the_caseworker_approves()
    story.the_money_comes_back(on="15.01.2025")
    story.the_network_appoints_the_auditor()
    story.the_auditor_attests(on="15.01.2025")
    story.the_caseworker_approves("audit")

    assert story.case.status == "closed"
    office = {by for act, by in seeing.acts(story.case) if act.split(".")[0] in ("assessment", "grant")}
    assert office == {"ada", "bo", "network_leader"}


@pytest.mark.usefixtures("small_office")
@pytest.mark.requirement(
    "R4.7", "one who holds every role still does not decide what they recommended themselves"
)
def test_one_alone_stops_at_the_decision(at: Any) -> None:
    story = begun(at)
    assert (story.may_do_what_waits("ada"), story.may_do_what_waits("bo")) == (False, True)


@pytest.mark.usefixtures("small_office")
@pytest.mark.requirement("R8.10", "one who holds every role still does not attest a payment they registered")
def test_one_alone_stops_at_the_payment(at: Any) -> None:
    story = begun(at)
    story.the_decision_maker_awards(250_000)
    story.the_network_accepts()
    story.the_caseworker_registers_the_payment()
    assert (story.may_do_what_waits("ada"), story.may_do_what_waits("bo")) == (False, True)


@pytest.mark.requirement(
    "R8.19", "which steps may share a person is a table everyone can read, without logging in"
)
def test_the_table_of_who_does_what_is_open_to_everyone(client: Any) -> None:
    page = client.get("/hvem-gjor-hva/")
    assert page.status_code == 200
    rows = page.content.decode().count('<tr><th scope="row">')
    assert rows == sum(len(steps(flow)) for flow in flows())


@pytest.mark.requirement("R8.19", "the table keeps apart what two must do, and lets one person do the rest")
@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("assessed", "approved", False),
        ("registered_payment", "attested_payment", False),
        ("audited", "controlled_audit", False),
        ("reported", "controlled", False),
        ("applied", "assessed", False),
        ("reported", "audited", False),
        ("approved", "audited", False),
        ("checked", "assessed", True),
        ("assessed", "registered_payment", True),
        ("approved", "attested_payment", True),
        ("controlled", "registered_repayment", True),
        ("controlled", "controlled_audit", True),
    ],
)
def test_which_steps_may_share_a_person(one: str, other: str, shared: bool) -> None:
    assert (may_share(one, other), may_share(other, one)) == (shared, shared)
