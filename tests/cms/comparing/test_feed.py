"""The feed of changes: an entry for each edition and correction, with what it changed (R1.2)."""

from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from cms import cache
from tests.cms.site import document, overhead, page_of, paragraph, publish, rewrite, schemes

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def entries(prefix: str = "") -> list[dict[str, str]]:
    """Return what stands in the feed, the newest first."""
    answer = Client().get(f"{prefix}/retningslinjer/endringer/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    feed = ET.fromstring(answer.content)  # noqa: S314 – our own
    return [
        {
            "id": entry.findtext("a:id", "", ATOM),
            "title": entry.findtext("a:title", "", ATOM),
            "published": entry.findtext("a:published", "", ATOM)[:10],
            "link": entry.find("a:link", ATOM).get("href").removeprefix("http://testserver"),
            "summary": entry.findtext("a:summary", "", ATOM),
        }
        for entry in feed.findall("a:entry", ATOM)
    ]


@pytest.fixture
def two_editions(db: None) -> None:
    """An edition, and the next, in which overhead may be higher."""
    publish("2031", paragraph("3.1", schemes("self_initiated")), paragraph("3.7", overhead(5)))
    publish(
        "2032", paragraph("3.1", schemes("self_initiated")), paragraph("3.7", overhead(7)), replaces="2031"
    )


@pytest.mark.requirement(
    "R1.2",
    "the feed has an entry for each edition: its title, when, what changed, and a link to the comparison",
)
@pytest.mark.parametrize(
    ("prefix", "title", "wording", "became"),
    [
        ("", "Retningslinjer 2032", "Overhead er høyst 7 prosent.", "5 prosent ble 7 prosent."),
        ("/nn", "Retningsliner 2032", "Overhead er høgst 7 prosent.", "5 prosent vart 7 prosent."),
    ],
)
def test_an_edition_has_an_entry(
    two_editions: None, prefix: str, title: str, wording: str, became: str
) -> None:
    newest, first = entries(prefix)
    assert (newest["title"], newest["published"]) == (title, "2032-01-01")
    assert newest["link"] == f"{prefix}/retningslinjer/sammenlign/2031/2032/"
    assert f"<p>{wording} {became}</p>" in newest["summary"]
    assert (first["link"], first["summary"]) == (f"{prefix}/retningslinjer/2031/", "<p>Om dette</p>")


@pytest.mark.requirement("R1.2", "a correction has an entry of its own, and says that no rule changed")
def test_a_correction_has_an_entry(two_editions: None) -> None:
    before = {entry["id"] for entry in entries()}
    page = page_of("2032")
    words = overhead(7, wording={"nb": "Overhead kan være 7 prosent.", "nn": ""})
    texts = document(
        "2032", paragraph("3.1", schemes("self_initiated")), paragraph("3.7", words), replaces="2031"
    )
    rewrite(page, texts).save_revision().publish()
    cache.renew()  # as when the transaction commits

    [correction] = [entry for entry in entries() if entry["id"] not in before]
    assert correction["title"] == "Retting: Retningslinjer 2032"
    assert correction["link"] == "/retningslinjer/2032/"
    assert correction["summary"] == "<p>Regler i punkt 3.7 har fått nye ord.</p>"
    assert before < {entry["id"] for entry in entries()}


def test_more_editions_cost_no_more_queries(
    two_editions: None, django_assert_max_num_queries: object
) -> None:
    for year in range(2033, 2040):
        publish(str(year), paragraph("3.7", overhead(year - 2030)), replaces=str(year - 1))
    Client().get("/retningslinjer/")
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        assert len(entries()) == 9


def test_guideline_pages_name_the_feed(pages: None) -> None:
    for prefix in ("", "/nn"):
        for address in ("/retningslinjer/", "/retningslinjer/2021/", "/retningslinjer/sammenlign/2021/2024/"):
            html = Client().get(prefix + address).content.decode()
            assert 'type="application/atom+xml" title=' in html
            assert f'href="{prefix}/retningslinjer/endringer/"' in html
