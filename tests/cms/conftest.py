"""What tests of the pages stand on."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import translation

from cms.demo import pages as demo


@pytest.fixture(scope="module")
def _built(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo's pages, made once for a file of tests and rolled back after it: making them takes a second."""
    around = transaction.atomic()
    around._from_testcase = True
    with django_db_blocker.unblock(), translation.override("nb"), around:
        demo.build()
        connection.run_on_commit = []  # they count as committed
        yield
        transaction.set_rollback(True)


@pytest.fixture
def pages(_built: None, db: None) -> None:
    """The demo's pages, in both languages."""


@pytest.fixture
def read(pages: None) -> Callable[..., str]:
    """Return a function that reads a page as the public does, and gives its text: read("/kontakt/")."""

    def get(address: str, **query: Any) -> str:
        answer = Client().get(address, query)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.content.decode()

    return get
