"""Indicators: baseline and target in the application, what came of it in the report beside them (R4.3)."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tests import seeing, way
from workflows.publishing import PublishError, publish_scheme
from workflows.schemes.forms import answers_of, build_form, initial_from
from workflows.schemes.indicators import beside
from workflows.schemes.models import Call, SchemeVersion
from workflows.schemes.presenting import present
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db

BOTH = {"nb": "Aktivitet", "nn": "Aktivitet"}
ROWS = [
    {
        "code": "homes_guided",
        "title": {"nb": "Veiledede hjem", "nn": "Rettleidde heimar"},
        "unit": {"nb": "hjem", "nn": "heimar"},
    },
    {"code": "municipalities_reached", "title": {"nb": "Kommuner", "nn": "Kommunar"}},
]
PLANNED = {
    "code": "activity",
    "type": "indicators",
    "label": BOTH,
    "required": True,
    "rows": ROWS,
    "columns": ["baseline", "target"],
}
CAME_OF_IT = PLANNED | {"code": "activity_actual", "columns": ["actual"], "compare_with": "activity"}
TYPED = {
    "activity_homes_guided_baseline": "2",
    "activity_homes_guided_target": "8",
    "activity_municipalities_reached_baseline": "1",
    "activity_municipalities_reached_target": "3",
}
KEPT = {
    "homes_guided": {"baseline": 2, "target": 8},
    "municipalities_reached": {"baseline": 1, "target": 3},
}


def sections(*fields: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"code": "activity", "title": BOTH, "fields": list(fields)}]


def filled(data: dict[str, str], **options: Any) -> Any:
    return build_form(sections(PLANNED), language="nb", **options)(data)


@pytest.mark.requirement("R4.3", "baseline and target are asked row by row, kept as numbers and shown again")
def test_numbers_are_kept_row_by_row_and_shown_again() -> None:
    form = filled(TYPED)
    assert (form.errors, answers_of(form)) == ({}, {"activity": KEPT})
    again = build_form(sections(PLANNED), language="nb")(
        initial=initial_from({"activity": KEPT}, sections(PLANNED))
    )
    page = BeautifulSoup(str(again["activity"].as_field_group()), "html.parser")
    assert {control["name"]: control["value"] for control in page.find_all("input")} == TYPED
    labelled = {page.find("label", attrs={"for": control["id"]}).text for control in page.find_all("input")}
    assert labelled == {_("Baseline"), _("Target")}
    [shown] = present(sections(PLANNED), {"activity": KEPT}, "nb")[0].fields
    assert shown.columns == (_("Baseline"), _("Target"))
    assert shown.rows == (("Veiledede hjem (hjem)", "2", "8"), ("Kommuner", "1", "3"))


@pytest.mark.parametrize("wrong", ["", "-1", "many", "9" * 400, "1\0"])
def test_a_number_that_is_none_is_pointed_out_in_its_own_cell(wrong: str) -> None:
    form = filled(TYPED | {"activity_homes_guided_target": wrong})
    assert not form.is_valid()
    assert [entry.target for entry in form["activity"].summary()] == ["id_activity_1"]


def test_a_draft_keeps_the_numbers_there_are() -> None:
    form = filled({"activity_homes_guided_target": "8"}, required=False)
    assert form.is_valid()
    assert answers_of(form) == {"activity": {"homes_guided": {"target": 8}}}
    [shown] = present(sections(PLANNED), answers_of(form), "nb")[0].fields
    assert shown.rows == (("Veiledede hjem (hjem)", "–", "8"), ("Kommuner", "–", "–"))


@pytest.mark.requirement(
    "R4.3", "the report asks for the actual beside baseline and target, and the office reads all three"
)
def test_the_report_is_asked_for_and_read_beside_the_application(at: Any, browse: Any) -> None:
    old = SchemeVersion.objects.filter(code="self_initiated").latest("version")
    definition = old.definition | {
        "sections": [*old.definition["sections"], *sections(PLANNED)],
        "report": {"sections": [*old.definition["report"]["sections"], *sections(CAME_OF_IT)]},
    }
    Call.objects.filter(scheme_version=old).update(scheme_version=publish_scheme(definition))
    case = way.paid("self_initiated", 150_000)
    at(2025, 1, 10)
    url = way.item(case, "report").get_absolute_url()
    asked = browse(way.leader_of(case)).get(url).content.decode()
    assert f"{_('Baseline')}: 2, {_('Target')}: 5" in asked
    typed = answers.report(150_000, case=case)
    assert seeing.refusals(
        case, "report", way.leader_of(case), **typed | {"activity_actual_homes_guided_actual": ""}
    )
    case = way.do(case, "report", way.leader_of(case), **typed | {"activity_actual_homes_guided_actual": "1"})
    page = BeautifulSoup(
        browse(case.decision.by).get(f"{case.get_absolute_url()}rapport/").content, "html.parser"
    )
    table = page.find("div", attrs={"aria-label": "Aktivitet"})
    assert [[cell.text for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")] == [
        ["", _("Baseline"), _("Target"), _("Actual"), _("Change since the baseline"), _("Target reached")],
        ["Veiledede hjem (hjem)", "2", "5", "1", "−1", _("No")],
        ["Kommuner", "2", "5", "6", "+4", _("Yes")],
    ]


@pytest.mark.adversary("E1", "markup in the names of indicators is shown as text")
def test_markup_in_names_is_text() -> None:
    hostile = PLANNED | {
        "rows": [{"code": "a", "title": {"nb": "<b>x</b>", "nn": "<b>x</b>"}, "unit": "<i>y</i>"}]
    }
    form = build_form(sections(hostile), language="nb")()
    shown = present(beside(sections(hostile), {}), {"activity": {"a": {"baseline": 1}}}, "nb")
    html = str(form) + render_to_string("schemes/answers.html", {"presented": shown})
    assert ("<b>x" in html, "<i>y" in html) == (False, False)


@pytest.mark.parametrize(
    "changes",
    [
        {"rows": []},
        {"rows": [ROWS[0], ROWS[0]]},
        {"rows": [{"code": "a", "title": {"nb": "Bare bokmål"}}]},
        {"columns": ["dream"]},
        {"columns": []},
    ],
)
def test_a_scheme_with_indicators_that_could_not_be_asked_is_refused(changes: dict[str, Any]) -> None:
    known = SchemeVersion.objects.filter(code="self_initiated").latest("version").definition
    with pytest.raises(PublishError):
        publish_scheme(known | {"sections": [*known["sections"], *sections(PLANNED | changes)]})


def test_a_report_is_compared_only_with_what_the_application_asks() -> None:
    known = SchemeVersion.objects.filter(code="self_initiated").latest("version").definition
    with pytest.raises(PublishError) as refusal:
        publish_scheme(
            known | {"report": {"sections": [*known["report"]["sections"], *sections(CAME_OF_IT)]}}
        )
    assert len(refusal.value.messages) == 1
