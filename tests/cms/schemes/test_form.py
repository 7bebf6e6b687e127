"""The editor's form of a scheme: codes from labels, conditions by name, faults at the field (R3.1, R3.9)."""

from typing import Any

import pytest
from django.urls import reverse

from cms.models import SchemePage
from cms.schemes.compiling import definition_of
from cms.schemes.fields import field_blocks
from cms.schemes.publishing import messages_in
from tests.cms.schemes.making import audit, definition, draft, field, home, posted, publish, when
from workflows.schemes import fields as types

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def form_of(page: SchemePage, data: dict[str, Any], *, draft: bool = True) -> Any:
    """Return the editor's form of a page, as it is when a draft is saved, or when it is submitted."""
    form = SchemePage.get_edit_handler().get_form_class()(_many(data), instance=page, for_user=None)
    if draft:
        form.defer_required_fields()
    return form


def _many(data: dict[str, Any]) -> Any:
    from django.http import QueryDict

    made = QueryDict(mutable=True)
    for name, value in data.items():
        made.setlist(name, [str(each) for each in value] if isinstance(value, list) else [str(value)])
    return made


def faults(form: Any) -> list[str]:
    return [
        message
        for errors in form.errors.values()
        for error in errors.as_data()
        for message in messages_in(error)
    ]


def test_a_new_page_begins_with_what_every_applicant_is_asked(browse: Any, cast: Any) -> None:
    parent = home()
    client = browse(cast.editor)
    page = client.get(
        reverse("wagtailadmin_pages:add", args=["cms", "schemepage", parent.pk])
    ).content.decode()
    assert "requested_amount" in page
    assert 'name="action-publish"' not in page


@pytest.mark.requirement(
    "R3.9", "a field gets its code from its label, and keeps it when the label is changed"
)
def test_codes_are_made_from_labels_and_kept() -> None:
    page = draft(definition(field("a"), field("b")))
    data = posted(page)
    last = len(page.form) - 1
    for at in (0, 1):
        data[f"form-{last}-value-fields-{at}-value-code"] = ""
        data[f"form-{last}-value-fields-{at}-value-label_nb"] = "Når på året?"
    form = form_of(page, data)
    assert form.is_valid(), faults(form)
    saved = form.save(commit=False)
    assert [each.value["code"] for each in saved.form[last].value["fields"]] == [
        "nar_pa_aret",
        "nar_pa_aret_2",
    ]


def test_a_condition_names_a_field_by_its_label_and_a_choice_by_its_words() -> None:
    choices = [{"code": "one", "label": {"nb": "Den ene", "nn": "Den eine"}}]
    page = draft(
        definition(field("kind", "choice", choices=choices), field("other", show_when=when("kind", "one")))
    )
    place = f"form-{len(page.form) - 1}-value-fields-1-value-conditions-0-value-tests-0-value"
    form = form_of(page, posted(page, **{f"{place}-field": "KIND nn", f"{place}-value": "Den eine"}))
    assert form.is_valid(), faults(form)
    assert definition_of(form.save(commit=False))["sections"][-1]["fields"][1]["show_when"] == when(
        "kind", "one"
    )


@pytest.mark.requirement(
    "R3.9", "a condition on a field that is not there is told by the field, and nothing is lost"
)
@pytest.mark.parametrize(
    ("name", "written", "told"), [("field", "gone", "“gone”"), ("value", "kanskje", "yes or no")]
)
def test_what_is_wrong_with_a_condition_is_told_by_the_field(name: str, written: str, told: str) -> None:
    page = draft(definition(field("asks", "yesno"), field("other", show_when=when("asks", True))))
    last = len(page.form) - 1
    data = posted(
        page, **{f"form-{last}-value-fields-1-value-conditions-0-value-tests-0-value-{name}": written}
    )
    form = form_of(page, data)
    assert not form.is_valid()
    [error] = form.errors["form"].as_data()
    at: Any = error.block_errors[last].block_errors["fields"].block_errors[1].block_errors["conditions"]
    at = at.block_errors[0].block_errors["tests"].block_errors[0].block_errors[name]
    assert told in at.messages[0]


@pytest.mark.requirement("R3.1", "a field that a rule rests on cannot be taken away, and it is told which")
def test_a_field_that_something_rests_on_is_not_taken_away() -> None:
    own = audit(kind="comparison", steps=["application"],
                params={"fact": "hired", "operator": "<=", "value": 5})  # fmt: skip
    page = draft(definition(field("hired", "number", fact="hired"), field("kind")), own)
    last = len(page.form) - 1
    form = form_of(page, posted(page, **{f"form-{last}-value-fields-0-deleted": "1"}))
    data_of_kind = form_of(page, posted(page, **{f"form-{last}-value-fields-1-deleted": "1"}))
    assert [("hired" in each, "1.1" in each) for each in faults(form)] == [(True, True)]
    assert data_of_kind.is_valid(), faults(data_of_kind)


def test_a_draft_may_lack_what_a_submitted_page_may_not() -> None:
    page = draft(definition())
    data = posted(page, name_nn="", **{"letters-count": "0"})
    assert form_of(page, data).is_valid()
    submitted = form_of(page, data, draft=False)
    assert not submitted.is_valid()
    assert {"letters"} <= set(submitted.errors)


def test_a_letter_with_a_field_that_no_letter_knows_is_told_by_its_text() -> None:
    page = draft(definition())
    form = form_of(page, posted(page, **{"letters-0-value-body_nn": "Til {mottakar}"}))
    [error] = form.errors["letters"].as_data()
    assert "{mottakar}" in error.block_errors[0].block_errors["body_nn"].messages[0]


def test_a_draft_saved_again_without_its_code_keeps_it() -> None:
    page = draft(definition())
    form = form_of(page, posted(page, scheme=""))
    assert form.is_valid(), faults(form)
    assert form.save(commit=False).scheme == "equipment"


def test_the_code_of_a_published_scheme_is_not_changed() -> None:
    page = publish()
    form = form_of(page, posted(page, scheme="another"))
    assert form.is_valid(), faults(form)
    assert form.save(commit=False).scheme == "equipment"


@pytest.mark.requirement("R8.4", "a field type that a plugin registers can be asked for by an editor")
def test_a_type_that_a_plugin_registers_has_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    map_type = types.FieldType("map", lambda definition, language: None)  # type: ignore[arg-type,return-value]
    monkeypatch.setitem(types._types, "map", map_type)
    page = draft(definition(field("where", "map")))
    assert field_blocks()["map"].label == "Map"
    assert definition_of(page)["sections"][-1]["fields"] == [field("where", "map")]
