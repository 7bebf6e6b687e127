"""The journal: chained, only growing, and telling when somebody has been at it."""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.transaction import TransactionManagementError
from django.utils import translation

from tests.bare import bare_case, journaled_case, taken_back, tampering
from workflows import clock
from workflows.cases import journal
from workflows.cases.models import Case, JournalDetail, JournalEntry
from workflows.errors import WorkError

pytestmark = pytest.mark.django_db
Queries = Callable[[int], Any]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_an_entry_says_who_did_what_for_whom_and_when(cast: SimpleNamespace) -> None:
    case = bare_case()
    entry = journal.record(
        case=case,
        action="grant.decide",
        actor=cast.decision_maker,
        acting_for=cast.caseworker,
        details={"kr": 5},
    )
    stored = JournalEntry.objects.get()
    assert (stored.seq, stored.at, stored.actor, stored.acting_for, stored.action, stored.details.data) == (
        1,
        entry.at,
        cast.decision_maker,
        cast.caseworker,
        "grant.decide",
        {"kr": 5},
    )


def test_each_entry_follows_from_the_one_before_and_the_case_knows_the_last(cast: SimpleNamespace) -> None:
    case = journaled_case(3)
    hashes = list(case.journal.values_list("previous_hash", "hash"))
    assert [before for before, _own in hashes] == ["", hashes[0][1], hashes[1][1]]
    stored = Case.objects.get(pk=case.pk)
    assert (stored.journal_count, stored.journal_head) == (3, hashes[2][1])
    assert (case.journal_count, case.journal_head) == (3, hashes[2][1])
    assert journal.verify_case(case) == []


def test_two_cases_have_a_journal_each(cast: SimpleNamespace) -> None:
    first, second = journaled_case(2), journaled_case(1)
    assert (first.journal_count, second.journal_count) == (2, 1)
    assert first.journal.first().hash != second.journal.first().hash


def test_an_entry_takes_three_queries_and_two_without_details(
    cast: SimpleNamespace, django_assert_num_queries: Queries
) -> None:
    case = bare_case()
    with django_assert_num_queries(3):
        journal.record(case=case, action="test", actor=cast.caseworker, details={"a": 1})
    with django_assert_num_queries(2):
        journal.record(case=case, action="test", actor=cast.caseworker)


def test_the_hash_covers_the_moment_to_the_microsecond_whatever_the_time_zone(cast: SimpleNamespace) -> None:
    entry = journal.record(case=bare_case(), action="test", actor=None)
    stored = JournalEntry.objects.get()
    assert stored.at.tzinfo != entry.at.tzinfo
    assert journal.entry_hash(stored) == entry.hash
    stored.at += dt.timedelta(microseconds=1)
    assert journal.entry_hash(stored) != entry.hash


@pytest.mark.parametrize(
    "field", ["case_id", "seq", "actor_id", "acting_for_id", "action", "details_hash", "previous_hash"]
)
def test_the_hash_covers_every_part_of_an_entry(cast: SimpleNamespace, field: str) -> None:
    entry = journaled_case(1).journal.get()
    value = getattr(entry, field)
    setattr(entry, field, f"{value}x" if isinstance(value, str) else (value or 0) + 1)
    assert journal.entry_hash(entry) != entry.hash


def test_details_come_back_as_they_were_hashed_from_every_database(cast: SimpleNamespace) -> None:
    details = {
        "å": "æøå ‹›",
        "sum": Decimal("1250.50"),
        "day": dt.date(2024, 5, 17),
        "at": clock.now(),
        "none": None,
    }
    details |= {"percent": 5.01, "whole": 5.0, "large": 2**53 - 1, "nested": {"b": [1, True], "a": ""}}
    case = bare_case()
    journal.record(case=case, action="test", actor=None, details=details)
    data = JournalDetail.objects.get().data
    assert (data["sum"], data["day"], data["percent"], data["whole"]) == ("1250.50", "2024-05-17", 5.01, 5)
    assert journal.verify_case(case) == []


@pytest.mark.parametrize("number", [1e16, float("nan"), float("inf"), 1e-7])
def test_numbers_that_databases_write_differently_are_refused(cast: SimpleNamespace, number: float) -> None:
    with pytest.raises(ValueError, match=r"JSON|journal"):
        journal.record(case=bare_case(), action="test", actor=None, details={"number": number})


@pytest.mark.django_db(transaction=True)
def test_the_journal_is_written_only_in_the_transaction_of_what_it_tells() -> None:
    with pytest.raises(TransactionManagementError):
        journal.record(case=bare_case(), action="test", actor=None)
    assert not JournalEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_case_read_before_somebody_else_wrote_is_refused() -> None:
    case = bare_case()
    old_copy = Case.objects.get(pk=case.pk)
    with transaction.atomic():
        journal.record(case=case, action="first", actor=None)
    with pytest.raises(journal.CaseChanged), transaction.atomic():
        journal.record(case=old_copy, action="second", actor=None)
    assert list(case.journal.values_list("action", flat=True)) == ["first"]


@pytest.mark.django_db(transaction=True)
def test_several_copies_of_a_case_may_write_in_one_transaction() -> None:
    case = bare_case()
    with transaction.atomic():
        copies = [Case.objects.get(pk=case.pk) for _ in range(3)]
        for copy in [*copies, copies[0]]:
            journal.record(case=copy, action="test", actor=None)
    assert case.journal.count() == 4
    assert journal.verify_case(case) == []


@pytest.mark.django_db(transaction=True)
def test_an_entry_taken_back_with_its_savepoint_leaves_no_trace() -> None:
    case = bare_case()
    with transaction.atomic():
        journal.record(case=case, action="kept", actor=None)
        with taken_back():
            journal.record(case=case, action="taken back", actor=None)
        journal.record(case=case, action="kept", actor=None)
    assert list(case.journal.values_list("seq", "action")) == [(1, "kept"), (2, "kept")]
    assert journal.verify_case(case) == []


@pytest.mark.adversary("A16", "a case saved from an old copy cannot take its journal back")
def test_saving_an_old_copy_of_a_case_is_refused(cast: SimpleNamespace) -> None:
    case = bare_case()
    old_copy = Case.objects.get(pk=case.pk)
    journal.record(case=case, action="test", actor=None)
    old_copy.title = "Changed"
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        old_copy.save()
    old_copy.save(update_fields=["title"])
    assert journal.verify_case(case) == []


# What is erased


@pytest.mark.adversary("F3", "personal details are gone from the journal, and the chain still holds")
def test_details_are_erased_and_the_chain_still_holds(cast: SimpleNamespace) -> None:
    case = journaled_case(3)
    entry = case.journal.get(seq=2)
    telling = journal.erase_details(entry=entry, by=cast.administrator, reason="asked for")
    details = JournalDetail.objects.get(entry=entry)
    assert (details.data, details.salt, details.erased_at is None) == ({}, "", False)
    assert (telling.seq, telling.action, telling.actor) == (4, journal.ERASED, cast.administrator)
    assert telling.details.data == {"entry": 2, "reason": "asked for"}
    assert journal.verify_case(case) == []


def test_what_is_erased_stays_erased_and_an_erasure_is_remembered(cast: SimpleNamespace) -> None:
    case = journaled_case(1)
    telling = journal.erase_details(entry=case.journal.get(seq=1), by=cast.administrator)
    for entry in (case.journal.get(seq=1), telling):
        with pytest.raises(WorkError):
            journal.erase_details(entry=entry, by=cast.administrator)
    assert case.journal.count() == 2


@pytest.mark.adversary("F3", "details cannot be changed, only erased whole")
@pytest.mark.parametrize(
    "change", [{"data": {"number": 9}}, {"salt": ""}, {"data": {}}, {"entry_id": F("entry_id") + 1}]
)
def test_details_cannot_be_changed_in_any_other_way(cast: SimpleNamespace, change: dict[str, Any]) -> None:
    journaled_case(1)
    with pytest.raises(IntegrityError, match="erased or left alone"), transaction.atomic():
        JournalDetail.objects.update(**change)
    with pytest.raises(IntegrityError, match="erased or left alone"), transaction.atomic():
        JournalDetail.objects.all().delete()


# What verify finds


def check(case: Case) -> list[str]:
    return journal.verify_case(case)


@pytest.mark.adversary("A16", "an entry that was edited is found")
@pytest.mark.parametrize(
    "change", [{"action": "other"}, {"actor": None}, {"at": F("at") + dt.timedelta(seconds=1)}]
)
def test_an_edited_entry_is_found(cast: SimpleNamespace, change: dict[str, Any]) -> None:
    case = journaled_case(3)
    with tampering():
        case.journal.filter(seq=2).update(**change)
    assert check(case) == ["Entry 2 was changed after it was written."]


@pytest.mark.adversary("A16", "an entry that was edited and given a fitting hash is found")
@pytest.mark.parametrize(
    ("seq", "finding"),
    [
        (2, "Entry 3 does not follow from the one before it."),
        (3, "The last entry is not the one the case remembers."),
    ],
)
def test_an_edited_entry_with_a_new_hash_is_found(cast: SimpleNamespace, seq: int, finding: str) -> None:
    case = journaled_case(3)
    with tampering():
        entry = case.journal.get(seq=seq)
        entry.action = "other"
        case.journal.filter(seq=seq).update(action="other", hash=journal.entry_hash(entry))
    assert check(case) == [finding]


def remove(entries: Any) -> None:
    JournalDetail.objects.filter(entry__in=entries).delete()
    entries.delete()


@pytest.mark.adversary("A16", "an entry that was removed is found")
def test_an_entry_removed_in_the_middle_is_found(cast: SimpleNamespace) -> None:
    case = journaled_case(3)
    with tampering():
        remove(case.journal.filter(seq=2))
    assert check(case) == ["Entry 2 is missing."]


@pytest.mark.adversary("A16", "an entry that was removed is found, also when the others are renumbered")
def test_an_entry_removed_and_the_rest_renumbered_is_found(cast: SimpleNamespace) -> None:
    case = journaled_case(3)
    with tampering():
        remove(case.journal.filter(seq=2))
        case.journal.filter(seq=3).update(seq=2)
        Case.objects.filter(pk=case.pk).update(journal_count=2)
    assert check(case) == [
        "Entry 2 does not follow from the one before it.",
        "Entry 2 was changed after it was written.",
    ]


@pytest.mark.adversary("A16", "an entry that was put in is found")
def test_an_inserted_entry_is_found(cast: SimpleNamespace) -> None:
    case = journaled_case(3)
    with tampering():
        case.journal.filter(seq=3).update(seq=4)
        before = case.journal.get(seq=2)
        entry = JournalEntry(
            case=case, seq=3, actor=cast.outsider, action="put.in", previous_hash=before.hash
        )
        entry.details_hash = journal.details_hash("", {})
        entry.hash = journal.entry_hash(entry)
        entry.save()
    assert check(case) == [
        "Entry 4 does not follow from the one before it.",
        "Entry 4 was changed after it was written.",
        "The case has counted 3 entries, and the last one there is has number 4.",
    ]


@pytest.mark.adversary("A16", "an entry added without the case knowing is found")
def test_an_entry_added_at_the_end_is_found(cast: SimpleNamespace) -> None:
    case = journaled_case(1)
    entry = JournalEntry(
        case=case, seq=2, actor=cast.outsider, action="added", previous_hash=case.journal_head
    )
    entry.details_hash = journal.details_hash("", {})
    entry.hash = journal.entry_hash(entry)
    entry.save()
    assert check(case) == ["The case has counted 1 entries, and the last one there is has number 2."]


@pytest.mark.adversary("A16", "entries cut off at the end are found")
@pytest.mark.parametrize("kept", [0, 2])
def test_entries_cut_off_at_the_end_are_found(cast: SimpleNamespace, kept: int) -> None:
    case = journaled_case(3)
    with tampering():
        remove(case.journal.filter(seq__gt=kept))
    assert check(case) == [f"The case has counted 3 entries, and the last one there is has number {kept}."]


@pytest.mark.adversary("A16", "changed, removed and secretly erased details are found")
def test_tampered_details_are_found(cast: SimpleNamespace) -> None:
    case = journaled_case(4)
    details = JournalDetail.objects.filter(entry__case=case)
    with tampering():
        details.filter(entry__seq=1).update(data={"number": 7})
        details.filter(entry__seq=2).delete()
        details.filter(entry__seq=3).update(data={}, salt="", erased_at=clock.now())
        details.filter(entry__seq=4).update(erased_at=clock.now())
    assert check(case) == [
        "The details of entry 1 were changed or removed.",
        "The details of entry 2 were changed or removed.",
        "The details of entry 4 were changed or removed.",
        "The details of entry 3 were erased, and no entry says by whom.",
        "The details of entry 4 were erased, and no entry says by whom.",
    ]
