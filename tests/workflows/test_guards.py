"""What is written once cannot be changed, by nobody's code, and a trigger that is gone is told."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from imports.models import Batch, BatchEvent
from tests import way
from tests.bare import bare_case, journaled_case, taken_back
from workflows import guards, sealing
from workflows.application.models import PreliminaryReply, ReceivedApplication, Withdrawal
from workflows.assessment.models import SecondAssessment
from workflows.audit.models import AuditDeferral
from workflows.cases import correspondence
from workflows.cases.models import Arrival, CasePause, DocumentRegistration, JournalEntry, SubstituteOffice
from workflows.clock import now, today
from workflows.directory.models import MunicipalityNote, NetworkLog, NetworkPlan, User
from workflows.drafting.models import DraftMove, SectionVersion
from workflows.funds.models import LedgerEntry
from workflows.grant.models import DecisionTerms
from workflows.overview.models import FundingFrame
from workflows.report.models import ReminderSent, Repayment
from workflows.schemes.models import Rule, Standing

pytestmark = pytest.mark.django_db
ON_POSTGRESQL = "postgresql"
TABLE, NAME = "workflows_ledgerentry", "workflows_ledgerentry_no_update"


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def make_rows() -> None:
    """Make a row of everything that is written once: a paid case, a seal, and money that came back."""
    case = way.paid("self_initiated")
    sealing.seal_day(today())
    AuditDeferral.objects.create(project=case.project, case=case, reasons="Flere år.", by=case.decision.by)
    DecisionTerms.objects.create(decision=case.decision, audit_demanded=True, reasons="Vanlig praksis.")
    Repayment.objects.create(case=case, amount=1, received_on=today(), registered_by=case.decision.by)
    ReminderSent.objects.create(case=case, about="report", year=2024, day=today())
    correspondence.write_message(case=case, by=case.decision.by, text="Hei.")
    correspondence.write_note(case=case, by=case.decision.by, text="Hei.")
    DocumentRegistration.objects.create(document=case.documents.all()[0], version=1, by=case.decision.by)
    once: dict[str, Any] = {"by": case.decision.by}
    Withdrawal.objects.create(case=case, **once)
    PreliminaryReply.objects.create(case=case, expected_by=today(), **once)
    original = case.documents.all()[0]
    ReceivedApplication.objects.create(case=case, channel="post", original=original, **once)
    task = case.items.order_by("id")[0].task
    SectionVersion.objects.create(case=case, task=task, section="money", number=1, **once)
    DraftMove.objects.create(case=case, old=case.scheme_version, new=case.scheme_version, **once)
    SecondAssessment.objects.create(case=case, agrees=True, recommended_amount=1, reasons="Enig.", **once)
    SubstituteOffice.objects.create(case=case, office=case.office, reason="Inhabil", **once)
    NetworkLog.objects.create(network=case.network, kind="started", **once)
    NetworkPlan.objects.create(network=case.network, title="Plan", dated=today(), size=1, **once)
    MunicipalityNote.objects.create(
        municipality=case.network.responsible_municipality,
        office=case.office,
        kind="outreach",
        text="Hei.",
        **once,
    )
    proposer = User.objects.exclude(pk=case.decision.by_id)[0]
    came: dict[str, Any] = {
        "number": "VES-2024-1",
        "sender": "Vestland",
        "seal": "f" * 64,
        "journal_count": 1,
    }
    Arrival.objects.create(
        case=case, file="packages/x.zip", step="report", proposed_by=proposer, **came, **once
    )
    batch = Batch.objects.create(kind="network", name="nettverk.csv", size=1, sha256="f" * 64)
    BatchEvent.objects.create(batch=batch, act=BatchEvent.Act.HANDED_IN, **once)
    FundingFrame.objects.create(scheme=case.scheme, year=2024, amount=1, reason="Tildelingsbrev", **once)
    Standing.objects.get_or_create(edition=case.edition, rule=Rule.objects.exclude(edition=case.edition)[0])


@pytest.mark.adversary("A16", "UPDATE and DELETE on journal, seals and ledger are denied")
@pytest.mark.adversary("A14", "what a decided case rests on cannot be changed or deleted by anything")
def test_what_is_written_once_is_neither_changed_nor_deleted(cast: SimpleNamespace) -> None:
    make_rows()
    for table in guards.NEVER_CHANGED:
        before = rows(table)
        assert before, table
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):  # noqa: S608
            with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
                run(statement)
        assert rows(table) == before


def rows(table: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608
        return cursor.fetchall()


@pytest.mark.adversary("A16", "a row cannot be replaced by another of the same number either")
def test_replacing_a_row_is_refused(cast: SimpleNamespace) -> None:
    case = journaled_case(2)
    entry = case.journal.get(seq=1)
    insert = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    table = "workflows_journalentry"
    columns = "id, case_id, seq, at, action, details_hash, previous_hash, hash"
    values = columns.replace("action", "'other'")
    same_number = f"{insert} INTO {table} ({columns}) SELECT {values} FROM {table} WHERE id = {entry.pk}"  # noqa: S608
    with pytest.raises(IntegrityError), transaction.atomic():
        run(same_number)
    entry.action = "other"
    upsert = {"update_conflicts": True, "unique_fields": ["id"], "update_fields": ["action"]}
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        JournalEntry.objects.bulk_create([entry], **upsert)
    assert case.journal.get(seq=1).action == "test.step1"


@pytest.mark.adversary("A16", "TRUNCATE is denied where there is one, also for replication's sessions")
def test_truncating_is_refused(cast: SimpleNamespace) -> None:
    if connection.vendor != ON_POSTGRESQL:
        pytest.skip("SQLite has no TRUNCATE")
    run("SET session_replication_role = replica")
    for statement in ("TRUNCATE workflows_ledgerentry", "DELETE FROM workflows_ledgerentry"):
        with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
            run(statement)
    run("SET session_replication_role = DEFAULT")


def test_the_model_refuses_before_the_database_has_to(cast: SimpleNamespace) -> None:
    entry = journaled_case(1).journal.get()
    with pytest.raises(TypeError, match="written once"):
        entry.save()


@pytest.mark.adversary("A16", "the head of a journal is neither moved back nor replaced")
@pytest.mark.parametrize("change", [{"journal_count": 1}, {"journal_head": "x"}, {"journal_count": 4}])
def test_the_head_of_a_journal_only_goes_forward(cast: SimpleNamespace, change: dict[str, Any]) -> None:
    case = journaled_case(2)
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        type(case).objects.filter(pk=case.pk).update(**change)


@pytest.mark.requirement("R4.2", "a pot's money is changed; whose it is, for what and when, never is")
@pytest.mark.parametrize(
    "change", ["scheme = 'other'", "year = 2030", "office_id = office_id + 1", "item = 62"]
)
def test_a_pot_keeps_its_office_scheme_and_year(cast: SimpleNamespace, change: str) -> None:
    for statement in (f"UPDATE workflows_pot SET {change}", "DELETE FROM workflows_pot"):  # noqa: S608
        with pytest.raises(IntegrityError, match="keeps its office"), transaction.atomic():
            run(statement)


@pytest.mark.requirement(
    "R8.3", "a time the clock stood still is ended once, and neither moved nor taken away"
)
def test_a_pause_is_ended_once_and_then_stands(cast: SimpleNamespace) -> None:
    stopped = CasePause.objects.create(case=bare_case(), why="supplement")
    for change in ({"since": now()}, {"since": now(), "until": now()}, {"case": bare_case()}):
        with pytest.raises(IntegrityError, match="ended once"), transaction.atomic():
            CasePause.objects.filter(pk=stopped.pk).update(**change)
    CasePause.objects.filter(pk=stopped.pk).update(until=now())
    for statement in ("UPDATE workflows_casepause SET until = NULL", "DELETE FROM workflows_casepause"):
        with pytest.raises(IntegrityError, match="ended once"), transaction.atomic():
            run(statement)


# That they are there


def test_every_trigger_is_there_after_migration(db: None) -> None:
    assert guards.missing() == []
    assert {f"{table}_no_update" for table in guards.NEVER_CHANGED} < guards.present()


def test_every_guarded_table_is_a_table(db: None) -> None:
    tables = {model._meta.db_table for model in apps.get_models()}
    assert {guard.table for guard in guards.guards(connection.vendor)} <= tables


def drop(name: str, table: str) -> str:
    return f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == ON_POSTGRESQL else "")


def do_nothing(name: str, table: str) -> str:
    if connection.vendor != ON_POSTGRESQL:
        return f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} BEGIN SELECT 1; END"
    return (
        f"CREATE FUNCTION nothing() RETURNS trigger AS 'BEGIN RETURN NEW; END' LANGUAGE plpgsql;"
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION nothing()"
    )


def test_a_dropped_trigger_is_missed_and_made_again(db: None) -> None:
    run(drop(NAME, TABLE))
    assert guards.missing() == [NAME]
    guards.install()
    assert guards.missing() == []


def test_a_trigger_that_does_nothing_counts_as_missing_and_is_made_again(db: None) -> None:
    run(drop(NAME, TABLE), do_nothing(NAME, TABLE))
    assert guards.missing() == [NAME]
    guards.install()
    assert guards.missing() == []


def test_a_trigger_that_looks_elsewhere_counts_as_missing(db: None) -> None:
    elsewhere = next(g for g in guards.guards(connection.vendor) if g.name == NAME).sql(connection.vendor)
    run(drop(NAME, TABLE), elsewhere.replace(f"ON {TABLE} ", "ON workflows_pot "))
    assert guards.missing() == [NAME]


@pytest.mark.parametrize(
    "statement",
    [
        f"ALTER TABLE {TABLE} DISABLE TRIGGER {NAME}",
        f"ALTER TABLE {TABLE} ENABLE REPLICA TRIGGER {NAME}",
        f"CREATE OR REPLACE FUNCTION {guards.FUNCTION}() RETURNS trigger AS 'BEGIN RETURN NEW; END' LANGUAGE plpgsql",
    ],
)
def test_triggers_that_are_switched_off_count_as_missing_and_are_made_again(db: None, statement: str) -> None:
    if connection.vendor != ON_POSTGRESQL:
        pytest.skip("on SQLite a trigger is there or not")
    run(statement)
    assert NAME in guards.missing()
    guards.install()
    assert guards.missing() == []


@pytest.mark.django_db(transaction=True)
def test_a_table_made_anew_gets_its_triggers_back_after_the_migration() -> None:
    """SQLite makes a table anew for every `alter_field`, and the triggers go with the old one."""
    field = LedgerEntry._meta.get_field("note")
    wider = models.CharField(max_length=300, blank=True)
    wider.set_attributes_from_name("note")
    with connection.schema_editor() as editor:
        editor.alter_field(LedgerEntry, field, wider)
    if connection.vendor == "sqlite":
        assert NAME in guards.missing()
    call_command("migrate", "workflows", verbosity=0, skip_checks=True)
    assert guards.missing() == []


def test_installing_what_is_there_touches_nothing(
    db: None, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_max_num_queries(3) as queries:
        guards.install()
    assert not [query for query in queries.captured_queries if "TRIGGER " in query["sql"].split("FROM")[0]]


@pytest.mark.django_db(transaction=True)
def test_lifted_guards_come_back_whatever_happens() -> None:
    with taken_back(), guards.lifted():
        assert len(guards.missing()) == len(guards.expected())
    assert guards.missing() == []
    bare_case()
    with guards.lifted():
        LedgerEntry.objects.update(note="changed")
    assert guards.missing() == []
