"""`manage.py verify`: silent while all holds, and plain about what somebody did to the database behind our back."""

import datetime as dt
from collections.abc import Callable, Iterator
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.utils import translation

from tests.bare import bare_case, journaled_case, pot_of, tampering
from workflows import guards, sealing
from workflows.cases import journal
from workflows.cases.models import Case, DailySeal, JournalDetail, JournalEntry
from workflows.cases.moment import one_moment
from workflows.funds import actions as funds
from workflows.funds.models import LedgerEntry, Pot
from workflows.grant.models import Decision, Outcome
from workflows.verifying import verify_all, verify_one

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = (dt.date(2024, 3, day) for day in (1, 2, 3))


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def plain(text: str) -> str:
    """Return a text with spaces where amounts have no-break spaces."""
    return text.replace("\u00a0", " ")


def faults(case: Case | None = None) -> list[str]:
    return [plain(fault) for fault in (verify_one(case) if case else verify_all()).faults]


def granted_case(amount: int = 200_000) -> Case:
    case = journaled_case(2)
    funds.commit_funds(case=case, amount=amount, by=None)
    return case


def remove(*entries: JournalEntry) -> None:
    """Remove entries behind the journal's back, with their details."""
    for entry in entries:
        JournalDetail.objects.filter(entry=entry).delete()
        JournalEntry.objects.filter(pk=entry.pk).delete()


def run(*options: str) -> tuple[int, str]:
    """Return the command's exit code and what it printed."""
    out = StringIO()
    try:
        call_command("verify", *options, stdout=out)
    except CommandError as error:
        return error.returncode, plain(f"{out.getvalue()}{error}\n")
    return 0, plain(out.getvalue())


# The command


def test_where_all_holds_it_says_what_it_looked_at(cast: SimpleNamespace) -> None:
    case = granted_case()
    journal.erase_details(entry=case.journal.get(seq=1), by=cast.administrator)
    sealing.seal_day(FIRST)
    assert run() == (
        0,
        "Checked: 1 cases, 3 journal entries, 1 of these with erased details, 1 daily seals, "
        f"{len(guards.expected())} triggers, 4 pots, 5 ledger entries.\nNo findings.\n",
    )


@pytest.mark.adversary("A16", "verify ends with 1 and says in words what was done")
def test_findings_are_printed_and_the_exit_code_says_so(cast: SimpleNamespace) -> None:
    case = granted_case()
    with tampering():
        case.journal.filter(seq=1).update(action="other")
        Pot.objects.filter(pk=pot_of(case).pk).update(available=1)
    code, printed = run()
    assert code == 1
    assert printed.splitlines()[:2] == [
        f"{case.number}: Entry 1 was changed after it was written.",
        "Pot ROG leader_network 2024 has kr 1 available; the ledger says kr 1 800 000.",
    ]
    assert printed.splitlines()[-1] == "2 findings."


def test_one_case_can_be_checked_by_its_number_or_its_name_as_a_draft(cast: SimpleNamespace) -> None:
    sound, case = journaled_case(1), granted_case()
    with tampering():
        sound.journal.update(action="other")
    Case.objects.filter(pk=case.pk).update(draft_number=case.number, number="ROG-2024-1001")
    for name in ("ROG-2024-1001", case.number):
        assert run("--case", name) == (0, "Checked: 2 journal entries, 1 ledger entries.\nNo findings.\n")
    assert run("--case", sound.number)[0] == 1
    assert run("--case", "ROG-2024-9") == (2, "There is no case ROG-2024-9.\n")


def test_a_missing_trigger_is_found(db: None) -> None:
    on = " ON workflows_ledgerentry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER workflows_ledgerentry_no_delete{on}")
    assert faults() == ["The trigger workflows_ledgerentry_no_delete is missing or does nothing."]
    assert run("--case", bare_case().number)[0] == 1


# Journals


@pytest.mark.adversary("A16", "in each case, what was edited, removed, put in or cut off is found")
def test_each_case_is_checked(cast: SimpleNamespace) -> None:
    empty, edited, cut, emptied, sound = bare_case(), *(journaled_case(2) for _ in range(4))
    with tampering():
        edited.journal.filter(seq=2).update(action="other")
        remove(cut.journal.get(seq=2))
        remove(*emptied.journal.all())
        Case.objects.filter(pk=empty.pk).update(journal_count=1)
    assert faults() == [
        f"{empty.number}: The case has counted 1 entries, and the last one there is has number 0.",
        f"{edited.number}: Entry 2 was changed after it was written.",
        f"{cut.number}: The case has counted 2 entries, and the last one there is has number 1.",
        f"{emptied.number}: The case has counted 2 entries, and the last one there is has number 0.",
    ]
    assert faults(sound) == []


# Seals


def sealed_case() -> Case:
    """Return a case of four entries, two sealed on the first day and two on the second."""
    case = journaled_case(2)
    sealing.seal_day(FIRST)
    for _ in range(2):
        journal.record(case=case, action="later", actor=None)
    sealing.seal_day(SECOND)
    return case


def test_a_seal_counts_everything_so_far_and_follows_from_the_one_before(cast: SimpleNamespace) -> None:
    sealed_case()
    sealing.seal_day(THIRD)
    first, second, third = DailySeal.objects.all()
    assert [(seal.day, seal.entries, seal.ledger_entries) for seal in (first, second, third)] == [
        (FIRST, 2, 4),
        (SECOND, 4, 4),
        (THIRD, 4, 4),
    ]
    assert [seal.previous_hash for seal in (first, second, third)] == ["", first.hash, second.hash]
    assert len({first.hash, second.hash, third.hash}) == 3
    assert faults() == []


def test_a_day_is_sealed_once(cast: SimpleNamespace) -> None:
    first = sealing.seal_day(FIRST)
    journaled_case(1)
    assert sealing.seal_day(FIRST) == first
    assert DailySeal.objects.get().entries == 0


def test_finished_days_are_sealed_by_oslos_calendar(cast: SimpleNamespace, at: Callable[..., None]) -> None:
    at(2024, 3, 31, 23, 59, 59)
    sealing.seal_finished_days()
    at(2024, 4, 1, 0)
    sealing.seal_finished_days()
    sealing.seal_finished_days()
    at(2024, 4, 9)
    sealing.seal_finished_days()
    days = [(seal.day.month, seal.day.day) for seal in DailySeal.objects.all()]
    assert days == [(3, 30), (3, 31), (4, 8)]


def test_a_clock_that_is_moved_back_and_forth_leaves_seals_that_hold(
    cast: SimpleNamespace, at: Callable[..., None]
) -> None:
    for year in (2026, 2024, 2025, 2024):
        at(year, 6, 1)
        journaled_case(2)
        sealing.seal_finished_days()
    assert [seal.entries for seal in DailySeal.objects.all()] == [2, 4, 6]
    assert faults() == []


@pytest.mark.adversary("A16", "entries cut off at the end are found, also where the case was made to agree")
@pytest.mark.parametrize(("kept", "day", "then", "now"), [(3, SECOND, 4, 3), (2, SECOND, 4, 2)])
def test_the_seal_finds_what_was_cut_off(
    cast: SimpleNamespace, kept: int, day: dt.date, then: int, now: int
) -> None:
    case = sealed_case()
    with tampering():
        remove(*case.journal.filter(seq__gt=kept))
        head = case.journal.get(seq=kept).hash
        Case.objects.filter(pk=case.pk).update(journal_count=kept, journal_head=head)
    assert journal.verify_case(case) == []
    assert faults() == [f"{day} was sealed with {then} journal entries; now there are {now} of them."]


def write_anew(case: Case, seq: int, **changes: Any) -> None:
    """Change an entry and make every hash after it, and the case, agree."""
    head = ""
    for entry in case.journal.order_by("seq"):
        values = changes if entry.seq == seq else {}
        for name, value in values.items():
            setattr(entry, name, value)
        entry.previous_hash = head
        entry.hash = head = journal.entry_hash(entry)
        JournalEntry.objects.filter(pk=entry.pk).update(
            previous_hash=entry.previous_hash, hash=entry.hash, **values
        )
    Case.objects.filter(pk=case.pk).update(journal_head=head)


@pytest.mark.adversary("A16", "a journal written anew from a changed entry on is found by its seals")
def test_the_seals_find_a_journal_that_was_written_anew(cast: SimpleNamespace) -> None:
    case = sealed_case()
    with tampering():
        write_anew(case, 2, action="other")
    assert journal.verify_case(case) == []
    assert faults() == [
        f"Journal or ledger were changed after {FIRST} was sealed.",
        f"Journal or ledger were changed after {SECOND} was sealed.",
    ]


@pytest.mark.adversary("A16", "an entry put in under an old number is found by its seal")
def test_the_seal_finds_a_case_of_old_that_was_made_up(cast: SimpleNamespace) -> None:
    with transaction.atomic():
        removed = journaled_case(1)
        number = removed.journal.get().pk
    sealed_case()
    with tampering():
        remove(removed.journal.get())
        Case.objects.filter(pk=removed.pk).update(journal_count=0, journal_head="")
    assert faults()[0] == f"{FIRST} was sealed with 3 journal entries; now there are 2 of them."
    made_up = bare_case()
    entry = JournalEntry(
        pk=number, case=made_up, seq=1, action="made.up", details_hash=journal.details_hash("", {})
    )
    entry.hash = journal.entry_hash(entry)
    entry.save(force_insert=True)
    Case.objects.filter(pk=made_up.pk).update(journal_count=1, journal_head=entry.hash)
    assert faults() == [f"Journal or ledger were changed after {FIRST} was sealed."]


@pytest.mark.adversary("A16", "a seal that was removed or changed is found")
def test_tampered_seals_are_found(cast: SimpleNamespace) -> None:
    sealed_case()
    sealing.seal_day(THIRD)
    with tampering():
        DailySeal.objects.filter(day=THIRD).update(hash="0" * 64)
    assert faults() == [f"Journal or ledger were changed after {THIRD} was sealed."]
    with tampering():
        DailySeal.objects.filter(day=THIRD).delete()
        DailySeal.objects.filter(day=FIRST).delete()
    assert faults() == [f"The seal of {SECOND} does not follow from the one before it."]


@pytest.mark.adversary("A16", "where the clock cannot be moved, seals taken away at the end are found")
def test_old_entries_without_a_seal_are_found_where_the_clock_cannot_be_moved(
    cast: SimpleNamespace, at: Callable[..., None], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(2024, 3, 1)
    journaled_case(1)
    at(2024, 3, 4)
    assert faults() == []
    shifted = sealing.clock.now()
    settings.SAFE_TO_PLAY = False
    monkeypatch.setattr("workflows.clock.now", lambda: shifted)
    assert faults() == ["Journal entries since 2024-03-01 are not sealed."]
    sealing.seal_day(THIRD)
    assert faults() == []


def test_a_seal_waits_for_those_who_write_and_gives_up_in_the_end(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite whoever writes is alone")
    import psycopg

    monkeypatch.setattr(sealing, "_PAUSE", 0.001)
    ours = connection.get_connection_params()
    with psycopg.connect(**{name: ours[name] for name in ("host", "user", "dbname")}) as other:
        other.execute("LOCK TABLE workflows_ledgerentry IN ROW EXCLUSIVE MODE")
        with pytest.raises(OperationalError, match="could not obtain lock"), transaction.atomic():
            sealing.seal_day(FIRST)
        other.rollback()
        assert sealing.seal_day(FIRST).day == FIRST


# Money


@pytest.mark.requirement("R4.2", "a pot that does not say what the ledger says is found")
def test_pots_that_differ_from_the_ledger_are_found(cast: SimpleNamespace) -> None:
    pot = pot_of(granted_case())
    Pot.objects.filter(pk=pot.pk).update(authority=2_000_001, available=1_800_001)
    assert faults() == [
        "Pot ROG leader_network 2024 has an authority of kr 2 000 001; the ledger says kr 2 000 000.",
        "Pot ROG leader_network 2024 has kr 1 800 001 available; the ledger says kr 1 800 000.",
    ]


@pytest.mark.requirement(
    "R4.2", "a ledger entry that was changed or removed is found, also where the pot agrees"
)
def test_a_ledger_made_to_agree_with_its_pot_is_found_by_the_seal(cast: SimpleNamespace) -> None:
    case = granted_case()
    sealing.seal_day(FIRST)
    with tampering():
        case.ledger.update(amount=100_000, available_change=-100_000)
        Pot.objects.filter(pk=pot_of(case).pk).update(available=1_900_000)
    assert faults() == [f"Journal or ledger were changed after {FIRST} was sealed."]
    with tampering():
        case.ledger.all().delete()
        Pot.objects.filter(pk=pot_of(case).pk).update(available=2_000_000)
    assert faults() == [f"{FIRST} was sealed with 5 ledger entries; now there are 4 of them."]


@pytest.mark.requirement("R4.2", "a case that was paid, let go of or paid back beyond its grant is found")
def test_movements_beyond_the_grant_are_found(cast: SimpleNamespace) -> None:
    values = {"available_change": 0, "pot": pot_of(bare_case())}
    paid, repaid, released, carried = (granted_case() for _ in range(4))
    LedgerEntry.objects.create(case=paid, kind="payment", amount=200_001, **values)
    LedgerEntry.objects.create(case=repaid, kind="repayment", amount=1, **values)
    LedgerEntry.objects.create(case=released, kind="release", amount=200_001, **values)
    LedgerEntry.objects.create(case=carried, kind="release", amount=200_000, **values)
    LedgerEntry.objects.create(case=carried, kind="carry_over", amount=1, **values)
    assert set(faults()) == {
        f"{paid.number}: kr 200 001 was paid, of kr 200 000 granted.",
        f"{repaid.number}: kr 1 came back, of kr 0 paid.",
        f"{released.number}: kr 200 001 was released, of kr 200 000 committed.",
        f"{released.number}: kr 0 was paid, of kr −1 granted.",
        f"{released.number}: kr 0 was carried over, of kr −1 granted.",
        f"{carried.number}: kr 1 was carried over, of kr 0 granted.",
    }


def drop_check(table: str, name: str) -> None:
    """Take one of the database's own checks away, as somebody would who owns the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        else:
            cursor.execute("PRAGMA ignore_check_constraints = ON")


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement(
    "R4.2", "more committed than there is authority for is found, with the database's check gone"
)
def test_an_overcommitted_pot_is_found_without_the_databases_check() -> None:
    drop_check("workflows_pot", "pot_never_overcommitted")
    case, values = granted_case(), {"kind": "commitment", "amount": 1_800_001, "available_change": -1_800_001}
    LedgerEntry.objects.create(case=bare_case(), pot=pot_of(case), **values)
    Pot.objects.filter(pk=pot_of(case).pk).update(available=-1)
    assert faults() == [
        "From pot ROG leader_network 2024 kr 2 000 001 is committed, of an authority of kr 2 000 000."
    ]


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_does_not_fit_its_kind_is_found_without_the_databases_check() -> None:
    drop_check("workflows_ledgerentry", "ledger_entry_fits_its_kind")
    case = granted_case()
    entry = LedgerEntry.objects.create(
        case=case, pot=pot_of(case), kind="payment", amount=1, available_change=-1
    )
    Pot.objects.filter(pk=pot_of(case).pk).update(available=1_799_999)
    assert faults() == [f"Ledger entry {entry.pk} does not fit its kind."]


def test_money_awarded_and_not_committed_is_found(cast: SimpleNamespace) -> None:
    values = {"reasons": "x", "by": cast.decision_maker}
    case, other, refused, sound = bare_case(), granted_case(), bare_case(), granted_case()
    Decision.objects.create(case=case, outcome=Outcome.GRANTED, awarded_amount=5, **values)
    Decision.objects.create(case=other, outcome=Outcome.PARTLY_GRANTED, awarded_amount=199_999, **values)
    Decision.objects.create(case=refused, outcome=Outcome.REFUSED, awarded_amount=0, **values)
    Decision.objects.create(case=sound, outcome=Outcome.GRANTED, awarded_amount=200_000, **values)
    assert faults() == [
        f"{case.number}: kr 5 was awarded and kr 0 committed.",
        f"{other.number}: kr 199 999 was awarded and kr 200 000 committed.",
    ]
    assert faults(other) == [f"{other.number}: kr 199 999 was awarded and kr 200 000 committed."]
    assert faults(sound) == []


# While others work


@pytest.mark.django_db(transaction=True)
def test_reading_as_of_one_moment_neither_stops_nor_sees_those_who_write() -> None:
    from threading import Thread

    case = bare_case()

    def write() -> None:
        with transaction.atomic():
            journal.record(case=case, action="meanwhile", actor=None)
        connection.close()

    with one_moment():
        assert JournalEntry.objects.count() == 0
        writer = Thread(target=write)
        writer.start()
        writer.join(15)
        assert not writer.is_alive()
        assert JournalEntry.objects.count() == 0
    assert JournalEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_reading_as_of_one_moment_writes_nothing_and_ends_whatever_happens() -> None:
    with pytest.raises(ZeroDivisionError), one_moment():
        raise ZeroDivisionError
    with transaction.atomic():
        journaled_case(1)
    assert faults() == []


def test_verifying_takes_as_many_queries_for_many_cases_as_for_one(
    cast: SimpleNamespace, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for _ in range(5):
        granted_case()
    with django_assert_max_num_queries(22):
        verify_all()
