"""Who comes in from a provider: only who has an account already, with the roles that the provider tells of (E15)."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.http import HttpRequest
from django.shortcuts import render

from workflows.directory import giving, opening
from workflows.errors import NotThere

from . import acts_for, claims

INVITATION = "account-invitation"  # in the session: the link by which somebody came to open their account


class SocialAdapter(DefaultSocialAccountAdapter):
    """A known subject, an address of a provider trusted for it, or an invitation: nobody else has an account."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Return False: a log-in makes no account."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse who is unknown, with a way to ask; give who is known the roles of this log-in."""
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        token = request.session.pop(INVITATION, "")
        if token and not sociallogin.is_existing:
            self._open(request, sociallogin, token)
        if not sociallogin.is_existing or sociallogin.user is None:
            name = sociallogin.account.get_provider().name
            raise ImmediateHttpResponse(
                render(request, "accounts/unknown.html", {"provider": name}, status=403)
            )
        if sociallogin.user.is_active:
            rules = sociallogin.provider.app.settings
            wanted = claims.roles_of(sociallogin.claims, rules)
            giving.recompute(sociallogin.user, source=sociallogin.account.provider, wanted=wanted)
            numbers = claims.organisations(sociallogin.claims, rules["organisation_claim"])
            acts_for.preset(request, sociallogin.user, numbers)

    @staticmethod
    def _open(request: HttpRequest, sociallogin: SocialLogin, token: str) -> None:
        """Open an invited person's account with this log-in in place of a password."""
        try:
            user: Any = opening.claim(token)
        except NotThere:
            return
        sociallogin.connect(request, user)
