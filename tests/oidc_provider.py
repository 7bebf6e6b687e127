"""A real OpenID Connect provider on this machine: discovery, published keys, codes, PKCE and nonce, by Authlib.

It lets anybody in whom `people` knows, without asking for a password. `twist` may forge what it hands out.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import jwt
import requests
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask, jsonify, request
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

logging.getLogger("werkzeug").setLevel(logging.WARNING)  # it tells of every request
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # it never leaves this machine
CLIENT, SECRET = "nettverksmidler", "only-for-tests"
Claims = dict[str, Any]


class Client(ClientMixin):
    """The one client that is registered: this site."""

    def __init__(self, callback: str) -> None:
        self.callback = callback
        self.id_token_signed_response_alg = "RS256"

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return self.callback

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.callback

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in ("client_secret_basic", "client_secret_post")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class Code(SimpleNamespace, AuthorizationCodeMixin):
    """A code somebody was let in with, which works once."""

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> str:
        return ""

    def get_amr(self) -> list[str]:
        return []


class Provider:
    """The provider, served from a thread until `stop()`."""

    def __init__(self, callback: str) -> None:
        self.people: dict[str, Claims] = {}
        self.twist: Callable[[Provider, Claims], str] | None = None
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes: dict[str, Code] = {}
        self.app = self._app(Client(callback))
        self.server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.claims_issuer = self.issuer
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()

    def let_in(self, sub: str, address: str) -> str:
        """Log somebody in at the address that the site led to, and return where they are led back to."""
        answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"

    def sign(self, claims: Claims, *, key: Any = None, algorithm: str = "RS256") -> str:
        """Return claims as a token; by the provider's own key unless another is given."""
        return jwt.encode(claims, key or self.key, algorithm=algorithm, headers={"kid": "one"})

    def _app(self, client: Client) -> Flask:
        app, provider = Flask(__name__), self
        server = AuthorizationServer(app, query_client=lambda _id: client, save_token=lambda *_given: None)

        class Grant(AuthorizationCodeGrant):
            TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

            def save_authorization_code(self, code: str, request: Any) -> None:
                asked = request.payload.data
                provider.codes[code] = Code(
                    sub=request.user.sub,
                    redirect_uri=request.payload.redirect_uri,
                    scope=request.payload.scope,
                    nonce=asked.get("nonce"),
                    code_challenge=asked.get("code_challenge"),
                    code_challenge_method=asked.get("code_challenge_method"),
                )

            def query_authorization_code(self, code: str, client: Client) -> Code | None:
                return provider.codes.get(code)

            def delete_authorization_code(self, authorization_code: Code) -> None:
                provider.codes = {k: v for k, v in provider.codes.items() if v is not authorization_code}

            def authenticate_user(self, authorization_code: Code) -> SimpleNamespace:
                return SimpleNamespace(sub=authorization_code.sub)

        class IdToken(OpenIDCode):
            def exists_nonce(self, nonce: str, request: Any) -> bool:
                return False

            def resolve_client_private_key(self, client: Client) -> RSAKey:
                return RSAKey.import_key(provider.key)

            def get_client_algorithm(self, client: Client) -> str:
                return "RS256"

            def get_encode_header(self, client: Client) -> dict[str, str]:
                return {"alg": "RS256", "kid": "one"}

            def get_compatible_claims(self, request: Any) -> Claims:
                now = int(time.time())
                return {"iss": provider.claims_issuer, "aud": CLIENT, "iat": now, "exp": now + 300}

            def generate_user_info(self, user: SimpleNamespace, scope: str) -> Claims:
                return {"sub": user.sub, **provider.people[user.sub]}

        server.register_grant(Grant, [IdToken(require_nonce=True), CodeChallenge(required=True)])

        @app.get("/.well-known/openid-configuration")
        def discovery() -> Any:
            return jsonify(
                issuer=provider.claims_issuer,
                authorization_endpoint=f"{provider.issuer}/authorize",
                token_endpoint=f"{provider.issuer}/token",
                jwks_uri=f"{provider.issuer}/keys",
                token_endpoint_auth_methods_supported=["client_secret_basic"],
            )

        @app.get("/keys")
        def keys() -> Any:
            public = RSAKey.import_key(provider.key).as_dict(private=False)
            return jsonify(keys=[{**public, "kid": "one", "use": "sig", "alg": "RS256"}])

        @app.post("/authorize")
        def authorize() -> Any:
            grant = server.get_consent_grant(end_user=None)
            return server.create_authorization_response(
                grant=grant, grant_user=SimpleNamespace(sub=request.form["sub"])
            )

        @app.post("/token")
        def token() -> Any:
            answer = server.create_token_response()
            if provider.twist and answer.status_code == 200:
                given = answer.get_json()
                claims = jwt.decode(given["id_token"], options={"verify_signature": False})
                return jsonify({**given, "id_token": provider.twist(provider, claims)})
            return answer

        return app


def forged_key() -> Any:
    """Return a key that the provider never published."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
