"""A person of several organisations chooses for whom they act, sees it always, and misses nothing (R8.14)."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests import way
from workflows.directory.models import Network, Role, RoleAssignment, User

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


def page_of(client: Client, path: str) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def tasks_on(client: Client) -> list[str]:
    return [a["href"] for a in page_of(client, "/min-side/").select("main a") if "/oppgaver/" in a["href"]]


@pytest.fixture
def both(cast: SimpleNamespace) -> User:
    """Return somebody who leads two networks, with a draft in each."""
    RoleAssignment.objects.create(
        user=cast.network_leader, role=Role.NETWORK_LEADER, network=Network.objects.get(code="ryfylke")
    )
    return cast.network_leader


@pytest.mark.requirement(
    "R8.14",
    "who acts for several organisations chooses which, sees it on every page, and what waits elsewhere",
)
def test_one_chooses_for_whom_and_sees_it(both: User, browse: Browse) -> None:
    one, other = way.begin("self_initiated", by=both), way.begin("leader_network", by=both)
    first, second = (way.item(case, "write").get_absolute_url() for case in (one, other))
    client = browse(both)
    assert sorted(tasks_on(client)) == sorted([first, second])
    asked = page_of(client, "/konto/handler-for/?next=/min-side/")
    places = {label.get_text(): label.find_previous("input")["value"] for label in asked.select("main label")}
    assert list(places)[:2] == ["Nettverket jaeren", "Nettverket ryfylke"]
    answer = client.post("/konto/handler-for/", {"place": places["Nettverket jaeren"], "next": "/saker/"})
    assert answer["Location"] == "/saker/"
    assert tasks_on(client) == [first]
    for path in ("/saker/", "/min-side/", "/varsler/", second):
        assert "Nettverket jaeren" in page_of(client, path).select_one(".acts-for").get_text()
    told = page_of(client, "/min-side/").select_one("main .ds-alert")
    assert "1 " in told.get_text()
    assert told.a["href"] == "/konto/handler-for/?next=/min-side/"
    assert client.get(second).status_code == 200  # a link to the other organisation's task leads there
    client.post("/konto/handler-for/", {"place": ""})
    assert sorted(tasks_on(client)) == sorted([first, second])


@pytest.mark.requirement(
    "R8.14", "the choice gives no right: somebody else's organisation, or an old one, is not taken"
)
def test_nobody_chooses_what_is_not_theirs(both: User, cast: SimpleNamespace, browse: Browse) -> None:
    client = browse(both)
    outside = Network.objects.get(code="outside")
    client.post("/konto/handler-for/", {"place": f"network:{outside.pk}"})
    assert client.session["acts_for"] == ""
    ryfylke = Network.objects.get(code="ryfylke")
    client.post("/konto/handler-for/", {"place": f"network:{ryfylke.pk}"})
    assert client.session["acts_for"] == f"network:{ryfylke.pk}"
    RoleAssignment.objects.filter(user=both, network=ryfylke).update(valid_to="2024-03-01")
    shown = page_of(client, "/min-side/")
    assert "ryfylke" not in shown.get_text()
    assert "/konto/handler-for/" not in str(shown)
    assert (
        client.post("/konto/handler-for/", {"place": "x", "next": "https://evil.example"})["Location"]
        == "/min-side/"
    )


def test_who_has_one_organisation_is_asked_nothing(
    cast: SimpleNamespace, browse: Browse, client: Client
) -> None:
    assert browse(cast.outsider).get("/konto/handler-for/?next=/saker/")["Location"] == "/saker/"
    typed = {"login": "network_leader", "password": "secret-network_leader"}
    assert client.post("/konto/login/", typed)["Location"] == "/min-side/"


def test_who_has_several_is_asked_at_log_in_unless_a_link_leads_elsewhere(both: User) -> None:
    typed = {"login": "network_leader", "password": "secret-network_leader"}
    assert Client().post("/konto/login/", typed)["Location"] == "/konto/handler-for/"
    assert Client().post("/konto/login/", typed | {"next": "/saker/"})["Location"] == "/saker/"
