"""Migrations with data: forward without losing a row, back again, and never one that the code before could not bear."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tests import way
from workflows import guards
from workflows.verifying import verify_all

OURS = ("workflows", "cms", "imports")
# What was there before anybody had an installation to bring forward: the rule holds for what comes after.
BEFORE_THE_RULE = {"workflows": "0009", "cms": "0004"}
STEPS = 2  # of the casework's newest migrations: each of them was among these when it came
Rows = dict[str, list[tuple[Any, ...]]]


def faults_of(operation: Any, app: str, before: ProjectState) -> str:
    """Return what the code of the release before could not bear of an operation, or nothing."""
    if isinstance(operation, migrations.RemoveField | migrations.DeleteModel):
        return "takes away what is still asked for"
    if isinstance(operation, migrations.RenameField | migrations.RenameModel | migrations.AlterModelTable):
        return "renames what is still asked for"
    if isinstance(operation, migrations.RunSQL | migrations.RunPython) and not operation.reversible:
        return "has no way back"
    if isinstance(operation, migrations.AddField):
        field = operation.field
        if not (field.null or field.has_db_default() or field.many_to_many):
            return "adds a column that the code before leaves empty: give it a db_default"
    if isinstance(operation, migrations.AlterField):
        was = before.models[app, operation.model_name_lower].fields[operation.name]
        if was.null and not operation.field.null and not operation.field.has_db_default():
            return "demands a column that the code before leaves empty: give it a db_default"
    return ""


def every_operation() -> Iterator[tuple[str, str, Any, ProjectState]]:
    """Yield each operation of ours after the rule began: its app, migration, and what stood before it."""
    loader = MigrationLoader(None)
    state = ProjectState()
    done: set[tuple[str, str]] = set()
    for leaf in loader.graph.leaf_nodes():
        for app, name in loader.graph.forwards_plan(leaf):
            if (app, name) in done:
                continue
            done.add((app, name))
            new: set[str] = set()  # models that the code before does not know
            for operation in loader.graph.nodes[app, name].operations:
                if isinstance(operation, migrations.CreateModel):
                    new.add(operation.name_lower)
                known = getattr(operation, "model_name_lower", "") not in new
                if app in OURS and known and name[:4] > BEFORE_THE_RULE.get(app, "0000"):
                    yield app, name, operation, state
                operation.state_forwards(app, state)


@pytest.mark.adversary("B14", "no migration takes from the code before it what that code asks for")
def test_migrations_only_expand() -> None:
    looked_at = [
        (f"{app}.{name}: {operation.describe()}", faults_of(operation, app, state))
        for app, name, operation, state in every_operation()
    ]
    assert len(looked_at) > 30
    assert [each for each in looked_at if each[1]] == []


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("case", "title"),
        migrations.RenameField("case", "title", "name"),
        migrations.DeleteModel("Case"),
        migrations.RenameModel("Case", "Matter"),
        migrations.AddField("case", "colour", models.CharField(max_length=3, default="red")),
        migrations.AlterField("case", "project", models.IntegerField()),
        migrations.RunPython(lambda apps, editor: None),
        migrations.RunSQL("SELECT 1"),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_the_code_before_could_not_bear_is_seen(operation: Any) -> None:
    state = MigrationLoader(None).project_state()
    assert faults_of(operation, "workflows", state)


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("case", "colour", models.CharField(max_length=3, null=True)),
        migrations.AddField("case", "colour", models.CharField(max_length=3, db_default="")),
        migrations.AlterField("case", "project", models.IntegerField(null=True)),
        migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop),
    ],
    ids=["null", "db_default", "still null", "reversible"],
)
def test_what_the_code_before_can_bear_is_let_through(operation: Any) -> None:
    assert faults_of(operation, "workflows", MigrationLoader(None).project_state()) == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.adversary(
    "B14",
    "a database with a year's data goes back and forward without losing a row, and older code can use it",
)
def test_data_goes_forward_and_back() -> None:
    way.paid()
    way.submitted("self_initiated")
    newest = rows()
    loader = MigrationLoader(connection)
    [leaf] = loader.graph.leaf_nodes("workflows")
    way_here = [each for each in loader.graph.forwards_plan(leaf) if each[0] == "workflows"]
    before = way_here[-1 - STEPS]
    older = loader.project_state(before)
    try:
        call_command("migrate", *before, verbosity=0)
        kept = rows()
        assert all(kept.values())
        assert [table for table in kept if len(kept[table]) != len(newest[table])] == []
    finally:
        call_command("migrate", "workflows", verbosity=0)
    again = rows()
    assert {table: again[table] for table in kept if again[table] != newest[table]} == {}
    assert (guards.missing(), verify_all().faults) == ([], [])
    old_code_can_use_it(older)


def rows() -> Rows:
    """Return every row of our tables that have any."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table.startswith(OURS):
                names = [each.name for each in connection.introspection.get_table_description(cursor, table)]
                columns = ", ".join(connection.ops.quote_name(name) for name in sorted(names))
                cursor.execute(f"SELECT {columns} FROM {connection.ops.quote_name(table)}")  # noqa: S608
                if there := sorted(tuple(map(str, row)) for row in cursor.fetchall()):
                    found[table] = there
    return found


def old_code_can_use_it(older: ProjectState) -> None:
    """Assert that every table can be read as the older code does, and that it can leave all newer columns out."""
    newer: dict[str, list[str]] = {}
    for model in older.apps.get_models():
        if model._meta.app_label != "workflows":
            continue
        list(model._base_manager.all()[:3])
        known = {field.column for field in model._meta.concrete_fields}
        with connection.cursor() as cursor:
            described = connection.introspection.get_table_description(cursor, model._meta.db_table)
        owed = [each.name for each in described if not (each.name in known or each.null_ok or each.default)]
        if owed:
            newer[model._meta.db_table] = owed
    assert newer == {}
