"""What readers see of two editions: rows with links to both, marks in the text, rules in sentences (R1.4)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from wagtail.models import PageViewRestriction

from cms import cache
from cms.demo.pages import read as content
from tests.cms.site import draft, overhead, page_of, paragraph, publish, schemes

Read = Callable[..., str]
OLD_NEW = "/retningslinjer/sammenlign/2021/2024/"


def soup(html: str) -> BeautifulSoup:
    """Return a page, parsed."""
    return BeautifulSoup(html, "html.parser")


def row(html: str, row_id: str) -> Tag:
    """Return the row of a paragraph."""
    found = soup(html).find(id=row_id)
    assert isinstance(found, Tag), row_id
    return found


def said(element: Tag) -> str:
    """Return what stands in an element, on one line."""
    return " ".join(element.get_text(" ").split())


def compared(old: str, new: str, prefix: str = "") -> str:
    """Return the page that compares two editions."""
    answer = Client().get(f"{prefix}/retningslinjer/sammenlign/{old}/{new}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.requirement(
    "R1.4",
    "the knowledge-environment criterion of 2021 became a recommendation whose need must be considered",
)
@pytest.mark.parametrize("prefix", ["", "/nn"])
def test_the_criterion_of_2021_became_a_recommendation(read: Read, prefix: str) -> None:
    html = read(prefix + OLD_NEW)
    contact, considered = row(html, "til-2.8"), row(html, "til-2.9")
    became = {"": "Må ble bør.", "/nn": "Må vart bør."}[prefix]

    assert [link["href"] for link in contact.h3.find_all("a")] == [
        f"{prefix}/retningslinjer/2021/#p-4.1",
        f"{prefix}/retningslinjer/2024/#p-2.8",
    ]
    assert became in said(contact)
    assert re.search(r"kontakt med ei?t kunnskapsmiljø om prosjektet", said(contact))
    assert re.search(r"M. Ny regel. Nettverket skal ha vurdert om prosjektet treng", said(considered))
    summary = said(soup(html).find(class_="compared-summary"))
    assert became in summary
    assert "2021-4.1 → 2024-2.8" in summary


@pytest.mark.requirement("R1.4", "leader networks came in, as a sentence about the set of schemes")
def test_leader_networks_came_in(read: Read) -> None:
    schemes_of = said(row(read(OLD_NEW), "til-0.4"))
    assert "1.2 i 2021 → 0.4 i 2024" in schemes_of
    assert "Kom til: ledelse av barnevernstjenesten." in schemes_of


@pytest.mark.requirement(
    "R1.4", "the 5 per cent limit, the limit of 200 000 and carry-over were stated in 2024"
)
def test_limits_and_carry_over_were_stated(read: Read) -> None:
    html = read(OLD_NEW)
    summary = said(soup(html).find(class_="compared-summary"))
    stated = {"til-3.7": "Overhead kan være høyst 5 prosent av beløpet det søkes om.",
              "til-3.14": "Er det innvilget mer enn 200 000 kroner, skal en revisor attestere bruken.",
              "til-3.4": "Nettverket kan søke om å overføre ubrukte penger til neste år."}  # fmt: skip

    for place, words in stated.items():
        assert f"Må Ny regel. {words}" in said(row(html, place))
        assert words in summary


@pytest.mark.requirement("R1.4", "a rule of 2021 that 2024 keeps is told as still holding, not as gone")
def test_what_still_holds_is_not_gone(read: Read) -> None:
    html = read(OLD_NEW)
    for code in ("0.2", "2.3"):
        kept = row(html, f"fra-{code}")
        assert kept["data-status"] == "kept"
        assert "Den gjelder fortsatt." in said(kept)
        assert kept.find("del") is None


@pytest.mark.requirement(
    "R1.4", "every paragraph of both editions stands in one row, with a link to where it is read"
)
@pytest.mark.parametrize("prefix", ["", "/nn"])
def test_every_paragraph_of_both_is_linked_and_both_are_readable(read: Read, prefix: str) -> None:
    links = re.findall(rf'href="({prefix}/retningslinjer/(?:2021|2024)/#p-[\d.]+)"', read(prefix + OLD_NEW))
    codes = [
        f"{prefix}/retningslinjer/{document}/#p-{each['code']}"
        for document in ("2021", "2024")
        for chapter in content(f"guideline-{document}")["chapters"]
        for each in chapter["paragraphs"]
    ]
    assert sorted(links) == sorted(codes)
    for link in links:
        address, _hash, place = link.partition("#")
        assert f'id="{place}"' in read(address)


@pytest.mark.requirement(
    "R1.4", "words and figures that changed are marked in the text, also for those who hear the page"
)
def test_changed_words_and_figures_are_marked(db: None) -> None:
    publish("2031", paragraph("3.1", schemes("self_initiated")), paragraph("3.7", overhead(5)),
            paragraph("3.8", text="Høyst 200 000 kroner"))  # fmt: skip
    publish("2032", paragraph("3.1", schemes("self_initiated")), paragraph("3.7", overhead(7)),
            paragraph("3.8", text="Høyst 300 000 kroner"), replaces="2031")  # fmt: skip
    html = compared("2031", "2032")
    limit, amount = row(html, "til-3.7"), row(html, "til-3.8")

    assert "5 prosent ble 7 prosent." in said(limit)
    assert [said(mark) for mark in limit.find_all(["del", "ins"])] == [
        "Før: Overhead er høyst 5 prosent.",
        "Nå: Overhead er høyst 7 prosent.",
    ]
    assert [(mark.name, said(mark)) for mark in amount.find_all(["del", "ins"])] == [
        ("del", "Fjernet: 200 000 , slutt på endringen."),
        ("ins", "Lagt til: 300 000 , slutt på endringen."),
    ]
    same = soup(html).find("details", class_="compared-same")
    assert said(same) == "1 punkt er som før 3.1 i 2031 → 3.1 i 2032"


@pytest.mark.requirement(
    "R1.4", "what came in and went out between an edition and its next stands in its place"
)
def test_what_came_in_and_went_out_stands_in_its_place(db: None) -> None:
    publish("2031", *(paragraph(f"3.{n}") for n in (1, 2, 3)))
    publish("2032", paragraph("3.1"), paragraph("3.3"), paragraph("3.4", overhead()), replaces="2031")
    html = compared("2031", "2032")

    assert re.findall(r'<(?:article|li)[^>]* id="((?:til|fra)-[\d.]+)"', html) == [
        "til-3.1", "fra-3.2", "til-3.3", "til-3.4",
    ]  # fmt: skip
    assert "Bare i 2031" in said(row(html, "fra-3.2"))
    assert "Bare i 2032" in said(row(html, "til-3.4"))
    assert "Må Ny regel. Overhead er høyst 5 prosent." in said(row(html, "til-3.4"))


@pytest.mark.requirement("R1.2", "the older edition stands first, in whichever order they are asked for")
def test_the_older_stands_first(pages: None) -> None:
    answer = Client().get("/retningslinjer/sammenlign/2024/2021/")
    assert (answer.status_code, answer["Location"]) == (302, OLD_NEW)


@pytest.mark.parametrize(
    "address",
    [
        "2021/1999/",
        "1999/2024/",
        "2040/2024/",
        "<b>/2024/",
        "2024/%00/",
        "2024/",
        "2021/2024/2031/",
        "%C3%98/%F0/",
    ],
)
def test_what_cannot_be_compared_is_not_found(pages: None, address: str) -> None:
    draft("2040", paragraph("3.1"))
    assert Client().get(f"/retningslinjer/sammenlign/{address}").status_code == 404


@pytest.mark.adversary(
    "E18", "an edition that is kept from the public is neither compared nor told of in the feed"
)
def test_an_edition_that_is_not_for_everyone_is_not_compared(pages: None) -> None:
    PageViewRestriction.objects.create(page=page_of("2021"), restriction_type="login")
    cache.renew()  # as when the transaction commits
    client = Client()

    assert client.get(OLD_NEW).status_code == 404
    assert "2021" not in said(soup(client.get("/retningslinjer/sammenlign/").content.decode()).main)
    assert "Rammer for kommunale" not in client.get("/retningslinjer/endringer/").content.decode()


def test_a_draft_is_not_offered(pages: None) -> None:
    draft("2040", paragraph("3.1"))
    html = soup(Client().get("/retningslinjer/sammenlign/").content.decode())
    assert [choice["value"] for choice in html.find(id="id_til").find_all("option")] == ["2024", "2021"]
    assert [choice["value"] for choice in html.find_all("option", selected=True)] == ["2021", "2024"]


def test_two_editions_are_chosen_in_a_form_without_scripts(pages: None) -> None:
    answer = Client().get("/retningslinjer/sammenlign/", {"fra": "2024", "til": "2021"}, follow=True)
    assert answer.request["PATH_INFO"] == OLD_NEW


@pytest.mark.parametrize(
    "query", [{"fra": "2024", "til": "2024"}, {"fra": "1999", "til": "2024"}, {"fra": "2024"}]
)
def test_a_choice_that_cannot_be_made_says_why_and_keeps_what_was_chosen(pages: None, query: Any) -> None:
    answer = Client().get("/retningslinjer/sammenlign/", query)
    html = soup(answer.content.decode())
    assert answer.status_code == 200
    link = html.find(class_="ds-error-summary").find("a")
    assert html.find(id=link["href"][1:]).name == "select"
    if query["fra"] == "2024":
        assert html.find(id="id_fra").find("option", selected=True)["value"] == "2024"


def test_an_edition_with_itself_leads_to_the_choice(pages: None) -> None:
    answer = Client().get("/retningslinjer/sammenlign/2024/2024/", follow=True)
    assert answer.status_code == 200
    assert "Velg to forskjellige utgaver." in answer.content.decode()


def test_where_the_nynorsk_page_lacks_a_paragraph_the_bokmaal_one_stands(db: None) -> None:
    publish("2031", paragraph("3.1"), paragraph("3.2"))
    publish("2032", paragraph("3.1"), paragraph("3.2"), replaces="2031")
    nynorsk = page_of("2032", "nn")
    del nynorsk.body[0].value["content"][1]
    nynorsk.save_revision().publish()
    html = compared("2031", "2032", "/nn")

    assert [link["href"] for link in row(html, "til-3.2").find_all("a")] == [
        "/nn/retningslinjer/2031/#p-3.2",
        "/retningslinjer/2032/#p-3.2",
    ]


def test_pages_lead_to_the_comparison(read: Read) -> None:
    assert f'href="{OLD_NEW}"' in read("/retningslinjer/")
    assert 'href="/retningslinjer/sammenlign/"' in read("/retningslinjer/")
    assert 'href="/retningslinjer/sammenlign/2021/2024/"' in read("/retningslinjer/2024/")
    assert 'href="/nn/retningslinjer/sammenlign/2024/2021/"' in read("/nn/retningslinjer/2021/")
    assert 'href="/nn/retningslinjer/sammenlign/2021/2024/"' in read(OLD_NEW), "the other language stays here"


def test_longer_editions_cost_no_more_queries(db: None, django_assert_max_num_queries: Any) -> None:
    publish("2031", *(paragraph(f"3.{n}", overhead(n)) for n in range(1, 40)))
    publish("2032", *(paragraph(f"3.{n}", overhead(n + 1)) for n in range(1, 60)))
    Client().get("/retningslinjer/")
    with django_assert_max_num_queries(10):
        html = compared("2031", "2032")
    assert html.count("ble") >= 39
