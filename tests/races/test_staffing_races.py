"""Work that several hands move at once: given to two people, taken from one who leaves, told on by two workers."""

from typing import Any

import pytest

from tests import way
from tests.together import at_once
from workflows import work
from workflows.cases.models import WorkItem
from workflows.directory.models import User
from workflows.errors import NotAllowed
from workflows.outbox import OutboxMessage
from workflows.staffing import leaving
from workflows.verifying import verify_all
from workflows.worklists import due

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.adversary(
    "A4", "a free task given to two at once has one owner; the other giver is told whose it is"
)
def test_a_task_given_to_two_at_once_gets_one_owner(cast: Any) -> None:
    case = way.submitted()
    item = way.item(case, "formal_check")
    people = [cast.caseworker, cast.second_caseworker]
    results = at_once(*[lambda to=to: work.assign(item, to=to, by=cast.payment_attester) for to in people])
    refused = [each for each in results if isinstance(each, NotAllowed)]
    item.refresh_from_db()
    assert len(refused) == 1
    assert str(item.owner) in refused[0].reason
    assert case.journal.filter(action="application.formal_check.assigned").count() == 1
    assert verify_all().faults == []


@pytest.mark.adversary("A15", "a task given while its new owner's account is closed does not stay with them")
def test_a_task_given_to_who_leaves_at_that_moment(cast: Any) -> None:
    item = way.item(way.submitted(), "formal_check")
    at_once(
        lambda: work.assign(item, to=User.objects.get(pk=cast.caseworker.pk), by=cast.decision_maker),
        lambda: leaving.deactivate(person=cast.caseworker, by=cast.administrator),
    )
    leaving.sweep()
    assert WorkItem.objects.get(pk=item.pk).owner is None
    assert verify_all().faults == []


@pytest.mark.requirement("R8.19", "two workers that sweep at once tell of an overdue task once")
def test_two_workers_tell_of_an_overdue_task_once(cast: Any, at: Any) -> None:
    case = way.submitted()
    item = way.item(case, "formal_check")
    at(2024, 5, 1)
    results = at_once(*[lambda: due.escalate(item)] * 2)
    assert sorted(map(str, results)) == ["False", "True"]
    assert case.journal.filter(action="case.escalated").count() == 1
    assert OutboxMessage.objects.filter(key__startswith="mail:overdue").count() == 1
    assert verify_all().faults == []
