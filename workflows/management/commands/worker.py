"""`manage.py worker`: delivers what is owed, seals finished days, sweeps due dates; any number may run (B7)."""

import datetime as dt
import logging
import os
import signal
import socket
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connection, reset_queries

from workflows import notices, outbox, sealing  # noqa: F401  (importing registers deliverers and chores)

log = logging.getLogger("nettverksmidler.worker")
BEAT = 5.0  # seconds between heartbeats
LONGEST_BACK_OFF = 30.0  # seconds between attempts while the database is gone


class Command(BaseCommand):
    """A small loop over the outbox and the chores, until SIGTERM or SIGINT."""

    help = "Delivers what is owed and does the chores, until it is told to stop; several may run at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add `--once`, `--interval` and `--lease`."""
        parser.add_argument(
            "--once", action="store_true", help="deliver what is due, do every chore, and end"
        )
        parser.add_argument("--interval", type=float, default=1.0, help="seconds of rest when nothing is due")
        parser.add_argument(
            "--lease",
            type=float,
            default=outbox.LEASE.total_seconds(),
            help="seconds after which a delivery that was begun and never finished is begun again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until told to stop."""
        worker = Worker(lease=dt.timedelta(seconds=options["lease"]))
        if options["once"]:
            worker.round()
            return
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: worker.stop.set())
        worker.run(options["interval"])


class Worker:
    """One worker: what it is called, when it was last heard, and when each chore is due again."""

    def __init__(self, *, lease: dt.timedelta = outbox.LEASE) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.lease = lease
        self.stop = threading.Event()
        self._beaten = float("-inf")
        self._next: dict[str, float] = {}

    def run(self, interval: float) -> None:
        """Do one round after the other until told to stop; wait longer and longer while the database is gone."""
        lost = 0
        while not self.stop.is_set():
            try:
                delivered = self.round()
            except (OperationalError, InterfaceError) as error:
                pause = min(LONGEST_BACK_OFF, 2.0**lost)
                lost += 1
                log.error("database unavailable", extra={"error": type(error).__name__, "attempts": lost})
                connection.close()
                self.stop.wait(pause)
                continue
            lost = 0
            close_old_connections()
            reset_queries()
            if not delivered:
                self.stop.wait(interval)

    def round(self, *, stopped: Callable[[], bool] | None = None) -> int:
        """Deliver what is due, do the chores that are due, and return how many were delivered.

        What is begun is finished; nothing more is begun once `stopped` says so, by itself whether it was told to stop.
        """
        stopped = stopped or self.stop.is_set

        def go_on() -> bool:
            self._beat()
            return not stopped()

        self._beat()
        delivered = outbox.deliver_due(lease=self.lease, go_on=go_on)
        for chore in outbox.chores():
            if go_on() and time.monotonic() >= self._next.get(chore.name, 0.0):
                self._next[chore.name] = time.monotonic() + chore.every.total_seconds()
                self._do(chore)
        return delivered

    def _do(self, chore: outbox.Chore) -> None:
        """Do a chore; if it fails it is told, and done again when it is due again."""
        try:
            chore.run()
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # one that fails must not keep mail and the others waiting
            log.exception("chore failed", extra={"kind": chore.name})

    def _beat(self) -> None:
        if time.monotonic() - self._beaten >= BEAT:
            outbox.beat(self.name)
            self._beaten = time.monotonic()
