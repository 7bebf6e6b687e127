"""Contacts are confirmed every year: shown, reminded of eleven months later, settled when done."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from workflows import outbox, reminders
from workflows.contacts import confirming
from workflows.contacts.places import Place, every_place
from workflows.directory.models import ContactChange, GovernorOffice, Reminder, Role

pytestmark = pytest.mark.django_db
OFFICE = "/kontakter/statsforvalter-ROG/"
Browse = Callable[[Any], Client]


@pytest.fixture
def rogaland(cast: SimpleNamespace) -> Place:
    return Place(GovernorOffice.objects.get(code="ROG"))


def reminded() -> list[tuple[str, dt.date, str, bool]]:
    """Return what the office's caseworkers are and were reminded of."""
    rows = Reminder.objects.filter(kind="contacts", office__code="ROG").order_by("id")
    return [(each.role, each.due, each.link, each.settled_at is not None) for each in rows]


@pytest.mark.requirement("R1.6", "an office confirms its contacts, and the day and the person are kept")
def test_an_office_confirms_its_contacts(rogaland: Place, cast: SimpleNamespace, browse: Browse) -> None:
    client = browse(cast.caseworker)
    assert "Aldri bekreftet" in client.get(OFFICE).content.decode()
    assert client.post(OFFICE).status_code == 302
    change = ContactChange.objects.get()
    assert (change.kind, change.by, change.office.code) == ("confirmed", cast.caseworker, "ROG")
    assert confirming.confirmed_on() == {rogaland.key: dt.date(2024, 3, 4)}
    assert "Bekreftet 4. mars 2024" in client.get(OFFICE).content.decode()


@pytest.mark.requirement(
    "R1.6", "eleven months after a confirmation the office is reminded, once, until it confirms"
)
def test_the_office_is_reminded_after_eleven_months(
    rogaland: Place, cast: SimpleNamespace, browse: Browse, at: Callable[..., None]
) -> None:
    browse(cast.caseworker).post(OFFICE)
    at(2025, 2, 3)
    confirming.remind_of_contacts()
    assert reminded() == []
    at(2025, 2, 4)
    for _day in range(2):
        confirming.remind_of_contacts()
    assert reminded() == [(Role.CASEWORKER, dt.date(2025, 3, 4), OFFICE, False)]
    page = browse(cast.second_caseworker).get("/oppgaver/").content.decode()
    assert f'href="{OFFICE}"' in page
    assert "Bekreft kontaktene til Statsforvaltaren i Rogaland" in page
    assert f'href="{OFFICE}"' not in browse(cast.other_caseworker).get("/oppgaver/").content.decode()
    browse(cast.decision_maker).post(OFFICE)
    confirming.remind_of_contacts()
    assert reminded() == [(Role.CASEWORKER, dt.date(2025, 3, 4), OFFICE, True)]
    at(2026, 2, 4)
    confirming.remind_of_contacts()
    assert [row[1:] for row in reminded()][-1] == (dt.date(2026, 2, 4), OFFICE, False)


def test_a_place_that_never_confirmed_has_a_month_to_do_it(rogaland: Place, at: Callable[..., None]) -> None:
    confirming.remind_of_contacts()
    at(2024, 3, 5)
    confirming.remind_of_contacts()
    assert reminded() == [(Role.CASEWORKER, dt.date(2024, 4, 4), OFFICE, False)]
    assert Reminder.objects.count() == len(every_place())


def test_regions_and_environments_are_reminded_themselves_and_editors_where_nobody_is(
    cast: SimpleNamespace, browse: Browse
) -> None:
    confirming.remind_of_contacts()
    for who, part in (("bufetat", "bufetat-west"), ("knowledge_environment", "fagmiljo-")):
        told = reminders.waiting_for(getattr(cast, who))
        assert [part in each.link for each in told] == [True]
        assert told[0].link in browse(getattr(cast, who)).get("/min-side/").content.decode()
    links = {each.link for each in reminders.waiting_for(cast.editor)}
    assert {"/kontakter/direktoratet/", "/kontakter/bufetat-east/", "/kontakter/statsforvalter-TRO/"} <= links
    assert OFFICE not in links


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (dt.date(2024, 3, 4), 11, dt.date(2025, 2, 4)),
        (dt.date(2024, 3, 31), 11, dt.date(2025, 2, 28)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2024, 12, 31), 12, dt.date(2025, 12, 31)),
        (dt.date(2024, 1, 1), 11, dt.date(2024, 12, 1)),
    ],
)
def test_months_are_counted_as_people_do(day: dt.date, months: int, then: dt.date) -> None:
    assert confirming.months_after(day, months) == then


def test_the_worker_does_it_every_day() -> None:
    chore = next(chore for chore in outbox.chores() if chore.name == "contacts")
    assert (chore.every, chore.run) == (dt.timedelta(days=1), confirming.remind_of_contacts)
