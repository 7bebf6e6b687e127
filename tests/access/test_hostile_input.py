"""Whatever is sent, the site answers with a page, never with an error of its own, and nothing half is kept."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests import way
from tests.along import Stop, along
from workflows.cases.models import Case

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
NASTY = [
    "\x00",
    "' OR 1=1; DROP TABLE workflows_case; --",
    "9" * 400,
    "-1",
    "\u2212250000",
    "1e400",
    "NaN",
    "Infinity",
    "٣٤٥",
    "99.99.9999",
    "01.01.0001",
    "31.12.9999",
    "{{7*7}}{% debug %}%s%(x)s",
    "\u202e\ufeff\U0001f4a9\u0300" * 50,
    "[]",
    "true",
    "x" * 9_000,
]
BINARY = [
    (b"\xff\xfe\x00\x01\x80", "application/x-www-form-urlencoded"),
    (b"action=complete&reasons=%ED%A0%80&reasons=%00&=&&&%", "application/x-www-form-urlencoded"),
    (b"no multipart at all", "multipart/form-data; boundary=x"),
    (b"no boundary", "multipart/form-data"),
    (
        b'--x\r\nContent-Disposition: form-data; name="a"; filename="\x00../..\\"\r\n\r\nabc',
        "multipart/form-data; boundary=x",
    ),
    (b'{"action": "complete"}', "application/json"),
    (b"", "text/plain"),
]


def tried(client: Client, *args: Any, **kwargs: Any) -> HttpResponse:
    """Post, and take back whatever it did."""
    with transaction.atomic():
        answer = client.post(*args, **kwargs)
        transaction.set_rollback(True)
    return answer


def bodies(stop: Stop, turn: int) -> Iterator[dict[str, Any]]:
    """Yield what nobody should type into a task's form: nothing, one field missing, and nasty texts in all fields.

    `turn`: which half of the fields are tried one by one; the schemes share most steps, and take a half each.
    """
    yield {}
    for first in range(0, len(NASTY), 4):
        yield {name: NASTY[(place + first) % len(NASTY)] for place, name in enumerate(stop.data)}
    fields = list(enumerate(stop.data))
    for place, name in fields if stop.item.node == "write" else fields[turn::2]:
        others = {other: value for other, value in stop.data.items() if other != name}
        yield others if place // 2 % 2 else {**others, name: NASTY[place % len(NASTY)]}
    yield {name: ["a", "b", "\x00"] for name in stop.data}
    yield {name: SimpleUploadedFile("\u202egpj.exe", b"MZ\x00", content_type="a/b") for name in stop.data}
    yield {**stop.data, **dict.fromkeys(stop.files, "no file")}
    yield {f"field_{number}": "x" for number in range(1100)}


@pytest.mark.adversary(
    "E12", "hostile bodies on every task of the five flows: a page with what is wrong, never a 5xx"
)
@pytest.mark.parametrize(("turn", "scheme"), [(0, "leader_network"), (1, "self_initiated")])
def test_no_body_breaks_any_task(turn: int, scheme: str, browse: Browse, at: Callable[..., None]) -> None:
    stops, broken = [], []
    for stop in along(scheme, at):
        client = browse(stop.by)
        client.raise_request_exception = False
        for number, body in enumerate(bodies(stop, turn)):
            can_save = stop.item.node in ("write", "supplement")
            act = "save" if can_save and number % 2 else "complete"
            url = way.section(stop.case, stop.item.node, "network") if act == "save" else stop.url
            answer = tried(client, url, {"action": act, **body})
            if answer.status_code not in (302, 400, 422):
                broken.append((stop.name, act, answer.status_code, str(body)[:200]))
        for raw, kind in BINARY:
            answer = tried(client, stop.url, data=raw, content_type=kind)
            if answer.status_code not in (400, 422):
                broken.append((stop.name, kind, answer.status_code, raw))
        stops.append(stop.name)
    assert broken == []
    assert len(stops) == len(set(stops)) + 1 == 18  # formal check comes twice


@pytest.mark.adversary("E12", "what is searched for is only searched for: no difference, no 5xx")
@pytest.mark.parametrize(
    "query",
    [
        "q=%00", "q=%27%20OR%20%271%27=%271", "q=%25", "q=_", "q=\\", "q=%F0%9F%92%A9", "q=%ED%A0%80",
        f"q={'a' * 9000}",
        "q=ROG&q=VES", "q[]=1", "status=%00", "status=draft%27", "status=received&status=x", "etter=-1", "etter=0",
        "etter=1e9", "etter=%D9%A3", f"etter={'9' * 18}", f"etter={'9' * 400}", "etter=%00", "liste=%00",
        "liste=mine%27", "liste=__class__", "&&&=&", "q", "%00=%00", "page=999999", "next=//evil.example",
    ],
)  # fmt: skip
def test_no_query_breaks_a_list(query: str, cast: SimpleNamespace, browse: Browse) -> None:
    way.submitted()
    for person in (cast.caseworker, cast.leader_network_leader):
        client = browse(person)
        for path in ("/saker/", "/oppgaver/", "/min-side/", "/nn/saker/"):
            assert client.get(f"{path}?{query}").status_code == 200, path


@pytest.mark.adversary("E12", "a search for everything by trick finds nothing")
@pytest.mark.parametrize("text", ["' OR '1'='1", "%", "_", "*", "ROG%", "\\", '"; --'])
def test_a_trick_finds_nothing(text: str, cast: SimpleNamespace, browse: Browse) -> None:
    case = way.submitted()
    client = browse(cast.caseworker)
    assert case.number not in client.get("/saker/", {"q": text}).content.decode()
    assert case.number in client.get("/saker/", {"q": case.number.lower()}).content.decode()


@pytest.mark.adversary("E12", "the form that begins an application takes nothing but a network of one's own")
@pytest.mark.parametrize("network", ["", "\x00", "-1", "9" * 30, "1 OR 1=1", "٣", ["1", "2"], "None"])
def test_nothing_strange_begins_an_application(network: Any, cast: SimpleNamespace, browse: Browse) -> None:
    call = way.begin().call
    before = Case.objects.count()
    answer = browse(cast.outsider).post(f"/utlysninger/{call.pk}/sok/", {"network": network})
    assert (answer.status_code, Case.objects.count()) == (422, before)


@pytest.mark.adversary("E12", "hostile names and passwords are refused like wrong ones, never with a 5xx")
@pytest.mark.parametrize("text", NASTY[:-1], ids=range(len(NASTY) - 1))
def test_no_text_breaks_the_log_in(text: str) -> None:
    client = Client(raise_request_exception=False)
    assert client.post("/konto/login/", {"login": text, "password": text}).status_code in (200, 429)
    assert client.post("/konto/password/reset/", {"email": text}).status_code in (200, 302, 429)


@pytest.mark.adversary(
    "E1", "a name as long as the register allows can apply: titles made of names are cut, not failed on"
)
def test_the_longest_names_fit(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.begin()
    network, call = case.network, case.call
    network.name = "Æ" * 200
    network.save()
    answer = browse(cast.leader_network_leader).post(f"/utlysninger/{call.pk}/sok/", {"network": network.pk})
    assert answer.status_code == 302
