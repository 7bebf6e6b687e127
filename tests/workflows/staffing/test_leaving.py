"""Who leaves with tasks open: sessions die, the tasks go back to the queue, and nothing is lost (A15)."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests import way
from tests.workflows.pages.test_query_budgets import LIST, cost
from workflows import work
from workflows.cases.journal import verify_case
from workflows.cases.models import Participation, WorkItem
from workflows.directory.models import User
from workflows.errors import NotThere
from workflows.staffing import leaving

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
SOON = dt.date(2024, 3, 10)


def owners(*items: WorkItem) -> list[Any]:
    return [
        (each.owner_id, each.open)
        for each in WorkItem.objects.filter(pk__in=[i.pk for i in items]).order_by("pk")
    ]


@pytest.mark.adversary(
    "A15", "an account is closed with tasks open: sessions die, tasks return, what was done stays"
)
def test_a_closed_account(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.do(way.complete(), "declare", "caseworker", declaration="impartial")
    checked = work.claim(way.item(way.submitted("self_initiated"), "formal_check"), by=cast.caseworker)
    assess = way.item(case, "assess")
    assert owners(assess, checked) == [(cast.caseworker.pk, True)] * 2
    theirs, administrator = browse(cast.caseworker), browse(cast.administrator)
    assert theirs.get("/oppgaver/").status_code == 200
    page = f"/personer/{cast.caseworker.pk}/"
    assert administrator.get(page).status_code == 200
    assert administrator.post(page, {"action": "close"}).status_code == 302
    assert theirs.get("/oppgaver/").status_code == 302
    assert owners(assess, checked) == [(None, True)] * 2
    given_back = case.journal.get(action="assessment.assess.given_back")
    assert (given_back.actor, given_back.details.data["had"]) == (cast.administrator, cast.caseworker.pk)
    assert Participation.objects.filter(person=cast.caseworker, capacity="checked").exists()
    assert verify_case(case) == []
    assert administrator.post(page, {"action": "open"}).status_code == 302
    assert theirs.get("/oppgaver/").status_code == 302  # the old sessions stay dead
    work.claim(WorkItem.objects.get(pk=assess.pk), by=cast.second_caseworker)


@pytest.mark.adversary(
    "A15", "who loses the office loses sessions and tasks at once; by a date to come, when it has come"
)
def test_a_role_that_ends(cast: SimpleNamespace, browse: Browse, at: Callable[..., None]) -> None:
    one = work.claim(way.item(way.submitted(), "formal_check"), by=cast.caseworker)
    other = work.claim(way.item(way.submitted("self_initiated"), "formal_check"), by=cast.second_caseworker)
    administrator, session = browse(cast.administrator), browse(cast.caseworker)
    held = cast.caseworker.roles.get()
    ends = {"action": held.pk, "last_day": "3.3.2024"}
    assert administrator.post(f"/personer/{cast.second_caseworker.pk}/", ends).status_code == 404
    assert administrator.post(f"/personer/{cast.caseworker.pk}/", ends).status_code == 302
    assert session.get("/oppgaver/").status_code == 302
    assert owners(one, other) == [(None, True), (cast.second_caseworker.pk, True)]
    leaving.end_role(held=cast.second_caseworker.roles.get(), last_day=SOON, by=cast.administrator)
    leaving.sweep()
    assert owners(other) == [(cast.second_caseworker.pk, True)]
    at(2024, 3, 11)
    leaving.sweep()
    leaving.sweep()
    assert owners(other) == [(None, True)]
    assert other.case.journal.filter(action="application.formal_check.given_back", actor=None).count() == 1


@pytest.mark.adversary(
    "A15", "an account that anything else closed: the sweep finds the tasks, and only those"
)
def test_the_sweep_finds_what_was_left(cast: SimpleNamespace) -> None:
    left = work.claim(way.item(way.submitted(), "formal_check"), by=cast.caseworker)
    kept = work.claim(way.item(way.submitted("self_initiated"), "formal_check"), by=cast.second_caseworker)
    accept = work.claim(way.item(way.granted(), "accept"), by=cast.leader_network_leader)
    User.objects.filter(pk=cast.caseworker.pk).update(is_active=False)
    leaving.sweep()
    assert owners(left, kept, accept) == [
        (None, True), (cast.second_caseworker.pk, True), (cast.leader_network_leader.pk, True)
    ]  # fmt: skip


def test_only_administrators_close_accounts_and_never_their_own(
    cast: SimpleNamespace, browse: Browse
) -> None:
    for name in ("decision_maker", "fund_manager", "leader_network_leader"):
        assert (
            browse(getattr(cast, name))
            .post(f"/personer/{cast.caseworker.pk}/", {"action": "close"})
            .status_code
            == 404
        )
        with pytest.raises(NotThere):
            leaving.deactivate(person=cast.caseworker, by=getattr(cast, name))
    own = browse(cast.administrator).post(f"/personer/{cast.administrator.pk}/", {"action": "close"})
    assert own.status_code == 422
    assert cost(browse(cast.administrator), "/personer/?q=CASEWORKER") == cost(
        browse(cast.administrator), "/personer/"
    )
    assert cost(browse(cast.administrator), "/fravar/") <= LIST
    assert not User.objects.filter(is_active=False).exists()
