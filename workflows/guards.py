"""Triggers that refuse to change what is written once: journal, ledger, published content, decisions (A14, A16).

Installed idempotently after every migration, because on SQLite an `alter_field` rebuilds the table and silently
drops its triggers. `/readyz`, `verify` and the tests check that they are there, switched on, and do what they did
when they were made: a trigger of the right name that does nothing counts as missing.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
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
    "workflows_standing",
    # What was done in a case: corrections are new rows, and rights rest on who took part.
    "workflows_formalcheck",
    "workflows_applicationversion",
    "workflows_sectionversion",
    "workflows_draftmove",
    "workflows_receivedapplication",
    "workflows_preliminaryreply",
    "workflows_withdrawal",
    "workflows_decision",
    "workflows_decisionterms",
    "workflows_auditdeferral",
    "workflows_secondassessment",
    "workflows_acceptance",
    "workflows_repayment",
    "workflows_remindersent",
    "workflows_participation",
    "workflows_impartialitydeclaration",
    "workflows_substituteoffice",
    "workflows_receipt",
    "workflows_arrival",
    # What was registered, said and noted in a case.
    "workflows_documentregistration",
    "workflows_casemessage",
    "workflows_casenote",
    # What networks planned, and what offices noted of municipalities.
    "workflows_networkplan",
    "workflows_municipalitynote",
    # What the directorate said it has to distribute.
    "workflows_fundingframe",
]


def never_changed(table: str) -> None:
    """Let a table of another package be written once too; said where that package starts, before any migration."""
    if table not in NEVER_CHANGED:
        NEVER_CHANGED.append(table)


FUNCTION = "nettverksmidler_refuse"
_FUNCTION_BODY = """
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END
"""
# What pg_trigger.tgtype says of a trigger BEFORE each of these, for each row (TRUNCATE: for each statement).
_TYPES = {"UPDATE": 1 + 2 + 16, "DELETE": 1 + 2 + 8, "TRUNCATE": 2 + 32}


@dataclass(frozen=True)
class Guard:
    """One trigger: which act it refuses on which table, why, and (in SQL) when; always if nothing is said."""

    table: str
    act: str
    why: str
    when: str = ""

    @property
    def name(self) -> str:
        """Return the trigger's name, such as `workflows_ledgerentry_no_update`."""
        return f"{self.table}_no_{self.act.lower()}"

    @property
    def columns(self) -> set[str]:
        """Return the columns that it looks at."""
        return set(re.findall(r"\b(?:OLD|NEW)\.(\w+)", self.when))

    def sql(self, vendor: str) -> str:
        """Return the statement that makes the trigger on this kind of database."""
        if vendor != "postgresql":
            when = f"WHEN {self.when} " if self.when else ""
            refuse = f"BEGIN SELECT RAISE(ABORT, '{self.why}'); END"
            return f"CREATE TRIGGER {self.name} BEFORE {self.act} ON {self.table} {when}{refuse}"
        each = "STATEMENT" if self.act == "TRUNCATE" else "ROW"
        when = f"WHEN ({self.when}) " if self.when else ""
        return (
            f"CREATE OR REPLACE TRIGGER {self.name} BEFORE {self.act} ON {self.table} "
            f"FOR EACH {each} {when}EXECUTE FUNCTION {FUNCTION}('{self.why}')"
        )


_DETAILS = "workflows_journaldetail"
_POT = "workflows_pot"
_PAUSE = "workflows_casepause"
_CONDITION = "workflows_condition"
_PROPOSED = "workflows_proposalline"
_HELD = "workflows_helddecision"
_STATEMENT = "workflows_statement"
_NETWORK_LOG = "workflows_networklog"
_SENDING = "workflows_sending"
_OTHERS = [
    # What was done in networks. A line of an import may go with the network that the import made (decision 0035).
    Guard(_NETWORK_LOG, "UPDATE", "what was done in a network is written once"),
    Guard(_NETWORK_LOG, "DELETE", "what was done in a network is written once", "NOT OLD.imported"),
    Guard(_NETWORK_LOG, "TRUNCATE", "what was done in a network is written once"),
    # What the office's time is counted by: a pause is ended once, and neither moved nor taken away (R8.3).
    Guard(
        _PAUSE,
        "UPDATE",
        "a pause is ended once and then stands",
        "NOT (NEW.id = OLD.id AND NEW.case_id = OLD.case_id AND NEW.why = OLD.why AND NEW.since = OLD.since "
        "AND OLD.until IS NULL)",
    ),
    Guard(_PAUSE, "DELETE", "a pause is ended once and then stands"),
    Guard(_PAUSE, "TRUNCATE", "a pause is ended once and then stands"),
    # Personal details may be erased, in one way only; the entry they belong to stays (F3).
    Guard(
        _DETAILS,
        "UPDATE",
        "details of the journal are erased or left alone",
        "NOT (NEW.id = OLD.id AND NEW.entry_id = OLD.entry_id AND NEW.data = '{}' AND NEW.salt = '' "
        "AND OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL)",
    ),
    Guard(_DETAILS, "DELETE", "details of the journal are erased or left alone"),
    Guard(_DETAILS, "TRUNCATE", "details of the journal are erased or left alone"),
    # What was given, committed and returned belongs to one office, scheme and year for ever (R4.2).
    Guard(
        _POT,
        "UPDATE",
        "a pot keeps its office, scheme and year",
        "NOT (NEW.id = OLD.id AND NEW.office_id = OLD.office_id AND NEW.scheme = OLD.scheme AND NEW.year = OLD.year "
        "AND NEW.chapter = OLD.chapter AND NEW.item = OLD.item)",
    ),
    Guard(_POT, "DELETE", "a pot keeps its office, scheme and year"),
    Guard(_POT, "TRUNCATE", "a pot keeps its office, scheme and year"),
    # A condition is met or waived; what was demanded stays as it was set (R4.6).
    Guard(
        _CONDITION,
        "UPDATE",
        "a condition stays as it was set",
        "NOT (NEW.id = OLD.id AND NEW.case_id = OLD.case_id AND NEW.text = OLD.text AND NEW.kind = OLD.kind "
        "AND NEW.set_by_id = OLD.set_by_id AND NEW.set_at = OLD.set_at)",
    ),
    Guard(_CONDITION, "DELETE", "a condition stays as it was set"),
    Guard(_CONDITION, "TRUNCATE", "a condition stays as it was set"),
    # What the second decision maker approves is what the first one typed (R8.4).
    Guard(
        _HELD,
        "UPDATE",
        "a held decision stays as it was typed, and is answered once",
        "NOT (NEW.id = OLD.id AND NEW.case_id = OLD.case_id AND NEW.awarded_amount = OLD.awarded_amount "
        "AND NEW.by_id = OLD.by_id AND NEW.at = OLD.at AND OLD.answered_at IS NULL)",
    ),
    Guard(_HELD, "DELETE", "a held decision stays as it was typed, and is answered once"),
    Guard(_HELD, "TRUNCATE", "a held decision stays as it was typed, and is answered once"),
    # What a decision maker approved is what was sent; only what became of it is written (R4.7).
    Guard(
        _PROPOSED,
        "UPDATE",
        "what was proposed stays as it was",
        "NOT (NEW.id = OLD.id AND NEW.proposal_id = OLD.proposal_id AND NEW.case_id = OLD.case_id "
        "AND NEW.amount = OLD.amount AND NEW.reasons = OLD.reasons AND OLD.state <> 'decided')",
    ),
    Guard(_PROPOSED, "DELETE", "what was proposed stays as it was"),
    Guard(_PROPOSED, "TRUNCATE", "what was proposed stays as it was"),
    # What was sent, and where to, stands; a case that was received there is never taken back (R7.3).
    Guard(
        _SENDING,
        "UPDATE",
        "what was sent stays as it was sent",
        "NOT (NEW.id = OLD.id AND NEW.case_id = OLD.case_id AND NEW.by_id = OLD.by_id AND OLD.confirmed_at IS NULL "
        "AND OLD.taken_back_at IS NULL AND (OLD.approved IS NULL OR (NEW.seal = OLD.seal AND NEW.approved)))",
    ),
    Guard(_SENDING, "DELETE", "what was sent stays as it was sent"),
    Guard(_SENDING, "TRUNCATE", "what was sent stays as it was sent"),
    # A statement is asked for once, and given once (R3.6, R3.7).
    Guard(
        _STATEMENT,
        "UPDATE",
        "a statement stays as it was asked for and given",
        "NOT (NEW.id = OLD.id AND NEW.case_id = OLD.case_id AND NEW.question = OLD.question "
        "AND OLD.answered_at IS NULL AND OLD.withdrawn_at IS NULL)",
    ),
    Guard(_STATEMENT, "DELETE", "a statement stays as it was asked for and given"),
    Guard(_STATEMENT, "TRUNCATE", "a statement stays as it was asked for and given"),
    # Also keeps a case saved from an old copy from taking the journal's head back with it.
    Guard(
        "workflows_case",
        "UPDATE",
        "the journal of a case only grows",
        "NOT (NEW.id = OLD.id AND ((NEW.journal_count = OLD.journal_count AND NEW.journal_head = OLD.journal_head) "
        "OR NEW.journal_count = OLD.journal_count + 1))",
    ),
]


def guards(vendor: str) -> list[Guard]:
    """Return the triggers that belong on a kind of database; only PostgreSQL knows TRUNCATE."""
    once = [
        Guard(table, act, f"{table} is written once and never changed")
        for table in NEVER_CHANGED
        for act in ("UPDATE", "DELETE", "TRUNCATE")
    ]
    return [guard for guard in once + _OTHERS if vendor == "postgresql" or guard.act != "TRUNCATE"]


def expected(using: str = "default") -> set[str]:
    """Return the names of the triggers that must exist on this database."""
    return {guard.name for guard in guards(connections[using].vendor)}


def present(using: str = "default") -> set[str]:
    """Return the names of those that do exist, are switched on, and refuse what they should."""
    connection = connections[using]
    found = _on_postgresql(connection) if connection.vendor == "postgresql" else _on_sqlite(connection)
    return found & expected(using)


def missing(using: str = "default") -> list[str]:
    """Return the triggers that should exist and do not, sorted."""
    return sorted(expected(using) - present(using))


def install(using: str = "default") -> None:
    """Make every trigger that is missing; where none is, nothing is touched and nothing locked.

    One that looks at a column which a later migration brings is made with that one.
    """
    connection = connections[using]
    tables, lacking = set(connection.introspection.table_names()), set(missing(using))
    wanted = [guard for guard in guards(connection.vendor) if guard.name in lacking and guard.table in tables]
    if not wanted:
        return
    with connection.cursor() as cursor:
        wanted = [guard for guard in wanted if guard.columns <= _columns(cursor, guard)]
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger AS $${_FUNCTION_BODY}$$ LANGUAGE plpgsql"
            )
        for guard in wanted:
            if connection.vendor == "postgresql":
                cursor.execute(guard.sql(connection.vendor))
                # ALWAYS: `session_replication_role = replica` does not switch it off.
                cursor.execute(f"ALTER TABLE {guard.table} ENABLE ALWAYS TRIGGER {guard.name}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}")
                cursor.execute(guard.sql(connection.vendor))


def remove(using: str = "default") -> None:
    """Drop every trigger. Only tests that must empty tables, and the restore into an empty database, call this."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # with checks pending, no table may be altered
            for guard in guards(connection.vendor):
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        else:
            for guard in guards(connection.vendor):
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}")


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """Drop the triggers for the block, and make them again after it; for tests and restore, as `remove`."""
    remove(using)
    try:
        yield
    finally:
        connection = connections[using]
        if connection.vendor == "postgresql" and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        if not connection.needs_rollback:  # rolling back brings them back by itself
            install(using)


def connect() -> None:
    """Install the triggers whenever migrations have run."""
    from django.apps import apps

    post_migrate.connect(_after_migration, sender=apps.get_app_config("workflows"), dispatch_uid="guards")
    connection_created.connect(_replacing_is_deleting, dispatch_uid="guards")


def _after_migration(sender: Any, using: str, **kwargs: Any) -> None:
    install(using)


def _replacing_is_deleting(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """On SQLite, let INSERT OR REPLACE fire the triggers against DELETE: without this it replaces in silence."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA recursive_triggers = ON")


def _columns(cursor: Any, guard: Guard) -> set[str]:
    return {each.name for each in cursor.db.introspection.get_table_description(cursor, guard.table)}


def _on_sqlite(connection: BaseDatabaseWrapper) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = dict(cursor.fetchall())
    return {
        guard.name
        for guard in guards(connection.vendor)
        if found.get(guard.name) == guard.sql(connection.vendor)
    }


def _on_postgresql(connection: BaseDatabaseWrapper) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, c.relname, t.tgtype, t.tgqual IS NOT NULL, p.prosrc FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND t.tgenabled = 'A' AND p.proname = %s AND pg_table_is_visible(c.oid)",
            [FUNCTION],
        )
        found = {row[0]: tuple(row[1:]) for row in cursor.fetchall()}
    return {
        guard.name
        for guard in guards(connection.vendor)
        if found.get(guard.name) == (guard.table, _TYPES[guard.act], bool(guard.when), _FUNCTION_BODY)
    }
