"""Submitting: the form is complete, the case is filed under a number and acknowledged by a letter."""

import pytest

from tests import seeing, way
from workflows.application.models import BudgetLine
from workflows.cases.checking import parameter

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R3.1", "an application is filed under a number of the office, and acknowledged")
def test_a_sent_application_is_filed_and_acknowledged() -> None:
    draft = way.written()
    case = way.do(draft, "submit", way.leader_of(draft), choice="send")
    assert (case.number, case.draft_number, case.status) == ("ROG-2024-1001", draft.number, "received")
    assert (seeing.letters(case), case.application.late) == ([("receipt", "nb")], False)
    assert "application.formal_check" in seeing.open_tasks(case)
    assert seeing.findings(case, "application") == {
        "2021-0.2": "met",
        "2024-4.3": "met",
        "2024-6.7": "unmet",
        "2024-6.8": "met",
    }


def test_each_application_gets_the_offices_next_number() -> None:
    numbers = [way.submitted().number, way.submitted("self_initiated").number]
    assert numbers == ["ROG-2024-1001", "ROG-2024-1002"]


@pytest.mark.requirement(
    "R3.3",
    "the simplified form asks for the thirteen things of the guideline, the partner alone being optional",
)
def test_a_leader_network_answers_the_simplified_form() -> None:
    case = way.begin()
    refused = seeing.refusals(case, "write", way.leader_of(case))
    assert set(refused) == {
        *("network_name", "municipalities", "responsible_municipality", "organisation_number", "address"),
        *("postcode", "postal_place", "contact_name", "contact_phone", "contact_email"),
        *("requested_amount", "concerns", "use_of_funds", "other_public_funding"),
    }
    assert way.written().application.answers["leadership_partner"] is None


@pytest.mark.requirement("R3.9", "the budget is kept by cost kind, and must add up to what is requested")
def test_the_budget_adds_up_to_the_request() -> None:
    case = way.begin("self_initiated")
    typed = way.application_data(case, 200_000) | {"budget_other": "1"}
    refused = seeing.refusals(case, "write", way.leader_of(case), way.plan(), **typed)
    assert set(refused) == {"budget"}
    way.do(
        case, "write", way.leader_of(case), way.plan(), **way.application_data(case, 200_000, overhead=4_000)
    )
    assert list(BudgetLine.objects.filter(case=case).values_list("stage", "year", "kind", "amount")) == [
        ("requested", 2024, "project_positions", 196_000),
        ("requested", 2024, "external_competence", 0),
        ("requested", 2024, "overhead", 4_000),
        ("requested", 2024, "other", 0),
    ]


@pytest.mark.requirement("R3.9", "there is no overhead rule for leader networks, whose form has no budget")
def test_leader_networks_have_no_overhead_rule() -> None:
    case = way.submitted()
    assert not case.budget_lines.exists()
    assert "overhead_percent_requested" not in case.fact_sheets.get().facts


@pytest.mark.requirement("R3.10", "a project plan follows the application: without one it cannot be written")
def test_a_project_plan_follows_the_application() -> None:
    case = way.begin("self_initiated")
    refused = seeing.refusals(case, "write", way.leader_of(case), **way.application_data(case))
    assert set(refused) == {"project_plan"}
    case = way.written("self_initiated")
    document = case.documents.get(kind="project_plan")
    assert (document.direction, document.filename, document.pk) == (
        "in",
        "prosjektplan.pdf",
        case.application.answers["project_plan"],
    )


@pytest.mark.requirement("R3.3", "the form holds at least what the published paragraph lists")
@pytest.mark.requirement("R5.6", "and so does the report")
@pytest.mark.requirement("R5.5", "for projects too")
@pytest.mark.parametrize(
    ("scheme", "figure", "part"),
    [
        ("leader_network", "minimum_application_fields", "sections"),
        ("leader_network", "minimum_report_fields", "report"),
        ("self_initiated", "minimum_report_fields", "report"),
    ],
)
def test_the_forms_hold_what_the_paragraphs_list(scheme: str, figure: str, part: str) -> None:
    case = way.begin(scheme)
    definition = case.scheme_version.definition
    sections = definition["report"]["sections"] if part == "report" else definition["sections"]
    asked = {field["code"] for section in sections for field in section["fields"]}
    listed = parameter(case, figure)
    assert len(listed) >= 4
    assert set(listed) <= asked
