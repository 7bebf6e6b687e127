"""The pages of the overview: who reads what, where figures lead, files, and what they cost."""

import csv
import io
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from tests import way
from tests.bare import plain
from tests.cast import make_person
from tests.many import many_cases
from tests.workflows.pages.test_query_budgets import cost
from workflows.directory.models import Role
from workflows.overview.models import FundingFrame
from workflows.overview.views import PARTS

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
QUERIES = 20
FRAME = {"year": "2024", "scheme": "leader_network", "amount": "5 000 000", "reason": "Prop. 1 S (2023–2024)"}


def main(answer: HttpResponse) -> Any:
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").find("main")


def table(answer: HttpResponse, code: str) -> dict[str, list[str]]:
    """Return the rows of a table by what stands first in them."""
    rows = main(answer).select(f"section:has(> #{code}) tr")
    cells = [[plain(cell.get_text(" ", strip=True)) for cell in row.find_all(["th", "td"])] for row in rows]
    return {row[0]: row[1:] for row in cells}


def test_every_part_is_there_before_anything_has_happened(cast: SimpleNamespace, browse: Browse) -> None:
    for person in (cast.fund_manager, cast.caseworker, cast.editor):
        for part in PARTS:
            assert browse(person).get(f"/oversikt/{part}/").status_code == 200, (person, part)


@pytest.mark.requirement("R7.4", "the directorate reads every office's figures, an office its own")
def test_the_directorate_reads_all_offices_and_an_office_its_own(
    cast: SimpleNamespace, browse: Browse
) -> None:
    way.paid(awarded=120_000)
    everywhere = table(browse(cast.fund_manager).get("/oversikt/?ar=2024"), "embeter")
    assert everywhere["Rogaland"][:6] == ["4 000 000", "1", "150 000", "1", "120 000", "120 000"]
    assert everywhere["Vestland"][:6] == ["4 000 000", "0", "0", "0", "0", "0"]
    assert everywhere["I alt"][:6] == ["8 000 000", "1", "150 000", "1", "120 000", "120 000"]
    own = browse(cast.caseworker).get("/oversikt/?ar=2024")
    assert table(own, "embeter") == {}
    assert table(own, "ar")["2024"][:6] == ["4 000 000", "1", "150 000", "1", "120 000", "120 000"]
    assert "Vestland" not in main(own).get_text()
    theirs = browse(cast.other_caseworker).get("/oversikt/?ar=2024")
    assert table(theirs, "ar")["2024"][:6] == ["4 000 000", "0", "0", "0", "0", "0"]


@pytest.mark.requirement("R7.4", "an office compares itself with what is published of the whole country")
def test_an_office_reads_of_the_country_what_is_published(cast: SimpleNamespace, browse: Browse) -> None:
    way.paid(awarded=120_000)
    country = table(browse(cast.other_caseworker).get("/oversikt/?ar=2024"), "landet")
    assert country["2024"] == ["1", "120 000", "120 000"]
    assert table(browse(cast.fund_manager).get("/oversikt/?ar=2024"), "landet") == {}


@pytest.mark.adversary(
    "D3", "another office's figures answer 404, as an office that is none; so do their files"
)
@pytest.mark.parametrize("page", ["", "temaer/", "kommuner/", "midler/hver.csv"])
def test_another_offices_figures_are_not_there(cast: SimpleNamespace, browse: Browse, page: str) -> None:
    client = browse(cast.caseworker)
    asked = [client.get(f"/oversikt/{page}?ar=2024{more}").status_code
             for more in ("&embete=ROG", "&embete=VES", "&embete=XXX", "&ordning=ingen")]  # fmt: skip
    assert asked == [200, 404, 404, 404]


@pytest.mark.adversary("D1", "who works neither at an office nor for the directorate reads no figures")
@pytest.mark.parametrize("who", ["leader_network_leader", "bufetat", "auditor", "administrator", "outsider"])
def test_others_read_nothing(cast: SimpleNamespace, browse: Browse, who: str) -> None:
    client = browse(getattr(cast, who))
    for page in ("", "tider/", "midler/hver.csv", "ramme/"):
        assert client.get(f"/oversikt/{page}").status_code == 404


def test_an_office_for_trials_is_told_that_there_is_nothing(cast: SimpleNamespace, browse: Browse) -> None:
    from workflows.directory.models import GovernorOffice

    GovernorOffice.objects.filter(code="VES").update(is_trial=True)
    page = browse(cast.other_caseworker).get("/oversikt/")
    assert "4 000 000" not in plain(main(page).get_text())


@pytest.mark.requirement("R7.4", "a number of cases leads to those cases, as many as it says")
def test_numbers_lead_to_the_cases_behind_them(cast: SimpleNamespace, browse: Browse) -> None:
    many_cases(way.submitted(), 2)
    way.granted("self_initiated")
    client = browse(cast.fund_manager)
    page = main(client.get("/oversikt/?ar=2024"))
    links = {
        link["href"]: int(link.get_text())
        for link in page.select("td a[href*='/saker/']")
        if link.get_text().isdecimal()
    }
    followed = {
        url: len(main(client.get(url)).select("tbody tr")) if count else 0 for url, count in links.items()
    }
    assert followed == links
    assert sorted(links.values()) == [1, 1, 1, 1, 1, 1, 3, 3, 4, 4]


@pytest.mark.requirement("R7.4", "what is not distributed is the frame without what offices were given")
def test_the_directorate_writes_the_frame(cast: SimpleNamespace, browse: Browse) -> None:
    client = browse(cast.fund_manager)
    assert client.post("/oversikt/ramme/", FRAME).status_code == 302
    page = client.get("/oversikt/?ar=2024")
    assert table(page, "ramme")["Barnevernsledernettverk"] == ["5 000 000", "4 000 000", "0", "1 000 000"]
    assert FundingFrame.objects.get().by == cast.fund_manager


def test_only_who_may_write_the_frame_is_led_to_it(cast: SimpleNamespace, browse: Browse) -> None:
    led = {}
    for person in (cast.fund_manager, cast.editor, cast.guideline_reviewer):
        page = browse(person).get("/oversikt/?ar=2024")
        link = main(page).select_one("a[href*='/oversikt/ramme/']")
        led[person.username] = link is not None, table(page, "ramme")["Barnevernsledernettverk"][0]
        status = browse(person).get("/oversikt/ramme/").status_code
        assert (status == 200) == led[person.username][0]
    assert led == {
        "fund_manager": (True, "Skriv den inn"),
        "editor": (False, "–"),
        "guideline_reviewer": (False, "–"),
    }


def test_a_frame_that_is_none_is_refused_and_what_was_typed_is_kept(
    cast: SimpleNamespace, browse: Browse
) -> None:
    client = browse(cast.fund_manager)
    for wrong in (
        {"amount": "-1"},
        {"amount": "mye"},
        {"year": "9999"},
        {"scheme": "ingen"},
        {"reason": ""},
        {"year": ""},
    ):
        answer = client.post("/oversikt/ramme/", {**FRAME, **wrong})
        assert answer.status_code == 422, wrong
        assert "Prop. 1 S" in answer.content.decode() or wrong == {"reason": ""}
    assert not FundingFrame.objects.exists()
    for person, status in ((cast.caseworker, 403), (cast.editor, 403)):
        assert browse(person).post("/oversikt/ramme/", FRAME).status_code == status


@pytest.mark.requirement("R7.4", "every table can be taken out as a file, with the figures of the page")
def test_a_table_is_taken_out_as_a_file(cast: SimpleNamespace, browse: Browse) -> None:
    way.paid(awarded=120_000)
    client = browse(cast.fund_manager)
    answer = client.get("/oversikt/midler/hver.csv?ar=2024&embete=ROG")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][:9] == [
        "2024",
        "Barnevernsledernettverk",
        "Rogaland",
        "2000000",
        "1",
        "150000",
        "1",
        "120000",
        "120000",
    ]
    assert len({len(row) for row in rows}) == 1
    assert "oversikt-midler-hver-2024-ROG.csv" in answer["Content-Disposition"]
    assert client.get("/oversikt/midler/hver.xlsx?ar=2024").content[:2] == b"PK"
    for address in ("midler/ingen.csv", "midler/hver.exe", "ingen/hver.csv"):
        assert client.get(f"/oversikt/{address}").status_code == 404


def test_every_drawing_has_words_and_a_table_with_its_figures(cast: SimpleNamespace, browse: Browse) -> None:
    way.paid(awarded=120_000)
    page = main(browse(cast.fund_manager).get("/oversikt/?ar=2024"))
    rogaland = [
        plain(svg["aria-label"]) for svg in page.select("svg[role=img]") if "Rogaland" in svg["aria-label"]
    ]
    assert rogaland == [
        "Rogaland: Belastningsfullmakt kr 4 000 000, Søkt om kr 150 000, Innvilget kr 120 000, Utbetalt kr 120 000"
    ]
    assert all(chart.find_parent("section").find("table") for chart in page.select("figure.bars"))
    assert not page.select("[style]")


@pytest.mark.parametrize("query", ["?ar=abcd", "?ar=99999", "?ar=0000", "?ar=%00", "?ar=2024&ordning=%00"])
def test_hostile_addresses_break_nothing(cast: SimpleNamespace, browse: Browse, query: str) -> None:
    for part in PARTS:
        assert browse(cast.fund_manager).get(f"/oversikt/{part}/{query}").status_code in (200, 404)


@pytest.mark.requirement("R7.4", "the overview asks the database as much of many cases as of one")
@pytest.mark.parametrize("part", list(PARTS))
def test_many_cases_cost_no_more_than_one(cast: SimpleNamespace, browse: Browse, part: str) -> None:
    case = way.granted()
    address = f"/oversikt/{part}/?ar=2024"
    for person in (cast.fund_manager, cast.caseworker):
        client = browse(person)
        one = cost(client, address)
        many_cases(case, 20, first=100_000 + 1_000 * person.pk)
        assert (cost(client, address), one <= QUERIES) == (one, True), one


def test_the_overview_stands_in_the_menu_of_who_reads_it(cast: SimpleNamespace, browse: Browse) -> None:
    make_person("both", Role.PAYMENT_ATTESTER, office="VES")
    for who, there in (
        ("fund_manager", True),
        ("payment_attester", True),
        ("editor", True),
        ("outsider", False),
        ("administrator", False),
    ):
        page = browse(getattr(cast, who)).get("/saker/").content.decode()
        assert bool(re.search(r'<nav class="site-nav".*?href="/oversikt/"', page, re.S)) == there, who
