"""Real threads at the pots: what the directorate does at the same moment as others, on both databases."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from tests.bare import bare_case, pot_of
from tests.races.test_funds_races import grant, kinds
from tests.together import at_once
from workflows.cases.models import Case
from workflows.directory.models import GovernorOffice, User
from workflows.funds import actions as funds
from workflows.funds import managing
from workflows.funds.models import LedgerEntry, LedgerKind, Pot
from workflows.money import yearend
from workflows.verifying import verify_all

pytestmark = pytest.mark.django_db(transaction=True)


def manager() -> User:
    return User.objects.get(username="fund_manager")


def pot_at(office: str, scheme: str = "leader_network") -> Pot:
    return Pot.objects.get(office__code=office, scheme=scheme, year=2024)


@pytest.mark.adversary(
    "A8", "the directorate lowers a pot while grants are decided: one order, nothing below what is granted"
)
def test_lowering_while_granting_never_goes_below_what_is_granted() -> None:
    cases: list[Case] = [bare_case() for _ in range(4)]
    pot = pot_of(cases[0])
    funds.lower_authority(pot=pot, amount=pot.available - 400_000, by=None)

    def lower(number: int) -> Callable[[], Any]:
        return lambda: managing.change_authority(
            pot=pot, change=-100_000, by=manager(), reason="Omfordeling", key=f"lower-{number}"
        )

    results = at_once(*[grant(case, 100_000) for case in cases], *[lower(number) for number in range(4)])
    found = kinds(results)
    assert found.get("LedgerEntry", 0) + found.get("Done", 0) == found["NotEnough"] == 4
    pot.refresh_from_db()
    granted = LedgerEntry.objects.filter(kind=LedgerKind.COMMITMENT).count()
    assert (pot.authority, pot.available) == (granted * 100_000, 0)
    assert verify_all().faults == []


@pytest.mark.requirement(
    "R4.2", "opposite moves at once wait for each other, never for ever, and lose no krone"
)
def test_opposite_moves_do_not_wait_for_ever_and_lose_nothing() -> None:
    here, there = pot_at("ROG"), pot_at("VES")
    together = here.available + there.available

    def move(source: Pot, target: Pot, amount: int) -> Callable[[], Any]:
        def act() -> managing.Done:
            return managing.move(
                source=source, office=target.office, scheme=target.scheme, amount=amount, by=manager(),
                reason="Omfordeling", key=f"move-{source.pk}-{amount}",
            )  # fmt: skip

        return act

    ways = [move(here, there, 1_000 + n) for n in range(6)] + [move(there, here, 2_000 + n) for n in range(6)]
    assert kinds(at_once(*ways)) == {"Done": 12}
    here.refresh_from_db()
    there.refresh_from_db()
    assert here.available + there.available == together
    assert here.moved == -there.moved == sum(1_000 + n for n in range(6)) - sum(2_000 + n for n in range(6))
    assert verify_all().faults == []


@pytest.mark.adversary("B1", "the same distribution sent eight times at once is one entry in each pot")
def test_a_distribution_sent_many_times_at_once_counts_once() -> None:
    offices = list(GovernorOffice.objects.all())

    def distribute(turn: int) -> Callable[[], Any]:
        ordered = offices if turn % 2 else offices[::-1]
        return lambda: managing.distribute(
            amounts=dict.fromkeys(ordered, 1_000), scheme="foster_home", year=2024, by=manager(),
            reason="Tildelingsbrev", key="0123456789abcdef",
        )  # fmt: skip

    results = at_once(*[distribute(turn) for turn in range(8)])
    assert kinds(results) == {"Done": 8}
    assert sum(not done.repeated for done in results) == 1
    pots = Pot.objects.filter(scheme="foster_home")
    assert [(pot.authority, pot.entries.count()) for pot in pots] == [(1_000, 1)] * len(offices)
    assert verify_all().faults == []


@pytest.mark.adversary(
    "A6", "all that is free moved twice at once is moved once; grants get what is left, or hear it"
)
def test_moving_everything_twice_and_granting_at_once_takes_each_krone_once() -> None:
    case = bare_case()
    pot, there = pot_of(case), pot_at("VES")
    everything = pot.available

    def move() -> managing.Done:
        return managing.move(
            source=pot, office=there.office, scheme=there.scheme, amount=everything, by=manager(), reason="Alt",
            key="0123456789abcdef",
        )  # fmt: skip

    found = kinds(at_once(move, grant(case, 1), move))
    assert found in ({"Done": 2, "NotEnough": 1}, {"LedgerEntry": 1, "NotEnough": 2})
    pot.refresh_from_db()
    assert pot.available == (0 if "Done" in found else everything - 1)
    assert verify_all().faults == []


@pytest.mark.requirement("R4.4", "a year ended by several at once is ended once")
def test_a_year_ended_by_many_at_once_is_ended_once(at: Callable[..., None]) -> None:
    at(2025, 1, 2)
    office = GovernorOffice.objects.get(code="ROG")

    def end() -> int:
        return len(yearend.end_year(office=office, year=2024, by=manager()))

    results = at_once(*[end] * 6)
    assert sorted(results) == [0, 0, 0, 0, 0, 2]
    assert LedgerEntry.objects.filter(kind=LedgerKind.RETURN).count() == 2
    assert verify_all().faults == []


def test_a_move_that_fails_in_the_second_pot_leaves_the_first_alone() -> None:
    here, there = pot_at("ROG"), pot_at("VES")
    source, target = sorted((here, there), key=lambda pot: -pot.pk)  # the one that gives is changed last
    with pytest.raises(funds.NotEnough), transaction.atomic():
        funds.move_authority(source=source, target=target, amount=source.available + 1, by=None)
    assert (pot_at("ROG").available, pot_at("VES").available) == (here.available, there.available)
    assert connection.in_atomic_block is False
