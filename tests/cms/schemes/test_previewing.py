"""A scheme previewed as applicants meet it, and its two pages in the editor (R4.5)."""

from typing import Any

import pytest
from django.urls import reverse

from tests.cms.schemes.making import audit, definition, draft, field, page_of, publish, when

pytestmark = pytest.mark.django_db


def shown(page: Any, mode: str) -> str:
    answer = page.make_preview_request(preview_mode=mode)
    assert answer.status_code == 200
    answer.render() if hasattr(answer, "render") else None
    return str(answer.content.decode())


@pytest.mark.requirement("R4.5", "the letters of a draft are previewed in both language forms, filled in")
def test_a_draft_is_previewed_as_page_form_and_letters() -> None:
    page = draft(definition(field("asks", "yesno"), field("more", show_when=when("asks", True))), audit())
    letters = shown(page, "letters")
    assert letters.count('class="stack letter-text"') == 6
    assert "450\u00a0000" in letters
    assert "{" not in letters.partition("<main")[2].partition("</main>")[0]
    assert (
        "15. februar" in letters.replace("\u00a0", " ").partition("Revisjon")[2].partition("<h4")[0]
    )  # by 1.1
    assert 'name="requested_amount"' in shown(page, "form")
    assert 'name="used_amount"' in shown(page, "report")
    assert "<p>Revisor</p>" in shown(page, "")


def test_a_draft_that_lacks_much_is_previewed_all_the_same() -> None:
    page = draft()
    page.form, page.letters = [], []
    assert [bool(shown(page, mode)) for mode in ("", "form", "report", "letters")] == [True] * 4


def test_the_nynorsk_page_keeps_its_scheme_when_it_is_edited(browse: Any, cast: Any) -> None:
    publish()
    page = page_of(language="nn")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client = browse(cast.editor)
    form = client.get(address).content.decode()
    assert ('name="title"' in form, 'name="form-count"' in form, 'name="scheme"' in form) == (
        True,
        False,
        False,
    )
    answer = client.post(address, {
        "title": "Utstyr på nynorsk", "slug": page.slug, "intro": "", "body-count": "0", "target_group": "",
        "who_can_apply": "", "application_example": "", "plan_template": "", "seo_title": "",
        "search_description": "", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    })  # fmt: skip
    assert answer.status_code == 302
    saved = page_of(language="nn").get_latest_revision_as_object()
    assert (saved.title, saved.scheme) == ("Utstyr på nynorsk", "equipment")
