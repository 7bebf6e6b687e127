"""Where people may log in with an account they have elsewhere: OpenID Connect, from the environment (R8.14).

`OIDC_PROVIDERS=ansattporten,entra` names them; each is told of by variables of its own, `OIDC_ENTRA_CLIENT_ID` and so
on, which README.md lists.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

EMAIL = ("", "verified", "all")  # whose addresses are trusted: nobody's, those the provider has verified, all


def providers(environ: Mapping[str, str], *, insecure: bool = False) -> list[dict[str, Any]]:
    """Return the providers as allauth wants them. Raises ImproperlyConfigured for one that is told of badly.

    `insecure` lets a provider be without TLS, for trying things out.
    """
    names = [name.strip() for name in environ.get("OIDC_PROVIDERS", "").split(",") if name.strip()]
    return [_provider(name, environ, insecure) for name in names]


def origins(apps: list[dict[str, Any]]) -> list[str]:
    """Return the origins that a log-in form may lead to, for the content security policy."""
    return sorted({origin for app in apps for origin in app["settings"]["login_origins"]})


def _provider(name: str, environ: Mapping[str, str], insecure: bool) -> dict[str, Any]:
    def given(key: str, default: str | None = None) -> str:
        full = f"OIDC_{name.upper().replace('-', '_')}_{key}"
        value = environ.get(full, "").strip() or default
        if value is None:
            raise ImproperlyConfigured(f"{full} must be set.")
        return value

    url = urlsplit(given("URL"))
    if url.scheme != "https" and not insecure:
        raise ImproperlyConfigured(f"The log-in {name} must have an address with https.")
    email = given("EMAIL", "")
    if email not in EMAIL:
        raise ImproperlyConfigured(f"The addresses of {name} are trusted as one of: {', '.join(EMAIL)}")
    return {
        "provider_id": name,
        "name": given("NAME", name.title()),
        "client_id": given("CLIENT_ID"),
        "secret": given("SECRET"),
        "settings": {
            "server_url": url.geturl(),
            "login_origins": given("LOGIN_ORIGINS", f"{url.scheme}://{url.netloc}").split(),
            "scope": given("SCOPE", "openid profile email").split(),
            "auth_params": json.loads(given("AUTH_PARAMS", "{}")),
            "oauth_pkce_enabled": True,
            "email_authentication": bool(email),
            "verified_email": email == "all",
            "organisation_claim": given("ORGANISATION_CLAIM", ""),
            "roles_claim": given("ROLES_CLAIM", ""),
            "roles": [tuple(pair.rsplit(":", 1)) for pair in given("ROLES", "").split()],
            "second_factor": given("SECOND_FACTOR", "") == "1",
        },
    }
