"""Our own plugins keep the contract that strangers' plugins keep."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import TestCase

from tests import way
from workflows.plugins.finding import Found
from workflows.plugins.models import PluginStanding
from workflows.plugins.standing import write_counts
from workflows.plugins.testing import PluginContract


class _WithACase(PluginContract):
    """The contract, also on every part of a case."""

    def more_pages(self) -> tuple[str, ...]:
        """Return the case's parts; the administrator sees every case."""
        url = way.submitted().get_absolute_url()
        parts = re.findall(rf'href="({url}[a-z-]+/)"', self.browser.get(url).content.decode())
        assert len(parts) > 3
        return (url, *parts)


@pytest.mark.usefixtures("childcount")
class TestChildcount(_WithACase, TestCase):
    plugin = "childcount"

    def test_failures_are_counted(self) -> None:
        """A sabotaged plugin's failures end in the count that the health page shows."""
        from workflows.plugins.fuse import sabotaged

        with sabotaged("childcount"):
            way.submitted()
        write_counts()
        assert PluginStanding.objects.get(plugin="childcount").errors > 0


@pytest.mark.usefixtures("fieldkit")
class TestFieldkit(_WithACase, TestCase):
    plugin = "fieldkit"


@pytest.fixture
def childcount(join: Callable[[str], Any]) -> None:
    join("childcount")


@pytest.fixture
def fieldkit(join: Callable[[str], Any], plugins_addresses: None) -> None:
    join("fieldkit")


MIGRATION = """
from django.db import migrations
class Migration(migrations.Migration):
    dependencies = [("workflows", "0023_trying")]
    operations = [migrations.RunSQL("CREATE TABLE alpha_told (id integer REFERENCES workflows_case)", {undone})]
"""


@pytest.mark.django_db
@pytest.mark.parametrize(("undone", "kept"), [("'DROP TABLE alpha_told'", True), ("'SELECT 1'", False)])
def test_migrations_that_leave_something_behind_are_noticed(
    write: Any, settings: Any, undone: str, kept: bool
) -> None:
    folder = write("alpha") / "migrations"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "0001_initial.py").write_text(MIGRATION.format(undone=undone))
    settings.MIGRATION_MODULES = {"messages": "alpha.migrations"}  # an app that has none of its own

    class Contract(PluginContract):
        plugin = "messages"
        found = Found("messages", "django.contrib.messages")  # type: ignore[assignment]

    check = Contract().test_migrations_are_there_and_can_be_undone
    if kept:
        check()
    else:
        with pytest.raises(AssertionError, match="do not leave what they found"):
            check()
    assert "alpha_told" not in connection.introspection.table_names()
