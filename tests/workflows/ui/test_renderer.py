"""Every form is rendered the same accessible way: labels, descriptions, errors, and a summary that leads to them."""

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.safestring import mark_safe

from workflows.ui.forms import AmountField, BudgetField, DateField, Renderer, YesNoField

HOSTILE = '"><script>alert(1)</script>'


class Everything(forms.Form):
    """One of each widget."""

    name = forms.CharField(label="Network name", help_text="As people know it")
    email = forms.EmailField(required=False)
    amount = AmountField(help_text="Whole kroner")
    date = DateField()
    reasons = forms.CharField(widget=forms.Textarea, max_length=20)
    decision = forms.ChoiceField(choices=[("yes", "Granted"), ("no", "Refused")], widget=forms.RadioSelect)
    themes = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple)
    form_of_language = forms.ChoiceField(choices=[("nb", "Bokmål"), ("nn", "Nynorsk")])
    other_funding = YesNoField(help_text="All you have asked for")
    budget = BudgetField(help_text="What it will cost")
    plan = forms.FileField()
    anchored = forms.BooleanField(label="The municipalities stand behind it", help_text="All of them")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


@pytest.fixture(params=["empty", "failed", "failed with a prefix"])
def page(request: pytest.FixtureRequest) -> BeautifulSoup:
    """A form as it first stands, and after a failed post."""
    prefix = "second" if "prefix" in request.param else None
    data = (
        None if request.param == "empty" else {"budget_overhead": "12.34", "second-budget_overhead": "12.34"}
    )
    return parsed(Everything(data, prefix=prefix))


def parsed(form: forms.Form) -> BeautifulSoup:
    return BeautifulSoup(str(form), "html.parser")


def controls(page: BeautifulSoup) -> list[Tag]:
    return [tag for tag in page(["input", "select", "textarea"]) if tag.get("type") != "hidden"]


def test_the_site_uses_this_renderer() -> None:
    assert isinstance(Everything().renderer, Renderer)


def test_every_control_has_one_label_or_stands_in_a_named_group(page: BeautifulSoup) -> None:
    labels = [label["for"] for label in page("label")]
    assert sorted(labels) == sorted(control["id"] for control in controls(page))
    for fieldset in page("fieldset"):
        assert fieldset.find("legend").get_text(strip=True)


def test_every_control_wears_the_design_systems_dress(page: BeautifulSoup) -> None:
    assert {
        control["id"] for control in controls(page) if "ds-input" not in control.get("class", [])
    } == set()
    assert page(["style"]) == page(style=True) == []


def test_ids_are_unique_and_every_description_exists(page: BeautifulSoup) -> None:
    ids = [tag["id"] for tag in page(id=True)]
    assert len(ids) == len(set(ids))
    described = [tag["aria-describedby"].split() for tag in page(attrs={"aria-describedby": True})]
    labelled = [tag["aria-labelledby"].split() for tag in page(attrs={"aria-labelledby": True})]
    outputs = [tag["for"] for tag in page("output")]
    assert {each for group in [*described, *labelled, *outputs] for each in group} - set(ids) == set()


def test_helptexts_and_errors_are_described_by_the_control_or_its_group() -> None:
    page = parsed(Everything({"name": "Sunnfjord"}))
    described = {
        each for tag in page(attrs={"aria-describedby": True}) for each in tag["aria-describedby"].split()
    }
    texts = {tag["id"] for tag in page(id=True) if tag["id"].endswith(("_helptext", "_error", "_limit"))}
    assert texts == described
    assert {
        "id_name_helptext",
        "id_date_helptext",
        "id_amount_error",
        "id_decision_error",
        "id_reasons_limit",
    } <= texts


def test_the_summary_comes_first_takes_focus_and_leads_to_every_faulty_field() -> None:
    form = Everything({"budget_overhead": "12.34"})
    page = parsed(form)
    summary = page.find(class_="ds-error-summary")
    assert page.find(True) is summary
    assert summary.has_attr("autofocus")
    assert summary["tabindex"] == "-1"
    targets = [link["href"].removeprefix("#") for link in summary("a")]
    assert [page.find(id=target).name for target in targets] == [
        *[
            "input",
            "input",
            "input",
            "textarea",
            "input",
            "input",
            "select",
            "input",
            "input",
            "input",
            "input",
        ]
    ]
    assert "id_budget_2" in targets
    assert "id_decision_0" in targets
    assert all(page.find(id=target).get("aria-invalid") == "true" for target in targets)


def test_no_summary_and_no_focus_before_anything_was_sent() -> None:
    page = parsed(Everything())
    assert page.find(class_="ds-error-summary") is None
    assert page.find(autofocus=True) is None
    assert page.find(attrs={"aria-invalid": True}) is None


def test_the_summary_says_which_field_and_faults_of_the_whole_form_first() -> None:
    form = Everything({})
    form.add_error(None, "The pot is empty.")
    lines = [line.get_text(strip=True) for line in parsed(form).select(".ds-error-summary li")]
    assert lines[0] == "The pot is empty."
    assert lines[1].startswith("Network name: ")


def test_what_was_typed_is_kept_when_a_form_fails() -> None:
    typed = {
        "amount": "1,250",
        "date": "i morgen",
        "reasons": "x" * 30,
        "budget_other": "mye",
        "decision": "no",
    }
    page = parsed(Everything(typed))
    assert page.find(id="id_amount")["value"] == "1,250"
    assert page.find(id="id_date")["value"] == "i morgen"
    assert page.find(id="id_reasons").get_text().strip() == "x" * 30
    assert page.find(id="id_budget_3")["value"] == "mye"
    assert page.find("input", value="no", checked=True)


def test_long_texts_say_how_long_and_cut_nothing_off() -> None:
    page = parsed(Everything())
    assert not page.find(id="id_reasons").has_attr("maxlength")
    assert "20" in page.find(id="id_reasons_limit").get_text()


def test_only_what_may_be_left_empty_says_so() -> None:
    page = parsed(Everything())
    assert [tag.find_parent("label")["for"] for tag in page(class_="optional")] == ["id_email"]


def test_amounts_have_their_unit_before_them_and_in_the_label() -> None:
    field = parsed(Everything()).find(id="id_amount").find_parent(class_="ds-field")
    assert field.find(class_="ds-field-affix").get_text() == "kr"
    assert "(kr)" in field.find("label").get_text()


def test_a_stored_file_is_shown_and_may_be_taken_away_only_where_none_is_required() -> None:
    class Upload(forms.Form):
        plan = forms.FileField(required=False)
        must = forms.FileField()

    stored: Any = SimpleUploadedFile("plan.pdf", b"%PDF")
    stored.url = "/documents/1/"
    page = parsed(Upload(initial={"plan": stored, "must": stored}))
    assert [link["href"] for link in page("a")] == ["/documents/1/", "/documents/1/"]
    assert [box["name"] for box in page("input", type="checkbox")] == ["plan-clear"]
    assert (
        page.find("input", type="checkbox").find_parent(class_="ds-field").find("input", type="file") is None
    )
    assert not page.find(id="id_must").has_attr("required")


@pytest.mark.adversary("E1", "texts in forms are escaped, also those that editors write")
def test_texts_are_escaped() -> None:
    class Hostile(forms.Form):
        name = forms.CharField(label=HOSTILE, help_text=HOSTILE, max_length=3)
        kind = forms.ChoiceField(label=HOSTILE, choices=[(HOSTILE, HOSTILE)], widget=forms.RadioSelect)

    form = Hostile({"name": HOSTILE, "kind": "other"})
    form.add_error(None, HOSTILE)
    assert parsed(form)("script") == []


def test_descriptions_may_hold_markup_that_code_declares_safe() -> None:
    class Reset(forms.Form):
        password = forms.CharField(help_text=mark_safe('<a href="/forgotten/">Forgotten?</a>'))

    assert parsed(Reset()).find("a")["href"] == "/forgotten/"


def test_formsets_render_each_form() -> None:
    formset = forms.formset_factory(Everything, extra=2)()
    page = BeautifulSoup(str(formset), "html.parser")
    assert page.find(id="id_form-TOTAL_FORMS")
    assert page.find(id="id_form-1-name")
