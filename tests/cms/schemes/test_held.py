"""A field whose type is gone: shown in the editor, kept as it was, and named when the scheme is published (R8.4)."""

from typing import Any

import pytest
from django.urls import reverse

from cms.models import SchemePage
from cms.schemes.compiling import definition_of
from tests.cms.schemes.making import definition, draft, field, page_of, posted, when
from tests.cms.schemes.test_form import faults, form_of
from workflows.publishing import PublishError
from workflows.schemes import fields as types

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
MAP = types.FieldType("map", lambda definition, language: None)  # type: ignore[arg-type,return-value]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return a scheme with a field of a plugin's type, which is on a draft's page, and gone."""
    asked = field("where", "map", show_when=when("asks", True), required=True)
    whole = definition(field("asks", "yesno"), asked, field("why", show_when=when("where", "x")))
    with monkeypatch.context() as here:
        here.setitem(types._types, "map", MAP)
        draft(whole)
    return whole


def stored(page: SchemePage) -> Any:
    """Return what the database keeps of the field whose type is gone."""
    kept: Any = page.form.stream_block.get_prep_value(page.form)
    return kept[-1]["value"]["fields"][1]


@pytest.mark.requirement("R8.4", "a field of a plugin that is gone is shown, and kept when the page is saved")
def test_a_field_of_a_type_that_is_gone_is_shown_and_kept(
    made: dict[str, Any], browse: Any, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of()
    before = stored(page)
    assert (before["type"], before["value"]["code"]) == ("map", "where")
    shown = browse(cast.editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Felt som holdes" in shown
    assert "cms/held-fields.js" in shown

    form = form_of(page, posted(page, intro="Noe annet"))
    assert form.is_valid(), faults(form)
    saved = form.save(commit=False)
    saved.save_revision()
    again = page_of().get_latest_revision_as_object()
    assert (stored(saved), stored(again), again.intro) == (before, before, "Noe annet")
    with monkeypatch.context() as back:
        back.setitem(types._types, "map", MAP)
        returned = page_of().get_latest_revision_as_object()
        assert definition_of(returned)["sections"] == made["sections"]


@pytest.mark.requirement(
    "R3.1", "a scheme with a field of a type that is gone is not published, and it is told which"
)
def test_publishing_says_which_type_is_missing(made: dict[str, Any]) -> None:
    page = page_of()
    told = "where: there is no field type “map”."
    form = form_of(page, posted(page), draft=False)
    assert told in faults(form)
    with pytest.raises(PublishError) as refusal:
        page.get_latest_revision().publish()
    assert told in [str(each) for each in refusal.value.messages]


def test_a_held_field_can_be_taken_away_and_not_written_by_hand(made: dict[str, Any]) -> None:
    page = page_of()
    place = f"form-{len(page.form) - 1}-value-fields-1"
    forged = form_of(page, posted(page, **{f"{place}-value-stored": '{"type": "map"}'}))
    assert faults(forged) == ["A field that is held can only be kept or taken away."]
    kept = form_of(page, posted(page, **{f"{place}-value-type": "text", f"{place}-value-code": "other"}))
    assert kept.is_valid(), faults(kept)
    assert stored(kept.save(commit=False)) == stored(page_of())
    bereft = form_of(page, posted(page, **{f"{place}-deleted": "1"}))
    assert faults(bereft) == ["This form has no field “where”."]
    last = f"form-{len(page.form) - 1}-value-fields-2-deleted"
    gone = form_of(page, posted(page, **{f"{place}-deleted": "1", last: "1"}))
    assert gone.is_valid(), faults(gone)
