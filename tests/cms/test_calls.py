"""Calls as readers meet them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cms.models import CallIndexPage, CallPage
from workflows.schemes.models import Call

Read = Callable[..., str]


@pytest.fixture
def call(pages: None) -> Call:
    """A call of the cast: Rogaland, leader networks, open from 15 January to 31 May 2024 at 23.59."""
    return Call.objects.get(office__code="ROG", scheme_version__code="leader_network", year=2024)


def sections(html: str) -> list[str]:
    """Return the headings of the list: open, coming, past."""
    return re.findall(r'<section aria-labelledby="(open|coming|past)"', html)


def test_calls_stand_by_where_they_are_in_time(read: Read, call: Call, at: Any) -> None:
    at(2024, 1, 2)
    assert sections(read("/utlysninger/")) == ["open", "coming"]
    at(2024, 3, 1)
    html = read("/utlysninger/", side="1")
    assert sections(html) == ["open"]
    assert f'href="/utlysninger/{call.pk}/"' in html
    at(2024, 6, 1)
    assert sections(read("/utlysninger/", utm_source="x")) != []


def test_past_calls_come_by_pages(read: Read, call: Call, at: Any) -> None:
    for year in range(1990, 2024):
        Call.objects.create(
            office=call.office,
            scheme_version=call.scheme_version,
            edition=call.edition,
            year=year,
            opens=call.opens.replace(year=year),
            deadline=call.deadline.replace(year=year),
        )
    first, second = read("/utlysninger/"), read("/utlysninger/", side="2")
    assert 'href="?side=2"' in first
    assert (first.count("<tr>"), second.count("<tr>")) == (21, 15)
    for side in ("3", "0", "-1", "x", "²", "99999999999999999999"):
        assert Client().get("/utlysninger/", {"side": side}).status_code == 404


@pytest.mark.requirement(
    "R8.5", "the fact box has deadline with time of day, target group, responsible, who, published"
)
@pytest.mark.parametrize("prefix", ["", "/nn"])
def test_a_call_has_its_fact_box_and_its_button(read: Read, call: Call, prefix: str) -> None:
    html = read(f"{prefix}/utlysninger/{call.pk}/")
    box = re.search(r'<section class="ds-card fact-box".*?</section>', html, re.DOTALL)
    assert box
    assert len(re.findall("<dt>", box[0])) >= 7
    assert "31. mai 2024 kl. 23.59" in box[0]
    assert f'href="{prefix}/utlysninger/{call.pk}/sok/"' in box[0]
    assert f'href="{prefix}/retningslinjer/2024/"' in html
    other = f'/nn/utlysninger/{call.pk}/"' if not prefix else f'/utlysninger/{call.pk}/"'
    assert f'href="{other}' in html, "the other language leads to the same call"


@pytest.mark.parametrize(
    ("moment", "can_apply"), [((2024, 1, 2), False), ((2024, 3, 1), True), ((2024, 6, 1), False)]
)
def test_one_can_apply_only_while_the_call_is_open(
    read: Read, call: Call, at: Any, moment: tuple[int, int, int], can_apply: bool
) -> None:
    at(*moment)
    assert (f"/utlysninger/{call.pk}/sok/" in read(f"/utlysninger/{call.pk}/")) is can_apply


@pytest.mark.requirement("R8.5", "a call says whether it is coming, open or closed, in both languages")
@pytest.mark.parametrize(
    ("moment", "bokmal", "nynorsk"),
    [
        ((2024, 1, 2), "Kommer", "Kjem"),
        ((2024, 3, 1), "Åpen", "Open"),
        ((2024, 6, 1), "Avsluttet", "Avslutta"),
    ],
)
def test_a_call_says_where_it_is_in_time(
    read: Read, call: Call, at: Any, moment: tuple[int, int, int], bokmal: str, nynorsk: str
) -> None:
    at(*moment)
    for prefix, word in (("", bokmal), ("/nn", nynorsk)):
        heading = read(f"{prefix}/utlysninger/{call.pk}/").split('class="page-heading"')[1].split("</div>")[0]
        assert re.search(f">\\s*{word}\\s*<", heading), heading


def test_what_the_office_adds_stands_on_the_calls_own_page(read: Read, call: Call) -> None:
    index = CallIndexPage.objects.get(locale__language_code="nb")
    page = CallPage(
        title="Lokale kriterier", call=call, slug="x", intro="Nettverk med små kommuner går foran."
    )
    index.add_child(instance=page)
    page.save_revision().publish()

    assert page.slug == str(call.pk)
    assert "Nettverk med små kommuner går foran." in read(f"/utlysninger/{call.pk}/")


def test_a_call_that_is_not_there_is_not_found(pages: None) -> None:
    for number in (999999, 10**30):
        assert Client().get(f"/utlysninger/{number}/").status_code == 404


@pytest.mark.requirement(
    "R1.8", "the example of the form and the plan template are downloaded from the scheme's page"
)
@pytest.mark.parametrize(
    ("address", "kinds"), [("/egeninitiert/", ["pdf", "docx"]), ("/nn/ledernettverk/", ["pdf"])]
)
def test_a_scheme_has_its_forms_to_download(read: Read, address: str, kinds: list[str]) -> None:
    links = re.findall(r'href="(/dokumenter/\d+/[^"]+\.(pdf|docx))"', read(address))
    assert [kind for _link, kind in links] == kinds
    for link, kind in links:
        answer = Client().get(link)
        whole = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200
        assert whole.startswith(b"%PDF-" if kind == "pdf" else b"PK")
