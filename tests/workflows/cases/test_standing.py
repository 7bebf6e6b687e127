"""Who can do what in a case, and why: the page says what `can()` says, for everybody at once."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests import way
from tests.cast import make_person
from tests.workflows.pages.test_query_budgets import CASE, cost
from workflows import work
from workflows.cases.models import Case, WorkItem
from workflows.cases.rights import can
from workflows.cases.standing import Standing
from workflows.directory.models import Role, User
from workflows.pages.who_can import rows

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


def stages(cast: SimpleNamespace) -> list[Case]:
    """Return cases with an open task of the office, one of them with a tie, one with a task that is taken."""
    for person in (cast.caseworker, cast.decision_maker):
        for role in (Role.DECISION_MAKER, Role.CASEWORKER):
            person.roles.get_or_create(
                role=role, office=person.roles.first().office, defaults={"valid_from": "2024-01-02"}
            )
    taken = way.submitted("self_initiated")
    work.claim(way.item(taken, "formal_check"), by=cast.second_caseworker)
    tied = way.do(way.complete(), "declare", "second_caseworker", declaration="partial", reason="Bror")
    return [taken, tied, way.assessed(), way.ready_to_decide("self_initiated")]


@pytest.mark.requirement(
    "R8.19", "the page of who can do what says of each open task what the task itself would say"
)
def test_the_page_and_the_task_say_the_same(cast: SimpleNamespace) -> None:
    for case in stages(cast):
        standing = Standing(case, case.office_id)
        assert set(standing.people) == set(User.objects.filter(roles__office=case.office))
        for item in WorkItem.objects.filter(case=case, open=True, office__isnull=False).select_related(
            "task", "case"
        ):
            for person in standing.people:
                told = standing.answer(
                    person, role=item.role, capacity=item.task.flow_task.capacity, item=item
                )
                asked = can(User.objects.get(pk=person.pk), "work", item)
                assert (bool(told), told.visible) == (bool(asked), asked.visible)
                assert told.reason == asked.reason or not asked.visible


@pytest.mark.requirement(
    "R8.19", "who can do which open or coming step of a case stands on a page, with the reasons"
)
def test_the_page_names_people_and_reasons(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.assessed()
    cast.caseworker.roles.create(role=Role.DECISION_MAKER, office=case.office, valid_from="2024-01-02")
    told = {row.title.split(": ")[1]: row for row in rows(case)}
    decide = told["Gjør vedtak"]
    assert decide.can == [cast.decision_maker]
    assert cast.caseworker in [person for person, reason in decide.cannot if "to personer" in reason.lower()]
    assert not any("Formell kontroll" in title for title in told)
    here = f"/saker/{case.number}/hvem-kan/"
    table = BeautifulSoup(browse(cast.second_caseworker).get(here).content, "html.parser").select("tbody tr")
    assert len(table) == len(told)
    found = {
        name: browse(getattr(cast, name)).get(here).status_code
        for name in ("fund_manager", "leader_network_leader", "other_caseworker")
    }
    assert found == {"fund_manager": 200, "leader_network_leader": 403, "other_caseworker": 404}
    few = cost(browse(cast.second_caseworker), here)
    for number in range(5):
        make_person(f"colleague_{number}", Role.CASEWORKER, office="ROG")
    assert cost(browse(cast.second_caseworker), here) == few <= CASE
