"""Due dates: reminded of before the day, told on when it has passed; once, whoever sweeps and whatever the clock."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from tests import way
from workflows import work
from workflows.cases.journal import verify_case
from workflows.cases.models import ImpartialityDeclaration, WorkItem
from workflows.cases.rights import visible_cases
from workflows.directory.models import User
from workflows.outbox import OutboxMessage
from workflows.staffing import absences
from workflows.worklists import due

pytestmark = pytest.mark.django_db
At = Callable[..., None]


def told(kind: str) -> list[str]:
    """Return who is owed mail of a kind of due date."""
    mails = OutboxMessage.objects.filter(key__startswith=f"mail:{kind}:")
    return sorted(User.objects.get(pk=mail.payload["user"]).username for mail in mails)


def sweep_twice() -> None:
    due.sweep()
    due.sweep()


@pytest.mark.requirement(
    "R8.19", "who has a task is reminded before its day, with their substitute; the network too"
)
def test_the_owner_is_reminded_once(cast: SimpleNamespace, at: At) -> None:
    granted, item = way.granted(), way.item(way.submitted("self_initiated"), "formal_check")
    work.claim(item, by=cast.caseworker)
    assert told("due") == []
    at(2024, item.due.month, item.due.day - 1)
    away = item.due.replace(day=item.due.day - 2)
    absences.register_absence(
        person=cast.caseworker,
        substitute=cast.second_caseworker,
        first_day=away,
        last_day=item.due,
        by=cast.caseworker,
    )
    sweep_twice()
    assert told("due") == ["caseworker", "second_caseworker"]
    accept = way.item(granted, "accept")
    at(2024, accept.due.month, accept.due.day)
    sweep_twice()
    assert told("due") == ["caseworker", "leader_network_leader", "second_caseworker"]


@pytest.mark.requirement(
    "R8.19", "what is overdue is told to the office's decision makers, once, and written down"
)
def test_overdue_work_is_told_on_once_whatever_the_clock(cast: SimpleNamespace, at: At) -> None:
    case, draft = way.submitted(), way.written("self_initiated")
    item = way.item(case, "formal_check")
    WorkItem.objects.filter(case=draft, open=True).update(due=item.due)
    at(2024, item.due.month, item.due.day)
    sweep_twice()
    assert (told("overdue"), case.journal.filter(action="case.escalated").count()) == ([], 0)
    for day in (1, 3, 2):  # the demo's clock goes back and forth
        at(2024, 5, day)
        sweep_twice()
    assert told("overdue") == ["decision_maker"]
    assert case.journal.filter(action="case.escalated", actor=None).count() == 1
    assert case.number in OutboxMessage.objects.get(key__startswith="mail:overdue").payload["body"]
    assert verify_case(case) == []
    at(2024, 6, 1)
    sweep_twice()
    assert told("overdue") == ["decision_maker"] * 3  # two participants' statements were due on 31 May


@pytest.mark.requirement(
    "R8.2", "who has declared a tie to a case is not told that something in it is overdue"
)
def test_who_is_tied_is_not_told(cast: SimpleNamespace, at: At) -> None:
    case = way.submitted()
    ImpartialityDeclaration.objects.create(case=case, person=cast.decision_maker, partial=True, reason="Bror")
    at(2024, 5, 1)
    sweep_twice()
    assert told("overdue") == []
    assert not visible_cases(cast.decision_maker).filter(pk=case.pk).exists()
    assert case.journal.filter(action="case.escalated").exists()


def test_what_was_done_meanwhile_is_left_alone(cast: SimpleNamespace, at: At) -> None:
    case = way.submitted()
    item: Any = way.item(case, "formal_check")
    way.do(case, "formal_check", "caseworker", result="complete")
    assert (due.remind(item), due.escalate(item)) == (False, False)
