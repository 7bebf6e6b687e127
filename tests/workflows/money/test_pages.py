"""The pages of the pots: who sees what, what the directorate does there, and what they cost."""

import csv
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from tests import way
from tests.bare import granted_case, plain, pot_of
from tests.workflows.pages.test_query_budgets import LIST, cost
from workflows.directory.models import GovernorOffice
from workflows.funds import actions as funds
from workflows.funds.models import LedgerEntry, LedgerKind, Pot
from workflows.verifying import faults_of_pots

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
ALL = 2_000_000
KEY = "0123456789abcdef"


def text(answer: HttpResponse) -> str:
    main = BeautifulSoup(answer.content, "html.parser").find("main")
    return plain(" ".join(main.get_text(" ").split()))


def pot_at(office: str, scheme: str = "leader_network") -> Pot:
    return Pot.objects.get(office__code=office, scheme=scheme, year=2024)


def links(answer: HttpResponse) -> list[str]:
    return [a["href"] for a in BeautifulSoup(answer.content, "html.parser").select("main a[href]")]


# Who sees what


@pytest.mark.requirement("P2", "the fund manager sees every office's pots; an office its own and no other's")
def test_the_directorate_sees_all_pots_and_an_office_its_own(cast: SimpleNamespace, browse: Browse) -> None:
    every, rogaland = set(Pot.objects.values_list("pk", flat=True)), {pot_at("ROG").pk}
    rogaland.add(pot_at("ROG", "self_initiated").pk)
    for person, seen in (
        (cast.fund_manager, every),
        (cast.caseworker, rogaland),
        (cast.decision_maker, rogaland),
    ):
        shown = {
            int(m[1])
            for a in links(browse(person).get("/midler/"))
            if (m := re.search(r"/midler/(\d+)/$", a))
        }
        assert shown == seen


@pytest.mark.adversary(
    "D3", "another office's pot, its cases, ledger and forms answer 404, as one that is none"
)
@pytest.mark.parametrize("page", ["", "saker/", "regnskap.csv", "endre/", "flytt/"])
def test_another_offices_pot_is_not_there(cast: SimpleNamespace, browse: Browse, page: str) -> None:
    client = browse(cast.caseworker)
    theirs, none = (client.get(f"/midler/{pk}/{page}").status_code for pk in (pot_at("VES").pk, 999_999))
    assert (theirs, none) == (404, 404)


@pytest.mark.requirement("R4.2", "an office hears that the directorate distributes, raises, lowers and moves")
@pytest.mark.parametrize("page", ["/midler/tildel/", "/midler/{pot}/endre/", "/midler/{pot}/flytt/"])
def test_an_office_changes_nothing_and_hears_who_does(
    cast: SimpleNamespace, browse: Browse, page: str
) -> None:
    address = page.format(pot=pot_at("ROG").pk)
    for person in (cast.caseworker, cast.decision_maker):
        for answer in (browse(person).get(address), browse(person).post(address, {})):
            assert answer.status_code == 403
            assert "direktoratet" in text(answer).lower()
    assert browse(cast.network_leader).get(address).status_code == 404
    assert LedgerEntry.objects.exclude(kind=LedgerKind.AUTHORITY).count() == 0


# What the directorate does


@pytest.mark.requirement(
    "R4.2", "authority is distributed to several offices in one form, each with its ledger entry"
)
@pytest.mark.requirement("P2", "the fund manager distributes authority per office, scheme and year")
def test_authority_is_distributed_to_several_offices_at_once(cast: SimpleNamespace, browse: Browse) -> None:
    typed = {"year": "2024", "scheme": "foster_home", "amount_ROG": "kr 500.000", "amount_AGD": "250 000",
             "reason": "Tildelingsbrev", "key": KEY}  # fmt: skip
    answer = browse(cast.fund_manager).post("/midler/tildel/", typed)
    assert (answer.status_code, answer["Location"]) == (302, "/midler/")
    entries = LedgerEntry.objects.filter(pot__scheme="foster_home").order_by("pot__office__code")
    told = [(e.pot.office.code, e.kind, e.amount, e.by, e.note) for e in entries]
    assert told == [
        ("AGD", "authority", 250_000, cast.fund_manager, "Tildelingsbrev"),
        ("ROG", "authority", 500_000, cast.fund_manager, "Tildelingsbrev"),
    ]
    assert list(faults_of_pots()) == []


@pytest.mark.adversary("B1", "a distribution sent twice gives one entry in each pot")
def test_a_distribution_sent_twice_counts_once(cast: SimpleNamespace, browse: Browse) -> None:
    client = browse(cast.fund_manager)
    typed = {"year": "2024", "scheme": "leader_network", "amount_ROG": "100", "reason": "Mer", "key": KEY}
    assert [client.post("/midler/tildel/", typed).status_code for _ in range(2)] == [302, 302]
    assert pot_at("ROG").authority == ALL + 100
    other = client.post("/midler/tildel/", typed | {"amount_ROG": "200"})
    assert (other.status_code, pot_at("ROG").authority) == (409, ALL + 100)
    assert "200" in text(other)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"amount_ROG": "mye", "amount_VES": "1 000"}, "mye"),
        ({"amount_ROG": "1,50"}, "1,50"),
        ({"amount_ROG": ""}, "Tildelingsbrev"),
        ({"amount_ROG": "5", "scheme": "finnes-ikke"}, "Tildelingsbrev"),
        ({"amount_ROG": "5", "year": "2023"}, "Tildelingsbrev"),
    ],
)
def test_what_cannot_be_distributed_is_said_and_what_was_typed_kept(
    cast: SimpleNamespace, browse: Browse, typed: dict[str, str], kept: str
) -> None:
    filled = {"year": "2024", "scheme": "leader_network", "reason": "Tildelingsbrev", "key": KEY} | typed
    answer = browse(cast.fund_manager).post("/midler/tildel/", filled)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one(".ds-error-summary")
    assert kept in [field.get("value") for field in page.select("input")]
    assert pot_at("ROG").authority == ALL


@pytest.mark.adversary(
    "A8", "lowering below what is committed is refused with what remains, what was typed kept"
)
@pytest.mark.requirement("R4.2", "authority is raised and lowered, never below what is committed")
def test_a_pot_is_raised_and_lowered_no_further_than_to_what_is_committed(
    cast: SimpleNamespace, browse: Browse
) -> None:
    pot, client = pot_of(granted_case()), browse(cast.fund_manager)
    address = f"{pot.get_absolute_url()}endre/"
    typed = {"direction": "lower", "amount": "1 800 001", "reason": "Omfordeling"}
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert "kr 1 800 000" in text(answer)
    assert "1\u00a0800\u00a0001" in [
        field.get("value") for field in BeautifulSoup(answer.content, "html.parser").select("input")
    ]
    assert client.post(address, typed | {"amount": "1 800 000"}).status_code == 302
    assert client.post(address, typed | {"direction": "raise", "amount": "5"}).status_code == 302
    pot.refresh_from_db()
    assert (pot.authority, pot.available) == (200_005, 5)
    assert list(faults_of_pots()) == []


@pytest.mark.requirement(
    "P2", "authority is moved between offices and between schemes, with a reason, as one act"
)
@pytest.mark.parametrize(
    "where", [("VES", "leader_network"), ("ROG", "self_initiated"), ("AGD", "foster_home")]
)
def test_authority_is_moved_to_another_pot(
    cast: SimpleNamespace, browse: Browse, where: tuple[str, str]
) -> None:
    source, (code, scheme) = pot_at("ROG"), where
    office = GovernorOffice.objects.get(code=code)
    typed = {
        "office": office.pk,
        "scheme": scheme,
        "amount": "300 000",
        "reason": "Flere søknader der",
        "key": KEY,
    }
    client = browse(cast.fund_manager)
    assert [client.post(f"{source.get_absolute_url()}flytt/", typed).status_code for _ in range(2)] == [
        302,
        302,
    ]
    source.refresh_from_db()
    target = Pot.objects.get(office=office, scheme=scheme, year=2024)
    assert (source.authority, source.moved, source.available) == (ALL, 300_000, ALL - 300_000)
    assert (target.moved, target.available) == (-300_000, target.authority + 300_000)
    entries = LedgerEntry.objects.filter(kind=LedgerKind.MOVE).order_by("amount")
    assert [(e.pot, e.amount, e.by, e.note) for e in entries] == [
        (source, -300_000, cast.fund_manager, "Flere søknader der"),
        (target, 300_000, cast.fund_manager, "Flere søknader der"),
    ]
    assert list(faults_of_pots()) == []


@pytest.mark.parametrize(
    "change", [{"amount": "2 000 001"}, {"office": "ROG"}, {"reason": ""}, {"office": "0"}]
)
def test_a_move_that_cannot_be_made_is_refused_and_moves_nothing(
    cast: SimpleNamespace, browse: Browse, change: dict[str, str]
) -> None:
    source = pot_at("ROG")
    codes = {office.code: office.pk for office in GovernorOffice.objects.all()}
    typed = {"office": "VES", "scheme": "leader_network", "amount": "1", "reason": "Prøve"} | change
    typed |= {"office": codes.get(typed["office"], typed["office"])}
    answer = browse(cast.fund_manager).post(f"{source.get_absolute_url()}flytt/", typed)
    assert answer.status_code == 422
    source.refresh_from_db()
    assert (source.available, LedgerEntry.objects.filter(kind=LedgerKind.MOVE).count()) == (ALL, 0)


@pytest.mark.requirement("R4.4", "the authority of a year that is over is not changed any more")
def test_a_year_that_is_over_is_left_alone(
    cast: SimpleNamespace, browse: Browse, at: Callable[..., None]
) -> None:
    at(2025, 1, 1, 0)
    pot, client = pot_at("ROG"), browse(cast.fund_manager)
    typed = {"direction": "raise", "amount": "5", "reason": "For sent"}
    assert client.post(f"{pot.get_absolute_url()}endre/", typed).status_code == 422
    assert "endre/" not in str(links(client.get(pot.get_absolute_url())))
    pot.refresh_from_db()
    assert pot.authority == ALL


# The pot's page


@pytest.mark.requirement(
    "R4.2", "the ledger has a running balance, and the balance can be asked for on any day"
)
def test_a_ledger_has_a_running_balance_and_a_balance_at_any_date(
    cast: SimpleNamespace, browse: Browse, at: Callable[..., None]
) -> None:
    at(2024, 1, 5)
    office = GovernorOffice.objects.get(code="AGD")
    pot = funds.give_authority(office=office, scheme="foster_home", year=2024, amount=ALL, by=None).pot
    at(2024, 9, 30, 23, 59)
    funds.lower_authority(pot=pot, amount=200_000, by=None)
    at(2024, 10, 1, 0, 1)
    funds.change_authority(pot=pot, change=50_000, by=None)
    client = browse(cast.fund_manager)
    page = BeautifulSoup(client.get(pot.get_absolute_url()).content, "html.parser")
    left = [plain(row.select("td")[3].get_text()) for row in page.select("tbody tr")]
    assert left == ["kr 1 850 000", "kr 1 800 000", "kr 2 000 000"]
    day = client.get(pot.get_absolute_url(), {"dato": "2024-09-30"})
    assert "kr 1 800 000" in text(day)
    assert "kr 1 850 000" not in text(day)
    strange = client.get(pot.get_absolute_url(), {"dato": "i går"})
    assert strange.status_code == 200
    assert "kr 1 850 000" in text(strange)


def test_a_ledger_is_paged_by_key_and_the_balance_goes_on(cast: SimpleNamespace, browse: Browse) -> None:
    pot = pot_at("ROG")
    for _ in range(30):
        funds.give_authority(office=pot.office, scheme=pot.scheme, year=2024, amount=1, by=None)
    client = browse(cast.caseworker)
    first = client.get(pot.get_absolute_url())
    onward = BeautifulSoup(first.content, "html.parser").select_one("a[rel=next]")["href"]
    second = BeautifulSoup(client.get(pot.get_absolute_url() + onward).content, "html.parser")
    left = [plain(row.select("td")[3].get_text()) for row in second.select("tbody tr")]
    assert left == [
        "kr 2 000 005",
        "kr 2 000 004",
        "kr 2 000 003",
        "kr 2 000 002",
        "kr 2 000 001",
        "kr 2 000 000",
    ]


@pytest.mark.requirement("R8.2", "who has declared a tie finds the case in no ledger and on no list of a pot")
def test_cases_that_hold_money_are_links_for_those_who_see_them(
    cast: SimpleNamespace, browse: Browse
) -> None:
    case = way.granted()
    case.impartiality_declarations.create(person=cast.second_caseworker, partial=True, reason="I slekt")
    pot = pot_of(case)
    for page in ("", "saker/"):
        seen = browse(cast.caseworker).get(pot.get_absolute_url() + page)
        unseen = browse(cast.second_caseworker).get(pot.get_absolute_url() + page)
        assert case.get_absolute_url() in links(seen)
        assert case.number not in unseen.content.decode()
    assert (
        case.number
        not in browse(cast.second_caseworker).get(f"{pot.get_absolute_url()}regnskap.csv").content.decode()
    )


@pytest.mark.adversary(
    "C10", "a reason that begins as a formula is a text in the CSV, and amounts are numbers"
)
def test_the_ledger_as_csv_is_safe_and_opens_in_a_spreadsheet(cast: SimpleNamespace, browse: Browse) -> None:
    pot = pot_at("ROG")
    funds.lower_authority(pot=pot, amount=7, by=cast.fund_manager, note="=1+1")
    answer = browse(cast.caseworker).get(f"{pot.get_absolute_url()}regnskap.csv")
    body = answer.content.decode()
    assert body.startswith("\ufeff")
    rows = list(csv.reader(body.removeprefix("\ufeff").splitlines(), delimiter=";"))
    assert rows[1][3:6] == ["2000000", "2000000", "2000000"]
    assert rows[2][3:6] == ["-7", "-7", "1999993"]
    assert rows[2][7] == "'=1+1"
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.adversary("E12", "no query or body breaks a page of money")
def test_nothing_strange_breaks_the_pages(cast: SimpleNamespace, browse: Browse) -> None:
    client, pot = browse(cast.fund_manager), pot_at("ROG").get_absolute_url()
    for query in (
        "ar=%00",
        "ar=99999",
        "ar=' OR 1=1",
        "ar=٢٠٢٤",
        "dato=%00",
        "dato=31.12.9999",
        "etter=%00",
        "ordning=%00",
    ):
        for page in ("/midler/", pot, f"{pot}saker/", "/midler/arsslutt/", "/midler/tildel/"):
            assert client.get(f"{page}?{query}").status_code == 200, (page, query)
    nasty = {
        "office": "\x00",
        "scheme": "\x00",
        "amount": "1e400",
        "reason": "\x00",
        "direction": "[]",
        "year": "\x00",
    }
    for page in ("/midler/tildel/", f"{pot}endre/", f"{pot}flytt/"):
        assert client.post(page, nasty | {"key": "\x00"}).status_code == 422
    for address in (
        "/midler/arsslutt/ROG/0/",
        f"/midler/arsslutt/ROG/{'9' * 18}/",
        "/midler/arsslutt/XX/2024/",
    ):
        assert client.get(address).status_code == 404


def test_the_pages_ask_the_same_however_many_pots_there_are(cast: SimpleNamespace, browse: Browse) -> None:
    client, decider, pot = browse(cast.fund_manager), browse(cast.decision_maker), pot_of(way.granted())
    pages = (
        "/midler/",
        "/midler/arsslutt/?ar=2024",
        pot.get_absolute_url(),
        f"{pot.get_absolute_url()}saker/",
    )
    few = [cost(client, page) for page in pages]
    for office in GovernorOffice.objects.all():
        for number in range(5):
            funds.give_authority(office=office, scheme=f"scheme{number}", year=2024, amount=1, by=None)
    assert [cost(client, page) for page in pages] == few
    assert max(few + [cost(decider, page) for page in pages]) <= LIST
