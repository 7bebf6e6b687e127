"""What is found of money that does not add up, whoever took the database's own checks away."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import translation

from tests.bare import bare_case, granted_case, plain, pot_of
from workflows.funds import actions as funds
from workflows.funds.models import LedgerEntry, Pot
from workflows.verifying import verify_all

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def faults() -> list[str]:
    return [plain(fault) for fault in verify_all().faults]


@pytest.mark.requirement("R4.2", "a pot that does not say what the ledger says is found")
def test_pots_that_differ_from_the_ledger_are_found(cast: SimpleNamespace) -> None:
    pot = pot_of(granted_case())
    Pot.objects.filter(pk=pot.pk).update(authority=2_000_001, available=1_800_001)
    assert faults() == [
        "Pot ROG leader_network 2024 has an authority of kr 2 000 001; the ledger says kr 2 000 000.",
        "Pot ROG leader_network 2024 has kr 1 800 001 available; the ledger says kr 1 800 000.",
    ]


@pytest.mark.requirement(
    "R4.2", "a move in which a krone is lost is found, though each pot agrees with its own ledger"
)
def test_a_move_that_loses_a_krone_is_found(cast: SimpleNamespace) -> None:
    for office, amount in (("ROG", -100), ("VES", 99)):
        pot = Pot.objects.get(office__code=office, scheme="leader_network")
        values = {"kind": "move", "amount": amount, "available_change": amount, "act": "uneven"}
        LedgerEntry.objects.create(pot=pot, **values)
        Pot.objects.filter(pk=pot.pk).update(available=pot.available + amount, moved=-amount)
    assert faults() == ["In the move uneven kr 1 is lost, between 2 pots."]


@pytest.mark.requirement("R4.2", "a pot that does not say what was moved is found")
def test_a_pot_that_forgets_a_move_is_found(cast: SimpleNamespace) -> None:
    pot = pot_of(granted_case())
    other = Pot.objects.get(office__code="VES", scheme="leader_network")
    funds.move_authority(source=pot, target=other, amount=100, by=None)
    Pot.objects.filter(pk=other.pk).update(moved=-200)
    assert faults() == ["From pot VES leader_network 2024 kr −200 was moved; the ledger says kr −100."]


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
