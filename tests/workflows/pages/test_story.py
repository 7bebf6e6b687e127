"""A case as its network follows it, with dates, pauses and letters; and the parts of its page under few headings."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import gettext as _

from tests import way
from workflows.pages.menu import OFFICE, OTHERS, menu
from workflows.ui.dates import long_date, until

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


def steps(client: Client, case: Any) -> list[dict[str, Any]]:
    return list(client.get(case.get_absolute_url()).context["timeline"])


@pytest.mark.requirement("R8.3", "the network reads from when to when the clock stood still")
def test_the_story_tells_of_the_pause_and_of_who_has_the_case(
    cast: SimpleNamespace, browse: Browse, at: Callable[..., None]
) -> None:
    case, leader = way.submitted(), browse(cast.leader_network_leader)
    at(2024, 3, 6)
    case = way.do(case, "formal_check", "caseworker", result="ask", asked_for="Mer om planen.")
    stopped = next(step for step in steps(leader, case) if step["state"] == "stopped")
    assert stopped["title"] == _("The clock stands still")
    at(2024, 3, 11)
    case = way.do(case, "supplement", way.leader_of(case), **way.application_data(case))
    told = {step["title"]: step for step in steps(leader, case)}
    assert [(step["title"], step["state"]) for step in steps(leader, case)] == [
        (_("The draft was begun"), "done"),
        (_("The application was sent"), "done"),
        (_("The clock stood still"), "done"),
        (_("What was missing was sent"), "done"),
        (_("Stand behind the application"), "current"),
        (_("Sees that the application is complete"), "current"),
        (_("You get an answer, or hear when it comes"), "waiting"),
    ]
    assert told[_("The clock stood still")]["when"] == _("%(since)s to %(until)s") % {
        "since": "6. mars 2024",
        "until": "11. mars 2024",
    }


@pytest.mark.requirement("R8.7", "each letter stands with what it tells of, and leads to the letter")
def test_letters_stand_with_what_they_tell_of(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.granted("self_initiated", 250_000)
    told = {step["title"]: step for step in steps(browse(cast.network_leader), case)}
    letter = case.documents.get(kind="granted")
    decided = told[_("Decided: %(outcome)s") % {"outcome": case.decision.get_outcome_display()}]
    assert decided["links"] == [{"title": letter.title, "url": letter.get_absolute_url()}]
    assert told[_("Last day to use the money")]["when"] == _("by %(date)s") % {
        "date": long_date(case.decision.use_deadline)
    }
    assert told[_("The report is due")]["state"] == "waiting"


def test_a_closed_case_has_nothing_ahead(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.ready_to_decide()
    case = way.do(case, "decide", "decision_maker", outcome="refused", reasons="Midlene rekker ikke.")
    assert {step["state"] for step in steps(browse(cast.leader_network_leader), case)} == {"done"}


def part(slug: str, *, current: bool = False) -> dict[str, Any]:
    return {"slug": slug, "title": slug, "url": f"/{slug}/", "is_current": current}


def test_every_part_is_under_one_heading_and_the_rest_under_the_last() -> None:
    slugs = ["soknad", "versjoner", "vedtak", "dokumenter", "betaling", "meldinger", "flyt", "of-a-plugin"]
    parts = [part(slug, current=slug == "dokumenter") for slug in slugs]
    others = menu(parts, internal=False)
    assert [(heading.title, [each["slug"] for each in heading.parts]) for heading in others] == [
        (_("Application"), ["soknad", "versjoner"]),
        (_("Letters and documents"), ["vedtak", "dokumenter"]),
        ("betaling", ["betaling"]),
        ("meldinger", ["meldinger"]),
        (_("More"), ["flyt", "of-a-plugin"]),
    ]
    assert [heading.is_current for heading in others] == [False, True, False, False, False]
    for headings in (OFFICE, OTHERS):
        known = [slug for _title, slugs in headings for slug in slugs]
        assert len(known) == len(set(known))
    inside = [each["slug"] for heading in menu(parts, internal=True) for each in heading.parts]
    assert sorted(inside) == sorted(slugs)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ((2024, 3, 4), "i dag, 4. mars 2024"),
        ((2024, 3, 5), "i morgen, 5. mars 2024"),
        ((2024, 3, 9), "om 5 dager, 9. mars 2024"),
        ((2024, 3, 3), "1 dag for sent: 3. mars 2024"),
        ((2024, 12, 31), "innen 31. desember 2024"),
    ],
)
def test_a_deadline_is_told_in_words(day: tuple[int, int, int], told: str) -> None:
    assert until(dt.date(*day)) == told
