"""Tests of plugins run with their plugin allowed, on a copy of the database that has its tables as well."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command

from tests import database


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Give the session a copy of the template, migrated on."""
    copy = database.copy_for("main")
    with django_db_blocker.unblock():
        copy.prepare()
        for plugin in os.environ["PLUGINS"].split(","):
            call_command("migrate", plugin, verbosity=0)
    yield
    with django_db_blocker.unblock():
        copy.remove()
