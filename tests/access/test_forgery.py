"""No form is taken from elsewhere: without its token a post is refused, and what was typed is kept (E8)."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests import way
from tests.along import along
from workflows.cases.models import Case

from .addresses import addresses
from .conftest import NOBODY
from .test_every_role_and_address import path_to
from .test_hidden_cases import traces

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
API = "wagtailadmin_api:"  # of Wagtail's admin; it checks the token itself, once somebody is signed in


def strict(client: Client) -> Client:
    """Return a browser with the same session for which the site checks tokens, as it does for real ones."""
    checking = Client(enforce_csrf_checks=True, raise_request_exception=False)
    checking.cookies = client.cookies
    return checking


def token_on(client: Client, url: str) -> str:
    """Return the token of the form on a page."""
    page = BeautifulSoup(client.get(url).content, "html.parser")
    return page.find(attrs={"name": "csrfmiddlewaretoken"})["value"]


@pytest.mark.adversary(
    "E8", "every address refuses a post without its token, also log-in and log-out: 403 and no change"
)
@pytest.mark.parametrize("person", [NOBODY, "caseworker", "leader_network_leader", "editor", "administrator"])
def test_no_address_takes_a_post_without_a_token(person: str, browser: Callable[[str], Client]) -> None:
    case = way.submitted()
    before, client = traces(case), strict(browser(person))
    answers = {a.name: client.post(path_to(a, case), {"action": "complete", "x": "y"}) for a in addresses()}
    taken = {name: answer.status_code for name, answer in answers.items() if answer.status_code != 403}
    led_to_log_in = {name: 302 for name in answers if name.startswith(API)}
    assert taken == (led_to_log_in if person == NOBODY else {})
    assert traces(case) == before
    assert ("_auth_user_id" in client.session) == (person != NOBODY)


@pytest.mark.adversary("E8", "no view of the site is exempt from the check of tokens")
def test_no_view_is_exempt() -> None:
    exempt = {address.name for address in addresses() if getattr(address.view, "csrf_exempt", False)}
    assert {name for name in exempt if not name.startswith(API)} == set()


@pytest.mark.adversary(
    "E8", "on every task of the five flows the friendly page keeps what was typed, and nothing is done"
)
def test_the_refusal_keeps_what_was_typed(browse: Browse, at: Callable[..., None]) -> None:
    seen = []
    for stop in along("leader_network", at):
        before = traces(stop.case)
        answer = strict(browse(stop.by)).post(
            stop.url, {"action": "complete", **stop.data, "written": "Mine egne ord."}
        )
        page = BeautifulSoup(answer.content, "html.parser")
        assert answer.status_code == 403
        assert "Mine egne ord." in [kept.get_text() for kept in page.select(".kept")]
        assert page.select_one(f'.actions a[href="{stop.url}"]')
        assert traces(stop.case) == before
        seen.append(stop.name)
    assert len(seen) == 18


@pytest.mark.adversary(
    "E8", "a post from another site is refused also with a token, and shows nothing of what it carried"
)
def test_a_post_from_another_site_is_refused(browse: Browse, cast: SimpleNamespace) -> None:
    case = way.submitted()
    item, before = way.item(case, "formal_check"), traces(case)
    client = strict(browse(cast.caseworker))
    typed = {"action": "complete", "result": "complete", "asked_for": "Fra et annet sted"}
    typed["csrfmiddlewaretoken"] = token_on(client, item.get_absolute_url())
    for origin in ("https://evil.example", "null", "http://testserver.evil.example"):
        answer = client.post(item.get_absolute_url(), typed, headers={"origin": origin})
        assert (answer.status_code, "Fra et annet sted" in answer.content.decode()) == (403, False)
    assert traces(case) == before
    assert (
        client.post(item.get_absolute_url(), typed, headers={"origin": "http://testserver"}).status_code
        == 302
    )


@pytest.mark.adversary("E8", "htmx sends the token of the page it is on, and is refused without it")
def test_htmx_needs_the_token_too(browse: Browse, cast: SimpleNamespace) -> None:
    case = way.submitted()
    url = way.item(case, "formal_check").get_absolute_url()
    client = strict(browse(cast.caseworker))
    htmx = {"HX-Request": "true"}
    assert client.post(url, {"result": "complete"}, headers=htmx).status_code == 403
    answer = client.post(url, {"result": "complete"}, headers=htmx | {"X-CSRFToken": token_on(client, url)})
    assert answer.status_code == 302
    assert Case.objects.get(pk=case.pk).status == "in_progress"


@pytest.mark.adversary("E8", "passwords and codes are not shown again by the page that refuses a form")
def test_passwords_are_not_kept() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        reverse("account_login"), {"login": "kari", "password": "hemmelig-ord", "code": "123456"}
    )
    assert answer.status_code == 403
    assert not any(secret in answer.content.decode() for secret in ("hemmelig-ord", "123456", "kari"))
