"""Accounts: who may sign up (nobody), and who owes a second factor."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from .models import STAFF_ROLES, User


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come by invitation or from an administrator; there is no open sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: nobody makes an account for themselves."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff land on their tasks, everyone else on their own page."""
        return "/oppgaver/" if is_staff(request.user) else settings.LOGIN_REDIRECT_URL


def display(user: Any) -> str:
    """Return how a person is called on account pages."""
    return str(user)


def is_staff(user: Any) -> bool:
    """Return whether a person works for an office or the directorate."""
    if not user.is_authenticated:
        return False
    return any(held.role in STAFF_ROLES for held in user.roles_today())


def owes_second_factor(user: User) -> bool:
    """Return whether a staff account lacks the second factor demanded of it (R8.14)."""
    from allauth.mfa.models import Authenticator

    if not is_staff(user):
        return False
    return not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
