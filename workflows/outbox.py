"""What shall happen outside after a decision: written in its transaction, delivered after it (B7).

A row names a kind, a key that makes delivery idempotent, and what the deliverer needs. Delivery is retried
with growing pauses, is visible to staff, and never undoes a decision. A worker takes a row for a while (a lease):
if it dies, another delivers. Leases and pauses go by the database's own clock, which all machines share and which
nobody moves for a demonstration.
"""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import InterfaceError, OperationalError, models, transaction
from django.db.models import ExpressionWrapper, F, Q
from django.db.models.functions import Now
from django.db.transaction import TransactionManagementError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.registry import Registry

log = logging.getLogger("nettverksmidler.outbox")
PAUSES = [dt.timedelta(seconds=s) for s in (5, 30, 120, 600, 3600, 6 * 3600, 24 * 3600)]
LEASE = dt.timedelta(minutes=5)  # a worker that died gives its row back after this
FAILURES_IN_A_ROUND = 2  # a mail server that hangs must not keep letters waiting

Finish = Callable[[], None]
Deliverer = Callable[[dict[str, Any]], Finish | None]
E_MAIL = _("E-mail")
_deliverers: Registry[Deliverer] = Registry("A deliverer of")
_titles: dict[str, str | Promise] = {}
_calls: list[Callable[[], None]] = []


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    """Reads of what is owed."""

    def due(self) -> "OutboxQuerySet":
        """Return what can be delivered now, the longest owed first."""
        return self.filter(state=OutboxMessage.State.WAITING, due__lte=Now()).order_by("due", "id")

    def in_trouble(self) -> "OutboxQuerySet":
        """Return what has failed and is tried again later, or was given up: staff should see it."""
        return self.exclude(state=OutboxMessage.State.DELIVERED).exclude(last_error="").order_by("id")


class OutboxMessage(models.Model):
    """One delivery that is owed."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        GIVEN_UP = "given_up", _("given up")

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("key"), max_length=200, unique=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due = models.DateTimeField(_("next attempt"), db_default=Now())
    created = models.DateTimeField(_("created"), default=clock.now)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["due"], condition=Q(state="waiting"), name="outbox_waiting")]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def title(self) -> str:
        """Return what is delivered, in words; the kind's own name where nobody delivers it any more."""
        return str(_titles.get(self.kind, self.kind))


class WorkerHeartbeat(models.Model):
    """When a worker was last heard of, by the database's clock."""

    name = models.CharField(max_length=200, unique=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self) -> str:
        return self.name


class Overtaken(Exception):
    """The lease ran out during the delivery, and another worker has the row now."""


def deliverer(kind: str, title: str | Promise = E_MAIL) -> Callable[[Deliverer], Deliverer]:
    """Register the function that delivers `kind`, called `title` where people read; raises ValueError for a second.

    It is called outside any transaction, since what is outside can be slow, and with the same payload again if it
    or its worker failed: it makes a repeated delivery recognisable or harmless. It may return a function that
    writes what came of it; that runs once, in the transaction that marks the row as delivered.
    """

    def register(function: Deliverer) -> Deliverer:
        _deliverers.add(kind, function)
        _titles[kind] = title
        return function

    return register


def woken_by(call: Callable[[], None]) -> Callable[[], None]:
    """Register what wakes workers that do not look by themselves; called after a commit that owed something."""
    _calls.append(call)
    return call


def put(*, kind: str, key: str, payload: dict[str, Any], due: dt.datetime | None = None) -> None:
    """Owe a delivery from the moment the present transaction commits; the same key is owed once. One query.

    `due` (by the clock that can be moved) puts it off. Raises LookupError for a kind nobody delivers,
    TransactionManagementError outside a transaction.
    """
    if kind not in _deliverers:
        raise LookupError(f"Nobody delivers {kind}.")
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("A delivery is owed in the transaction of what it follows from.")
    message = OutboxMessage(kind=kind, key=key, payload=payload)
    if due is not None:
        message.due = due - clock.shift()
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)
    if due is None:
        _wake_after_commit()


def deliver_due(
    limit: int = 100, *, lease: dt.timedelta = LEASE, go_on: Callable[[], bool] = lambda: True
) -> int:
    """Deliver what is due, one row after the other while `go_on` says so, and return how many were delivered.

    A kind that has failed twice waits for the next round. Raises OperationalError if the database is lost.
    """
    delivered, failures = 0, Counter[str]()
    for _round in range(limit):
        failing = [kind for kind, times in failures.items() if times >= FAILURES_IN_A_ROUND]
        next_due = OutboxMessage.objects.due().exclude(kind__in=failing).values_list("pk", "kind").first()
        if next_due is None or not go_on():
            break
        pk, kind = next_due
        result = deliver(pk, lease=lease)
        delivered += result is True
        failures[kind] += result is False
    return delivered


def deliver(pk: int, *, lease: dt.timedelta = LEASE) -> bool | None:
    """Deliver one row: True if it was delivered, False if that failed, None if there was nothing to do.

    Nothing is to be done when another worker has it, or it is done or not due.
    """
    message = _take(pk, lease)
    if message is None:
        return None
    try:
        if message.kind not in _deliverers:
            raise LookupError(f"Nobody delivers {message.kind}.")
        finish = _deliverers[message.kind](message.payload)
        with transaction.atomic():
            if finish:
                finish()
            _change(
                message,
                state=OutboxMessage.State.DELIVERED,
                delivered_at=clock.now(),
                last_error="",
                payload={},
            )
    except (OperationalError, InterfaceError):
        raise  # the database's trouble, not the delivery's; the lease gives the row back
    except Overtaken:
        log.warning("delivery overtaken", extra={"kind": message.kind, "attempts": message.attempts})
        return None
    except Exception as error:  # noqa: BLE001  (whatever a mail server or a plugin throws must not stop the others)
        told = {"kind": message.kind, "attempts": message.attempts, "error": type(error).__name__}
        log.warning("delivery failed", extra=told)
        _postpone(message, f"{type(error).__name__}: {error}")
        return False
    return True


def try_again(*messages: OutboxMessage) -> int:
    """Let rows that wait or were given up be delivered in the next round, and return how many those are."""
    owed = OutboxMessage.objects.filter(pk__in=[message.pk for message in messages])
    with transaction.atomic():
        _wake_after_commit()
        return owed.exclude(state=OutboxMessage.State.DELIVERED).update(
            state=OutboxMessage.State.WAITING, attempts=0, due=Now()
        )


def waiting_for() -> dt.timedelta | None:
    """Return how long the oldest delivery has been due, None where nothing is."""
    return OutboxMessage.objects.due().values_list(_since("due"), flat=True).first()


def beat(name: str) -> None:
    """Say that a worker is alive, and forget those not heard of for a day."""
    WorkerHeartbeat.objects.update_or_create(name=name, defaults={"at": Now()})
    WorkerHeartbeat.objects.filter(at__lt=_from_now(-dt.timedelta(days=1))).delete()


def silence() -> dt.timedelta | None:
    """Return how long it is since any worker was heard of, None where none ever was."""
    return WorkerHeartbeat.objects.order_by("-at").values_list(_since("at"), flat=True).first()


@dataclass(frozen=True)
class Chore:
    """Something the worker does again and again; it may be run by several workers, and must bear that."""

    name: str
    every: dt.timedelta
    run: Callable[[], None]


_chores: dict[str, Chore] = {}


def chore(name: str, *, every: dt.timedelta) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register what the worker does about every so often; raises ValueError for a second of the same name."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        if name in _chores:
            raise ValueError(f"There already is a chore {name}.")
        _chores[name] = Chore(name, every, function)
        return function

    return register


def chores() -> list[Chore]:
    """Return all chores, as they were registered."""
    return list(_chores.values())


def _wake_after_commit() -> None:
    """Wake workers when this transaction commits, once however much it owes; a failure to wake undoes nothing."""
    waiting = {callback for _savepoints, callback, _robust in transaction.get_connection().run_on_commit}
    for call in _calls:
        if call not in waiting:
            transaction.on_commit(call, robust=True)


def _take(pk: int, lease: dt.timedelta) -> OutboxMessage | None:
    """Take a row for a while if it is due; give up on one that keeps taking its workers with it."""
    taken = (
        OutboxMessage.objects.due()
        .filter(pk=pk)
        .order_by()
        .update(attempts=F("attempts") + 1, due=_from_now(lease))
    )
    if not taken:
        return None
    message = OutboxMessage.objects.get(pk=pk)
    if message.attempts > len(PAUSES) + 1:
        _postpone(message, message.last_error or "No attempt was ever finished.")
        return None
    return message


def _change(message: OutboxMessage, **values: Any) -> None:
    """Change a row that this worker still has: the number of attempts tells. Raises Overtaken if it lost it."""
    mine = OutboxMessage.objects.filter(
        pk=message.pk, state=OutboxMessage.State.WAITING, attempts=message.attempts
    )
    if not mine.update(**values):
        raise Overtaken


def _postpone(message: OutboxMessage, error: str) -> None:
    """Try again later, or give up (visibly) after the last pause."""
    over = message.attempts > len(PAUSES)
    pause = PAUSES[min(message.attempts, len(PAUSES)) - 1]
    state = OutboxMessage.State.GIVEN_UP if over else OutboxMessage.State.WAITING
    try:
        _change(message, state=state, due=_from_now(pause), last_error=error[:300])
    except Overtaken:
        log.warning("delivery overtaken", extra={"kind": message.kind, "attempts": message.attempts})


def _from_now(pause: dt.timedelta) -> ExpressionWrapper:
    """Return the moment so long after this one, by the database's clock."""
    return ExpressionWrapper(Now() + pause, output_field=models.DateTimeField())


def _since(field: str) -> ExpressionWrapper:
    """Return how long ago a moment was, by the database's clock."""
    return ExpressionWrapper(Now() - F(field), output_field=models.DurationField())
