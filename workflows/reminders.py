"""Reminders to those who hold a role, outside the cases: made once per key, told by e-mail, shown until settled (R1.3).

A kind is registered with its words by whoever reminds of it; a chore of the worker makes the reminders in time.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.functional import Promise

from workflows import clock, notices
from workflows.directory.models import (
    BufetatRegion,
    GovernorOffice,
    KnowledgeEnvironment,
    NoticeKind,
    Reminder,
    Role,
    RoleAssignment,
    User,
)


@dataclass(frozen=True)
class Kind:
    """What a reminder is about, in lazy texts that its `fields` fill: `%(edition)s`."""

    code: str
    title: Promise
    text: Promise


@dataclass(frozen=True)
class Told:
    """A reminder as a page shows it, in the reader's language."""

    title: str
    text: str
    link: str
    due: dt.date
    is_overdue: bool


_kinds: dict[str, Kind] = {}


def register(code: str, *, title: Promise, text: Promise) -> Kind:
    """Register a kind of reminder; raises ValueError for a second of the same code."""
    if code in _kinds:
        raise ValueError(f"The kind of reminder {code} is already registered.")
    _kinds[code] = Kind(code, title, text)
    return _kinds[code]


@transaction.atomic
def remind(
    kind: str,
    *,
    key: str,
    role: Role,
    link: str,
    due: dt.date,
    office: GovernorOffice | None = None,
    region: BufetatRegion | None = None,
    environment: KnowledgeEnvironment | None = None,
    fields: Mapping[str, str] | None = None,
) -> Reminder:
    """Remind those who hold `role` (at the place named) of something due on a day of Oslo's, once per `key`.

    `link` is the path of the page where it is done. The holders of today get an e-mail; those who come later see
    it too. Raises KeyError for a kind nobody registered.
    """
    said, filled = _kinds[kind], dict(fields or {})
    place = {"office": office, "region": region, "environment": environment}
    reminder, made = Reminder.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind, "role": role, "fields": filled, "link": link, "due": due, **place,
        },
    )  # fmt: skip
    if made:
        for user in _holders(role, place):
            notices.notify(
                to_user=user,
                subject=said.title,
                body=said.text,
                link=link,
                kind=NoticeKind.REMINDER,
                key=f"reminder:{key}:{user.pk}",
                fields=filled,
            )
    return reminder


def settle(key: str) -> bool:
    """Settle a reminder: what it asked for is done, or no longer asked for. Return whether there was an open one."""
    return bool(Reminder.objects.filter(key=key, settled_at__isnull=True).update(settled_at=clock.now()))


def move(*, of: GovernorOffice, to: GovernorOffice, beneath: str) -> int:
    """Let what an office is reminded of, on pages beneath a path, be another office's; return how many there were."""
    waiting = Reminder.objects.filter(office=of, link__startswith=beneath, settled_at__isnull=True)
    return waiting.update(office=to)


def open_keys(kind: str) -> set[str]:
    """Return the keys of what is reminded of now, of a kind."""
    return set(Reminder.objects.filter(kind=kind, settled_at__isnull=True).values_list("key", flat=True))


def waiting_for(user: User) -> list[Told]:
    """Return what the person is reminded of now, in the reader's language; in one query."""
    return [_tell(reminder) for reminder in Reminder.objects.waiting_for(user)]


def _tell(reminder: Reminder) -> Told:
    said = _kinds.get(reminder.kind)  # a plugin that reminded may be gone
    title = str(said.title) % reminder.fields if said else reminder.key
    text = str(said.text) % reminder.fields if said else ""
    return Told(title, text, reminder.link, reminder.due, reminder.is_overdue)


def _holders(role: Role, place: Mapping[str, Any]) -> list[User]:
    return list(RoleAssignment.objects.in_force().filter(role=role, **place).people())
