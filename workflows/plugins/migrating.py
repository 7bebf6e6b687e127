"""A plugin's migrations run forwards, backwards and forwards again, on an empty database in memory.

It is SQLite whatever the site runs on: its tables are made anew by every change, so that what cannot be undone shows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.db.backends.base.base import NO_DB_ALIAS, BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

ALIAS = NO_DB_ALIAS  # the one name beside their own databases' that Django's test cases let through
Tables = dict[str, list[str]]


def left_behind(label: str) -> list[str]:
    """Return the tables that are not as they were when an app's migrations are undone, or not made alike anew."""
    with scratch() as connection:
        _as_without(label, connection)
        leaves = MigrationExecutor(connection).loader.graph.leaf_nodes(label)
        before = _tables(connection)
        there = _migrated(leaves, connection)
        undone = _migrated([(label, None)], connection)
        return _other(before, undone) or _other(there, _migrated(leaves, connection))


def _migrated(targets: list[Any], connection: BaseDatabaseWrapper) -> Tables:
    MigrationExecutor(connection).migrate(targets)
    return _tables(connection)


def _other(one: Tables, other: Tables) -> list[str]:
    return sorted(name for name in one | other if one.get(name) != other.get(name))


@contextmanager
def scratch() -> Iterator[BaseDatabaseWrapper]:
    """Give an empty database in memory, known to Django as long as it is there."""
    told = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    connections.databases[ALIAS] = connections.configure_settings({"default": {}, ALIAS: told})[ALIAS]
    connection = connections[ALIAS]
    try:
        yield connection
    finally:
        connection.close()
        del connections[ALIAS]
        del connections.databases[ALIAS]


def _as_without(label: str, connection: BaseDatabaseWrapper) -> None:
    """Make the tables of all other apps as their newest migrations leave them, and say that these are done."""
    loader = MigrationExecutor(connection).loader
    others = [node for node in loader.graph.leaf_nodes() if node[0] != label]
    with connection.schema_editor() as editor:
        for model in loader.project_state(others).apps.get_models():
            if model._meta.can_migrate(connection):
                model._meta.indexes = []  # tables that can be referred to are enough, and some name an index twice
                editor.create_model(model)
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for app, name in loader.disk_migrations:  # those that are squashed as well
        if app != label:
            recorder.record_applied(app, name)


def _tables(connection: BaseDatabaseWrapper) -> Tables:
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        return {
            name: sorted(each.name for each in connection.introspection.get_table_description(cursor, name))
            for name in names
        }
