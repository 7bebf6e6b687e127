"""What is owed is delivered after the decision: once, later if need be, and never at the decision's expense."""

import datetime as dt
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.db.transaction import TransactionManagementError

from tests.bare import taken_back
from workflows import clock, outbox
from workflows.clock import OSLO
from workflows.outbox import LEASE, PAUSES, OutboxMessage, WorkerHeartbeat

pytestmark = pytest.mark.django_db
WAITING, DELIVERED, GIVEN_UP = OutboxMessage.State
Payload = dict[str, Any]


class Recipient:
    """Takes what is delivered, and fails as often as it is told to."""

    def __init__(self) -> None:
        self.got: list[Payload] = []
        self.failures = 0
        self.error: Exception = ConnectionRefusedError("refused")

    def __call__(self, payload: Payload) -> None:
        if self.failures:
            self.failures -= 1
            raise self.error
        self.got.append(payload)


@pytest.fixture
def recipient(monkeypatch: pytest.MonkeyPatch) -> Recipient:
    """Return who gets deliveries of the kind "test"."""
    recipient = Recipient()
    monkeypatch.setitem(outbox._deliverers, "test", recipient)
    return recipient


def owe(key: str = "1", **payload: Any) -> OutboxMessage:
    with transaction.atomic():
        outbox.put(kind="test", key=key, payload=payload)
    return OutboxMessage.objects.get(key=key)


def let_pass(pause: dt.timedelta) -> None:
    """Let so much time pass for the rows, and a moment more: all of them were due that much earlier."""
    OutboxMessage.objects.update(due=F("due") - pause - dt.timedelta(milliseconds=10))


def state(message: OutboxMessage) -> tuple[str, int, str]:
    message.refresh_from_db()
    return message.state, message.attempts, message.last_error


# Owing


def test_what_is_owed_is_delivered_once(recipient: Recipient) -> None:
    message = owe(number=7)
    assert (outbox.deliver_due(), outbox.deliver_due()) == (1, 0)
    assert recipient.got == [{"number": 7}]
    assert state(message) == (DELIVERED, 1, "")
    assert message.delivered_at is not None


def test_what_a_delivery_needed_is_forgotten_when_it_is_delivered(recipient: Recipient) -> None:
    message = owe(text="personal")
    outbox.deliver_due()
    message.refresh_from_db()
    assert message.payload == {}


def test_the_same_key_is_owed_once_also_after_delivery(recipient: Recipient) -> None:
    owe("k", number=1)
    owe("k", number=2)
    outbox.deliver_due()
    owe("k", number=3)
    outbox.deliver_due()
    assert recipient.got == [{"number": 1}]


def test_owing_takes_one_query(recipient: Recipient, django_assert_num_queries: Callable[[int], Any]) -> None:
    with django_assert_num_queries(1):
        outbox.put(kind="test", key="1", payload={})


def test_nothing_is_owed_for_a_decision_that_is_taken_back(recipient: Recipient) -> None:
    with taken_back():
        owe()
    assert (outbox.deliver_due(), recipient.got) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_owing_belongs_in_the_transaction_of_the_decision(recipient: Recipient) -> None:
    with pytest.raises(TransactionManagementError):
        outbox.put(kind="test", key="1", payload={})


def test_nothing_is_owed_that_nobody_delivers() -> None:
    with pytest.raises(LookupError):
        outbox.put(kind="unheard_of", key="1", payload={})


def test_a_kind_has_one_deliverer_and_a_chore_one_name(
    recipient: Recipient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match="already"):
        outbox.deliverer("test")(recipient)
    monkeypatch.setattr(outbox, "_chores", {})
    outbox.chore("sweep", every=LEASE)(lambda: None)
    with pytest.raises(ValueError, match="already"):
        outbox.chore("sweep", every=LEASE)(lambda: None)


@pytest.mark.django_db(transaction=True)
def test_workers_are_woken_once_by_a_commit_that_owes_something(
    recipient: Recipient, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[int] = []
    monkeypatch.setattr(outbox, "_calls", [])
    outbox.woken_by(lambda: woken.append(OutboxMessage.objects.count()))
    with transaction.atomic():
        outbox.put(kind="test", key="1", payload={})
        outbox.put(kind="test", key="2", payload={})
        assert woken == []
    assert woken == [2]
    with suppress(LookupError), transaction.atomic():
        outbox.put(kind="test", key="3", payload={})
        raise LookupError
    with transaction.atomic():
        outbox.put(kind="test", key="4", payload={}, due=clock.now() + dt.timedelta(hours=1))
    assert woken == [2]
    with transaction.atomic():
        with suppress(LookupError), transaction.atomic():
            outbox.put(kind="test", key="5", payload={})
            raise LookupError
        outbox.put(kind="test", key="6", payload={})
    assert woken == [2, 4]


@pytest.mark.django_db(transaction=True)
def test_who_cannot_wake_workers_has_decided_all_the_same(
    recipient: Recipient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(outbox, "_calls", [fail])
    assert state(owe()) == (WAITING, 0, "")


def test_what_is_put_off_waits_until_it_is_due(recipient: Recipient) -> None:
    with transaction.atomic():
        outbox.put(kind="test", key="1", payload={}, due=dt.datetime(2024, 3, 4, 10, tzinfo=OSLO))
    assert outbox.deliver_due() == 0
    let_pass(dt.timedelta(minutes=61))
    assert outbox.deliver_due() == 1


def test_a_moved_clock_neither_hurries_nor_delays_a_delivery(
    recipient: Recipient, at: Callable[..., None]
) -> None:
    at(2031, 1, 1)
    owe("from the future")
    at(2024, 1, 1)
    assert outbox.deliver_due() == 1
    recipient.failures = 1
    owe("fails")
    outbox.deliver_due()
    at(2031, 1, 1)
    assert outbox.deliver_due() == 0


# Failing


@pytest.mark.adversary(
    "B7", "a failing server is tried again with growing pauses, visibly, and delivered once"
)
def test_a_failed_delivery_is_tried_again_with_growing_pauses(recipient: Recipient) -> None:
    message = owe()
    recipient.failures = 3
    for attempt, pause in enumerate(PAUSES[:3], 1):
        assert outbox.deliver_due() == 0
        assert state(message) == (WAITING, attempt, "ConnectionRefusedError: refused")
        assert list(OutboxMessage.objects.in_trouble()) == [message]
        let_pass(pause - dt.timedelta(seconds=2))
        assert outbox.deliver_due() == 0
        assert recipient.failures == 3 - attempt
        let_pass(dt.timedelta(seconds=2))
    assert outbox.deliver_due() == 1
    assert (state(message), len(recipient.got)) == ((DELIVERED, 4, ""), 1)
    assert not OutboxMessage.objects.in_trouble().exists()


@pytest.mark.adversary("B7", "what cannot be delivered is given up in the open, and can be tried again")
def test_a_delivery_is_given_up_after_the_last_pause_and_can_be_tried_again(recipient: Recipient) -> None:
    message = owe()
    recipient.failures = len(PAUSES) + 1
    for pause in [*PAUSES, PAUSES[-1]]:
        outbox.deliver_due()
        let_pass(pause)
    assert state(message)[:2] == (GIVEN_UP, len(PAUSES) + 1)
    assert (outbox.deliver_due(), list(OutboxMessage.objects.in_trouble())) == (0, [message])
    outbox.try_again(message)
    assert outbox.deliver_due() == 1
    outbox.try_again(message)
    assert (outbox.deliver_due(), len(recipient.got)) == (0, 1)


def test_a_kind_that_fails_does_not_keep_the_others_waiting(
    recipient: Recipient, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = Recipient()
    monkeypatch.setitem(outbox._deliverers, "other", others)
    recipient.failures = 100
    for number in range(5):
        owe(str(number))
    with transaction.atomic():
        outbox.put(kind="other", key="other", payload={})
    assert outbox.deliver_due() == 1
    assert (len(others.got), 100 - recipient.failures) == (1, 2)


def test_a_delivery_nobody_knows_any_more_fails_alone(
    recipient: Recipient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(outbox._deliverers, "gone", recipient)
    with transaction.atomic():
        outbox.put(kind="gone", key="gone", payload={})
    monkeypatch.delitem(outbox._deliverers, "gone")
    owe()
    assert outbox.deliver_due() == 1
    assert state(OutboxMessage.objects.get(key="gone"))[2] == "LookupError: Nobody delivers gone."


def test_a_lost_database_is_not_the_deliverys_fault(recipient: Recipient) -> None:
    message = owe()
    recipient.failures, recipient.error = 1, OperationalError("gone")
    with pytest.raises(OperationalError):
        outbox.deliver_due()
    assert state(message) == (WAITING, 1, "")
    let_pass(LEASE)
    assert outbox.deliver_due() == 1


# Several workers


@pytest.mark.adversary("B7", "a row another worker has is left alone until its lease is over")
def test_a_row_that_is_taken_is_left_alone_until_the_lease_is_over(recipient: Recipient) -> None:
    message = owe()
    assert outbox._take(message.pk, LEASE) is not None
    assert (outbox.deliver_due(), outbox.deliver(message.pk)) == (0, None)
    let_pass(LEASE - dt.timedelta(seconds=2))
    assert outbox.deliver_due() == 0
    let_pass(dt.timedelta(seconds=2))
    assert outbox.deliver_due() == 1
    assert state(message) == (DELIVERED, 2, "")


def test_a_row_that_keeps_killing_its_workers_is_given_up(recipient: Recipient) -> None:
    message = owe()
    for _ in range(len(PAUSES) + 1):
        assert outbox._take(message.pk, LEASE) is not None
        let_pass(LEASE)
    assert outbox.deliver_due() == 0
    assert (state(message)[0], state(message)[2], recipient.got) == (
        GIVEN_UP,
        "No attempt was ever finished.",
        [],
    )


@pytest.mark.parametrize("fails", [False, True])
def test_who_is_overtaken_changes_nothing(
    recipient: Recipient, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    """A delivery that outlives its lease: another worker has taken the row meanwhile, and its word counts."""
    message, written = owe(), []

    def slow(payload: Payload) -> Callable[[], None]:
        let_pass(LEASE)
        assert outbox._take(message.pk, LEASE) is not None
        if fails:
            raise TimeoutError
        return lambda: written.append(OutboxMessage.objects.create(kind="test", key="written"))

    monkeypatch.setitem(outbox._deliverers, "test", slow)
    outbox.deliver_due()
    assert state(message) == (WAITING, 2, "")
    assert not OutboxMessage.objects.filter(key="written").exists()


def test_what_a_deliverer_returns_is_done_with_the_mark_or_not_at_all(
    recipient: Recipient, monkeypatch: pytest.MonkeyPatch
) -> None:
    message, errors = owe(), [ValueError("no"), None]

    def deliver(payload: Payload) -> Callable[[], None]:
        def finish() -> None:
            WorkerHeartbeat.objects.create(name="written by the deliverer")
            if error := errors.pop(0):
                raise error

        return finish

    monkeypatch.setitem(outbox._deliverers, "test", deliver)
    assert outbox.deliver_due() == 0
    assert (state(message)[0], WorkerHeartbeat.objects.count()) == (WAITING, 0)
    let_pass(PAUSES[0])
    assert outbox.deliver_due() == 1
    assert (state(message)[0], WorkerHeartbeat.objects.count()) == (DELIVERED, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.adversary("B7", "while a delivery hangs, others decide as fast as ever")
def test_nobody_waits_for_a_delivery_that_hangs(
    recipient: Recipient, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs, go_on = threading.Event(), threading.Event()

    def hang(payload: Payload) -> None:
        hangs.set()
        assert go_on.wait(20)

    monkeypatch.setitem(outbox._deliverers, "test", hang)
    owe("hangs")

    def work() -> None:
        outbox.deliver_due()
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    assert hangs.wait(10)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout = 900")
        else:
            cursor.execute("SET lock_timeout = 900")
    owe("decided meanwhile")
    go_on.set()
    worker.join(20)
    assert set(OutboxMessage.objects.values_list("key", "state")) == {
        ("hangs", DELIVERED),
        ("decided meanwhile", DELIVERED),
    }


# What is seen of it


def test_how_long_the_oldest_has_waited_is_told(recipient: Recipient) -> None:
    assert outbox.waiting_for() is None
    owe("1")
    let_pass(dt.timedelta(minutes=10))
    owe("2")
    waited = outbox.waiting_for()
    assert waited is not None
    assert dt.timedelta(minutes=10) <= waited < dt.timedelta(minutes=11)
    outbox.deliver_due()
    assert outbox.waiting_for() is None


def test_how_long_workers_have_been_silent_is_told() -> None:
    assert outbox.silence() is None
    outbox.beat("a:1")
    outbox.beat("b:2")
    WorkerHeartbeat.objects.filter(name="a:1").update(at=Now() - dt.timedelta(hours=25))
    silence = outbox.silence()
    assert silence is not None
    assert silence < dt.timedelta(minutes=1)
    outbox.beat("b:2")
    assert list(WorkerHeartbeat.objects.values_list("name", flat=True)) == ["b:2"]
