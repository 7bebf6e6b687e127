"""Back for what is missing: exactly what is asked for, on the page and in a letter, and a new formal check."""

from typing import Any

import pytest
from django.utils.translation import gettext as _

from tests import seeing, way
from workflows.cases.models import Case
from workflows.errors import NotAllowed

pytestmark = pytest.mark.django_db

WANTED = "Skriv hvem som skal veilede.\n\nLegg ved referat fra styringsgruppa."


def sent_back(scheme: str = "leader_network", requested: int = 150_000) -> Case:
    """Return a case that was sent back for what is missing."""
    case = way.submitted(scheme, requested)
    return way.do(case, "formal_check", "caseworker", result="ask", asked_for=WANTED)


@pytest.mark.requirement(
    "R3.11", "what the caseworker asks for stands on the network's page and in a letter to it"
)
def test_what_is_asked_for_stands_on_the_page_and_in_a_letter(browse: Any) -> None:
    case = sent_back()
    assert (case.status, seeing.open_tasks(case)[-1]) == ("waiting_for_you", "application.supplement")
    assert seeing.letters(case) == [("receipt", "nb"), ("round_back", "nb")]
    letter = seeing.letter(case, "round_back")
    page = browse(way.leader_of(case)).get(way.item(case, "supplement").get_absolute_url()).content.decode()
    for wanted in WANTED.split("\n\n"):
        assert wanted in letter
        assert wanted in page


def test_nothing_is_sent_back_without_saying_what_is_missing() -> None:
    refused = seeing.refusals(way.submitted(), "formal_check", "caseworker", result="ask")
    assert refused == {"asked_for": [_("Say what is missing.")]}


@pytest.mark.requirement(
    "R3.11", "a supplement returns to the formal check, and only then is the case assessed"
)
def test_a_supplement_returns_to_the_formal_check() -> None:
    case = sent_back()
    case = way.do(case, "supplement", way.leader_of(case), **way.application_data(case, 120_000))
    assert (case.status, case.application.requested_amount) == ("in_progress", 120_000)
    assert seeing.open_tasks(case)[-1] == "application.formal_check"
    assert not case.processes.filter(flow_class__contains="AssessmentFlow").exists()

    case = way.do(case, "formal_check", "caseworker", result="complete")
    assert list(case.formal_checks.values_list("complete", "asked_for")) == [(False, WANTED), (True, "")]
    assert seeing.open_tasks(case) == ["assessment.declare"]


@pytest.mark.requirement("R3.9", "overhead is checked again on what the network sends when asked for more")
def test_a_supplement_is_checked_against_the_rules() -> None:
    case = sent_back("self_initiated", 200_000)
    leader = way.leader_of(case)
    [refused] = seeing.refusals(
        case, "supplement", leader, **way.application_data(case, 200_000, overhead=10_001)
    )[seeing.OF_SUBSTANCE]
    assert 'href="/regel/2024-3.7/"' in refused
    case = way.do(case, "supplement", leader, **way.application_data(case, 200_000, overhead=9_000))
    assert case.fact_sheets.count() == 2
    assert case.application.answers["project_plan"] == case.documents.get(kind="project_plan").pk


def test_a_case_may_go_back_twice() -> None:
    case = sent_back()
    case = way.do(case, "supplement", way.leader_of(case), **way.application_data(case))
    case = way.do(case, "formal_check", "second_caseworker", result="ask", asked_for="Postadressen.")
    assert seeing.open_tasks(case)[-1] == "application.supplement"
    assert [kind for kind, _language in seeing.letters(case)] == ["receipt", "round_back", "round_back"]
    assert "Postadressen." in seeing.letter(case, "round_back")


def test_the_office_does_not_write_in_the_networks_place() -> None:
    case = sent_back()
    with pytest.raises(NotAllowed):
        way.do(case, "supplement", "caseworker", **way.application_data(case))
