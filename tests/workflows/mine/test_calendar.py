"""A person's deadlines as a calendar that others fetch: a secret address, correct files, nothing internal."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import gettext as _

from tests import way
from workflows.clock import OSLO
from workflows.directory.models import Network, User
from workflows.mine import feeds
from workflows.mine.calendar import Day, calendar

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


def unfolded(content: bytes) -> list[str]:
    """Return the lines of a calendar as a reader puts them together; every line ends and is folded as it must be."""
    assert content.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    return content.decode().replace("\r\n ", "").split("\r\n")[:-1]


def test_a_calendar_is_written_as_the_standard_says() -> None:
    day = Day("work-7", dt.date(2024, 12, 31), "Skriv rapporten", "Tekst", "https://example.org/saker/1/")
    moment = dt.datetime(2024, 3, 4, 9, tzinfo=OSLO)
    assert unfolded(calendar([day], name="Mine frister", host="example.org", now=moment)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Nettverksmidler//Frister//NO",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Mine frister",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "BEGIN:VEVENT",
        "UID:work-7@example.org",
        "DTSTAMP:20240304T080000Z",
        "DTSTART;VALUE=DATE:20241231",
        "DTEND;VALUE=DATE:20250101",
        "SUMMARY:Skriv rapporten",
        "DESCRIPTION:Tekst",
        "URL:https://example.org/saker/1/",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


@pytest.mark.adversary(
    "E1", "a hostile name stays a text in the calendar: it ends no value and begins no line"
)
def test_a_hostile_name_stays_a_text(cast: SimpleNamespace) -> None:
    hostile = "Æ" * 90 + "; x, y\\z\r\nBEGIN:VALARM\nACTION:AUDIO\x07<script>marker()</script>"
    Network.objects.filter(code="ryfylke").update(name=hostile)
    way.begin()
    lines = unfolded(fetch(address(cast.leader_network_leader)).content)
    assert not any(line.startswith(("BEGIN:VALARM", "ACTION")) for line in lines)
    described = next(line for line in lines if line.startswith("DESCRIPTION:"))
    assert "Æ" * 90 + "\\; x\\, y\\\\z\\nBEGIN:VALARM\\nACTION:AUDIO <script>" in described


@pytest.mark.requirement("R8.14", "the calendar opens by a secret address alone, in its person's language")
def test_the_address_shows_its_persons_deadlines(cast: SimpleNamespace) -> None:
    case = way.begin()
    answer = fetch(address(cast.leader_network_leader))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    lines = unfolded(answer.content)
    assert f"DTSTART;VALUE=DATE:{way.item(case, 'write').due:%Y%m%d}" in lines
    assert f"SUMMARY:{_('Write the application')}" in lines
    assert "no-store" in answer["Cache-Control"]


def test_last_days_of_money_and_report_are_in_it(cast: SimpleNamespace) -> None:
    case = way.granted("self_initiated", 250_000)
    text = fetch(address(cast.network_leader)).content.decode()
    days = {line for line in text.split("\r\n") if line.startswith("DTSTART")}
    decision = case.decision
    assert {
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}" for day in (decision.use_deadline, decision.report_deadline)
    } <= days


@pytest.mark.adversary(
    "D1", "an address that is stopped, replaced, guessed or of somebody who is gone opens nothing"
)
def test_an_address_that_no_longer_holds_opens_nothing(cast: SimpleNamespace, browse: Browse) -> None:
    person = cast.leader_network_leader
    first = address(person)
    second = address(person)
    assert (first != second, fetch(first).status_code, fetch(second).status_code) == (True, 404, 200)
    assert fetch(second.replace("kalender/", "kalender/9")).status_code == 404
    assert fetch(second[:-5] + ("0" if second[-5] != "0" else "1") + ".ics").status_code == 404
    browse(person).post("/min-side/kalender/", {"action": "stop"})
    assert fetch(second).status_code == 404
    third = address(person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert fetch(third).status_code == 404


def test_what_an_office_has_to_do_is_in_no_feed(cast: SimpleNamespace, browse: Browse) -> None:
    assert browse(cast.caseworker).get("/min-side/kalender/").status_code == 404
    assert fetch(address(cast.caseworker)).status_code == 404


def test_the_page_makes_and_shows_the_address(cast: SimpleNamespace, browse: Browse) -> None:
    client = browse(cast.suldal_leader)
    page = client.post("/min-side/kalender/", {"action": "make"}, follow=True)
    assert feeds.address_of(feeds.open_feed(cast.suldal_leader)) in page.content.decode()
    assert page.context["subscribe"].startswith("webcal://")


def address(person: User) -> str:
    return feeds.address_of(feeds.make(by=person))


def fetch(path: str) -> Any:
    return Client().get(path)
