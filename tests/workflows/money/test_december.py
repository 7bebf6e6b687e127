"""From 1 December the office is told what it has left to do before the year ends."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests import way
from tests.workflows.money.test_pages import text
from tests.workflows.pages.test_query_budgets import LIST, cost
from workflows import outbox
from workflows.directory.models import GovernorOffice, Reminder
from workflows.funds import actions as funds
from workflows.funds.models import Pot
from workflows.money import december, yearend

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


def warned(client: Client, page: str) -> str:
    answer = client.get(page)
    return text(answer) if 'id="december"' in answer.content.decode() else ""


@pytest.mark.requirement(
    "R4.11", "from 1 December the office sees its undecided cases and what is left in each pot"
)
@pytest.mark.parametrize("page", ["/oppgaver/", "/midler/"])
def test_december_lists_undecided_cases_and_undistributed_money(
    cast: SimpleNamespace, browse: Browse, at: Callable[..., None], page: str
) -> None:
    waiting, decided = way.assessed(), way.granted("self_initiated")
    at(2024, 11, 30, 23, 59)
    assert warned(browse(cast.decision_maker), page) == ""
    at(2024, 12, 1, 0, 0)
    for person in (cast.decision_maker, cast.caseworker):
        told = warned(browse(person), page)
        assert "kr 2 000 000" in told
        assert "kr 1 850 000" in told
        assert waiting.number in told.split("Lederskap")[0] + told
        assert f"{decided.number} (" not in told
    elsewhere = warned(browse(cast.other_caseworker), page)
    assert "kr 2 000 000" in elsewhere
    assert waiting.number not in elsewhere
    assert warned(browse(cast.leader_network_leader), "/oppgaver/") == ""


def test_nothing_is_said_when_nothing_is_left(
    cast: SimpleNamespace, browse: Browse, at: Callable[..., None]
) -> None:
    for pot in Pot.objects.filter(office__code="ROG"):
        funds.lower_authority(pot=pot, amount=pot.available, by=None)
    at(2024, 12, 5)
    assert warned(browse(cast.decision_maker), "/oppgaver/") == ""


@pytest.mark.requirement("R8.2", "who is tied does not find the case in December's list either")
def test_a_tied_person_is_not_told_of_the_case(cast: SimpleNamespace, at: Callable[..., None]) -> None:
    case = way.assessed()
    case.impartiality_declarations.create(person=cast.decision_maker, partial=True, reason="I slekt")
    at(2024, 12, 5)
    told = december.warning_for(cast.decision_maker)
    assert told
    assert [row.undecided for row in told.rows] == [[], []]


@pytest.mark.requirement(
    "R4.11", "decision makers are reminded in December, once a year, until the year is ended"
)
def test_decision_makers_are_reminded_once_a_year(cast: SimpleNamespace, at: Callable[..., None]) -> None:
    december.remind_of_december()
    assert Reminder.objects.filter(kind=december.KIND).count() == 0
    at(2024, 12, 1, 0)
    for _ in range(2):
        december.remind_of_december()
    offices = sorted(Reminder.objects.filter(kind=december.KIND).values_list("office__code", flat=True))
    assert offices == ["ROG", "VES"]
    mails = outbox.OutboxMessage.objects.filter(kind="mail", key__contains="undistributed:")
    told = {each.payload["user"] for each in mails}
    assert told == {cast.decision_maker.pk, cast.other_decision_maker.pk}
    at(2025, 1, 2)
    yearend.end_year(office=GovernorOffice.objects.get(code="ROG"), year=2024, by=cast.fund_manager)
    open_ones = Reminder.objects.filter(kind=december.KIND, settled_at__isnull=True)
    assert [each.office.code for each in open_ones] == ["VES"]
    at(2025, 12, 1)
    december.remind_of_december()
    assert Reminder.objects.filter(kind=december.KIND, key__endswith="2025").count() == 0


def test_what_is_distributed_meanwhile_settles_the_reminder(
    cast: SimpleNamespace, at: Callable[..., None]
) -> None:
    at(2024, 12, 1)
    december.remind_of_december()
    for pot in Pot.objects.filter(office__code="VES"):
        funds.lower_authority(pot=pot, amount=pot.available, by=None)
    december.remind_of_december()
    assert Reminder.objects.get(office__code="VES").settled_at is not None


def test_decembers_list_of_tasks_keeps_its_budget(
    cast: SimpleNamespace, browse: Browse, at: Callable[..., None]
) -> None:
    for _ in range(3):
        way.complete("self_initiated")
    at(2024, 12, 5)
    assert max(cost(browse(cast.decision_maker), page) for page in ("/oppgaver/", "/midler/")) <= LIST
