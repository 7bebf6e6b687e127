"""Taking a task, giving it back, and giving it to a colleague."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from tests import way
from workflows import work
from workflows.cases.journal import verify_case
from workflows.cases.models import Case, WorkItem
from workflows.directory.models import Role, User
from workflows.errors import NotAllowed, NotThere

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


def words(page: HttpResponse) -> str:
    return BeautifulSoup(page.content, "html.parser").get_text(" ", strip=True)


def traces(case: Case) -> tuple[str, list[Any]]:
    """Return what taking and giving would have changed."""
    items = WorkItem.objects.filter(case=case).order_by("id").values_list("node", "open", "owner")
    return Case.objects.get(pk=case.pk).journal_head, list(items)


@pytest.mark.adversary("A4", "a task that is taken says whose it is: 409 to a claim, 403 to other acts")
def test_a_taken_task_says_whose_it_is(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.submitted()
    item = way.item(case, "formal_check")
    assert browse(cast.caseworker).post(item.get_absolute_url(), {"action": "claim"}).status_code == 302
    before, colleague = traces(case), browse(cast.second_caseworker)
    found = {
        act: colleague.post(item.get_absolute_url(), {"action": act, "result": "complete"}) for act in ACTS
    }
    assert {act: page.status_code for act, page in found.items()} == ACTS
    assert all(str(cast.caseworker) in words(found[act]) for act in ("claim", "complete"))
    assert traces(case) == before


ACTS = {"claim": 409, "release": 403, "complete": 403}


@pytest.mark.adversary("A4", "to take twice is to take once; who gives back leaves it free for others")
def test_taking_and_giving_back(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.submitted()
    item, client = way.item(case, "formal_check"), browse(cast.caseworker)
    acts = ["claim", "claim", "release", "release"]
    statuses = [client.post(item.get_absolute_url(), {"action": act}).status_code for act in acts]
    assert statuses == [302, 302, 302, 403]
    item.refresh_from_db()
    assert (item.owner, item.open) == (None, True)
    told = case.journal.filter(action__startswith="application.formal_check").values_list("action", flat=True)
    assert list(told) == ["application.formal_check.claimed", "application.formal_check.released"]
    assert (
        browse(cast.second_caseworker).post(item.get_absolute_url(), {"action": "claim"}).status_code == 302
    )
    assert verify_case(case) == []


@pytest.mark.adversary("A11", "a claim by who is shut out is refused with that reason, not as a lost race")
def test_a_claim_by_who_is_shut_out_says_why(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.assessed()
    person = User.objects.get(pk=cast.caseworker.pk)
    person.roles.create(role=Role.DECISION_MAKER, office=case.office, valid_from="2024-01-02")
    page = browse(person).post(way.item(case, "declare").get_absolute_url(), {"action": "claim"})
    assert (page.status_code, str(person) in words(page)) == (403, True)


@pytest.mark.adversary(
    "A15", "a task of somebody who left can be given to a colleague, never to who may not do it"
)
def test_the_office_can_give_a_task_to_a_colleague(cast: SimpleNamespace) -> None:
    item = work.claim(way.item(way.submitted(), "formal_check"), by=cast.caseworker)
    given = work.assign(item, to=cast.second_caseworker, by=cast.decision_maker)
    assert given.owner == cast.second_caseworker
    for unfit in (cast.decision_maker, cast.other_caseworker, cast.leader_network_leader):
        with pytest.raises(NotAllowed):
            work.assign(item, to=unfit, by=cast.caseworker)
    with pytest.raises(NotAllowed):
        work.assign(item, to=cast.caseworker, by=cast.leader_network_leader)
    with pytest.raises(NotThere):
        work.assign(item, to=cast.caseworker, by=cast.other_caseworker)
    item.refresh_from_db()
    assert item.owner == cast.second_caseworker
