"""What shall happen outside after a decision: written in its transaction, delivered after it (B7).

A row names a kind, a key that makes delivery idempotent, and what the deliverer needs. Delivery is retried
with growing pauses, is visible to staff, and never undoes a decision.
"""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflows import clock

log = logging.getLogger("nettverksmidler.outbox")
PAUSES = [dt.timedelta(seconds=s) for s in (5, 30, 120, 600, 3600, 6 * 3600, 24 * 3600)]
LEASE = dt.timedelta(minutes=5)  # a worker that died gives its row back after this
_deliverers: dict[str, Callable[[dict[str, Any]], None]] = {}


class OutboxMessage(models.Model):
    """One delivery that is owed."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        GIVEN_UP = "given_up", _("given up")

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField(default=clock.now)
    created = models.DateTimeField(default=clock.now)
    delivered_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["due"], condition=Q(state="waiting"), name="outbox_waiting")]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


def deliverer(kind: str) -> Callable[[Callable[[dict[str, Any]], None]], Callable[[dict[str, Any]], None]]:
    """Register the function that delivers `kind`; raises ValueError for a second one."""

    def register(function: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
        if kind in _deliverers:
            raise ValueError(f"Deliveries of {kind} already have a deliverer.")
        _deliverers[kind] = function
        return function

    return register


def put(*, kind: str, key: str, payload: dict[str, Any], due: dt.datetime | None = None) -> OutboxMessage:
    """Owe a delivery from the moment the present transaction commits; the same key is owed once."""
    if kind not in _deliverers:
        raise LookupError(f"Nobody delivers {kind}.")
    message, _created = OutboxMessage.objects.get_or_create(
        key=key, defaults={"kind": kind, "payload": payload, "due": due or clock.now()}
    )
    return message


def deliver_due(limit: int = 100) -> int:
    """Deliver what is due, one transaction each, and return how many were delivered."""
    delivered = 0
    due = OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING, due__lte=clock.now()).order_by("due")
    for pk in list(due.values_list("pk", flat=True)[:limit]):
        delivered += deliver(pk)
    return delivered


def deliver(pk: int) -> bool:
    """Deliver one row unless another worker has it or it is done; return whether this call delivered it."""
    taken = OutboxMessage.objects.filter(
        pk=pk, state=OutboxMessage.State.WAITING, due__lte=clock.now()
    ).update(attempts=F("attempts") + 1, due=clock.now() + LEASE)
    if not taken:
        return False
    message = OutboxMessage.objects.get(pk=pk)
    try:
        with transaction.atomic():
            _deliverers[message.kind](message.payload)
            OutboxMessage.objects.filter(pk=pk).update(
                state=OutboxMessage.State.DELIVERED, delivered_at=clock.now(), last_error=""
            )
    except Exception as error:  # whatever a mail server or a plugin throws must not stop the others
        log.warning("delivery failed", extra={"kind": message.kind, "attempts": message.attempts, "error": type(error).__name__})
        _postpone(message, error)
        return False
    return True


def _postpone(message: OutboxMessage, error: Exception) -> None:
    """Try again later, or give up (visibly) after the last pause."""
    over = message.attempts > len(PAUSES)
    pause = PAUSES[min(message.attempts, len(PAUSES)) - 1]
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=OutboxMessage.State.GIVEN_UP if over else OutboxMessage.State.WAITING,
        due=clock.now() + pause,
        last_error=f"{type(error).__name__}: {error}"[:300],
    )
