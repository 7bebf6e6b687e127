"""A guideline as people read it: contents, numbered paragraphs, marks, footnotes, and where it stands in time."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cms.demo.pages import read as content
from tests.cms.site import overhead, page_of, paragraph, publish, schemes
from workflows.schemes.models import Edition

Read = Callable[..., str]


def codes_of(document: str) -> list[str]:
    """Return the paragraph codes of a document's text."""
    chapters = content(f"guideline-{document}")["chapters"]
    return [each["code"] for chapter in chapters for each in chapter["paragraphs"]]


@pytest.mark.requirement(
    "R1.1", "the page has numbered chapters, contents that lead to them, footnotes and links"
)
@pytest.mark.parametrize("address", ["/retningslinjer/2024/", "/nn/retningslinjer/2024/"])
def test_a_guideline_has_contents_chapters_and_footnotes(read: Read, address: str) -> None:
    html = read(address)
    headings = re.findall(r'<h2 id="(kapittel-\d+)">', html)

    assert headings == [f"kapittel-{number}" for number in range(13)]
    assert all(f'href="#{heading}"' in html for heading in headings)
    assert '<li id="fotnote-1" value="1">' in html
    assert 'href="#fotnote-1" id="fotnoteref-1"' in html
    assert 'href="#fotnoteref-1"' in html


@pytest.mark.requirement(
    "R1.1", "every paragraph can be linked to, in both languages and in the older document"
)
@pytest.mark.parametrize("document", ["2021", "2024"])
@pytest.mark.parametrize("prefix", ["", "/nn"])
def test_every_paragraph_has_an_address(read: Read, document: str, prefix: str) -> None:
    html = read(f"{prefix}/retningslinjer/{document}/")
    assert re.findall(r'<div class="paragraph" id="p-([\d.]+)">', html) == codes_of(document)


def test_no_id_stands_twice_and_every_inner_link_leads_somewhere(read: Read) -> None:
    for address in (
        "/",
        "/retningslinjer/2024/",
        "/retningslinjer/2021/",
        "/retningslinjer/sammenlign/",
        "/retningslinjer/sammenlign/2021/2024/",
        "/kontakt/",
        "/utlysninger/",
    ):
        html = read(address)
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert sorted(ids) == sorted(set(ids)), address
        assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids), address


@pytest.mark.requirement(
    "R1.5", "beside each paragraph with a rule stands how strict it is, and when it is checked"
)
def test_a_paragraph_tells_what_is_checked(db: None) -> None:
    publish(
        "2031", paragraph("3.1", schemes("self_initiated")), paragraph("3.7", overhead()), paragraph("3.8")
    )
    html = Client().get("/retningslinjer/2031/").content.decode()
    marks = re.findall(r'id="p-([\d.]+)".*?</div>\s*</div>', html, re.DOTALL)

    assert marks == ["3.1", "3.7", "3.8"]
    assert html.count('<details class="rule-marks">') == 2
    assert "Overhead er høyst 5 prosent." in html


def test_a_nynorsk_page_shows_the_rules_that_were_compiled(read: Read) -> None:
    """The words are the nynorsk page's own; the rules are those of the bokmål page."""
    bokmal, nynorsk = read("/retningslinjer/2024/"), read("/nn/retningslinjer/2024/")

    assert bokmal.count('class="rule-mark"') == nynorsk.count('class="rule-mark"') > 50
    assert "Overhead kan vere høgst 5 prosent av beløpet det blir søkt om." in nynorsk
    for rule in Edition.objects.filter(document="2024").latest("version").rules.all():
        assert rule.wording_nn


@pytest.mark.requirement("R1.2", "the superseded edition is readable, says so, and leads to the one in force")
@pytest.mark.requirement("R1.3", "validity, responsible body and the month of revision stand beside the text")
def test_a_superseded_edition_says_so(read: Read) -> None:
    html = read("/retningslinjer/2021/")

    assert 'class="ds-alert" data-color="warning"' in html
    assert 'href="/retningslinjer/2024/"' in html
    assert "31. desember 2023" in html
    assert "februar 2022" in html
    assert "Barne-, ungdoms- og familiedirektoratet" in html
    still_holds = re.search(
        r'<p class="ds-paragraph">[^<]*<a class="ds-link" href="#p-0.2">.*?</p>', html, re.DOTALL
    )
    assert still_holds
    assert re.findall(r"#p-([\d.]+)", still_holds[0]) == ["0.2", "2.3"]


@pytest.mark.requirement("R1.2", "an edition to come, the one in force and a superseded one lie side by side")
def test_editions_lie_side_by_side(read: Read, at: Any) -> None:
    publish("2025", paragraph("3.7", overhead()))
    html = read("/retningslinjer/")

    order = re.findall(r'href="/retningslinjer/(\d+)/"', html)
    assert [code for code in order if code in ("2021", "2024", "2025")] == ["2025", "2024", "2021"]
    tags = re.findall(r'<span class="ds-tag" data-color="(\w+)">', html)
    assert tags == ["info", "success", "warning"]
    at(2025, 6, 1)
    assert 'data-color="info"' not in read("/retningslinjer/", side="1")


@pytest.mark.requirement(
    "R1.1", "the whole edition is downloaded as a tagged PDF with its language and its title"
)
@pytest.mark.parametrize(("prefix", "language"), [("", "nb"), ("/nn", "nn")])
def test_an_edition_can_be_downloaded(pages: None, prefix: str, language: str) -> None:
    answer = Client().get(f"{prefix}/retningslinjer/2024/pdf/")
    pdf = answer.content

    assert (answer.status_code, answer["Content-Type"], pdf[:5]) == (200, "application/pdf", b"%PDF-")
    assert b"/StructTreeRoot" in pdf
    assert re.search(rf"/Lang ?\({language}".encode(), pdf)
    assert re.search(rb"/Marked ?true", pdf)
    assert "retningslinjer-for-laeringsnettverk" in answer["Content-Disposition"]


def test_a_draft_is_not_public(pages: None) -> None:
    page = page_of("2024").copy(update_attrs={"slug": "2040", "code": "2040"})
    assert Client().get("/retningslinjer/2040/").status_code == 404
    assert page.live is False
