"""Accounts come by invitation: who is invited gets an account, and a link that opens it once (R8.14).

Nobody learns here whether an address had an account before: the inviter names an address and gets a person, and a
path for the letter to that address.
"""

import uuid

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from workflows import clock, links
from workflows.errors import NotThere

from .models import AccountInvitation, User

LINK_HOLDS = 14  # days


@transaction.atomic
def account_for_invited(email: str, name: str, language: str = "nb") -> User:
    """Return the account of an address; a new one, which no password opens yet, where there is none.

    `name` is what the inviter calls the person, who corrects it when they open the account.
    """
    email = email.strip().lower()
    known = User.objects.filter(email__iexact=email).order_by("-is_active", "pk").first()
    if known is not None:
        return known
    first, _space, last = " ".join(name.split()).partition(" ")
    values = {"email": email, "first_name": first[:150], "last_name": last[:150], "language": language}
    user, made = User.objects.get_or_create(username=_username(email), defaults=values)
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        EmailAddress.objects.create(user=user, email=email, primary=True)
    return user


@transaction.atomic
def link_to(user: User, leads_to: str) -> str:
    """Return the path to write to somebody who is invited to a page of this site, in their language.

    Whoever has not opened their account opens it on the way: that link holds for 14 days, and opens it once.
    Raises ValueError for anything but a path of this site.
    """
    if not url_has_allowed_host_and_scheme(leads_to, allowed_hosts=None):
        raise ValueError(leads_to)
    with translation.override(user.language):
        if is_open(user):
            return leads_to
        token = links.new_token()
        AccountInvitation.objects.create(
            user=user,
            token_hash=links.hash_of(token),
            leads_to=leads_to,
            expires_at=links.holds_until(LINK_HOLDS),
        )
        return reverse("account-open", args=[token])


def is_open(user: User) -> bool:
    """Return whether a person can log in: with a password, or with an account they have elsewhere."""
    return user.has_usable_password() or SocialAccount.objects.filter(user=user).exists()


def invitation_of(token: str) -> AccountInvitation | None:
    """Return the invitation whose link this is, also when it no longer holds."""
    return AccountInvitation.objects.select_related("user").filter(token_hash=links.hash_of(token)).first()


def opens(invitation: AccountInvitation | None) -> bool:
    """Return whether an invitation still opens its account; one that is for trials nobody logs in to."""
    return (
        invitation is not None
        and invitation.used_at is None
        and invitation.expires_at > clock.now()
        and invitation.user.is_active
        and not invitation.user.is_trial
        and not is_open(invitation.user)
    )


@transaction.atomic
def open_account(*, token: str, password: str, first_name: str, last_name: str) -> User:
    """Open an account with a password the invited person chose, and return it; the link is used up.

    The address is confirmed by it, since the link came there. Raises NotThere when the link no longer holds.
    """
    user = claim(token)
    user.first_name, user.last_name = first_name, last_name
    user.set_password(password)
    user.save(update_fields=["first_name", "last_name", "password"])
    return user


@transaction.atomic
def claim(token: str) -> User:
    """Use up a link and return whose account it opens, with their address confirmed. Raises NotThere."""
    found = invitation_of(token)
    if found is None:
        raise NotThere
    user = User.objects.select_for_update().get(pk=found.user_id)
    invitation = invitation_of(token)  # again: another may have used it while we waited for the account
    if invitation is None or not opens(invitation):
        raise NotThere
    AccountInvitation.objects.filter(user=user, used_at__isnull=True).update(used_at=clock.now())
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return user


def _username(email: str) -> str:
    """Return the user name of a new account: the address, which people remember, unless it is taken or too long."""
    free = len(email) <= 150 and not User.objects.filter(username=email).exclude(email=email).exists()
    return email if free else uuid.uuid4().hex
