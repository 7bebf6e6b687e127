"""Editors are reminded a month before an edition is to be revised, until it is or the date is another."""

import datetime as dt
from collections.abc import Callable

import pytest

from cms.editions.reminding import remind_of_revisions
from tests.cms.site import document, draft, overhead, page_of, paragraph, publish, rewrite
from workflows import outbox, reminders
from workflows.directory.models import Reminder

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _edition(at: Callable[..., None]) -> None:
    publish("2031", paragraph("3.7", overhead()), revision="2032-02")


def waiting() -> list[tuple[str, dt.date]]:
    """Do the worker's chore, and return what is waited for."""
    remind_of_revisions()
    rows = Reminder.objects.filter(kind="guideline_revision", settled_at__isnull=True)
    return [(row.fields["edition"], row.due) for row in rows]


@pytest.mark.requirement("R1.3", "editors are reminded a month before an edition is to be revised, once")
def test_a_reminder_comes_a_month_before(at: Callable[..., None], cast: object) -> None:
    seen = []
    for day in ((2031, 12, 31), (2032, 1, 1), (2032, 3, 1)):
        at(*day)
        seen.append(waiting())
    due = [("Retningslinjer 2031", dt.date(2032, 2, 1))]
    assert seen == [[], due, due]
    assert outbox.OutboxMessage.objects.filter(key__contains="guideline_revision").count() == 1
    told = reminders.waiting_for(cast.editor)  # type: ignore[attr-defined]
    assert [each.link for each in told] == [f"/cms/pages/{page_of('2031').pk}/edit/"]
    assert "revision dates" in [chore.name for chore in outbox.chores()]


def test_it_is_settled_when_the_date_moves(at: Callable[..., None]) -> None:
    at(2032, 1, 15)
    assert waiting()
    page = rewrite(page_of("2031"), document("2031", paragraph("3.7", overhead()), revision="2033-02"))
    page.save_revision().publish()
    assert not Reminder.objects.filter(settled_at__isnull=True).exists()
    assert waiting() == []


def test_it_is_settled_when_the_next_edition_is_published(at: Callable[..., None]) -> None:
    at(2032, 1, 15)
    assert waiting()
    page = draft("2033", paragraph("3.7", overhead(7)))
    page.replaces = "2031"
    page.save_revision().publish()
    assert not Reminder.objects.filter(settled_at__isnull=True).exists()
    assert waiting() == []


def test_an_edition_that_has_ended_is_left_alone(at: Callable[..., None]) -> None:
    publish("2030", paragraph("3.7"), valid_to="2030-12-31", revision="2031-02")
    at(2031, 2, 1)
    assert waiting() == []
