"""Money of a case that came from elsewhere: what a pot has available is the same before and after (R7.3)."""

import pytest
from django.db import transaction

from tests.bare import bare_case
from workflows import clock
from workflows.errors import Refused
from workflows.funds import taking_over
from workflows.funds.balances import balance_of
from workflows.funds.models import LedgerEntry, Pot
from workflows.verifying import faults_of_pots

pytestmark = pytest.mark.django_db


def movement(kind: str, amount: int, change: int = 0) -> LedgerEntry:
    return LedgerEntry(kind=kind, amount=amount, available_change=change, at=clock.now())


@pytest.mark.requirement(
    "R7.3", "what was committed, let go of and paid elsewhere leaves no pot with more or less"
)
def test_a_pot_has_as_much_as_before() -> None:
    case = bare_case()
    before = dict(Pot.objects.values_list("pk", "available"))
    with transaction.atomic():
        taking_over.take_over(
            case=case,
            office=case.office,
            year=case.year,
            movements=[
                movement("commitment", 100_000, -100_000),
                movement("release", 30_000, 30_000),
                movement("payment", 70_000),
                movement("repayment", 5_000),
            ],
            note="fra et annet sted",
        )
    assert {
        pk: available for pk, available in Pot.objects.values_list("pk", "available") if pk in before
    } == before
    balance = balance_of(case)
    assert (balance.granted, balance.paid, balance.repaid, balance.unpaid) == (70_000, 70_000, 5_000, 0)
    assert list(faults_of_pots()) == []


@pytest.mark.parametrize("wrong", [("authority", 5, 5), ("commitment", -5, 5), ("release", 10**13, 0)])
def test_what_no_case_has_is_refused(wrong: tuple[str, int, int]) -> None:
    case = bare_case()
    with pytest.raises(Refused), transaction.atomic():
        taking_over.take_over(
            case=case, office=case.office, year=case.year, movements=[movement(*wrong)], note=""
        )
