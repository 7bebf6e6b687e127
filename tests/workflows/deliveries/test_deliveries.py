"""What does not get out: administrators see it, with its reason, and try it again."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from django.test import Client

from tests.workflows.pages.test_query_budgets import LIST, cost
from workflows import outbox
from workflows.outbox import PAUSES, OutboxMessage, WorkerHeartbeat

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


class Post:
    """Takes letters, or refuses them."""

    def __init__(self) -> None:
        self.open = False
        self.got: list[int] = []

    def __call__(self, payload: dict[str, Any]) -> None:
        if not self.open:
            raise ConnectionRefusedError("nobody answers <b>there</b>")
        self.got.append(payload["number"])


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    """Return who gets deliveries of the kind "test"."""
    post = Post()
    monkeypatch.setitem(outbox._deliverers, "test", post)
    monkeypatch.setitem(outbox._titles, "test", "Pigeon")
    return post


def owe(*numbers: int) -> None:
    with transaction.atomic():
        for number in numbers:
            outbox.put(kind="test", key=str(number), payload={"number": number})


def let_all_pauses_pass() -> None:
    for _pause in [*PAUSES, None]:
        outbox.deliver_due()
        OutboxMessage.objects.update(due=F("due") - dt.timedelta(days=2))


@pytest.mark.adversary(
    "B7", "an administrator sees what failed, how often and why, and has it tried again; delivered once"
)
def test_what_fails_is_seen_and_tried_again(cast: SimpleNamespace, browse: Browse, post: Post) -> None:
    administrator = browse(cast.administrator)
    assert "Alt er levert" in administrator.get("/leveringer/").content.decode()
    owe(1)
    let_all_pauses_pass()
    message = OutboxMessage.objects.get()
    assert message.state == OutboxMessage.State.GIVEN_UP
    shown = administrator.get("/leveringer/").content.decode()
    assert "Pigeon" in shown
    assert "Oppgitt" in shown
    assert f'<td class="figure">{len(PAUSES) + 1}</td>' in shown
    assert "ConnectionRefusedError: nobody answers &lt;b&gt;there&lt;/b&gt;" in shown
    post.open = True
    answer = administrator.post(f"/leveringer/{message.pk}/", follow=True)
    assert answer.redirect_chain == [("/leveringer/", 302)]
    assert (outbox.deliver_due(), outbox.deliver_due(), post.got) == (1, 0, [1])
    assert administrator.post(f"/leveringer/{message.pk}/").status_code == 404
    assert "Alt er levert" in administrator.get("/leveringer/").content.decode()


def test_all_are_tried_again_when_the_mail_server_is_back(
    cast: SimpleNamespace, browse: Browse, post: Post
) -> None:
    owe(1, 2)
    outbox.deliver_due()
    post.open = True
    assert outbox.deliver_due() == 0
    told = browse(cast.administrator).post("/leveringer/alle/", follow=True).content.decode()
    assert "2 leveringer prøves på nytt." in told
    assert (outbox.deliver_due(), post.got) == (2, [1, 2])


@pytest.mark.parametrize("path", ["/leveringer/", "/leveringer/alle/", "/leveringer/1/"])
def test_only_administrators_see_deliveries(
    path: str, cast: SimpleNamespace, browse: Browse, post: Post
) -> None:
    owe(1)
    outbox.deliver_due()
    for name in ("fund_manager", "caseworker", "network_leader"):
        client = browse(getattr(cast, name))
        assert (client.get(path) if path == "/leveringer/" else client.post(path)).status_code == 404
    assert OutboxMessage.objects.get().attempts == 1


def test_silence_of_workers_is_said(cast: SimpleNamespace, browse: Browse) -> None:
    page = browse(cast.administrator)
    assert "Ingen arbeidsprosess er noen gang meldt" in page.get("/leveringer/").content.decode()
    outbox.beat("one")
    assert "arbeidsprosess" not in page.get("/leveringer/").content.decode()
    WorkerHeartbeat.objects.update(at=F("at") - dt.timedelta(minutes=7))
    assert "meldt på 7 minutter" in page.get("/leveringer/").content.decode()


def test_the_list_asks_no_more_for_there_being_more(
    cast: SimpleNamespace, browse: Browse, post: Post
) -> None:
    client = browse(cast.administrator)
    owe(1)
    outbox.deliver_due()
    few = cost(client, "/leveringer/")
    owe(*range(2, 12))
    for _round in range(6):
        outbox.deliver_due()
    assert cost(client, "/leveringer/") == few <= LIST
