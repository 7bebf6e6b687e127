"""Sessions are new at each log-in, end in time and everywhere at once, and nothing that was typed is lost (E7)."""

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests import way
from tests.workflows.pages.test_query_budgets import asked_by, cost
from workflows.directory.models import User

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
Later = Callable[[float], None]
MINUTE, HOUR = 60, 3600


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Return a function that lets so many seconds pass for sessions."""
    real, passed = time.time, [0.0]
    monkeypatch.setattr("workflows.directory.sessions.time", SimpleNamespace(time=lambda: real() + passed[0]))

    def wait(seconds: float) -> None:
        passed[0] += seconds

    return wait


def lives(client: Client) -> bool:
    return bool(client.get("/varsler/").status_code == 200)


@pytest.mark.adversary(
    "E7", "the session gets a new id at log-in, and what was in it before is another's no more"
)
def test_a_session_is_new_at_log_in(cast: SimpleNamespace, client: Client) -> None:
    client.get("/konto/login/?next=/saker/")
    planted = client.session
    planted["x"] = 1
    planted.save()
    client.cookies["sessionid"] = planted.session_key
    user = cast.network_leader
    client.post("/konto/login/", {"login": user.username, "password": "secret-network_leader"})
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session.session_key != planted.session_key
    thief = Client()
    thief.cookies["sessionid"] = planted.session_key
    assert not lives(thief)


@pytest.mark.adversary("E7", "staff are logged out after 30 minutes without use, others after two hours")
def test_an_idle_session_ends(cast: SimpleNamespace, browse: Browse, later: Later) -> None:
    staff, other = browse(cast.caseworker), browse(cast.network_leader)
    for _each in range(3):
        later(29 * MINUTE)
        assert (lives(staff), lives(other)) == (True, True)
    later(31 * MINUTE)
    answer = staff.get("/oppgaver/?liste=free")
    assert answer["Location"] == "/konto/login/?next=/oppgaver/%3Fliste%3Dfree"
    assert (lives(staff), lives(other)) == (False, True)
    later(2 * HOUR + 1)
    assert not lives(other)


@pytest.mark.adversary("E7", "twelve hours after the log-in a session ends, whatever was done meanwhile")
def test_a_session_ends_for_good(cast: SimpleNamespace, browse: Browse, later: Later) -> None:
    client = browse(cast.network_leader)
    for _each in range(11):
        later(HOUR + MINUTE)
        assert lives(client)
    later(HOUR)
    page = BeautifulSoup(client.get("/varsler/", follow=True).content, "html.parser")
    assert page.select_one("main form[action^='/konto/login/']")
    assert page.select_one(".ds-alert")


@pytest.mark.adversary(
    "E7", "what was typed when the session had ended is shown, and the way back is the same page"
)
def test_what_was_typed_is_not_lost(cast: SimpleNamespace, browse: Browse, later: Later) -> None:
    case = way.submitted()
    url = way.item(case, "formal_check").get_absolute_url()
    client = browse(cast.caseworker)
    client.get(url)
    later(HOUR)
    typed = {"result": "complete", "asked_for": "Mine egne ord.", "action": "complete"}
    answer = client.post(url, typed, headers={"referer": f"http://testserver{url}?a=1"})
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 401
    assert "Mine egne ord." in [kept.get_text() for kept in page.select(".kept")]
    assert page.select_one(".actions a")["href"] == f"/konto/login/?next={url.replace('/', '%2F')}%3Fa%3D1"
    elsewhere = client.post(url, typed, headers={"referer": "https://evil.example/x"})
    link = BeautifulSoup(elsewhere.content, "html.parser").select_one(".actions a")["href"]
    assert "evil" not in link
    part = client.get(url, headers={"hx-request": "true", "hx-current-url": f"http://testserver{url}"})
    assert part["HX-Redirect"] == f"/konto/login/?next={url.replace('/', '%2F')}"


@pytest.mark.adversary(
    "E7", "a session is dead after log-out, after a new password elsewhere, and when all sessions are ended"
)
def test_sessions_end_everywhere(cast: SimpleNamespace, browse: Browse) -> None:
    user = cast.network_leader
    here, there = browse(user), browse(user)
    stolen = Client()
    stolen.cookies["sessionid"] = there.cookies["sessionid"].value
    assert lives(stolen)
    there.post("/konto/logout/")
    assert not lives(stolen)
    there = browse(user)
    assert here.get("/konto/logg-ut-overalt/").status_code == 405
    assert here.post("/konto/logg-ut-overalt/")["Location"] == "/konto/login/"
    assert (lives(here), lives(there)) == (False, False)
    here, there = browse(User.objects.get(pk=user.pk)), browse(User.objects.get(pk=user.pk))
    new = "fjorden er blank i mai"
    typed = {"oldpassword": "secret-network_leader", "password1": new, "password2": new}
    assert here.post("/konto/password/change/", typed).status_code == 302
    assert (lives(here), lives(there)) == (True, False)


def test_a_session_is_not_written_at_each_request(
    cast: SimpleNamespace, browse: Browse, later: Later
) -> None:
    client = browse(cast.network_leader)
    first = cost(client, "/varsler/")
    later(2 * MINUTE)
    assert [asked_by(client.get, "/varsler/", status=200) - first for _n in range(3)] == [1, 0, 0]


@pytest.mark.adversary("E7", "a page tells its script how long the session lasts, and one can stay")
def test_a_page_knows_when_its_session_ends_and_one_stays(
    cast: SimpleNamespace, browse: Browse, later: Later
) -> None:
    def left(client: Client) -> list[int]:
        page = BeautifulSoup(client.get("/varsler/").content, "html.parser")
        dialog = page.select_one("dialog#session-end[role=alertdialog]")
        assert {page.find(id=dialog[name]).name for name in ("aria-labelledby", "aria-describedby")} == {
            "h2",
            "p",
        }
        return [round(int(dialog[name]) / MINUTE) for name in ("data-idle", "data-whole")]

    staff, other = browse(cast.caseworker), browse(cast.network_leader)
    assert (left(staff), left(other)) == ([30, 720], [120, 720])
    later(29 * MINUTE)
    assert staff.post("/konto/fortsett/").status_code == 204
    later(29 * MINUTE)
    assert left(staff) == [30, 662]
    later(31 * MINUTE)
    gone = staff.post("/konto/fortsett/")
    assert (gone.status_code, gone["Location"].startswith("/konto/login/")) == (302, True)
    assert "session-end" not in Client().get("/konto/login/").content.decode()
