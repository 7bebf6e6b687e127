"""Triggers that refuse to change what is written once: journal, ledger, editions, rules, findings (A14, A16).

Installed idempotently after every migration, because on SQLite an `alter_field` rebuilds the table and silently
drops its triggers. `/readyz`, `verify` and the tests check that they exist.
"""

from typing import Any

from django.db import connections
from django.db.models.signals import post_migrate

NEVER_CHANGED = [
    "workflows_journalentry",
    "workflows_ledgerentry",
    "workflows_dailyseal",
    "workflows_edition",
    "workflows_rule",
    "workflows_schemeversion",
    "workflows_factsheet",
    "workflows_finding",
]
_FUNCTION = """
CREATE OR REPLACE FUNCTION nettverksmidler_written_once() RETURNS trigger AS $$
BEGIN
  RAISE EXCEPTION '% is written once and never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$ LANGUAGE plpgsql
"""


def expected() -> set[str]:
    """Return the names of the triggers that must exist on the present kind of database."""
    acts = ["update", "delete"]
    return {f"{table}_no_{act}" for table in NEVER_CHANGED for act in acts}


def present(using: str = "default") -> set[str]:
    """Return the names of the triggers that do exist, and are enabled."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {row[0] for row in cursor.fetchall()} & expected()


def missing(using: str = "default") -> list[str]:
    """Return the triggers that should exist and do not, sorted."""
    return sorted(expected() - present(using))


def install(using: str = "default") -> None:
    """Create every trigger that is missing."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for table in NEVER_CHANGED:
            if table not in tables:
                continue
            for act in ("update", "delete"):
                name = f"{table}_no_{act}"
                if connection.vendor == "postgresql":
                    cursor.execute(
                        f"CREATE OR REPLACE TRIGGER {name} BEFORE {act.upper()} ON {table} "
                        "FOR EACH ROW EXECUTE FUNCTION nettverksmidler_written_once()"
                    )
                else:
                    cursor.execute(
                        f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {act.upper()} ON {table} "
                        f"BEGIN SELECT RAISE(ABORT, '{table} is written once and never changed'); END"
                    )
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION nettverksmidler_written_once()"
                )


def remove(using: str = "default") -> None:
    """Drop every trigger. Only tests that must empty tables, and the restore into an empty database, call this."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table in NEVER_CHANGED:
            for act in ("update", "delete", "truncate"):
                name = f"{table}_no_{act}"
                if connection.vendor == "postgresql":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                else:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def _after_migration(sender: Any, using: str, **kwargs: Any) -> None:
    install(using)


def connect() -> None:
    """Install the triggers whenever migrations have run."""
    from django.apps import apps

    post_migrate.connect(_after_migration, sender=apps.get_app_config("workflows"), dispatch_uid="guards")
