"""Logging in at an OpenID Connect provider, held to what the standard demands (E15).

allauth leaves out the nonce, and the signature of a token it fetched itself. Here both are demanded, with PKCE and the
state; the issuer is the one that the settings name, and nothing but signed claims is believed.
"""

from typing import Any

import jwt
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, get_random_string
from requests import RequestException

from workflows.ui.paths import site_url

ALGORITHMS = [
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
]  # with keys that are published
LEEWAY = 60  # seconds that the clocks of two machines may differ
PATIENCE = 10  # seconds


class Provider(OpenIDConnectProvider):
    """A provider whose questions we write ourselves: nothing of them is taken from the address of a request."""

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        """Return the parameters of the settings alone."""
        return dict(self.get_auth_params())

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """Return the scope of the settings alone."""
        return list(self.get_scope())

    def redirect(
        self, request: HttpRequest, process: str, next_url: Any = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Lead to the provider with a nonce, which is kept beside the state."""
        nonce = get_random_string(32)
        kwargs["auth_params"] = (kwargs.get("auth_params") or {}) | {"nonce": nonce}
        return super().redirect(request, process, next_url, data, nonce=nonce, **kwargs)

    def get_oauth2_adapter(self, request: HttpRequest) -> "Adapter":
        """Return the adapter that checks what comes back."""
        return Adapter(request, self.app.provider_id)

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return what is kept of the claims: the subject. Some providers send national identity numbers."""
        return {"id_token": {"sub": data["id_token"]["sub"]}}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        """Return the address, verified only if the provider says exactly so."""
        addresses = super().extract_email_addresses(data)
        for address in addresses:
            address.verified = data["id_token"].get("email_verified") is True
        return addresses


class Adapter(OpenIDConnectOAuth2Adapter):
    """Reads the provider's answer. Everything that does not hold raises OAuth2Error: nobody is logged in."""

    nonce = ""

    def get_provider(self) -> Provider:
        """Return the provider of the settings with this name."""
        return Provider(self.request, app=super().get_provider().app)

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return what the provider says of itself; of another issuer than we asked it says nothing."""
        config: dict[str, Any] = super().openid_config
        asked = self.get_provider().app.settings["server_url"].partition("/.well-known/")[0]
        if config.get("issuer", "").rstrip("/") != asked.rstrip("/"):
            raise OAuth2Error("another issuer")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return the one address that is registered at the provider, whatever language or host was asked for."""
        with translation.override(settings.LANGUAGE_CODE):
            return site_url(reverse("openid_connect_callback", args=[self.provider_id]))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        """Return the log-in that the signed claims tell of; the claims go with it."""
        claims = self._claims(app, kwargs["response"].get("id_token") or "")
        login = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        login.claims = claims
        return login

    def _claims(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        config = self.openid_config
        try:
            key = jwt.PyJWKClient(config["jwks_uri"], timeout=PATIENCE).get_signing_key_from_jwt(id_token)
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key.key,
                algorithms=ALGORITHMS,
                issuer=config["issuer"],
                audience=app.client_id,
                leeway=LEEWAY,
                options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("the token does not hold") from error
        if not self.nonce or not constant_time_compare(str(claims["nonce"]), self.nonce):
            raise OAuth2Error("another nonce")
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("for another party")
        return claims


class Callback(OAuth2CallbackView):
    """Takes the provider's answer; the nonce comes from the state that this browser's session kept."""

    def _get_state(self, request: HttpRequest, provider: Provider) -> tuple[Any, HttpResponse | None]:
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, response


def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider, after a post."""
    return _answer(OAuth2LoginView, request, provider_id)


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from the provider."""
    return _answer(Callback, request, provider_id)


def _answer(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    """Return what allauth answers; a page that says so where the provider is away, 404 where there is none."""
    adapter = Adapter(request, provider_id)
    try:
        response: HttpResponse = view.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (OAuth2Error, RequestException) as error:
        response = render_authentication_error(request, adapter.get_provider(), exception=error)
    return response
