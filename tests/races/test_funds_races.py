"""Real threads at one pot, one case, one journal: whoever comes first, the sums are right."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from tests.bare import bare_case, pot_of
from tests.together import at_once
from workflows import sealing
from workflows.cases import journal
from workflows.cases.models import Case, JournalEntry
from workflows.clock import today
from workflows.directory.models import GovernorOffice
from workflows.errors import WorkError
from workflows.funds import actions as funds
from workflows.funds.models import LedgerEntry, LedgerKind, Pot
from workflows.verifying import faults_of_pots, verify_all

pytestmark = pytest.mark.django_db(transaction=True)


def kinds(results: list[Any]) -> dict[str, int]:
    names = [type(result).__name__ for result in results]
    return {name: names.count(name) for name in sorted(set(names))}


def grant(case: Case, amount: int) -> Callable[[], LedgerEntry]:
    def act() -> LedgerEntry:
        with transaction.atomic():
            return funds.commit_funds(case=case, amount=amount, by=None)

    return act


@pytest.mark.adversary(
    "A6", "of eight grants racing for the last krone one is given, and the others hear what remains"
)
@pytest.mark.requirement("R4.2", "eight at once for the last krone: one gets it")
def test_of_eight_for_the_last_krone_one_gets_it() -> None:
    cases = [bare_case() for _ in range(8)]
    pot = pot_of(cases[0])
    funds.lower_authority(pot=pot, amount=pot.available - 100_000, by=None)
    results = at_once(*[grant(case, 100_000) for case in cases])
    assert kinds(results) == {"LedgerEntry": 1, "NotEnough": 7}
    assert {result.remaining for result in results if isinstance(result, funds.NotEnough)} == {0}
    assert pot_of(cases[0]).available == 0
    assert LedgerEntry.objects.filter(kind=LedgerKind.COMMITMENT).count() == 1
    assert list(faults_of_pots()) == []


@pytest.mark.adversary("A6", "as many are granted as the pot has for, never one more")
def test_as_many_get_it_as_there_is_for() -> None:
    cases = [bare_case() for _ in range(8)]
    pot = pot_of(cases[0])
    funds.lower_authority(pot=pot, amount=pot.available - 350_000, by=None)
    results = at_once(*[grant(case, 100_000) for case in cases])
    assert kinds(results) == {"LedgerEntry": 3, "NotEnough": 5}
    assert pot_of(cases[0]).available == 50_000


@pytest.mark.adversary(
    "A8", "a pot lowered while grants are decided: lowered or granted, never both beyond what there is"
)
def test_lowering_while_granting_keeps_one_order() -> None:
    cases = [bare_case() for _ in range(4)]
    pot = pot_of(cases[0])
    funds.lower_authority(pot=pot, amount=pot.available - 400_000, by=None)

    def lower() -> LedgerEntry:
        return funds.lower_authority(pot=pot, amount=100_000, by=None)

    results = at_once(*[grant(case, 100_000) for case in cases], *[lower] * 4)
    assert kinds(results) == {"LedgerEntry": 4, "NotEnough": 4}
    pot.refresh_from_db()
    granted = LedgerEntry.objects.filter(kind=LedgerKind.COMMITMENT).count()
    assert (pot.authority, pot.available) == (granted * 100_000, 0)
    assert list(faults_of_pots()) == []


@pytest.mark.requirement("R4.2", "one case granted twice at once is granted once")
def test_a_case_granted_twice_at_once_is_granted_once() -> None:
    case = bare_case()
    available = pot_of(case).available
    results = at_once(*[grant(case, 100_000)] * 4)
    assert kinds(results) == {"IntegrityError": 3, "LedgerEntry": 1}
    assert pot_of(case).available == available - 100_000


@pytest.mark.requirement("R4.2", "paid, let go of and paid back at once: never more than there was")
def test_payments_releases_and_repayments_at_once_stay_within_the_grant() -> None:
    case = bare_case()
    funds.commit_funds(case=case, amount=100_000, by=None)

    def release() -> LedgerEntry:
        return funds.release(case=case, amount=60_000, by=None)

    def pay() -> LedgerEntry:
        return funds.register_payment(case=case, amount=60_000, by=None)

    results = at_once(*[release, pay] * 3)
    assert kinds(results) == {"LedgerEntry": 1, "TooMuch": 5}
    if case.ledger.filter(kind=LedgerKind.PAYMENT).exists():
        results = at_once(*[lambda: funds.repay(case=case, amount=40_000, by=None)] * 4)
        assert kinds(results) == {"LedgerEntry": 1, "TooMuch": 3}
    assert verify_all().faults == []


@pytest.mark.adversary(
    "A6", "two instalments attested at once, or one twice: never paid more than is committed"
)
@pytest.mark.requirement("R4.9", "each instalment is in the ledger once, however many attest it at once")
def test_instalments_paid_at_once_stay_within_the_grant() -> None:
    case = bare_case()
    funds.commit_funds(case=case, amount=100_000, by=None)

    def pay(number: int, amount: int) -> Callable[[], LedgerEntry]:
        return lambda: funds.register_payment(case=case, amount=amount, by=None, act=f"payment-{number}")

    assert kinds(at_once(*[pay(1, 10_000)] * 4)) == {"IntegrityError": 3, "LedgerEntry": 1}
    results = at_once(*[pay(number, 60_000) for number in range(2, 8)])
    assert kinds(results) == {"LedgerEntry": 1, "TooMuch": 5}
    assert sum(case.ledger.filter(kind=LedgerKind.PAYMENT).values_list("amount", flat=True)) == 70_000
    assert verify_all().faults == []


@pytest.mark.adversary("A1", "one decision anew taken by several at once commits its money once")
def test_a_later_decision_commits_once() -> None:
    case = bare_case()
    funds.commit_funds(case=case, amount=100_000, by=None)

    def more() -> LedgerEntry:
        return funds.commit_funds(case=case, amount=50_000, by=None, act="decision-1")

    assert kinds(at_once(*[more] * 4)) == {"IntegrityError": 3, "LedgerEntry": 1}
    assert sum(case.ledger.values_list("amount", flat=True)) == 150_000


def test_a_pot_opened_by_many_at_once_is_one_pot_with_every_krone() -> None:
    office = GovernorOffice.objects.get(code="ROG")

    def give() -> LedgerEntry:
        return funds.give_authority(office=office, scheme="foster_home", year=2024, amount=10, by=None)

    assert kinds(at_once(*[give] * 8)) == {"LedgerEntry": 8}
    pot = Pot.objects.get(office=office, scheme="foster_home")
    assert (pot.authority, pot.available, pot.entries.count()) == (80, 80, 8)


@pytest.mark.adversary(
    "A16", "many who write in one journal at once, each under the case's lock, make one chain"
)
def test_journal_entries_under_the_lock_make_one_chain() -> None:
    case = bare_case()

    def write() -> JournalEntry:
        with transaction.atomic():
            locked = Case.objects.select_for_update().get(pk=case.pk)
            return journal.record(case=locked, action="test", actor=None, details={"a": 1})

    assert kinds(at_once(*[write] * 8)) == {"JournalEntry": 8}
    assert list(case.journal.values_list("seq", flat=True)) == list(range(1, 9))
    assert journal.verify_case(case) == []


@pytest.mark.adversary("A16", "who writes without the lock is refused or in order, and the chain holds")
def test_journal_entries_without_the_lock_are_refused_or_in_order() -> None:
    case = bare_case()
    copies = [Case.objects.get(pk=case.pk) for _ in range(6)]

    def write(copy: Case) -> Callable[[], JournalEntry]:
        def act() -> JournalEntry:
            with transaction.atomic():
                return journal.record(case=copy, action="test", actor=None, details={"a": 1})

        return act

    results = at_once(*map(write, copies))
    assert kinds(results) == {"CaseChanged": 5, "JournalEntry": 1}
    assert all(isinstance(result, WorkError | JournalEntry) for result in results)
    assert journal.verify_case(case) == []


@pytest.mark.adversary("A16", "a day is sealed once, and nothing written meanwhile is left out of every seal")
def test_sealing_while_others_write_covers_all_or_leaves_it_to_the_next_seal() -> None:
    cases = [bare_case() for _ in range(4)]

    def write(case: Case) -> Callable[[], None]:
        def act() -> None:
            for _ in range(5):
                with transaction.atomic():
                    locked = Case.objects.select_for_update().get(pk=case.pk)
                    journal.record(case=locked, action="test", actor=None)
            with transaction.atomic():
                funds.commit_funds(case=case, amount=1, by=None)
                journal.record(
                    case=Case.objects.select_for_update().get(pk=case.pk), action="test", actor=None
                )

        return act

    seal = lambda: sealing.seal_day(today())  # noqa: E731  (two alike)
    results = at_once(seal, *map(write, cases), seal)
    assert kinds(results) == {"DailySeal": 2, "NoneType": 4}
    assert results[0].hash == results[-1].hash
    assert verify_all().faults == []
