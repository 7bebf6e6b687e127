"""Reminders to roles: made once, told once, shown to those who hold the role now, and gone when settled."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import gettext_lazy

from tests.workflows.pages.test_query_budgets import LIST, cost
from workflows import outbox, reminders
from workflows.directory.models import GovernorOffice, Reminder, Role, RoleAssignment

pytestmark = pytest.mark.django_db
DUE = dt.date(2024, 3, 1)


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "_kinds", dict(reminders._kinds))
    reminders.register("try", title=gettext_lazy("Tasks"), text=gettext_lazy("Due"))


def remind(**changes: Any) -> Reminder:
    office = GovernorOffice.objects.get(code="ROG")
    said = {"key": "try:1", "role": Role.CASEWORKER, "office": office, "link": "/kontakt/", "due": DUE}
    return reminders.remind("try", **said | changes)


def mails() -> int:
    return outbox.OutboxMessage.objects.filter(kind="mail").count()


def test_a_reminder_is_made_and_told_once(cast: SimpleNamespace) -> None:
    first, told = remind(), mails()
    assert (remind(due=dt.date(2025, 1, 1)), Reminder.objects.get().due, mails()) == (first, DUE, told)
    assert told == RoleAssignment.objects.filter(role=Role.CASEWORKER, office__code="ROG").count() > 0


def test_who_holds_the_role_at_the_office_sees_it_on_the_list_of_tasks(
    cast: SimpleNamespace, browse: Callable[[Any], Client]
) -> None:
    remind()
    page = browse(cast.caseworker).get("/oppgaver/").content.decode()
    assert "Påminnelser" in page
    assert 'href="/kontakt/"' in page
    for other in (cast.decision_maker, cast.other_caseworker):
        assert "Påminnelser" not in browse(other).get("/oppgaver/").content.decode()


def test_what_is_settled_is_gone(cast: SimpleNamespace) -> None:
    remind()
    assert [each.title for each in reminders.waiting_for(cast.caseworker)] == ["Oppgaver"]
    reminders.settle("try:1")
    assert reminders.waiting_for(cast.caseworker) == []


def test_the_list_asks_no_more_for_more_reminders(
    cast: SimpleNamespace, browse: Callable[[Any], Client]
) -> None:
    client = browse(cast.caseworker)
    remind()
    once = cost(client, "/oppgaver/")
    for number in range(2, 9):
        remind(key=f"try:{number}")
    assert cost(client, "/oppgaver/") == once <= LIST


def test_a_kind_is_registered_once() -> None:
    with pytest.raises(ValueError, match="already"):
        reminders.register("try", title=gettext_lazy("Tasks"), text=gettext_lazy("Due"))


def test_a_reminder_of_a_kind_that_is_gone_is_still_shown(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    remind()
    monkeypatch.setattr(reminders, "_kinds", {})
    assert [each.title for each in reminders.waiting_for(cast.caseworker)] == ["try:1"]
