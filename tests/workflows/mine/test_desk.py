"""Where staff begin: how much work stands on each list, and the places their roles open."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests import way
from tests.cast import CAST
from tests.many import many_cases, many_items
from tests.workflows.pages.test_query_budgets import LIST, cost
from workflows import clock
from workflows.cases.models import WorkItem
from workflows.directory.accounts import is_staff
from workflows.directory.models import User
from workflows.mine import desk

pytestmark = pytest.mark.django_db


def piles_of(user: User) -> list[tuple[str, str]]:
    """Return how much stands on each of a person's lists, and how much of it is overdue."""
    return [(pile.count, pile.overdue) for pile in desk.piles(user)]


@pytest.mark.requirement(
    "P3", "a caseworker's own page says how much is free, taken and overdue, as the lists do"
)
def test_piles_count_what_the_lists_hold(cast: SimpleNamespace) -> None:
    way.submitted()
    assert piles_of(cast.caseworker) == [("0", "0"), ("1", "0"), ("2", "0"), ("1", "0")]
    WorkItem.objects.filter(office__isnull=False, open=True).update(due=clock.today() - dt.timedelta(days=1))
    assert piles_of(cast.caseworker) == [("0", "0"), ("1", "1"), ("2", "0"), ("1", "1")]
    assert piles_of(cast.other_caseworker) == [("0", "0")] * 4


@pytest.mark.parametrize("name", list(CAST))
def test_every_place_that_is_shown_opens(
    name: str, cast: SimpleNamespace, browse: Callable[[Any], Client]
) -> None:
    user = getattr(cast, name)
    if not is_staff(user):
        return
    shown = desk.places(user)
    assert {place.url: browse(user).get(place.url).status_code for place in shown} == {
        place.url: 200 for place in shown
    }
    assert len(shown) >= 3


def test_the_page_asks_the_same_however_much_there_is(
    cast: SimpleNamespace, browse: Callable[[Any], Client]
) -> None:
    client = browse(cast.caseworker)
    case = way.submitted()
    few = cost(client, "/min-side/")
    many_items(way.item(case, "formal_check"), many_cases(case, 30))
    assert few == cost(client, "/min-side/") <= LIST
