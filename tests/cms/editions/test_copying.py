"""The next edition begins by a click: a draft in both languages that takes over from the present one."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms.models import GuidelinePage
from tests.cms.site import draft, editions, overhead, page_of, paragraph, publish

pytestmark = pytest.mark.django_db
POSTED = {"code": "2032", "valid_from": "2032-01-01", "title": "Neste", "title_nn": "Neste på nynorsk"}


@pytest.fixture
def page(db: None) -> GuidelinePage:
    return publish("2031", paragraph("3.7", overhead()), paragraph("3.10"))


@pytest.mark.requirement(
    "R1.2", "an editor begins the next edition by a button: a draft that takes over from this one"
)
def test_the_next_edition_begins_as_a_draft(page: GuidelinePage, browse: Any, cast: Any) -> None:
    client, address = browse(cast.editor), reverse("cms_new_edition", args=[page.pk])
    assert address in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert (
        address in client.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk])).content.decode()
    )
    assert client.get(address).status_code == 200
    answer = client.post(address, POSTED)

    made, nynorsk = page_of("2032"), page_of("2032", "nn")
    assert (answer.status_code, answer["Location"]) == (
        302,
        reverse("wagtailadmin_pages:edit", args=[made.pk]),
    )
    for each, title in ((made, "Neste"), (nynorsk, "Neste på nynorsk")):
        latest = each.get_latest_revision_as_object()
        assert (latest.title, latest.replaces, latest.valid_from, latest.live, latest.slug) == (
            title, "2031", dt.date(2032, 1, 1), False, "2032",
        )  # fmt: skip
        assert each.get_latest_revision().user == cast.editor
        assert each.revisions.count() == 1
    assert made.translation_key == nynorsk.translation_key != page.translation_key
    assert [child.value["code"] for child in made.body[0].value["content"]] == ["3.7", "3.10"]
    made.get_latest_revision().publish()
    assert (editions("2031"), editions("2032")) == ([1], [1])


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "2031"}, {"code": "20 32"}, {"code": ""}, {"valid_from": "2031-01-01"},
        {"valid_from": "32.1.2032"}, {"title": ""}, {"code": "x" * 30},
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_kept(
    wrong: dict[str, str], page: GuidelinePage, browse: Any, cast: Any
) -> None:
    answer = browse(cast.editor).post(reverse("cms_new_edition", args=[page.pk]), POSTED | wrong)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == list(wrong)
    assert 'value="Neste på nynorsk"' in answer.content.decode()
    assert GuidelinePage.objects.filter(replaces="2031").count() == 0


def test_only_editors_begin_editions(page: GuidelinePage, browse: Any, cast: Any) -> None:
    address = reverse("cms_new_edition", args=[page.pk])
    assert Client().post(address, POSTED).status_code == 302
    assert browse(cast.caseworker).post(address, POSTED).status_code == 403
    assert browse(cast.guideline_reviewer).post(address, POSTED).status_code == 302  # told on the home
    assert browse(cast.editor).post(reverse("cms_new_edition", args=[1]), POSTED).status_code == 404
    assert GuidelinePage.objects.filter(replaces="2031").count() == 0


def test_a_draft_offers_no_next_edition(browse: Any, cast: Any) -> None:
    page = draft("2031", paragraph("3.7", overhead()))
    html = browse(cast.editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert reverse("cms_new_edition", args=[page.pk]) not in html
