"""What happened in cases, told to those who listen: after the transaction, through the outbox, and again if asked.

The journal is the record: an event is an entry of it under a name that lasts. Nothing is owed where nobody listens.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy

from workflows import outbox
from workflows.clock import OSLO
from workflows.registry import Guard, Registry

from .models import JournalEntry

HAPPENED = "happened"
# The names that are promised, by what the journal calls it.
EVENTS = {
    "application.submit": "case_submitted",
    "application.registered": "case_submitted",
    "application.formal_check": "application_checked",
    "assessment.assess": "case_assessed",
    "grant.decide": "decision_made",
    "grant.attest_payment": "payment_registered",
    "report.report": "report_received",
    "case.closed": "case_closed",
}


@dataclass(frozen=True)
class Happened:
    """One event: what, in which case, when; `entry` is the journal's, by which a repeated telling is recognised."""

    name: str
    case: Any
    at: dt.datetime
    entry: int


@dataclass(frozen=True)
class Listener:
    """Somebody who is told of some events. `told` is called outside the transaction, and again where it failed."""

    code: str
    events: frozenset[str]
    told: Callable[[Happened], None]


class NotNow(Exception):
    """The listener fails or rests: the outbox tells it later."""


def _later(event: Happened) -> None:
    raise NotNow


def _guarded(listener: Listener, guard: Guard) -> Listener:
    return replace(listener, told=guard("told", listener.told, _later))


_listeners: Registry[Listener] = Registry("The listener", _guarded)


def listen(listener: Listener) -> Listener:
    """Let somebody be told of events; ValueError for an unknown event or a second listener of the code."""
    if unknown := listener.events - set(EVENTS.values()):
        raise ValueError(f"Nothing is called {', '.join(sorted(unknown))}.")
    return _listeners.add(listener.code, listener)


def listeners() -> Registry[Listener]:
    """Return who listens."""
    return _listeners


def tell(entry: JournalEntry) -> None:
    """Owe everybody who listens for it the telling of a journal entry, in its transaction."""
    name = EVENTS.get(entry.action)
    for listener in _listeners.values() if name else ():
        if name in listener.events:
            _owe(listener.code, entry.pk, key=f"{HAPPENED}:{listener.code}:{entry.pk}")


def tell_again(codes: Iterable[str], *, since: dt.date) -> int:
    """Owe some listeners what happened since a day once more, and return how many tellings that is."""
    begin, again, owed = dt.datetime.combine(since, dt.time.min, OSLO), uuid.uuid4().hex[:12], 0
    for listener in (_listeners[code] for code in codes):
        actions = [action for action, name in EVENTS.items() if name in listener.events]
        for pk in (
            JournalEntry.objects.filter(action__in=actions, at__gte=begin).order_by("pk").values_list("pk")
        ):
            _owe(listener.code, pk[0], key=f"{HAPPENED}:{listener.code}:{pk[0]}:{again}")
            owed += 1
    return owed


def _owe(code: str, entry: int, *, key: str) -> None:
    outbox.put(kind=HAPPENED, key=key, payload={"listener": code, "entry": entry})


@outbox.deliverer(HAPPENED, gettext_lazy("Word to a plugin"))
def deliver(payload: dict[str, Any]) -> None:
    """Tell a listener; one that is gone is told nothing."""
    listener = _listeners.get(payload["listener"])
    if listener is None:
        return
    entry = JournalEntry.objects.select_related("case").get(pk=payload["entry"])
    listener.told(Happened(EVENTS[entry.action], entry.case, entry.at, entry.pk))
