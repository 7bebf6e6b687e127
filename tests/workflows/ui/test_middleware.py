"""Every request has an id that the log knows, a lost database is told as 503, and pages stay out of caches."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from workflows.ui import logs
from workflows.ui.middleware import (
    DatabaseLostMiddleware,
    PrivateByDefaultMiddleware,
    RequestIdMiddleware,
    TooLargeMiddleware,
)


def fine(request: HttpRequest) -> HttpResponse:
    return HttpResponse("fine")


@pytest.mark.adversary("E19", "the reference on the page is the one in the log")
def test_the_id_of_a_request_stands_in_its_log_lines_and_its_answer() -> None:
    lines = []

    def view(request: HttpRequest) -> HttpResponse:
        record = logging.LogRecord("nettverksmidler", logging.INFO, "", 0, "did it", None, None)
        record.case, record.password = "ROG-2024-1042", "hemmelig"
        lines.append(json.loads(logs.JsonFormatter().format(record)))
        return HttpResponse(request.request_id)  # type: ignore[attr-defined]

    response = RequestIdMiddleware(view)(
        RequestFactory().get("/", headers={"X-Request-ID": "from-the-proxy-1"})
    )
    assert (
        response["X-Request-ID"] == response.content.decode() == lines[0]["request_id"] == "from-the-proxy-1"
    )
    assert lines[0]["case"] == "ROG-2024-1042"
    assert "hemmelig" not in json.dumps(lines)
    assert logs.request_id.get() == ""


@pytest.mark.parametrize(
    "given", ["", "short", "a" * 65, "<script>alert(1)</script>", "abcdefgh\n", "with spaces in it"]
)
def test_an_id_that_could_do_harm_is_replaced(given: str) -> None:
    response = RequestIdMiddleware(fine)(RequestFactory().get("/", headers={"X-Request-ID": given}))
    assert response["X-Request-ID"] != given
    assert response["X-Request-ID"].isalnum()


@pytest.mark.adversary("B4", "a connection that is cut while a middleware asks answers 503 as well")
@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError("SECRET host"), InterfaceError("SECRET host")])
def test_a_database_lost_in_a_middleware_answers_503(
    error: Exception, cast: Any, browse: Callable[[Any], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(user: object) -> bool:
        raise error

    monkeypatch.setattr("workflows.directory.second_factor.owes_second_factor", fail)
    client = browse(cast.caseworker)
    client.raise_request_exception = False
    response = client.get("/saker/")
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert "SECRET" not in response.content.decode()


@pytest.mark.adversary("B5", "503 with Retry-After and a static Norwegian page when the database is gone")
@pytest.mark.parametrize("error", [OperationalError("SECRET host"), InterfaceError("SECRET host")])
def test_a_lost_database_answers_503(error: Exception) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    middleware, request = DatabaseLostMiddleware(view), RequestFactory().get("/")
    for response in (middleware(request), middleware.process_exception(request, error)):
        assert response is not None
        assert (response.status_code, response["Retry-After"]) == (503, "10")
        assert "Tjenesten er ikke tilgjengelig" in response.content.decode()
        assert "SECRET" not in response.content.decode()
    assert middleware.process_exception(request, ValueError()) is None


@pytest.mark.adversary("E18", "pages are not stored unless a view says otherwise")
def test_pages_are_private_unless_a_view_says_otherwise() -> None:
    def public(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Cache-Control": "public, max-age=60"})

    request = RequestFactory().get("/saker/")
    assert PrivateByDefaultMiddleware(fine)(request)["Cache-Control"] == "no-store, private"
    assert PrivateByDefaultMiddleware(public)(request)["Cache-Control"] == "public, max-age=60"


def test_the_editor_has_a_policy_of_its_own_and_nothing_else() -> None:
    assert "Content-Security-Policy" in PrivateByDefaultMiddleware(fine)(RequestFactory().get("/cms/pages/"))
    assert "Content-Security-Policy" not in PrivateByDefaultMiddleware(fine)(RequestFactory().get("/saker/"))


@pytest.mark.adversary(
    "C5", "what says that it brings more than can be sent is answered 413, and is not read"
)
@pytest.mark.parametrize(
    ("length", "status"), [("104857600", 200), ("104857601", 413), ("", 200), ("-1", 200)]
)
def test_what_is_too_large_is_not_read(length: str, status: int) -> None:
    class Unread:
        def read(self, *size: int) -> bytes:
            raise AssertionError("the body was read")

    request = RequestFactory().post("/utveksling/ny/")
    request.META |= {"CONTENT_LENGTH": length, "wsgi.input": Unread()}
    response = TooLargeMiddleware(lambda _request: HttpResponse("ok"))(request)
    assert response.status_code == status
