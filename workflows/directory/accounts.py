"""Accounts: who may sign up (nobody), who gets one by invitation, and who owes a second factor."""

import uuid
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import ratelimit
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from workflows import outbox
from workflows.ui.paths import site_url

from .giving import foreign_sources
from .models import STAFF_ROLES, User
from .models.people import PLACES
from .opening import account_for_invited as account_for_invited  # for those who invite

MAIL = "account-mail"


@outbox.deliverer(MAIL)
def send(payload: dict[str, Any]) -> None:
    """Send a letter about an account."""
    headers = {"Auto-Submitted": "auto-generated"}
    EmailMessage(payload["subject"], payload["body"], to=[payload["to"]], headers=headers).send()


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come by invitation or from an administrator; there is no open sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: nobody makes an account for themselves."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Owe a letter about an account: it takes the same time whether the address is known or not (E9)."""
        about = {"email": email, "site_url": settings.SITE_URL}
        letter = self.render_mail(template_prefix, email, about | context)
        payload = {"subject": letter.subject, "body": letter.body, "to": email}
        with transaction.atomic():
            outbox.put(kind=MAIL, key=f"{MAIL}:{uuid.uuid4()}", payload=payload)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link for choosing a password; its host is the settings', not the request's (E10)."""
        return site_url(urlsplit(super().get_reset_password_from_key_url(key)).path)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Return the link that confirms an address; its host is the settings' (E10)."""
        return site_url(urlsplit(super().get_email_confirmation_url(request, emailconfirmation)).path)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return whose attempts are counted together: X-Forwarded-For only where our own proxies wrote it (E9)."""
        try:
            return str(super().get_client_ip(request))
        except ImproperlyConfigured:  # it came past the proxies
            return str(request.META["REMOTE_ADDR"])

    def unlock(self, request: HttpRequest, user: User) -> None:
        """Let somebody try again who is locked out after too many attempts, with password or code (E9)."""
        for login in {user.username, user.email} - {""}:
            key = self._get_login_attempts_cache_key(request, username=login)
            ratelimit.clear(request, action="login_failed", key=key)
        ratelimit.clear(request, action="login_failed", key=f"mfa-auth-user-{user.pk}")

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Let who has roles by a provider's log-in come in by that log-in only: there they are told of anew."""
        social = (kwargs.get("signal_kwargs") or {}).get("sociallogin")
        foreign = foreign_sources(user, social.account.provider if social else "")
        if foreign and user.is_active:
            names = {app["provider_id"]: app["name"] for app in settings.OIDC_APPS}
            asked = sorted(names.get(source, source) for source in foreign)
            return render(request, "accounts/by_provider.html", {"providers": asked}, status=403)
        return super().pre_login(request, user, **kwargs)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff land on their tasks, others on their own page; who has roles at several places first says for which."""
        user: Any = request.user
        if is_staff(user):
            return "/oppgaver/"
        held = {tuple(getattr(role, f"{kind}_id") for kind in PLACES) for role in user.roles_today()}
        return reverse("acts-for") if len(held) > 1 else settings.LOGIN_REDIRECT_URL


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
    enough = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return not Authenticator.objects.filter(user=user, type__in=enough).exists()


def came_by_a_strong_log_in(request: HttpRequest) -> bool:
    """Return whether the person came in by a provider that itself demands a second factor, as the settings say."""
    strong = {app["provider_id"] for app in settings.OIDC_APPS if app["settings"]["second_factor"]}
    return any(done.get("provider") in strong for done in get_authentication_records(request, request.user))
