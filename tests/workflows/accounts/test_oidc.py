"""Logging in at a provider: the whole way through a real one, and everything that must be refused (E15, R8.14)."""

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _

from cms import logins
from tests.oidc_provider import Claims, Provider, forged_key
from workflows.directory import opening
from workflows.directory.models import Network, Role, RoleAssignment, User

pytestmark = pytest.mark.django_db
Through = Callable[..., Any]
SANDNES, STRAND, ROGALAND = "964965137", "964978751", "974763230"


def organisation(*numbers: str) -> list[dict[str, Any]]:
    """Return the claim in which Ansattporten says whom somebody represents."""
    reportees = [{"Authority": "iso6523-actorid-upis", "ID": f"0192:{number}"} for number in numbers]
    return [
        {"type": "ansattporten:altinn:service", "resource": "urn:altinn:resource:1:1", "reportees": reportees}
    ]


def held(user: User) -> list[tuple[str, str, str]]:
    """Return the roles somebody holds today: role, place, and which log-in gave it."""
    roles = RoleAssignment.objects.in_force().filter(user=user).order_by("pk")
    return [(r.role, str(r.office or r.municipality or r.network or ""), r.source) for r in roles]


def logged_in(client: Client) -> int | None:
    return int(client.session["_auth_user_id"]) if "_auth_user_id" in client.session else None


@pytest.mark.requirement(
    "R8.14", "a known person logs in through an OpenID Connect provider, and lands on the page they asked for"
)
def test_the_way_through_a_real_provider(
    provider: Provider, through: Through, cast: SimpleNamespace, client: Client
) -> None:
    provider.people["kari"] = {
        "email": "network_leader@example.org",
        "email_verified": True,
        "pid": "01019012345",
    }
    page = BeautifulSoup(client.get("/konto/login/?next=/saker/").content, "html.parser")
    button = page.select_one('form[action^="/konto/oidc/arbeid/login/"] button')
    assert button.get_text() == _("Log in with %(name)s") % {"name": "Arbeidskonto"}
    answer = through(client, "kari", next="/saker/")
    assert (answer.status_code, answer["Location"]) == (302, "/saker/")
    assert logged_in(client) == cast.network_leader.pk
    known = SocialAccount.objects.get()
    assert (known.user, known.uid, known.extra_data) == (
        cast.network_leader, "kari", {"id_token": {"sub": "kari"}}
    )  # fmt: skip
    provider.people["kari"] = {"email": "something@else.example"}  # now the subject is known
    provider.twist = forge()  # signed anew, and nothing changed: what the forgeries below are held against
    again = Client()
    through(again, "kari")
    assert logged_in(again) == cast.network_leader.pk
    assert User.objects.filter(email="something@else.example").count() == 0


def forge(**changed: Any) -> Callable[[Provider, Claims], str]:
    return lambda provider, claims: provider.sign({**claims, **changed})


FORGED: dict[str, Callable[[Provider, Claims], str]] = {
    "nonce": forge(nonce="another"),
    "no nonce": lambda provider, claims: provider.sign({k: v for k, v in claims.items() if k != "nonce"}),
    "audience": forge(aud="another-site"),
    "authorised party": forge(aud=["nettverksmidler", "another-site"], azp="another-site"),
    "issuer": forge(iss="https://evil.example"),
    "expired": forge(exp=int(time.time()) - 3600),
    "alg none": lambda provider, claims: provider.sign(claims, key="", algorithm="none"),
    "alg HS256": lambda provider, claims: provider.sign(claims, key="only-for-tests" * 4, algorithm="HS256"),
    "key": lambda provider, claims: provider.sign(claims, key=forged_key()),
    "no token": lambda provider, claims: "",
}


@pytest.mark.adversary(
    "E15",
    "a wrong nonce, audience, issuer, key or time, alg none or HS256, no token: refused, no account made",
)
@pytest.mark.parametrize("what", FORGED)
def test_a_token_that_does_not_hold_logs_nobody_in(
    what: str, provider: Provider, through: Through, cast: SimpleNamespace, client: Client
) -> None:
    provider.people["kari"] = {"email": "network_leader@example.org", "email_verified": True}
    provider.twist = FORGED[what]
    people = User.objects.count()
    answer = through(client, "kari")
    assert BeautifulSoup(answer.content, "html.parser").h1.get_text() == _("The log-in failed")
    assert (logged_in(client), SocialAccount.objects.count(), User.objects.count()) == (None, 0, people)


@pytest.mark.adversary(
    "E15", "a wrong, foreign, old or used state, and a code of another browser, log nobody in"
)
def test_the_state_belongs_to_one_browser_once(
    provider: Provider, cast: SimpleNamespace, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.people["kari"] = {"email": "network_leader@example.org", "email_verified": True}

    def led_back(browser: Client) -> str:
        there = browser.post("/konto/oidc/arbeid/login/")["Location"]
        return provider.let_in("kari", there)

    back = led_back(client)
    assert "state=" in back
    other = Client()
    for browser, path in (
        (other, back),
        (client, back.replace("state=", "state=x")),
        (client, back.partition("&")[0]),
    ):
        browser.get(path)
        assert logged_in(browser) is None
    assert client.get(back).status_code == 302
    assert logged_in(client) == cast.network_leader.pk
    client.logout()
    client.get(back)
    assert logged_in(client) is None
    late, real = led_back(client), time.time
    monkeypatch.setattr("allauth.socialaccount.internal.statekit.time.time", lambda: real() + 601)
    client.get(late)
    assert logged_in(client) is None


@pytest.mark.adversary("E15", "a provider that says it is another issuer than the settings name is not asked")
def test_another_issuer_is_not_asked(provider: Provider, client: Client) -> None:
    provider.claims_issuer = "https://evil.example"
    answer = client.post("/konto/oidc/arbeid/login/")
    assert answer.status_code == 401
    assert BeautifulSoup(answer.content, "html.parser").h1.get_text() == _("The log-in failed")
    assert client.post("/konto/oidc/finnes-ikke/login/").status_code == 404


@pytest.mark.adversary(
    "E15", "whom nobody invited is refused with a way to ask, also with an unverified address"
)
@pytest.mark.parametrize(
    "claims",
    [
        {"email": "unknown@example.org", "email_verified": True},
        {"email": "network_leader@example.org"},
        {"email": "network_leader@example.org", "email_verified": "true"},
        {},
    ],
)
def test_an_unknown_person_gets_no_account(
    claims: Claims, provider: Provider, through: Through, client: Client
) -> None:
    provider.people["ukjent"] = {
        **claims,
        "groups": ["saksbehandlere"],
        "authorization_details": organisation(ROGALAND),
    }
    before = (User.objects.count(), RoleAssignment.objects.count())
    answer = through(client, "ukjent")
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 403
    assert page.select_one('main .actions a[href="/kontakt/"]')
    assert (logged_in(client), SocialAccount.objects.count()) == (None, 0)
    assert (User.objects.count(), RoleAssignment.objects.count()) == before
    assert client.get(reverse("socialaccount_signup")).status_code == 302


@pytest.mark.adversary(
    "E15",
    "roles are recomputed at each log-in: those of a group or organisation that is gone end, others stay",
)
@pytest.mark.requirement(
    "R8.14", "the organisation chosen at the provider gives the role there, and only there"
)
def test_roles_follow_the_claims(
    provider: Provider, through: Through, cast: SimpleNamespace, client: Client
) -> None:
    user = cast.network_leader
    by_hand = held(user)
    provider.people["kari"] = {
        "email": user.email,
        "email_verified": True,
        "groups": ["saksbehandlere", "alle"],  # no claim makes an administrator
        "authorization_details": organisation(SANDNES, ROGALAND, "999999999"),
    }
    through(client, "kari")
    given = [
        (Role.MUNICIPAL_MANAGEMENT, "Sandnes", "arbeid"),
        (Role.CASEWORKER, "Statsforvalteren i Rogaland", "arbeid"),
    ]
    assert sorted(held(user)) == sorted(by_hand + given)
    through(client, "kari")
    assert sorted(held(user)) == sorted(by_hand + given)
    provider.people["kari"] |= {"groups": []}
    through(client, "kari")
    assert sorted(held(user)) == sorted([*by_hand, given[0]])
    provider.people["kari"] |= {"authorization_details": []}
    through(client, "kari")
    assert held(user) == by_hand
    assert RoleAssignment.objects.filter(user=user, source="arbeid").count() == 2  # ended, not forgotten


@pytest.mark.adversary(
    "E15", "who has roles by a provider's log-in cannot keep them by coming in with a password"
)
def test_roles_of_a_log_in_are_not_kept_by_another_door(
    provider: Provider, through: Through, cast: SimpleNamespace, client: Client
) -> None:
    user = cast.network_leader
    provider.people["kari"] = {
        "email": user.email,
        "email_verified": True,
        "authorization_details": organisation(SANDNES),
    }
    through(client, "kari")
    user.set_password("fjorden er blank i mai")
    user.save()
    typed, door = {"login": user.email, "password": "fjorden er blank i mai"}, Client()
    refused = door.post("/konto/login/", typed)
    assert (refused.status_code, logged_in(door)) == (403, None)
    assert "Arbeidskonto" in refused.content.decode()
    provider.people["kari"]["authorization_details"] = []
    through(Client(), "kari")
    door.post("/konto/login/", typed)
    assert logged_in(door) == user.pk


@pytest.mark.requirement("R8.14", "an invited person may open the account with the account they have at work")
def test_an_invitation_is_answered_by_a_log_in(provider: Provider, through: Through, client: Client) -> None:
    provider.people["ny"] = {"name": "Ny Testdal"}  # Ansattporten gives no address
    user = opening.account_for_invited("ny@example.org", "Ny Testdal")
    link = opening.link_to(user, "/nettverk/jaeren/")
    form = BeautifulSoup(client.get(link).content, "html.parser").select_one('form[action*="/oidc/arbeid/"]')
    there = client.post(form["action"])
    answer = client.get(provider.let_in("ny", there["Location"]))
    assert (answer["Location"], logged_in(client)) == ("/nettverk/jaeren/", user.pk)
    assert (opening.is_open(user), user.has_usable_password()) == (True, False)
    provider.people["other"] = {}
    assert through(Client(), "other").status_code == 403


def test_a_closed_account_is_closed_for_a_provider_too(
    provider: Provider, through: Through, cast: SimpleNamespace, client: Client
) -> None:
    provider.people["kari"] = {"email": cast.network_leader.email, "email_verified": True}
    through(Client(), "kari")
    User.objects.filter(pk=cast.network_leader.pk).update(is_active=False)
    through(client, "kari")
    assert logged_in(client) is None


@pytest.mark.requirement(
    "R8.14", "staff owe a second step after a log-in elsewhere, unless it is demanded there"
)
def test_the_second_step_may_be_the_providers(
    provider: Provider, through: Through, cast: SimpleNamespace, settings: Any
) -> None:
    provider.people["rolf"] = {"email": cast.appeal_handler.email, "email_verified": True}
    Authenticator.objects.filter(user=cast.appeal_handler).delete()
    for demanded, led_to in (("", 302), ("1", 200)):
        settings.OIDC_APPS[0]["settings"]["second_factor"] = bool(demanded)
        client = Client()
        assert through(client, "rolf")["Location"] == "/oppgaver/"
        assert client.get("/oppgaver/").status_code == led_to
    password = Client()
    typed = {"login": "appeal_handler", "password": "secret-appeal_handler"}
    cast.appeal_handler.set_password(typed["password"])
    cast.appeal_handler.save()
    password.post("/konto/login/", typed)
    assert password.get("/oppgaver/").status_code == 302  # not for who came in by another door


GOOD = {
    "OIDC_PROVIDERS": "a",
    "OIDC_A_URL": "https://a.example",
    "OIDC_A_CLIENT_ID": "x",
    "OIDC_A_SECRET": "y",
}


@pytest.mark.parametrize(
    "wrong", [{"OIDC_A_URL": "http://a.example"}, {"OIDC_A_SECRET": ""}, {"OIDC_A_EMAIL": "yes"}]
)
def test_a_provider_that_is_told_of_badly_stops_the_start(wrong: dict[str, str]) -> None:
    assert logins.providers(GOOD)[0]["settings"]["login_origins"] == ["https://a.example"]
    with pytest.raises(ImproperlyConfigured, match=r"OIDC_A|log-in a|addresses of a"):
        logins.providers(GOOD | wrong)


@pytest.mark.requirement(
    "R8.14", "the organisation that the log-in names is the one a person acts for, and can change"
)
@pytest.mark.parametrize(
    ("numbers", "acts_for"),
    [
        ([SANDNES], "Nettverket jaeren"),  # a network that the municipality answers for
        (["840107582"], ""),  # of no organisation of theirs
        ([], ""),
        ([SANDNES, STRAND], ""),  # two of theirs
    ],
)
def test_the_log_in_says_for_whom_one_acts(
    numbers: list[str],
    acts_for: str,
    provider: Provider,
    through: Through,
    cast: SimpleNamespace,
    client: Client,
) -> None:
    ryfylke = Network.objects.get(code="ryfylke")
    RoleAssignment.objects.create(user=cast.network_leader, role=Role.NETWORK_LEADER, network=ryfylke)
    provider.people["kari"] = {"email": "network_leader@example.org", "email_verified": True}
    settings.OIDC_APPS[0]["settings"]["roles"] = []
    provider.people["kari"]["authorization_details"] = organisation(*numbers)
    through(client, "kari")
    shown = BeautifulSoup(client.get("/min-side/").content, "html.parser").select_one(".acts-for")
    assert (acts_for in shown.get_text(), "acts_for" in client.session) == (True, bool(acts_for))
    client.post("/konto/handler-for/", {"place": f"network:{ryfylke.pk}"})
    assert ryfylke.name in client.get("/min-side/").content.decode()


@pytest.mark.requirement(
    "R8.14", "a role at the municipality itself goes before one at a network it answers for"
)
def test_the_municipality_itself_is_acted_for_first(
    provider: Provider, through: Through, cast: SimpleNamespace, client: Client
) -> None:
    provider.people["kari"] = {
        "email": "network_leader@example.org",
        "email_verified": True,
        "authorization_details": organisation(SANDNES),
    }
    through(client, "kari")  # which gives a role at the municipality
    shown = BeautifulSoup(client.get("/min-side/").content, "html.parser").select_one(".acts-for")
    assert "Sandnes" in shown.get_text()
