"""Notices: written in the recipient's language in the transaction of a decision, shown and mailed after it (B7)."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import translate_url
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from workflows import clock, outbox
from workflows.directory.models import ByEmail, Notice, NoticeKind, NoticePreference, User

MAIL = "mail"
MORNING = 7  # o'clock in Oslo: from then on the notices of the days before are mailed together


def notify(
    *,
    to_user: User,
    subject: str | Promise,
    body: str | Promise,
    link: str,
    key: str,
    kind: NoticeKind = NoticeKind.OTHER,
    fields: Mapping[str, Any] | None = None,
) -> None:
    """Owe a person a notice from the moment the transaction commits; the same key is owed once. One query.

    Delivered, it stands on the person's page, and comes by e-mail as they want this `kind` (see `send`).

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
            "notice": {"key": key, "kind": kind, "link": path, "text": lines[0]},
        }
    outbox.put(kind=MAIL, key=f"{MAIL}:{key}", payload=payload | {"message_id": message_id(key)})


def message_id(key: str) -> str:
    """Return the Message-ID of the mail with this key: a mail that is sent twice can be recognised by it."""
    digest = hashlib.sha256(f"{settings.SITE_URL} {key}".encode()).hexdigest()[:40]
    return f"<{digest}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


@outbox.deliverer(MAIL)
def send(payload: dict[str, Any]) -> outbox.Finish | None:
    """Put a notice on the person's page, and mail it where they have it now, if they want that kind at once.

    Nothing to one who is no longer active; no mail to one without an address.
    """
    address = User.objects.filter(pk=payload["user"], is_active=True).values_list("email", flat=True).first()
    if address is None:
        return None
    notice = payload.get("notice")
    wanted = wanted_by_email(payload["user"], notice["kind"]) if notice else ByEmail.AT_ONCE
    if address and wanted == ByEmail.AT_ONCE:
        headers = {"Message-ID": payload["message_id"], "Auto-Submitted": "auto-generated"}
        EmailMessage(payload["subject"], payload["body"], to=[address], headers=headers).send()
    return partial(_show, payload, gather=wanted == ByEmail.DAILY) if notice else None


def wanted_by_email(user: int, kind: str) -> str:
    """Return how a person wants a kind of notice by e-mail: at once, unless they said otherwise."""
    said = NoticePreference.objects.filter(user=user, kind=kind).values_list("by_email", flat=True).first()
    return said or ByEmail.AT_ONCE


def _show(payload: dict[str, Any], *, gather: bool) -> None:
    notice = payload["notice"]
    told = {"kind": notice["kind"], "subject": payload["subject"][:300], "body": notice["text"]}
    Notice.objects.get_or_create(
        key=notice["key"][:200],
        defaults={"user_id": payload["user"], "link": notice["link"][:300], "to_gather": gather, **told},
    )


@outbox.chore("gather-notices", every=dt.timedelta(minutes=30))
def gather() -> None:
    """Owe everybody who wants it so one mail with the notices of the days before, from seven in the morning."""
    if clock.now().hour < MORNING:
        return
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    waiting = Notice.objects.filter(to_gather=True, at__lt=midnight)
    for user in User.objects.filter(pk__in=waiting.values("user"), is_active=True):
        _gather_for(user, midnight)


@transaction.atomic
def _gather_for(user: User, before: dt.datetime) -> None:
    """Owe one person's mail; whoever else gathers at the same moment waits, and finds nothing left."""
    User.objects.select_for_update().get(pk=user.pk)
    notices = list(Notice.objects.filter(user=user, to_gather=True, at__lt=before).order_by("pk"))
    if not notices:
        return
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(to_gather=False)
    key = f"gathered:{user.pk}:{notices[-1].pk}"
    with translation.override(user.language or settings.LANGUAGE_CODE):
        told = [f"{notice.subject}\n{urljoin(settings.SITE_URL, notice.link)}" for notice in notices]
        payload = {
            "user": user.pk,
            "subject": _("Your notices from Nettverksmidler (%(count)s)") % {"count": len(notices)},
            "body": "\n\n".join(
                [*told, _("This message was sent automatically by Nettverksmidler. You cannot reply to it.")]
            ),
            "message_id": message_id(key),
        }
    outbox.put(kind=MAIL, key=f"{MAIL}:{key}", payload=payload)


def _fill(text: str | Promise, values: dict[str, str]) -> str:
    return str(text) % values if values else str(text)
