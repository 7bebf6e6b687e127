"""Notices by e-mail: written in the recipient's language in the transaction of a decision, sent after it (B7)."""

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import translate_url
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from workflows import outbox
from workflows.directory.models import User

MAIL = "mail"


def notify(
    *,
    to_user: User,
    subject: str | Promise,
    body: str | Promise,
    link: str,
    key: str,
    fields: Mapping[str, Any] | None = None,
) -> None:
    """Owe a person an e-mail from the moment the transaction commits; the same key is owed once. One query.

    `subject` and `body` are lazy texts (gettext_lazy), put into the recipient's language here and then filled with
    `fields` (`%(number)s`). `link` is the path of the page it is about. Keep personal details out of it: the page
    tells the rest to who may read it.
    """
    language = to_user.language or settings.LANGUAGE_CODE
    path = translate_url(link, language)
    with translation.override(language):
        values = {name: str(value) for name, value in (fields or {}).items()}
        lines = [
            _fill(body, values),
            urljoin(settings.SITE_URL, path),
            _("This message was sent automatically by Nettverksmidler. You cannot reply to it."),
        ]
        payload = {
            "user": to_user.pk,
            "subject": " ".join(_fill(subject, values).split()),
            "body": "\n\n".join(lines),
        }
    outbox.put(kind=MAIL, key=f"{MAIL}:{key}", payload=payload | {"message_id": message_id(key)})


def message_id(key: str) -> str:
    """Return the Message-ID of the mail with this key: a mail that is sent twice can be recognised by it."""
    digest = hashlib.sha256(f"{settings.SITE_URL} {key}".encode()).hexdigest()[:40]
    return f"<{digest}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


@outbox.deliverer(MAIL)
def send(payload: dict[str, Any]) -> None:
    """Send a mail to where the person has it now; nothing to one who is no longer active or has no address."""
    address = User.objects.filter(pk=payload["user"], is_active=True).values_list("email", flat=True).first()
    if not address:
        return
    headers = {"Message-ID": payload["message_id"], "Auto-Submitted": "auto-generated"}
    EmailMessage(payload["subject"], payload["body"], to=[address], headers=headers).send()


def _fill(text: str | Promise, values: dict[str, str]) -> str:
    return str(text) % values if values else str(text)
