"""The daily seals: they find what a case was made to agree with."""

import datetime as dt
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import translation

from tests.bare import bare_case, granted_case, journaled_case, pot_of, remove_entries, tampering
from workflows import sealing
from workflows.cases import journal
from workflows.cases.models import Case, DailySeal, JournalEntry
from workflows.funds.models import Pot
from workflows.verifying import verify_all

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = (dt.date(2024, 3, day) for day in (1, 2, 3))


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def faults() -> list[str]:
    return verify_all().faults


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
        remove_entries(*case.journal.filter(seq__gt=kept))
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
        remove_entries(removed.journal.get())
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
