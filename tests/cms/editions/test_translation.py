"""A nynorsk paragraph is marked when its bokmål paragraph was changed after it, until somebody has seen to it."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms.cache import renew
from cms.editions import translation
from cms.editions.copying import begin_next
from tests.cms.site import document, overhead, page_of, paragraph, publish, rewrite

pytestmark = pytest.mark.django_db
NYNORSK = "/nn/retningslinjer/2031/"


def republish(language: str, *paragraphs: dict[str, Any]) -> None:
    """Publish a page of 2031 again with other paragraphs."""
    rewrite(page_of("2031", language), document("2031", *paragraphs), language).save_revision().publish()


def lagging() -> list[tuple[str, bool]]:
    return [(each.code, each.is_missing) for each in translation.lagging()]


def marked() -> int:
    """Return how many paragraphs of the public nynorsk page lead to newer bokmål ones."""
    renew()  # nothing is committed in a test
    return len(re.findall(r'#p-[\d.]+" hreflang="nb"', Client().get(NYNORSK).content.decode()))


@pytest.fixture(autouse=True)
def _published(db: None) -> None:
    publish("2031", paragraph("3.7", overhead()), paragraph("3.10"))


@pytest.mark.requirement(
    "R1.2", "a nynorsk paragraph is marked when its bokmål text is newer, and listed for editors"
)
def test_a_changed_bokmaal_paragraph_leaves_the_nynorsk_one_behind() -> None:
    assert (lagging(), marked()) == ([], 0)
    republish("nb", paragraph("3.7", overhead(), text="Bedre"), paragraph("3.10", text="Bedre"))
    assert lagging() == [("3.7", False), ("3.10", False)]
    renew()
    html = Client().get(NYNORSK).content.decode()
    assert 'href="/retningslinjer/2031/#p-3.7" hreflang="nb"' in html


def test_a_nynorsk_paragraph_that_is_changed_too_is_up_to_date() -> None:
    republish("nb", paragraph("3.7", overhead(), text="Bedre"), paragraph("3.10", text="Bedre"))
    republish("nn", paragraph("3.7", overhead(), text="Betre"), paragraph("3.10"))
    assert (lagging(), marked()) == ([("3.10", False)], 1)


def test_other_words_elsewhere_and_other_marks_change_nothing() -> None:
    republish("nb", paragraph("3.7", overhead()), paragraph("3.10"))
    page = page_of("2031")
    page.intro = "Noe annet"
    page.save_revision().publish()
    assert lagging() == []
    assert translation.digest_of("<p data-block-key='a'>Et  ord.</p>") == translation.digest_of(
        "<p>Et ord.</p>"
    )


def test_a_paragraph_that_nynorsk_lacks_is_listed() -> None:
    republish("nb", paragraph("3.7", overhead()), paragraph("3.10"), paragraph("3.11"))
    assert lagging() == [("3.11", True)]


def test_an_editor_says_that_the_nynorsk_still_holds(browse: Any, cast: Any) -> None:
    republish("nb", paragraph("3.7", overhead(), text="Bedre"), paragraph("3.10"))
    client, page = browse(cast.editor), page_of("2031", "nn")
    address = reverse("cms_still_holds", args=[page.pk, "3.7"])
    assert address in client.get(reverse("cms_lagging")).content.decode()
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    assert (lagging(), marked()) == ([], 0)
    assert client.post(reverse("cms_still_holds", args=[page.pk, "9.9"])).status_code == 302
    assert client.post(reverse("cms_still_holds", args=[page_of("2031").pk, "3.7"])).status_code == 404
    assert browse(cast.caseworker).post(address).status_code == 403


def test_what_lags_in_a_copy_lags_when_the_copy_is_published(cast: Any) -> None:
    begin_next(
        page_of("2031"),
        code="2032",
        title="Neste",
        title_nn="Neste",
        valid_from=dt.date(2032, 1, 1),
        by=cast.editor,
    )
    bokmaal = page_of("2032")
    fields = document("2032", paragraph("3.7", overhead(7), text="Annet"), paragraph("3.10"), replaces="2031")
    rewrite(bokmaal, fields)
    bokmaal.replaces = "2031"
    bokmaal.save_revision().publish()
    page_of("2032", "nn").get_latest_revision().publish()
    assert lagging() == [("3.7", False)]


def test_listing_costs_no_more_with_more(django_assert_num_queries: Any) -> None:
    new = [paragraph(f"3.{number}", text="Ny") for number in (10, 11, 12, 13)]
    republish("nb", paragraph("3.7", overhead(), text="Ny"), *new)
    with django_assert_num_queries(4):
        assert len(translation.lagging()) == 5
