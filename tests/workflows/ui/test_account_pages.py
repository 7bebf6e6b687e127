"""Accounts in the site's own look: log in, second factor, passwords, and the page about oneself."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.urls import reverse

from workflows import outbox
from workflows.directory.models import User

Browse = Callable[[Any], Client]
FOR_EVERYONE = ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive"]
FOR_ONESELF = [
    *[
        "account",
        "account_change_password",
        "account_email",
        "account_logout",
        "mfa_index",
        "account_reauthenticate",
    ],
    *["mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp", "mfa_reauthenticate"],
    *["mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "socialaccount_connections"],
]


def read(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content.decode(), "html.parser")


def assert_in_our_look(page: BeautifulSoup) -> None:
    assert page.find(class_="site-header")
    assert len(page("h1")) == 1
    assert page(style=True) == page("style") == []
    assert page.title.get_text().split(" – ")[0].strip()
    for control in page("main")[0](["input", "select", "textarea"]):
        if control.get("type") not in ("hidden", "submit"):
            assert page.find("label", attrs={"for": control["id"]}), control
    for described in page(attrs={"aria-describedby": True}):
        assert all(page.find(id=each) for each in described["aria-describedby"].split())


@pytest.mark.parametrize("name", FOR_EVERYONE)
@pytest.mark.parametrize("language", ["", "/nn"])
def test_pages_before_logging_in_are_in_our_look(db: None, client: Client, name: str, language: str) -> None:
    page = read(client.get(language + reverse(name)))
    assert_in_our_look(page)
    assert page.html["lang"] == ("nn" if language else "nb")


@pytest.mark.parametrize("name", FOR_ONESELF)
def test_pages_about_ones_own_account_are_in_our_look(
    cast: SimpleNamespace, browse: Browse, name: str
) -> None:
    client = browse(cast.caseworker)
    RecoveryCodes.activate(cast.caseworker)
    response = client.get(reverse(name), follow=True)
    assert response.status_code == 200
    assert_in_our_look(read(response))


def test_a_wrong_password_says_so_once_and_keeps_the_name(db: None, client: Client) -> None:
    response = client.post(reverse("account_login"), {"login": "caseworker", "password": "wrong"})
    page = read(response)
    assert len(page.select(".ds-error-summary li")) == 1
    assert page.find(id="id_login")["value"] == "caseworker"
    assert not page.find(id="id_password").get("value")


def test_a_password_can_be_chosen_anew_by_the_link_in_an_e_mail(db: None, client: Client) -> None:
    User.objects.create_user("glemsk", "glemsk@example.org", "forgotten-Fjord-2024")
    client.post(reverse("account_reset_password"), {"email": "glemsk@example.org"})
    outbox.deliver_due()
    link = next(word for word in mail.outbox[0].body.split() if word.startswith("http"))
    page = client.get("/" + link.split("/", 3)[3], follow=True)
    assert_in_our_look(read(page))
    new = {"password1": "nytt-Fjord-2025", "password2": "nytt-Fjord-2025"}
    done = client.post(page.redirect_chain[-1][0], new, follow=True)
    assert done.status_code == 200
    assert_in_our_look(read(done))
    assert User.objects.get(username="glemsk").check_password("nytt-Fjord-2025")
    assert (
        "/konto/"
        in read(client.get("/" + link.split("/", 3)[3], follow=True)).select_one(".actions a")["href"]
    )


@pytest.mark.requirement("R8.14", "staff without a second factor set one up before anything else")
def test_staff_without_a_second_factor_are_led_to_set_one_up(cast: SimpleNamespace, client: Client) -> None:
    Authenticator.objects.filter(user=cast.caseworker).delete()
    client.force_login(cast.caseworker)
    assert client.get("/oppgaver/").headers["Location"] == reverse("mfa_activate_totp")
    assert client.get("/konto/").status_code == 200


def test_the_second_factor_is_turned_on_with_a_picture_and_a_key(db: None, client: Client) -> None:
    user = User.objects.create_user("ny", "ny@example.org", "splitter-Ny-2024")
    client.post(reverse("account_login"), {"login": "ny", "password": "splitter-Ny-2024"})
    asked = client.get(reverse("mfa_activate_totp"))
    page = read(client.post(asked["Location"], {"password": "splitter-Ny-2024"}, follow=True))
    assert_in_our_look(page)
    assert page.find("img", class_="qr")["src"].startswith("data:image/svg+xml")
    secret = page.find(class_="secret").get_text()
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    done = client.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)
    assert_in_our_look(read(done))
    assert Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def test_one_sees_who_one_is_and_which_roles_one_has(cast: SimpleNamespace, browse: Browse) -> None:
    page = read(browse(cast.caseworker).get("/konto/"))
    roles = [item.get_text() for item in page.select(".ds-list li")]
    assert str(cast.caseworker) in page.find("main").get_text()
    assert len(roles) == 1
    assert "Rogaland" in roles[0]


def test_the_page_about_oneself_is_for_oneself(db: None, client: Client) -> None:
    assert client.get("/konto/").headers["Location"].startswith("/konto/login/")
