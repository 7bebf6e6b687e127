"""Forms made from definitions: groups, budgets that add up, drafts that lose nothing, and the demo's two schemes."""

import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils import translation

from cms import demo
from workflows.schemes.forms import answers_of, build_form, initial_from, is_typed, uploads_of
from workflows.schemes.uploads import StoredFile

pytestmark = pytest.mark.django_db

PLAN = b"%PDF-1.7\n%plan"
NETWORK = {
    "network_name": "Nettverket Jæren",
    "municipalities": ["1108", "1120"],
    "responsible_municipality": "1108",
    "organisation_number": "964 965 137",
    "address": "Rådhusgata 1",
    "postcode": "4306",
    "postal_place": "Sandnes",
    "contact_name": "Kari Nordmann",
    "contact_phone": "912 34 567",
    "contact_email": "kari@example.org",
    "concerns": "Samarbeid om ledelse",
    "use_of_funds": "Samlinger og veiledning.",
    "other_public_funding": "no",
}
LEADER = NETWORK | {"requested_amount": "150 000"}
PROJECT = NETWORK | {
    "theme": "Tidlig hjelp",
    "risk_condition_assessment": "Vi har vurdert.",
    "knowledge_environment_considered": "yes",
    "knowledge_environment_contact": "no",
    "knowledge_environment_reasons": "Ikke nå.",
    "requested_amount": "200.000",
    "budget_project_positions": "150 000",
    "budget_external_competence": "40 000",
    "budget_overhead": "10 000",
    "budget_other": "",
}


def scheme(code: str) -> dict[str, Any]:
    return json.loads((Path(demo.__file__).parent / "content" / f"scheme-{code}.json").read_text())


def post(values: dict[str, Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def application(code: str, values: dict[str, Any], language: str = "nb", **options: Any) -> Any:
    form_class = build_form(scheme(code)["sections"], language=language, **options)
    files = {"project_plan": SimpleUploadedFile("plan.pdf", PLAN)} if code == "self_initiated" else {}
    return form_class(post(values), files)


@pytest.mark.requirement(
    "R3.3", "the simplified form asks for everything in the guideline's list, and takes it"
)
def test_the_leader_networks_form_asks_for_the_guidelines_list() -> None:
    form = application("leader_network", LEADER)
    assert form.errors == {}
    assert set(form.fields) >= {
        *(
            "network_name",
            "municipalities",
            "responsible_municipality",
            "organisation_number",
            "address",
            "postcode",
        ),
        *("postal_place", "contact_name", "contact_phone", "contact_email", "requested_amount", "concerns"),
        *("use_of_funds", "leadership_partner"),
    }
    assert answers_of(form) == {
        "network_name": "Nettverket Jæren",
        "municipalities": ["1108", "1120"],
        "responsible_municipality": "1108",
        "organisation_number": "964965137",
        "address": "Rådhusgata 1",
        "postcode": "4306",
        "postal_place": "Sandnes",
        "contact_name": "Kari Nordmann",
        "contact_phone": "91234567",
        "contact_email": "kari@example.org",
        "requested_amount": 150000,
        "concerns": "Samarbeid om ledelse",
        "use_of_funds": "Samlinger og veiledning.",
        "leadership_partner": None,
        "other_public_funding": False,
        "other_public_funding_details": None,
        "participants_statement": None,
    }


@pytest.mark.requirement("R3.3", "each field of the list is demanded, except the leadership environment")
def test_what_the_guideline_demands_cannot_be_left_out() -> None:
    form = application("leader_network", {})
    missing = {code for code, errors in form.errors.as_data().items() if errors[0].code == "required"}
    assert missing == set(form.fields) - {
        "leadership_partner",
        "other_public_funding_details",
        "participants_statement",
    }


@pytest.mark.requirement("R8.1", "the form exists in bokmål and nynorsk")
@pytest.mark.parametrize("code", ["leader_network", "self_initiated"])
@pytest.mark.parametrize("part", ["sections", "report"])
def test_every_label_of_the_demos_schemes_exists_in_both_languages(code: str, part: str) -> None:
    sections = scheme(code)["sections"] if part == "sections" else scheme(code)["report"]["sections"]
    texts = {}
    for language in ("nb", "nn"):
        form = build_form(sections, language=language)()
        texts[language] = [section.title for section in form.sections] + [str(field.label) for field in form]
        assert all(texts[language])
    assert texts["nb"] != texts["nn"]


@pytest.mark.parametrize("code", ["leader_network", "self_initiated"])
@pytest.mark.parametrize("language", ["nb", "nn"])
def test_the_form_shows_its_groups_and_every_control_has_a_label(code: str, language: str) -> None:
    with translation.override(language):
        form = build_form(scheme(code)["sections"], language=language)()
        page = BeautifulSoup(str(form), "html.parser")
    legends = [legend.get_text(strip=True) for legend in page.select("fieldset.form-section > legend")]
    assert legends == [section["title"][language] for section in scheme(code)["sections"]]
    labelled = {label["for"] for label in page.find_all("label")}
    for control in page.select("input, select, textarea"):
        assert control["id"] in labelled, control


def test_only_some_sections_or_fields_can_be_asked_for() -> None:
    sections = scheme("leader_network")["sections"]
    assert list(build_form(sections, language="nb", only=["contact"])().fields) == [
        "contact_name",
        "contact_phone",
        "contact_email",
    ]
    form = build_form(sections, language="nb", only=["requested_amount", "contact"])()
    assert [section.code for section in form.sections] == ["contact", "application"]
    assert list(form.fields) == ["contact_name", "contact_phone", "contact_email", "requested_amount"]


def test_a_field_may_have_any_name() -> None:
    names = ["language", "draft", "definition", "fields", "sections", "clean", "data", "errors"]
    label = {"nb": "Felt", "nn": "Felt"}
    sections = [
        {"code": "s", "title": label, "fields": [{"code": n, "type": "text", "label": label} for n in names]}
    ]
    form = build_form(sections, language="nb")(dict.fromkeys(names, "x"))
    assert answers_of(form) == dict.fromkeys(names, "x")
    assert (form.language, form.draft) == ("nb", False)


@pytest.mark.requirement(
    "R3.9", "a budget that does not add up to the requested amount is refused, with both figures"
)
def test_a_budget_must_add_up_to_the_requested_amount() -> None:
    form = application("self_initiated", PROJECT | {"requested_amount": "250 000"}, language="nb")
    with translation.override("en"):
        assert form.errors == {
            "budget": [
                "“Budsjett” adds up to kr\u00a0200\u00a0000, but “Søknadsbeløp” says kr\u00a0250\u00a0000. "
                "The two must be equal."
            ]
        }


@pytest.mark.requirement("R3.9", "the budget's sum is shown beside its lines")
def test_the_budget_is_kept_by_cost_kind_and_its_sum_is_shown() -> None:
    form = application("self_initiated", PROJECT)
    assert form.errors == {}
    assert answers_of(form)["budget"] == {
        "project_positions": 150000,
        "external_competence": 40000,
        "overhead": 10000,
        "other": 0,
    }
    assert "200\u00a0000" in BeautifulSoup(str(form), "html.parser").select_one("[data-sum-total]").get_text()


def test_the_accounts_of_a_report_must_add_up_to_what_was_used() -> None:
    form_class = build_form(scheme("self_initiated")["report"]["sections"], language="nb")
    form = form_class(
        post(
            {"used_amount": "100 000", "accounts_other": "90 000", "how_used": "Kurs", "services_built": "En"}
        )
    )
    assert [error.code for error in form.errors.as_data()["accounts"]] == ["disagree"]


def test_a_draft_may_hold_a_budget_that_does_not_add_up_yet() -> None:
    form = application("self_initiated", PROJECT | {"requested_amount": "250 000"}, required=False)
    assert form.is_valid()
    assert answers_of(form)["requested_amount"] == 250000


def test_a_draft_keeps_an_unreadable_budget_line_by_line() -> None:
    typed = {"budget_project_positions": "ca. 150 000", "budget_overhead": "10 000"}
    form = application("self_initiated", typed, required=False)
    answers = answers_of(form)
    assert is_typed(answers["budget"])
    sections = scheme("self_initiated")["sections"]
    again = build_form(sections, language="nb")(initial=initial_from(answers, sections))
    inputs = BeautifulSoup(str(again["budget"].as_field_group()), "html.parser").find_all("input")
    assert [field.get("value", "") for field in inputs] == ["ca. 150 000", "", "10\u00a0000", ""]


def test_what_is_missing_is_no_error_in_a_draft_but_still_said_to_be_required() -> None:
    form = application("leader_network", {"network_name": "Jæren"}, required=False)
    assert form.is_valid()
    assert answers_of(form)["network_name"] == "Jæren"
    assert answers_of(form)["postcode"] is None
    assert not form["postcode"].is_optional
    assert form["leadership_partner"].is_optional


def test_a_null_character_in_a_draft_can_be_stored() -> None:
    form = application("leader_network", {"network_name": "Jæ\0ren"}, required=False)
    assert answers_of(form)["network_name"] == {"typed": "Jæren"}


def test_the_postcode_gives_the_place() -> None:
    for typed in ("", "Ganddal"):
        form = application("leader_network", LEADER | {"postal_place": typed})
        assert form.errors == {}
        assert answers_of(form)["postal_place"] == "Sandnes"


def test_nobody_applies_for_nothing() -> None:
    form = application("leader_network", LEADER | {"requested_amount": "0"})
    assert [error.code for error in form.errors.as_data()["requested_amount"]] == ["min_value"]


def test_an_uploaded_file_is_handed_over_and_its_answer_left_to_the_document() -> None:
    form = application("self_initiated", PROJECT)
    assert "project_plan" not in answers_of(form)
    assert uploads_of(form)["project_plan"].content_type == "application/pdf"


def test_a_stored_file_stays_the_answer_when_nothing_new_is_uploaded() -> None:
    sections = scheme("self_initiated")["sections"]
    initial = initial_from({"project_plan": 7}, sections)
    form = build_form(sections, language="nb")(post(PROJECT), {}, initial=initial)
    assert form.errors == {}
    assert answers_of(form)["project_plan"] == 7


def test_a_stored_file_stays_when_the_new_one_is_refused() -> None:
    sections = scheme("self_initiated")["sections"]
    files = {"project_plan": SimpleUploadedFile("plan.svg", b"<svg/>")}
    form = build_form(sections, language="nb", required=False)(
        post(PROJECT), files, initial=initial_from({"project_plan": 7}, sections)
    )
    assert set(form.errors) == {"project_plan"}
    assert answers_of(form)["project_plan"] == 7


def test_a_stored_file_can_be_taken_away_where_it_is_optional() -> None:
    sections = scheme("leader_network")["sections"]
    form = build_form(sections, language="nb")(
        post(LEADER | {"participants_statement-clear": "on"}),
        {},
        initial=initial_from({"participants_statement": 7}, sections),
    )
    assert form.errors == {}
    assert answers_of(form)["participants_statement"] is None


def test_a_stored_file_is_shown_by_its_documents_name() -> None:
    class Attached:
        pk, filename = 7, "plan <1>.pdf"

        def get_absolute_url(self) -> str:
            return "/saker/X/dokumenter/7/"

    sections = scheme("self_initiated")["sections"]
    initial = initial_from({"project_plan": 7}, sections, {7: Attached()})
    assert initial == {"project_plan": StoredFile(7, "plan <1>.pdf", "/saker/X/dokumenter/7/")}
    html = str(build_form(sections, language="nb")(initial=initial)["project_plan"].as_field_group())
    assert '<a class="ds-link" href="/saker/X/dokumenter/7/">plan &lt;1&gt;.pdf</a>' in html


@pytest.mark.adversary("E1", "markup typed in a form comes back as text when the form is shown again")
def test_what_was_typed_comes_back_as_text() -> None:
    hostile = '"><script>alert(1)</script>'
    form = application("leader_network", dict.fromkeys(LEADER, hostile), required=False)
    assert "<script>alert" not in str(form)
    sections = scheme("leader_network")["sections"]
    again = build_form(sections, language="nb")(initial=initial_from(answers_of(form), sections))
    assert "<script>alert" not in str(again)
    assert "&lt;script&gt;alert" in str(again)
