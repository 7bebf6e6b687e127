"""Times a page against a trivial view in the same run: seconds differ between machines, their ratio hardly does."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from statistics import median
from typing import NamedTuple

from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test import RequestFactory

TRIVIAL = "/bench-trivial/"  # tests/bench/urls.py


class Ratio(NamedTuple):
    """Median milliseconds of a page and of the trivial view, and how often each was asked for."""

    page: float
    trivial: float
    rounds: int

    @property
    def times(self) -> float:
        """How many times as long as the trivial view the page takes."""
        return self.page / self.trivial

    def __str__(self) -> str:
        return f"{self.page:.2f} ms, trivial view {self.trivial:.2f} ms: {self.times:.2f} times ({self.rounds} rounds)"


def compare(path: str, rounds: int = 200, *, cookie: str = "") -> Ratio:
    """Ask for `path` and for the trivial view in turns, through the whole middleware; refuse anything but 200.

    `cookie` is sent along for the page: it is then shown to the one who is signed in with it. Such a page takes long
    enough to be interrupted where the machine does other work as well, a trivial view does not: both are then timed
    by what this process used, which SQLite works in.
    """
    application = get_wsgi_application()
    own = cookie and connection.vendor == "sqlite"
    timed = partial(milliseconds, application, timer=time.process_time if own else time.perf_counter)
    with connections_kept():
        timed(path, cookie=cookie)
        timed(TRIVIAL)
        taken = [(timed(path, cookie=cookie), timed(TRIVIAL)) for _ in range(rounds)]
    return Ratio(median(page for page, _ in taken), median(trivial for _, trivial in taken), rounds)


@contextmanager
def connections_kept() -> Iterator[None]:
    """Leave the test's database connection open between requests, as Django's own test client does."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    try:
        yield
    finally:
        request_started.connect(close_old_connections)
        request_finished.connect(close_old_connections)


def milliseconds(
    application: Callable[..., object], path: str, *, cookie: str = "", timer: Callable[[], float]
) -> float:
    """Return how long one answer takes, from the request to its last byte."""
    environ = RequestFactory().get(path, headers={"cookie": cookie} if cookie else None).environ
    began = timer()
    response = application(environ, lambda *_: None)
    b"".join(response)
    taken = timer() - began
    response.close()
    if response.status_code != 200:
        raise AssertionError(f"{path} answers {response.status_code}")
    return taken * 1000
