"""Security keys in our words: what allauth's forms and adapter call things."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext as _


class KeyAdapter(DefaultMFAAdapter):
    """What the browser shows when it asks for a key, and what a new key is called."""

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        """Return a name for a new key, which its owner may change."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Security key %(number)s") % {"number": number}

    def _get_site_name(self) -> str:
        return "Nettverksmidler"


class _Named:
    """A form that asks for the name of a key."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What do you call the key?")


class AddKeyForm(_Named, AddWebAuthnForm):
    """Adds a key."""


class EditKeyForm(_Named, EditWebAuthnForm):
    """Gives a key another name."""
