"""Attempts are limited, and no answer, time or letter tells who has an account (E9, E10)."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from allauth.mfa.models import Authenticator
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.utils.translation import gettext as _

from workflows import outbox
from workflows.directory.models import User

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
WRONG = "wrong"
LOGIN, RESET = "/konto/login/", "/konto/password/reset/"


def try_to_log_in(login: str, password: str = WRONG, **headers: str) -> str:
    """Return what a fresh browser is told, or nothing when it is let in."""
    answer = Client(headers=headers).post(LOGIN, {"login": login, "password": password})
    if answer.status_code == 302:
        return ""
    found = BeautifulSoup(answer.content, "html.parser").select_one(".ds-error-summary li")
    return found.get_text(strip=True) if found else f"{answer.status_code}"


def letters_to(address: str) -> list[Any]:
    outbox.deliver_due()
    return [letter for letter in mail.outbox if letter.to == [address]]


@pytest.mark.adversary(
    "E9",
    "after five wrong passwords an account is locked, whatever the address claims; an administrator unlocks it",
)
def test_an_account_is_locked_and_unlocked(cast: SimpleNamespace, browse: Browse) -> None:
    user = cast.network_leader
    right = "secret-network_leader"
    wrong = {try_to_log_in(user.email, **{"x-forwarded-for": f"10.0.0.{n}"}) for n in range(5)}
    locked = try_to_log_in(user.email, right)
    assert (len(wrong), locked in wrong, bool(locked)) == (1, False, True)
    page = f"/personer/{user.pk}/"
    assert browse(cast.caseworker).post(page, {"action": "unlock"}).status_code == 404
    assert try_to_log_in(user.email, right) == locked
    assert browse(cast.administrator).post(page, {"action": "unlock"}).status_code == 302
    assert try_to_log_in(user.email, right) == ""


@pytest.mark.adversary(
    "E9", "one place may fail ten times a minute, whoever it says it is; others log in meanwhile"
)
def test_attempts_from_one_place_are_limited(cast: SimpleNamespace) -> None:
    told = [try_to_log_in(f"nobody{n}@example.org", **{"x-forwarded-for": f"10.0.0.{n}"}) for n in range(11)]
    assert len(set(told[:10])) == 1
    assert told[10] != told[0]
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    typed = {"login": cast.outsider.username, "password": "secret-outsider"}
    assert elsewhere.post(LOGIN, typed).status_code == 302


@pytest.mark.adversary("E9", "behind our own proxy the address it wrote is counted; past it the real one is")
def test_a_trusted_proxy_is_believed(settings: Any, cast: SimpleNamespace) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    forged = {
        try_to_log_in(f"n{n}@example.org", **{"x-forwarded-for": f"10.0.0.{n}, 192.0.2.1"}) for n in range(11)
    }
    assert len(forged) == 2
    assert try_to_log_in("x@example.org", **{"x-forwarded-for": "192.0.2.1, 192.0.2.2"}) in forged
    assert try_to_log_in(cast.outsider.username, "secret-outsider") == ""  # no proxy on the way: not an error


@pytest.mark.adversary(
    "E9", "a wrong password says the same of an account and of none, also when it is locked"
)
def test_a_wrong_password_does_not_tell_who_has_an_account(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = []
    real = User.set_password
    monkeypatch.setattr(User, "set_password", lambda self, raw: (hashed.append(raw), real(self, raw)))
    known = [try_to_log_in("outsider@example.org") for _n in range(6)]
    assert hashed == []
    unknown = [
        Client(REMOTE_ADDR="192.0.2.9").post(LOGIN, {"login": "nobody@example.org", "password": "wrong"})
        for _n in range(6)
    ]
    assert known == [
        BeautifulSoup(each.content, "html.parser").select_one(".ds-error-summary li").get_text(strip=True)
        for each in unknown
    ]
    assert hashed == ["wrong"] * 5  # as much is computed for nobody as for somebody


@pytest.mark.adversary("E9", "six wrong codes lock the second step, with another text than five")
def test_codes_are_limited(cast: SimpleNamespace, client: Client) -> None:
    Authenticator.objects.create(user=cast.caseworker, type="totp", data={"secret": "A" * 32})
    client.post(LOGIN, {"login": "caseworker", "password": "secret-caseworker"})
    told = []
    for _n in range(6):
        answer = client.post("/konto/2fa/authenticate/", {"code": "000000"})
        told.append(
            BeautifulSoup(answer.content, "html.parser").select_one(".ds-error-summary li").get_text()
        )
    assert len(set(told[:5])) == 1
    assert told[5] != told[0]
    assert "_auth_user_id" not in client.session


@pytest.mark.adversary("E9", "asking for a new password answers the same, and sends a letter, whoever it is")
def test_a_reset_does_not_tell_who_has_an_account(cast: SimpleNamespace, client: Client) -> None:
    known, unknown = (
        client.post(RESET, {"email": address}, follow=True)
        for address in ("outsider@example.org", "nobody@example.org")
    )
    assert mail.outbox == []  # sent afterwards, so that it takes no time here
    assert known.redirect_chain == unknown.redirect_chain
    told = [BeautifulSoup(each.content, "html.parser").main.get_text() for each in (known, unknown)]
    assert told[0] == told[1]
    assert letters_to("outsider@example.org")[0].subject == _("Choose a new password")
    assert letters_to("nobody@example.org")[0].subject == _("No account with this address")
    answers = [client.post(RESET, {"email": "outsider@example.org"}).status_code for _n in range(5)]
    assert answers == [302, 302, 302, 302, 429]


@pytest.mark.adversary(
    "E10", "the link of a reset has the host of the settings, works once, and for one hour"
)
def test_a_link_for_a_new_password(
    settings: Any, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "evil.example"]
    settings.SITE_URL = "https://nettverksmidler.example.org"

    def link() -> str:
        mail.outbox.clear()
        Client(headers={"host": "evil.example"}).post(RESET, {"email": "outsider@example.org"})
        [letter] = letters_to("outsider@example.org")
        assert "evil" not in letter.body
        [found] = [word for word in letter.body.split() if "/reset/key/" in word]
        assert found.startswith("https://nettverksmidler.example.org/konto/")
        return found.removeprefix("https://nettverksmidler.example.org")

    def opens(path: str) -> Any:
        browser = Client()
        page = browser.get(path, follow=True)
        where = page.redirect_chain[-1][0] if page.redirect_chain else ""
        return (browser, where) if where.endswith("-set-password/") else None

    first = link()
    browser, where = opens(first)
    new = "fjorden er blank i mai"
    assert browser.post(where, {"password1": new, "password2": new}).status_code == 302
    assert User.objects.get(pk=cast.outsider.pk).check_password(new)
    assert opens(first) is None
    late = link()
    real = EmailAwarePasswordResetTokenGenerator._now
    later = dt.timedelta(seconds=3601)
    monkeypatch.setattr(EmailAwarePasswordResetTokenGenerator, "_now", lambda self: real(self) + later)
    assert opens(late) is None
