"""Themes, foster homes, Bufetat, processing times and municipalities: what is counted, and what is not."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests import way
from tests.cast import make_network
from tests.editions import call_of, complete, paid
from tests.workflows.overview.test_pages import main, table
from workflows import clock
from workflows.application.models import Application
from workflows.bufetat import actions as bufetat
from workflows.cases.models import Case, CasePause, WorkItem
from workflows.directory.models import Municipality, Network, NetworkMembership
from workflows.overview.asking import asked_by
from workflows.overview.handled import by_step, by_year_and_office
from workflows.overview.reached import reached
from workflows.report.models import Report

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
Move = Callable[..., None]
INDICATORS = ("homes_guided", "home_kinds", "municipalities_reached", "kinship_homes")


@pytest.fixture
def directorate(cast: SimpleNamespace, browse: Browse) -> Callable[[str], HttpResponse]:
    """Return a function that shows the directorate a part of the overview."""
    client = browse(cast.fund_manager)
    return lambda address: client.get(f"/oversikt/{address}")


# Themes


@pytest.mark.requirement("R7.4", "what the networks that got money work on is counted by theme and year")
def test_a_theme_counts_the_networks_that_got_money(directorate: Callable[[str], HttpResponse]) -> None:
    Network.objects.filter(code="ryfylke").update(themes="Samarbeid mellom tjenester, Egen ide")
    way.granted()
    way.submitted("self_initiated")
    page = directorate("temaer/?ar=2024")
    assert table(page, "temaer") == {
        "Tema": ["Nettverk", "Tilskudd", "Innvilget"],
        "Egen ide": ["1", "1", "150 000"],
        "Samarbeid mellom tjenester": ["1", "1", "150 000"],
    }
    assert table(page, "temaer-ar")["Egen ide"] == ["1"]


# Foster homes


@pytest.fixture
def foster_home() -> Case:
    """A foster-home project that is paid, which began at 2 of everything and aims at 5."""
    return paid(call_of("foster_home"))


def report_on(case: Case, actual: object, year: int = 2024) -> Report:
    return Report.objects.create(
        case=case,
        year=year,
        answers={"indicators_actual": {row: {"actual": actual} for row in INDICATORS}},
        used_amount=1,
        unspent_amount=0,
        submitted_by=way.leader_of(case),
    )


@pytest.mark.requirement(
    "R4.3",
    "baseline, target and actual of foster-home projects are added up, and compared where they are reported",
)
def test_aims_and_results_of_foster_home_projects_are_added_up(
    foster_home: Case, directorate: Callable[[str], HttpResponse]
) -> None:
    row = "Fosterhjem som får veiledning"
    assert table(directorate("fosterhjem/?ar=2024"), "mal")[row] == [
        "1",
        "2",
        "5",
        "0",
        "–",
        "–",
        "–",
        "–",
        "–",
    ]
    report_on(foster_home, 3)
    report_on(foster_home, 6, year=2025)  # the newest counts
    page = directorate("fosterhjem/?ar=2024")
    assert table(page, "mal")[row] == ["1", "2", "5", "1", "2", "5", "6", "4", "120 %"]
    assert list(table(page, "mal"))[1:] == [
        row, "Slag av fosterhjem som blir nådd", "Kommuner som blir nådd", "Fosterhjem rekruttert i slekt og nettverk",
    ]  # fmt: skip


def test_answers_that_are_no_numbers_break_nothing_and_count_for_nothing(
    foster_home: Case, directorate: Callable[[str], HttpResponse]
) -> None:
    application = Application.objects.get(case=foster_home)
    application.answers["indicators"] = {
        "homes_guided": {"baseline": "mange", "target": None},
        "home_kinds": {"baseline": [1], "target": {"a": 1}},
        "municipalities_reached": {"baseline": 1.5, "target": True},
        "kinship_homes": 7,
    }
    application.save()
    report_on(foster_home, "syv")
    rows = table(directorate("fosterhjem/?ar=2024"), "mal")
    assert [row[:4] for name, row in rows.items() if name != "Måltall"] in ([], [["0"] * 4] * 4)


def test_only_projects_that_got_money_are_measured(directorate: Callable[[str], HttpResponse]) -> None:
    complete(call_of("foster_home"))
    assert table(directorate("fosterhjem/?ar=2024"), "mal") == {}


# Bufetat


@pytest.mark.requirement("R7.5", "requests to each region, and how they were answered, are counted by year")
def test_requests_to_bufetat_are_counted_with_their_answers(
    cast: SimpleNamespace, browse: Browse, at: Move, directorate: Callable[[str], HttpResponse]
) -> None:
    case = complete(call_of("foster_home"))
    page = directorate("bufetat/?ar=2024")
    assert table(page, "svar")["Bufetat region vest"] == ["1", "0", "0", "0", "1", "–", "–"]
    at(2024, 3, 14)
    bufetat.answer(asked=case.bufetat_request, answer="in_part", note="Ett kurs.", by=cast.bufetat)
    page = directorate("bufetat/?ar=2024")
    assert table(page, "svar")["Bufetat region vest"] == ["1", "0", "1", "0", "0", "10", "100 %"]
    own = browse(cast.other_caseworker).get("/oversikt/bufetat/?ar=2024")
    assert table(own, "svar") == {}  # it is another office's case


# Processing times


def decided_on(at: Move, *day: int) -> Case:
    """Return a case that came on 4 March and is decided on a day."""
    case = way.submitted("self_initiated")
    at(*day)
    case = way.do(case, "formal_check", "caseworker", result="complete")
    case = way.do(case, "declare", "caseworker", declaration="impartial")
    case = way.do(case, "assess", "caseworker", **way.answers.assessment(case))
    case = way.do(case, "declare", "decision_maker", declaration="impartial")
    return way.do(case, "decide", "decision_maker", **way.answers.decision(case, 150_000))


@pytest.mark.requirement("R8.3", "how long offices take is counted against the days the guideline gives")
def test_an_answer_within_the_days_of_the_guideline_is_in_time(
    at: Move, directorate: Callable[[str], HttpResponse]
) -> None:
    decided_on(at, 2024, 4, 3)  # the thirtieth day
    assert table(directorate("tider/?ar=2024"), "embeter")["Rogaland"] == ["1", "30", "100 %", "0", "0"]


def test_an_answer_after_them_is_not_in_time(at: Move, directorate: Callable[[str], HttpResponse]) -> None:
    decided_on(at, 2024, 4, 4)
    assert table(directorate("tider/?ar=2024"), "embeter")["Rogaland"] == ["1", "31", "0 %", "0", "0"]


@pytest.mark.requirement("R8.3", "days that the clock stood still do not count in how long the office took")
def test_days_the_clock_stood_still_do_not_count(cast: SimpleNamespace, at: Move) -> None:
    case = decided_on(at, 2024, 4, 14)
    CasePause.objects.create(
        case=case,
        why="supplement",
        since=dt.datetime(2024, 3, 10, 12, tzinfo=clock.OSLO),
        until=dt.datetime(2024, 3, 25, 12, tzinfo=clock.OSLO),
    )
    asked = asked_by(cast.fund_manager, {"ar": "2024"})
    (times,) = by_year_and_office(asked).values()
    assert (times.days, times.with_deadline, times.in_time) == ([41 - 15], 1, 1)
    steps = {node: each.days for (_flow, node, _office), each in by_step(asked).items()}
    assert (steps["formal_check"], steps["decide"]) == ([26], [0])


def test_what_waits_is_open_and_late_when_the_time_is_up(
    at: Move, directorate: Callable[[str], HttpResponse]
) -> None:
    way.submitted("self_initiated")
    at(2024, 4, 3)
    assert table(directorate("tider/?ar=2024"), "embeter")["Rogaland"] == ["0", "–", "–", "1", "0"]
    at(2024, 4, 4)
    page = directorate("tider/?ar=2024")
    assert table(page, "embeter")["Rogaland"] == ["0", "–", "–", "1", "1"]
    assert WorkItem.objects.filter(open=True, office__isnull=False).count() == 1
    assert [row[3:] for row in table(page, "steg").values()] == [["Fortsatt åpne", "Forfalt"], ["1", "1"]]


# Municipalities


@pytest.mark.requirement("R4.3", "which municipalities the money reached is shown on a map, with its table")
def test_a_municipality_is_reached_by_a_network_that_got_money(
    directorate: Callable[[str], HttpResponse],
) -> None:
    way.granted("self_initiated")  # Sandnes, Klepp and Time
    way.submitted()
    page = directorate("kommuner/?ar=2024")
    assert table(page, "fylker")["Rogaland"] == ["23", "3", "13 %"]
    assert table(page, "fylker")["I alt"] == ["357", "3", "0,8 %"]
    squares = [title.get_text() for title in main(page).select("title") if "tilskudd: 1" in title.get_text()]
    assert squares == [f"{name}: nettverk med tilskudd: 1" for name in ("Sandnes", "Klepp", "Time")]


def test_who_had_left_before_the_year_is_not_reached(cast: SimpleNamespace) -> None:
    make_network("egen", "learning", "1108", {"Gjesdal": ["1122"]})
    case = way.granted("self_initiated")
    NetworkMembership.objects.filter(network=case.network).update(joined="2022-01-01", left="2023-12-31")
    Application.objects.filter(case=case).update(answers={})
    found = reached(asked_by(cast.fund_manager, {"ar": "2024"}), Municipality.objects.all())
    assert [each.code for each in Municipality.objects.filter(pk__in=found.years[2024])] == ["1108"]


@pytest.mark.requirement(
    "R8.13", "old numbers count for today's municipality, those of a split for each, and the page says so"
)
def test_numbers_of_their_time_count_for_todays_municipalities(
    directorate: Callable[[str], HttpResponse],
) -> None:
    case = way.granted("self_initiated")
    Case.objects.filter(pk=case.pk).update(year=2023)
    Application.objects.filter(case=case).update(
        answers={"municipalities": ["3001", "1507", "9999", "1120", 7, None, "1141"]}
    )
    page = directorate("kommuner/?ar=2023")
    rows = table(page, "numre")
    assert {number: row[0] for number, row in rows.items()} == {
        "Nummer i søknaden": "Teller for", "1141": "1103", "1507": "1508, 1580", "3001": "3101", "9999": "–",
    }  # fmt: skip
    assert rows["1507"][1].startswith("Delt: teller for hver av dem.")
    counties = table(page, "fylker")
    assert (counties["Østfold"][1], counties["Møre og Romsdal"][1]) == ("1", "2")


@pytest.mark.parametrize("answers", [{}, {"municipalities": "1108"}, {"municipalities": {"a": 1}}, []])
def test_applications_that_name_none_break_nothing(
    answers: Any, directorate: Callable[[str], HttpResponse]
) -> None:
    case = way.granted("self_initiated")
    Application.objects.filter(case=case).update(answers=answers)
    assert directorate("kommuner/?ar=2024").status_code == 200
