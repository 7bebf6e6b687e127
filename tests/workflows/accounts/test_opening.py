"""An account opened by the link of an invitation: once, in time, by whoever the letter came to (R8.14)."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from bs4 import BeautifulSoup
from django.test import Client

from workflows.directory import opening
from workflows.directory.accounts import account_for_invited
from workflows.directory.models import AccountInvitation, User
from workflows.errors import NotThere

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
TYPED = {"first_name": "Kari", "last_name": "Testdal", "password": "fjorden er blank i mai"}


def invited(email: str = "Kari@Example.org", language: str = "nb") -> tuple[User, str]:
    user = account_for_invited(email, "Kari Testdal", language)
    return user, opening.link_to(user, "/saker/?ny=1")


@pytest.mark.requirement(
    "R8.14",
    "who is invited chooses a password by the link in the letter, and lands where it leads, logged in",
)
def test_an_invited_person_opens_the_account(client: Client) -> None:
    user, link = invited()
    assert (user.email, user.get_full_name(), user.has_usable_password()) == (
        "kari@example.org", "Kari Testdal", False
    )  # fmt: skip
    page = BeautifulSoup(client.get(link).content, "html.parser")
    assert [each["value"] for each in page.select("#id_first_name, #id_last_name")] == ["Kari", "Testdal"]
    answer = client.post(link, TYPED | {"first_name": "Kari Anne"})
    assert (answer.status_code, answer["Location"]) == (302, "/saker/?ny=1")
    assert client.session["_auth_user_id"] == str(user.pk)
    user.refresh_from_db()
    assert (user.first_name, user.check_password(TYPED["password"])) == ("Kari Anne", True)
    assert EmailAddress.objects.get(user=user).verified
    assert TYPED["password"] not in str(AccountInvitation.objects.values())


@pytest.mark.adversary("E10", "an invitation opens an account once, for 14 days, and is kept as a hash only")
def test_a_link_opens_once_and_in_time(client: Client, at: Callable[..., None]) -> None:
    user, link = invited()
    token = link.rstrip("/").rsplit("/", 1)[1]
    assert token not in str(AccountInvitation.objects.values())
    second = opening.link_to(user, "/min-side/")
    at(2024, 3, 18, 8)
    assert client.get(link).status_code == 200
    at(2024, 3, 18, 9)
    assert (client.get(link).status_code, client.post(link, TYPED).status_code) == (404, 404)
    with pytest.raises(NotThere):
        opening.open_account(token=token, password="x", first_name="", last_name="")
    at(2024, 3, 17)
    assert client.post(second, TYPED).status_code == 302
    other = Client()
    assert (
        other.get(link)["Location"] == "/saker/?ny=1"
    )  # the account is open: straight to where one was invited
    assert other.post(second, TYPED | {"password": "en annens lange passord"})["Location"] == "/min-side/"
    assert "_auth_user_id" not in other.session
    assert User.objects.get(pk=user.pk).check_password(TYPED["password"])
    assert client.get("/konto/apne/finnes-ikke/").status_code == 404


@pytest.mark.adversary(
    "E10", "a link changes no password, whether it was used or the account was opened otherwise"
)
def test_a_used_link_opens_nothing_more(client: Client) -> None:
    user, link = invited()
    token = link.rstrip("/").rsplit("/", 1)[1]
    typed = {"token": token, "password": "x", "first_name": "", "last_name": ""}
    user.set_password("chosen by the link for forgotten ones")
    user.save()
    with pytest.raises(NotThere):
        opening.open_account(**typed)
    user.set_unusable_password()
    user.save()
    assert client.post(link, TYPED).status_code == 302
    User.objects.filter(pk=user.pk).update(password="!")
    with pytest.raises(NotThere):
        opening.open_account(**typed)


@pytest.mark.requirement(
    "R8.14", "a password of an opened account has 12 characters, is not common or the name"
)
@pytest.mark.parametrize("password", ["kort", "1q2w3e4r5t6y", "kari@example.org", "123456789012345"])
def test_a_weak_password_is_refused_and_the_name_kept(client: Client, password: str) -> None:
    _user, link = invited()
    answer = client.post(link, TYPED | {"password": password, "last_name": "Nordmann"})
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 422
    assert page.select_one("#id_last_name")["value"] == "Nordmann"
    assert not page.select_one("#id_password").get("value")


def test_who_has_an_account_is_led_straight_to_the_page(cast: SimpleNamespace) -> None:
    user = account_for_invited(cast.network_leader.email.upper(), "Noen Andre")
    assert user == cast.network_leader
    assert user.get_full_name() == "Network Leader Testdal"
    assert opening.link_to(user, "/nettverk/jaeren/") == "/nettverk/jaeren/"


def test_a_closed_account_is_not_opened_by_an_invitation(client: Client) -> None:
    user, link = invited()
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.post(link, TYPED).status_code == 404
    assert account_for_invited("kari@example.org", "") == user


def test_the_letter_leads_to_the_persons_own_language(client: Client) -> None:
    _user, link = invited(language="nn")
    assert link.startswith("/nn/konto/apne/")
    assert BeautifulSoup(client.get(link).content, "html.parser").html["lang"] == "nn"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_an_invitation_leads_nowhere_else(elsewhere: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        opening.link_to(account_for_invited("kari@example.org", "Kari"), elsewhere)


def test_the_password_can_be_asked_for_anew_where_the_link_is_too_old(
    client: Client, at: Callable[..., None]
) -> None:
    _user, link = invited()
    at(2024, 5, 1)
    page = BeautifulSoup(client.get(link).content, "html.parser")
    assert [a["href"] for a in page.select("main .actions a")] == [
        "/konto/login/", "/konto/password/reset/", "/kontakt/"
    ]  # fmt: skip
