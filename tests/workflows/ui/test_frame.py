"""The frame around pages: where one can go, who one is, the other language; public pages know nobody."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.utils import translation

from workflows import clock
from workflows.directory.models import GovernorOffice, RoleAssignment, User
from workflows.ui.paths import language_links, local_path


class Nobody:
    """Fails the test when anything asks who is reading."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"a public page asked for {name}")


def page(template: str, path: str = "/", user: object = None, **context: object) -> BeautifulSoup:
    request = RequestFactory().get(path)
    request.user = user or AnonymousUser()
    return BeautifulSoup(render_to_string(template, context, request), "html.parser")


def menu(of: BeautifulSoup) -> list[str]:
    return [link["href"] for link in of.select(".site-nav a")]


def test_public_pages_never_ask_who_is_reading() -> None:
    request: HttpRequest = RequestFactory().get("/retningslinjer/")
    request.user = request.session = request._messages = Nobody()  # type: ignore[assignment]
    public = BeautifulSoup(render_to_string("base_public.html", {}, request), "html.parser")
    assert menu(public) == ["/retningslinjer/", "/utlysninger/", "/kontakt/"]
    assert public.select_one(".site-user a")["href"] == "/min-side/"
    assert [form["method"] for form in public("form")] == ["get"], "a search asks for no token"
    assert public("script") == []
    assert "CSRF" not in str(public)
    assert "csrf_cookie_set" not in str(request.META).lower()


def test_every_page_has_landmarks_a_way_past_them_and_a_language() -> None:
    for template in ("base.html", "base_public.html", "base_plain.html"):
        drawn = page(template)
        assert drawn.find(class_="ds-skip-link")["href"] == "#main"
        assert drawn.find("main")["id"] == "main"
        assert drawn.html["lang"] == "nb"
        assert [len(drawn(name)) for name in ("header", "main", "footer")] == [1, 1, 1]
        names = [nav["aria-label"] for nav in drawn("nav")]
        assert len(names) == len(set(names))


@pytest.mark.requirement("R8.12", "contact for help, accessibility statement and privacy page on every page")
@pytest.mark.parametrize("template", ["base.html", "base_public.html", "base_plain.html"])
def test_help_statements_and_sources_are_on_every_page(template: str) -> None:
    links = [link["href"] for link in page(template).select("footer a")]
    assert links == [
        "/kontakt/", "/tilgjengelighet/", "/personvern/", "/rapporter/", "/nyheter/", "/nettverk-i-norge/",
        "/tildelinger/", "/innsyn/", "/kilder/",
    ]  # fmt: skip


def test_someone_who_is_not_logged_in_is_offered_to() -> None:
    drawn = page("base.html", "/kontakt/")
    assert menu(drawn) == ["/retningslinjer/", "/utlysninger/", "/kontakt/"]
    assert drawn.select_one(".site-nav [aria-current]")["href"] == "/kontakt/"
    assert drawn.select_one(".site-user a")["href"] == "/konto/login/"


@pytest.fixture
def caseworker(db: None) -> User:
    """A caseworker who also decides, at one office."""
    name = {
        "name_nb": "Statsforvalteren i Vestland",
        "name_nn": "Statsforvaltaren i Vestland",
        "own_name": "x",
    }
    office, _made = GovernorOffice.objects.get_or_create(
        code="VES", defaults=name | {"org_number": "974760665"}
    )
    user = User.objects.create_user("kari", first_name="Kari", last_name="Nordmann")
    for role in ("caseworker", "decision_maker"):
        RoleAssignment.objects.create(user=user, role=role, office=office, valid_from=dt.date(2020, 1, 1))
    return user


def test_staff_see_their_work_who_they_are_and_a_way_out(
    caseworker: User, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(2):
        drawn = page("base.html", "/saker/ROG-2024-1042/", caseworker)
    assert menu(drawn) == [
        "/oppgaver/", "/saker/", "/nettverk/", "/midler/", "/oversikt/", "/retningslinjer/",
    ]  # fmt: skip
    assert drawn.select_one(".site-nav [aria-current]")["href"] == "/saker/"
    assert "Kari Nordmann" in drawn.select_one(".site-user").get_text()
    with translation.override(None):
        assert "Vestland +1" in drawn.select_one(".site-role").get_text()
    form = drawn.select_one(".site-user form")
    assert form["method"] == "post"
    assert form.find("input", {"name": "csrfmiddlewaretoken"})


def test_network_people_see_their_own_page(db: None) -> None:
    drawn = page("base.html", "/min-side/", User.objects.create_user("leder"))
    assert menu(drawn) == ["/min-side/", "/saker/", "/utlysninger/", "/retningslinjer/"]


def test_a_moved_clock_is_told_but_not_on_pages_that_are_cached(
    at: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    at(2025, 2, 15)
    assert "15. februar 2025 kl. 09.00" in page("base.html").select_one(".banner").get_text()
    assert page("base_public.html").select(".banner") == []
    monkeypatch.setattr(clock, "shift", dt.timedelta)
    assert page("base.html").select(".banner") == []


@override_settings(DEMO=True)
@pytest.mark.parametrize("template", ["base.html", "base_public.html"])
def test_a_demonstration_says_that_it_is_one(template: str) -> None:
    assert page(template).select('.banner[data-color="info"]')


def test_the_title_says_that_a_form_failed() -> None:
    class Failed:
        errors = {"name": ["Missing"]}

    assert page("base.html").title.get_text().startswith(" – ")
    assert not page("base.html", form=Failed()).title.get_text().startswith(" – ")


@pytest.mark.requirement("R8.1", "the same page in bokmål and nynorsk is one link away")
@pytest.mark.parametrize(
    ("language", "path", "bokmal", "nynorsk"),
    [
        ("nb", "/saker/?q=a&page=2", "/saker/?q=a&page=2", "/nn/saker/?q=a&page=2"),
        ("nn", "/nn/saker/?q=a", "/saker/?q=a", "/nn/saker/?q=a"),
        ("nb", "/", "/", "/nn/"),
        ("nn", "/nn/", "/", "/nn/"),
        ("nb", "/nnett/", "/nnett/", "/nn/nnett/"),
    ],
)
def test_the_same_page_in_each_language(language: str, path: str, bokmal: str, nynorsk: str) -> None:
    with translation.override(language):
        links = language_links(RequestFactory().get(path))
    assert [(link.code, link.url, link.is_current) for link in links] == [
        ("nb", bokmal, language == "nb"),
        ("nn", nynorsk, language == "nn"),
    ]


def test_a_published_page_leads_to_its_own_translation_or_to_the_front_page() -> None:
    class Translations(list):
        def live(self) -> "Translations":
            return self

        def select_related(self, *names: str) -> "Translations":
            return self

    class Page:
        translations = Translations()

        def get_translations(self) -> Translations:
            return self.translations

        def get_url(self, request: HttpRequest) -> str:
            return "/nn/rettleiing/"

    class Locale:
        language_code = "nn"

    request, there = RequestFactory().get("/veiledning/"), Page()
    there.locale = Locale()  # type: ignore[attr-defined]
    assert [link.url for link in language_links(request, Page())] == ["/veiledning/", "/nn/"]
    Page.translations.append(there)
    assert [link.url for link in language_links(request, Page())] == ["/veiledning/", "/nn/rettleiing/"]


def test_addresses_follow_the_language_of_the_page() -> None:
    assert local_path("/saker/") == "/saker/"
    with translation.override("nn"):
        assert local_path("/saker/") == "/nn/saker/"
        assert local_path("/nn/saker/") == "/nn/saker/"
        assert local_path("/saker/", "nb") == "/saker/"
