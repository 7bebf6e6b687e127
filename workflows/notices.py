"""Notices: written in the recipient's language in the transaction of a decision, shown and mailed after it (B7)."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
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
from django.utils.translation import gettext_lazy

from workflows import clock, outbox
from workflows.directory.models import (
    ByEmail,
    GovernorOffice,
    Notice,
    NoticeKind,
    NoticePreference,
    UnsentMail,
    User,
)
from workflows.registry import Guard, Registry

MAIL = "mail"
CHANNEL = "notice_channel"
MORNING = 7  # o'clock in Oslo: from then on the notices of the days before are mailed together


@dataclass(frozen=True)
class Told:
    """A notice as a channel gets it: to whom, in their language; `key` recognises one that comes twice."""

    to: User
    subject: str
    body: str
    key: str
    at_once: bool
    """Whether the person wants this kind by e-mail at once."""


@dataclass(frozen=True)
class Channel:
    """A way notices reach people beside their page. `send` is called outside transactions, and again if it failed."""

    code: str
    send: Callable[[Told], None]


class NotSent(Exception):
    """The channel fails or rests: the outbox tries again later."""


def _try_later(told: Told) -> None:
    raise NotSent


def _guarded(channel: Channel, guard: Guard) -> Channel:
    """Return a plugin's channel: what it fails to send waits, what it is switched off for is not sent by it."""
    send = guard("send", channel.send, _try_later, of=lambda told: None, off=lambda told: None)
    return replace(channel, send=send)


_channels: Registry[Channel] = Registry("The channel", _guarded)


def register(channel: Channel) -> Channel:
    """Let notices go one more way; refuses a second of the same code."""
    return _channels.add(channel.code, channel)


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


def post(*, to: str, subject: str, lines: Iterable[str], key: str, office: GovernorOffice) -> None:
    """Mail somebody who need have no account, now: for a deliverer, in the language that is switched on.

    `lines` are paragraphs; the last says that nobody reads answers. The key makes a repeated mail recognisable.
    `office` is that of what the mail is about: of a trial nothing is sent, and the mail is kept to be shown.
    """
    headers = {"Message-ID": message_id(key), "Auto-Submitted": "auto-generated"}
    told = [*lines, _("This message was sent automatically by Nettverksmidler. You cannot reply to it.")]
    if office.is_trial:
        keep(to=to, subject=subject, body="\n\n".join(told), key=key)
        return
    EmailMessage(" ".join(subject.split()), "\n\n".join(told), to=[to], headers=headers).send()


def keep(*, to: str, subject: str, body: str, key: str) -> None:
    """Keep a mail of a trial, which is never sent; the same key is kept once."""
    words = {"to": to[:254], "subject": " ".join(subject.split())[:300], "body": body}
    UnsentMail.objects.get_or_create(key=key[:200], defaults=words)


@outbox.deliverer(MAIL)
def send(payload: dict[str, Any]) -> outbox.Finish | None:
    """Put a notice on the person's page, and mail it where they have it now, if they want that kind at once.

    Nothing to one who is no longer active; no mail to one without an address.
    """
    user = User.objects.filter(pk=payload["user"], is_active=True).first()
    if user is None:
        return None
    notice = payload.get("notice")
    wanted = wanted_by_email(payload["user"], notice["kind"]) if notice else ByEmail.AT_ONCE
    if user.is_trial:
        if user.email:
            keep(to=user.email, subject=payload["subject"], body=payload["body"], key=payload["message_id"])
    else:
        _channels["email"].send(_told(payload, user, at_once=wanted == ByEmail.AT_ONCE))
    return partial(_show, payload, gather=wanted == ByEmail.DAILY) if notice else None


def _told(payload: dict[str, Any], user: User, *, at_once: bool) -> Told:
    return Told(user, payload["subject"], payload["body"], payload["message_id"], at_once)


def _by_email(told: Told) -> None:
    """Mail a notice to one who has an address and wants it now."""
    if told.to.email and told.at_once:
        headers = {"Message-ID": told.key, "Auto-Submitted": "auto-generated"}
        EmailMessage(told.subject, told.body, to=[told.to.email], headers=headers).send()


register(Channel("email", _by_email))


@outbox.deliverer(CHANNEL, gettext_lazy("Notice by another channel"))
def send_otherwise(payload: dict[str, Any]) -> None:
    """Send a notice by another channel than e-mail; nothing where either is gone, nor of a trial."""
    user, channel = (
        User.objects.filter(pk=payload["user"], is_active=True, is_trial=False).first(),
        _channels.get(payload["channel"]),
    )
    if user and channel:
        channel.send(_told(payload, user, at_once=payload["at_once"]))


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
    at_once = (
        wanted_by_email(payload["user"], notice["kind"]) == ByEmail.AT_ONCE if len(_channels) > 1 else False
    )
    for code in _channels.keys() - {"email"}:
        owed = {name: payload[name] for name in ("user", "subject", "body", "message_id")}
        key = f"{CHANNEL}:{code}:{payload['message_id']}"
        outbox.put(kind=CHANNEL, key=key, payload=owed | {"channel": code, "at_once": at_once})


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
