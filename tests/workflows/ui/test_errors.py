"""Error pages say what happened and what to do next, keep what was typed, leak nothing, and never fail."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from workflows.ui import errors

HANDLERS = {
    400: errors.handler400,
    403: errors.handler403,
    404: errors.handler404,
    409: errors.conflict,
    413: errors.too_large,
    500: errors.handler500,
    503: errors.unavailable,
}


class Gone:
    """A user or a session whose database is lost."""

    def __getattr__(self, name: str) -> Any:
        raise ConnectionError("SECRET: the database is gone")


@pytest.fixture
def request_() -> HttpRequest:
    request = RequestFactory().get("/saker/")
    request.user = AnonymousUser()
    request.request_id = "abc123def456"  # type: ignore[attr-defined]
    return request


def read(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content.decode(), "html.parser")


@pytest.mark.adversary(
    "E19", "a generic page with a reference that the log knows, no stack, version or secret"
)
@pytest.mark.parametrize(("status", "handler"), HANDLERS.items())
def test_each_says_what_to_do_next_and_the_reference(
    request_: HttpRequest, status: int, handler: Callable[..., HttpResponse]
) -> None:
    response = handler(request_)
    page = read(response)
    assert response.status_code == status
    assert response["Cache-Control"] == "no-store"
    assert page.h1.get_text(strip=True)
    assert page.select(".actions a")
    assert "abc123def456" in page.get_text()
    for leak in ("Traceback", "Django", "SECRET", "5.2"):
        assert leak not in response.content.decode()


@pytest.mark.parametrize(("status", "handler"), HANDLERS.items())
def test_each_renders_without_database_and_session(
    request_: HttpRequest, status: int, handler: Callable[..., HttpResponse]
) -> None:
    """No database fixture here: pytest-django refuses every query."""
    request_.user = request_.session = request_._messages = Gone()  # type: ignore[assignment]
    response = handler(request_)
    assert response.status_code == status
    assert read(response).h1
    assert "SECRET" not in response.content.decode()


@pytest.mark.parametrize(("status", "handler"), HANDLERS.items())
def test_not_even_broken_templates_make_a_handler_fail(
    request_: HttpRequest, status: int, handler: Callable[..., HttpResponse], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> str:
        raise RuntimeError("SECRET")

    monkeypatch.setattr(errors, "render_to_string", broken)
    response = handler(request_)
    assert response.status_code == status
    assert "Noe gikk galt" in response.content.decode()


@pytest.mark.parametrize("handler", [errors.handler500, errors.unavailable])
def test_the_static_pages_speak_both_language_forms_and_stand_alone(
    handler: Callable[..., HttpResponse],
) -> None:
    page = read(handler(RequestFactory().get("/")))
    assert page.html["lang"] == "nb"
    assert page.find(lang="nn")
    assert page("script") == page("form") == []


def test_a_lost_database_asks_to_come_back() -> None:
    assert errors.unavailable()["Retry-After"] == "10"


def test_a_refusal_gives_its_reason(request_: HttpRequest) -> None:
    reason = "You wrote the assessment in this case, so another person must decide."
    assert reason in read(errors.handler403(request_, PermissionDenied(reason))).get_text()
    assert read(errors.handler403(request_, PermissionDenied())).find(class_="ds-alert") is None
    assert "<script>" not in errors.handler403(request_, PermissionDenied("<script>")).content.decode()


@pytest.mark.adversary("A1", "the page names the winner and the time, and keeps one's own text")
def test_a_lost_race_names_the_winner_and_keeps_the_text(request_: HttpRequest) -> None:
    class Decide(forms.Form):
        reasons = forms.CharField(label="Reasons", widget=forms.Textarea)
        themes = forms.MultipleChoiceField(label="Themes", choices=[("a", "A")])
        version = forms.CharField(widget=forms.HiddenInput)

    form = Decide({"reasons": "Well anchored.\nWe <recommend> it.", "themes": ["a"], "version": "7"})
    won = dt.datetime(2024, 6, 5, 8, 4, tzinfo=dt.UTC)
    page = read(
        errors.conflict(
            request_, winner="Kari Nordmann", at=won, typed=errors.typed_texts(form), back="/saker/X/"
        )
    )
    assert "Kari Nordmann" in page.find(class_="ds-alert").get_text()
    assert "5. juni 2024 kl. 10.04" in page.find(class_="ds-alert").get_text()
    assert {dt_.get_text(): dt_.find_next("dd").get_text() for dt_ in page("dt")} == {
        "Reasons": "Well anchored.\nWe <recommend> it.",
        "Themes": "a",
    }
    assert page.select_one(".actions a")["href"] == "/saker/X/"


def test_a_lost_race_without_a_form_keeps_all_that_was_posted_but_secrets() -> None:
    posted = {
        "reasons": "Well anchored",
        "password": "hemmelig",
        "csrfmiddlewaretoken": "token",
        "empty": " ",
    }
    request = RequestFactory().post("/", posted)
    request.user = AnonymousUser()
    assert errors.kept_texts(request) == {"Reasons": "Well anchored"}
    text = errors.conflict(request).content.decode()
    assert "Well anchored" in text
    assert "hemmelig" not in text


@pytest.mark.adversary("E8", "a refused form keeps what was typed, unless it came from another site")
@pytest.mark.parametrize(
    ("reason", "is_kept"),
    [
        ("CSRF token from POST incorrect.", True),
        ("CSRF cookie not set.", True),
        ("Origin checking failed - https://evil.example does not match any trusted origins.", False),
        ("Referer checking failed - https://evil.example does not match any trusted origins.", False),
    ],
)
def test_a_refused_form_keeps_what_was_typed(reason: str, is_kept: bool) -> None:
    request = RequestFactory().post("/saker/X/", {"reasons": "Well anchored", "password": "hemmelig"})
    request.user = AnonymousUser()
    response = errors.csrf_failure(request, reason)
    assert response.status_code == 403
    assert ("Well anchored" in response.content.decode()) is is_kept
    assert "hemmelig" not in response.content.decode()
    assert read(response).select_one(".actions a")["href"] == "/saker/X/"


def test_the_way_back_never_leads_to_another_host() -> None:
    request = RequestFactory().post("/", {})
    request.path, request.user = "//evil.example/", AnonymousUser()
    assert read(errors.csrf_failure(request)).select_one(".actions a")["href"] == "/evil.example/"


def test_error_pages_speak_nynorsk_under_its_address(request_: HttpRequest) -> None:
    request_.path = request_.path_info = "/nn/saker/"
    with translation.override("nn"):
        page = read(errors.handler404(request_))
    assert page.html["lang"] == "nn"
    assert page.select_one(".actions a")["href"] == "/nn/"
