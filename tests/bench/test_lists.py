"""Lists take as long with very many rows as with some: they are read by key, and only what is shown."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.test import Client

from tests import way
from tests.bench.ratio import Ratio, compare
from tests.many import many_cases, many_items
from workflows.cases.models import WorkItem

pytestmark = pytest.mark.django_db
CASES, SOME_TASKS, MANY_TASKS = 10_000, 1_000, 100_000
ROUNDS = 30
CASES_ALLOWED = 150  # times the trivial view; the nearest open system takes 3 500
TASKS_ALLOWED = 2  # times as long at 100 000 open tasks as at 1 000


@pytest.fixture(autouse=True)
def trivial_view(settings: Any) -> None:
    """Serve the site with the trivial view beside it."""
    settings.ROOT_URLCONF = "tests.bench.urls"


def seen_by(client: Client, path: str) -> Ratio:
    """Return how long a page takes somebody who is signed in."""
    name = site_settings.SESSION_COOKIE_NAME
    return compare(path, ROUNDS, cookie=f"{name}={client.cookies[name].value}")


@pytest.mark.parametrize("path", ["/saker/", "/saker/?status=received", "/saker/?q=ryfylke"])
def test_a_list_of_very_many_cases_is_shown_at_once(
    path: str, cast: SimpleNamespace, browse: Callable[[Any], Client]
) -> None:
    many_cases(way.submitted(), CASES - 1)
    ratio = seen_by(browse(cast.caseworker), path)
    print(f"\n{CASES} cases {path:<26} {ratio}")

    assert ratio.times <= CASES_ALLOWED


@pytest.mark.parametrize("path", ["/oppgaver/", "/oppgaver/?liste=free"])
def test_an_inbox_of_very_many_tasks_is_shown_as_soon_as_one_of_some(
    path: str, cast: SimpleNamespace, browse: Callable[[Any], Client]
) -> None:
    case, client = way.submitted(), browse(cast.caseworker)
    item = way.item(case, "formal_check")
    many_items(item, many_cases(case, SOME_TASKS - 1))
    some = seen_by(client, path)
    many_items(item, many_cases(case, MANY_TASKS - SOME_TASKS, first=200_000))
    assert WorkItem.objects.filter(open=True, node="formal_check").count() == MANY_TASKS
    many = seen_by(client, path)
    print(f"\n{SOME_TASKS} tasks  {path:<22} {some}\n{MANY_TASKS} tasks {path:<22} {many}")

    assert many.times <= TASKS_ALLOWED * some.times
