"""Two who register the same money at once: it is counted once, and no more comes back than is claimed (R5.3)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from tests.bare import bare_case
from tests.together import at_once
from workflows.directory.models import User
from workflows.errors import Refused
from workflows.funds import actions as funds
from workflows.report import claiming
from workflows.report.models import RepaymentClaim

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.adversary(
    "A8", "two at once register the whole of a claim: one is written, the other hears what is left"
)
@pytest.mark.requirement("R5.3", "what comes back is counted once")
def test_two_at_once_register_what_is_left_once() -> None:
    case = bare_case()
    with transaction.atomic():
        funds.commit_funds(case=case, amount=50_000, by=None)
        funds.register_payment(case=case, amount=50_000, by=None)
    claim = RepaymentClaim.objects.create(case=case, year=2024, amount=10_000)
    by = User.objects.get(username="caseworker")

    def register(amount: int) -> Callable[[], Any]:
        def act() -> Any:
            with transaction.atomic():
                return claiming._receive(claim, amount=amount, received_on=dt.date(2024, 3, 4), by=by)

        return act

    results = at_once(*[register(10_000) for _person in range(4)])
    assert sum(isinstance(result, Refused) for result in results) == 3
    claim.refresh_from_db()
    assert (claim.received, case.repayments.count()) == (10_000, 1)
    assert list(case.ledger.filter(kind="repayment").values_list("amount", flat=True)) == [10_000]
