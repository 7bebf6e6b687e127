"""A provider that the site knows, and a way through it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from cms import logins
from tests.oidc_provider import CLIENT, SECRET, Provider

CALLBACK = "http://localhost:8000/konto/oidc/arbeid/login/callback/"


@pytest.fixture(scope="session")
def _served() -> Iterator[Provider]:
    served = Provider(CALLBACK)
    yield served
    served.stop()


@pytest.fixture
def provider(_served: Provider, settings: Any) -> Provider:
    """Return the provider, which the site trusts for addresses that it has verified, and for roles."""
    _served.people, _served.twist, _served.claims_issuer = {}, None, _served.issuer
    told = {
        "OIDC_PROVIDERS": "arbeid",
        "OIDC_ARBEID_NAME": "Arbeidskonto",
        "OIDC_ARBEID_URL": _served.issuer,
        "OIDC_ARBEID_CLIENT_ID": CLIENT,
        "OIDC_ARBEID_SECRET": SECRET,
        "OIDC_ARBEID_EMAIL": "verified",
        "OIDC_ARBEID_ORGANISATION_CLAIM": "authorization_details",
        "OIDC_ARBEID_ROLES_CLAIM": "groups",
        "OIDC_ARBEID_ROLES": "saksbehandlere:caseworker *:municipal_management alle:administrator",
    }
    settings.OIDC_APPS = logins.providers(told, insecure=True)
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": settings.OIDC_APPS}}
    return _served


@pytest.fixture
def through(provider: Provider) -> Callable[..., Any]:
    """Return a function that logs somebody in by the provider, and gives the site's answer at the end."""

    def go(client: Client, sub: str, **asked: str) -> Any:
        there = client.post("/konto/oidc/arbeid/login/", query_params=asked)
        assert there.status_code == 302, there.content.decode()
        assert there["Location"].startswith(provider.issuer)
        return client.get(provider.let_in(sub, there["Location"]))

    return go
