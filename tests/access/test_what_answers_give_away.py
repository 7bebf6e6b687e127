"""What every answer carries, and what no error tells: caches, stacks, versions, secrets (E18, E19)."""

import json
import logging
import platform
import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import django
import pytest
import wagtail
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.test import Client

from tests import way
from workflows.pages import cases
from workflows.ui.logs import JsonFormatter

from .conftest import NOBODY

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
LEAKS = [
    "Traceback", "traceback", "django.", "/site-packages/", ".py", "Exception", "SELECT ", "workflows_",
    "DEBUG", "SECRET", settings.SECRET_KEY, django.get_version(), wagtail.__version__, platform.python_version(),
]  # fmt: skip


@pytest.mark.adversary("E18", "a public page that is kept is the same for everybody, and sets no cookie")
def test_a_public_page_knows_nobody(browser: Browser) -> None:
    pages = [browser(person).get("/kilder/") for person in (NOBODY, "caseworker", "editor")]
    assert len({page.content.decode().replace(page["X-Request-ID"], "") for page in pages}) == 1
    assert [page.cookies.output() for page in pages] == [""] * 3


@pytest.mark.adversary(
    "E18", "a page of a case sets no cookie that a shared cache could keep, and varies by who asks"
)
def test_a_case_page_is_nobody_elses(cast: SimpleNamespace, browser: Browser) -> None:
    case = way.submitted()
    answer = browser("caseworker").get(case.get_absolute_url())
    assert "private" in answer["Cache-Control"]
    assert "Cookie" in answer["Vary"]


@pytest.mark.adversary("E19", "no page of the site tells what it runs on, in headers or in comments")
@pytest.mark.parametrize("person", [NOBODY, "caseworker"])
def test_no_page_tells_what_the_site_runs_on(person: str, browser: Browser) -> None:
    case, client = way.submitted(), browser(person)
    for path in (
        "/konto/login/",
        "/saker/",
        case.get_absolute_url(),
        "/hvem-gjor-hva/",
        "/finnes-ikke/",
        "/healthz",
    ):
        answer = client.get(path)
        assert {"server", "x-powered-by", "x-generator"}.isdisjoint(name.lower() for name in answer.headers)
        assert not re.search(r"<!--|generator", answer.content.decode())
        assert not [leak for leak in LEAKS if leak in answer.content.decode() and leak not in (".py",)]


@pytest.fixture
def log() -> Iterator[list[dict[str, Any]]]:
    """Yield the lines that the log would hold."""
    lines: list[dict[str, Any]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(json.loads(JsonFormatter().format(record)))

    handler, root = Keep(), logging.getLogger()
    root.addHandler(handler)
    yield lines
    root.removeHandler(handler)


ERRORS: list[tuple[Exception, int]] = [
    (RuntimeError(f"secret {settings.SECRET_KEY} in /srv/app/settings.py"), 500),
    (OperationalError("could not connect to server at 10.1.2.3, user postgres"), 503),
    (Http404("no such row in workflows_case"), 404),
    (PermissionDenied(), 403),
    (SuspiciousOperation("Invalid boundary in multipart: django"), 400),
    (BadRequest("bad"), 400),
    (KeyError("SELECT * FROM workflows_user"), 500),
]


@pytest.mark.adversary(
    "E19", "whatever goes wrong: a generic page in Norwegian with a reference, and nothing of the inside"
)
@pytest.mark.parametrize(("error", "status"), ERRORS, ids=lambda value: str(value)[:20])
def test_errors_give_nothing_away(
    error: Exception,
    status: int,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
    log: list[dict[str, Any]],
) -> None:
    def fail(*args: object) -> HttpResponse:
        raise error

    monkeypatch.setattr(cases, "find_case", fail)
    answer = browser("caseworker").get("/saker/ROG-2024-1001/")
    body = answer.content.decode()
    assert answer.status_code == status
    assert [leak for leak in [*LEAKS, "10.1.2.3", "postgres", "secret "] if leak in body] == []
    assert "no-store" in answer["Cache-Control"]
    assert '<html lang="nb"' in body
    if status >= 500:
        assert answer["X-Request-ID"] in {line["request_id"] for line in log if line["level"] == "ERROR"}
    if status != 503:
        assert answer["X-Request-ID"] in body
    if status == 503:
        assert int(answer["Retry-After"]) > 0


@pytest.mark.adversary("E19", "a request that cannot be read gets a page too: wrong host, method or body")
def test_unreadable_requests_get_a_page(browser: Browser) -> None:
    client = browser("caseworker")
    answers = [
        client.get("/saker/", headers={"host": "evil.example"}),
        client.post("/saker/", data=b"x", content_type="multipart/form-data"),
        client.put("/saker/"),
        client.delete(way.submitted().get_absolute_url()),
        client.generic("TRACE", "/saker/"),
        client.generic("PROPFIND", "/"),
    ]
    assert all(answer.status_code in (400, 404, 405) for answer in answers)
    assert [leak for answer in answers for leak in LEAKS if leak in answer.content.decode()] == []
