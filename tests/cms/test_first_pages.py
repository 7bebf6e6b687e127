"""What an installation owes from its first day: help, and true statements on privacy and accessibility."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page

pytestmark = pytest.mark.django_db
STATEMENTS = ("/personvern/", "/tilgjengelighet/", "/kontakt/")


@pytest.fixture
def begun() -> None:
    """An installation that is just made: no page but those it owes."""
    call_command("first_pages", verbosity=0)


@pytest.mark.requirement(
    "R8.12", "a new installation has help, privacy page and accessibility statement in both languages"
)
def test_a_new_installation_has_what_it_owes(begun: None) -> None:
    for address in STATEMENTS:
        for prefix in ("", "/nn"):
            answer = Client().get(f"{prefix}{address}")
            assert answer.status_code == 200
            assert "demonstrasjon" not in answer.content.decode()
            assert not answer.cookies


def test_what_is_there_already_is_left_alone(begun: None) -> None:
    page = Page.objects.get(slug="personvern", locale__language_code="nb").specific
    page.intro = "Skrevet av en redaktør"
    page.save_revision().publish()
    before = Page.objects.count()
    call_command("first_pages", verbosity=0)
    assert Page.objects.count() == before
    assert "Skrevet av en redaktør" in Client().get("/personvern/").content.decode()


@pytest.mark.requirement("R8.12", "no cookie is set that the privacy page does not name, in both languages")
def test_the_privacy_page_names_every_cookie(
    begun: None, browse: Callable[..., Client], cast: SimpleNamespace
) -> None:
    client = Client()
    client.get("/konto/login/")
    client.post("/konto/login/", {"login": "outsider", "password": "wrong"})
    client.post("/konto/login/", {"login": "outsider", "password": "secret-outsider"})
    given = {*client.cookies, *cookies_of_a_message(browse(cast.caseworker))}
    assert given == {"csrftoken", "messages", "sessionid"}
    for address in ("/personvern/", "/nn/personvern/"):
        page = Client().get(address).content.decode()
        assert [name for name in sorted(given) if f"«{name}»" not in page] == []


def cookies_of_a_message(client: Client) -> set[str]:
    """Return the cookies of somebody to whom something was said after a form."""
    answer: Any = client.post("/varsler/valg/", {})
    assert answer.status_code in (302, 422)
    return set(client.cookies)
