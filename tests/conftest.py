"""The cast and what every test stands on."""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.test import Client, TransactionTestCase
from django.utils import timezone, translation

from tests import database
from workflows.clock import OSLO

pytest_plugins = ["tests.tools.marks"]
SPRING = dt.datetime(2024, 3, 4, 9, tzinfo=OSLO)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Give the session a database of its own, copied from the template."""
    copy = database.copy_for(os.environ.get("PYTEST_XDIST_WORKER", "main"))
    with django_db_blocker.unblock():
        copy.prepare()

    def start_afresh(self: TransactionTestCase) -> None:
        copy.fresh()

    original = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = start_afresh
    yield
    TransactionTestCase._fixture_teardown = original
    with django_db_blocker.unblock():
        copy.remove()


@pytest.fixture(autouse=True)
def _spring_2024() -> Iterator[None]:
    """Every test starts on Monday 4 March 2024 at nine, in bokmål, with empty caches."""
    for name in ("default", "pages"):
        caches[name].clear()
    set_clock(SPRING)
    with translation.override("nb"):
        yield
    cache.delete("clock.shift")


def set_clock(moment: dt.datetime) -> None:
    """Let Oslo's now be `moment` in this process."""
    cache.set("clock.shift", int((moment - timezone.now()).total_seconds()), None)  # noqa: TID251


@pytest.fixture
def at() -> Callable[..., None]:
    """Return a function that moves the clock: at(2025, 1, 10) or at(2024, 5, 31, 23, 59)."""

    def move(year: int, month: int, day: int, hour: int = 9, minute: int = 0, second: int = 0) -> None:
        set_clock(dt.datetime(year, month, day, hour, minute, second, tzinfo=OSLO))

    return move


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    """Return one account per role, by name: cast.caseworker, cast.outsider …"""
    from tests.cast import CAST
    from workflows.directory.models import User

    people = {user.username: user for user in User.objects.filter(username__in=CAST)}
    return SimpleNamespace(**people)


@pytest.fixture
def browse(db: None) -> Callable[[Any], Client]:
    """Return a function that gives a client signed in as somebody, with a second factor on the session."""

    def sign_in(user: Any) -> Client:
        from allauth.mfa.models import Authenticator

        Authenticator.objects.get_or_create(
            user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": ""}}
        )
        client = Client()
        client.force_login(user)
        return client

    return sign_in
