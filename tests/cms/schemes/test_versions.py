"""The versions of a scheme compared in words, and open calls that take a new one (R3.1, R8.4)."""

from typing import Any

import pytest
from django.urls import reverse

from cms.call_forms import edition_choices, scheme_choices
from cms.schemes.compiling import definition_of
from cms.schemes.versions import lagging_calls
from tests.cms.schemes.making import call_of, definition, draft, field, page_of, publish, rewrite
from tests.editions import begun
from workflows import clock
from workflows.schemes.models import SchemeVersion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.mark.requirement(
    "R8.4", "a scheme published anew asks whether open calls take it, and how many drafts that moves"
)
def test_an_open_call_takes_the_new_version_when_it_is_said(
    browse: Any, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = publish(definition(field("kind")))
    call = call_of(page)
    monkeypatch.setattr(clock, "now", lambda: call.opens)
    case = begun(call)
    rewrite(page, definition(field("kind"), field("more"))).save_revision().publish()
    client, address = browse(cast.editor), reverse("cms_scheme_calls", args=[page.pk])

    asked = client.get(address)
    assert [(each, each.draft_count) for each in asked.context["calls"]] == [(call, 1)]
    assert any("more" in each for each in asked.context["changes"])
    assert (
        reverse("cms_scheme_calls", args=[page.pk])
        in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    )

    client.post(address, {"call": "nobody"})
    assert len(lagging_calls(page)) == 1
    client.post(address, {"call": call.pk})
    case.refresh_from_db()
    assert (lagging_calls(page), case.scheme_version.version) == ([], 2)


def test_two_versions_are_compared_in_words(browse: Any, cast: Any) -> None:
    page = publish(definition(field("kind")))
    rewrite(page, definition(field("kind"), field("more"))).save_revision().publish()
    client, address = browse(cast.editor), reverse("cms_scheme_versions", args=[page.pk])
    newer, older = client.get(address).context["versions"]
    compared = client.get(address, {"before": older.pk, "after": newer.pk}).context["compared"]
    assert any("more" in each for each in compared)
    assert client.get(address, {"before": "x", "after": "0"}).context["compared"] is None


def test_a_page_that_described_a_scheme_takes_it_in(browse: Any, cast: Any) -> None:
    page = draft(definition(code="self_initiated", edition=""))
    page.form = []
    page.save_revision().publish()
    address = reverse("cms_take_in_scheme", args=[page.pk])
    client = browse(cast.editor)
    assert client.get(address).status_code == 200
    client.post(address)
    taken = page_of("self_initiated").get_latest_revision_as_object()
    newest = SchemeVersion.objects.newest("self_initiated")
    assert newest is not None
    made = definition_of(taken)
    assert (made["sections"], made["letters"]) == (
        newest.definition["sections"],
        newest.definition["letters"],
    )
    assert client.get(address).status_code == 404


def test_a_call_can_be_made_for_a_scheme_that_was_made_so() -> None:
    publish()
    assert ("equipment", "Utstyr") in scheme_choices()
    assert [document for document, _name in edition_choices("equipment", 2024)] == ["", "2024"]
