"""What is not used: leader networks use it next year by themselves; at the end it is paid back."""

from typing import Any

import pytest
from django.utils.translation import gettext as _

from tests import seeing, way
from tests.bare import pot_of
from workflows.cases.models import Case
from workflows.errors import NotAllowed
from workflows.funds.balances import balance_of
from workflows.ui.amounts import format_amount
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db


def settled(case: Case, used: int) -> Case:
    """Return the case with a report of `used` kroner sent and approved."""
    case = way.do(case, "report", way.leader_of(case), **answers.report(used))
    return way.do(case, "control", "caseworker", **answers.control(case))


@pytest.mark.requirement(
    "R5.2", "a leader network uses what is left next year without applying; the ledger says so"
)
@pytest.mark.requirement("R5.4", "and reports again in the carry-over year")
def test_a_leader_network_carries_over_by_itself_and_reports_again(at: Any, browse: Any) -> None:
    case = way.paid("leader_network", 150_000)
    at(2025, 1, 10)
    case = settled(case, used=100_000)
    assert seeing.ledger(case)[-1] == ("carry_over", 50_000)
    assert ("report.carried_over", "caseworker") in seeing.acts(case)
    assert (case.status, seeing.open_tasks(case)) == ("report_pending", ["report.report"])
    item = way.item(case, "report")
    assert (str(item.opens_on), str(item.due)) == ("2025-12-01", "2026-02-15")

    with pytest.raises(NotAllowed):
        settled(case, used=50_000)
    at(2026, 1, 10)
    page = browse(way.leader_of(case)).get(item.get_absolute_url()).content.decode()
    assert ("31. desember 2025" in page, "31. desember 2024" in page) == (True, False)
    too_much = _("No more than %(left)s was there to use.") % {"left": format_amount(50_000)}
    assert seeing.refusals(case, "report", way.leader_of(case), **answers.report(50_001)) == {
        "used_amount": [too_much]
    }
    case = settled(case, used=50_000)
    assert list(case.reports.values_list("year", "used_amount", "unspent_amount", "approved")) == [
        (2024, 100_000, 50_000, True),
        (2025, 50_000, 0, True),
    ]
    assert (case.status, balance_of(case).repaid) == ("closed", 0)


@pytest.mark.requirement(
    "R5.2", "what a leader network has not used in the carry-over year either is paid back"
)
def test_what_is_left_of_what_was_carried_over_is_paid_back(at: Any) -> None:
    case = way.paid("leader_network", 150_000)
    at(2025, 1, 10)
    case = settled(case, used=100_000)
    at(2026, 1, 10)
    case = settled(case, used=20_000)
    assert (seeing.open_tasks(case), case.status) == (["report.repay"], "in_progress")
    case = way.do(case, "repay", "caseworker", received_on="09.01.2026")
    assert seeing.ledger(case) == [
        ("commitment", 150_000),
        ("payment", 150_000),
        ("carry_over", 50_000),
        ("repayment", 30_000),
    ]
    assert (case.status, seeing.open_tasks(case)) == ("closed", [])


@pytest.mark.requirement(
    "R5.3", "what a learning network has not used is paid back, and does not refill the pot"
)
def test_a_learning_network_pays_back_what_it_has_not_used(at: Any, browse: Any) -> None:
    case = way.paid("self_initiated", 150_000)
    at(2025, 1, 10)
    before = pot_of(case).available
    case = settled(case, used=140_000)
    assert (seeing.open_tasks(case), case.closed_at) == (["report.repay"], None)
    page = browse(case.reports.get().controlled_by).get(way.item(case, "repay").get_absolute_url())
    assert format_amount(10_000) in page.content.decode()

    case = way.do(case, "repay", "second_caseworker", received_on="10.01.2025")
    assert [(back.amount, str(back.received_on)) for back in case.repayments.all()] == [
        (10_000, "2025-01-10")
    ]
    assert (seeing.ledger(case)[-1], pot_of(case).available) == (("repayment", 10_000), before)
    assert case.status == "closed"


@pytest.mark.requirement("R5.3", "nothing used is a report too, and all of it is paid back")
def test_nothing_used_is_all_paid_back(at: Any) -> None:
    case = way.paid("self_initiated", 150_000)
    at(2025, 1, 10)
    typed = answers.report(0) | answers.budget(0, name="accounts")
    case = way.do(case, "report", way.leader_of(case), **typed)
    case = way.do(case, "control", "caseworker", **answers.control(case))
    case = way.do(case, "repay", "caseworker", received_on="10.01.2025")
    assert (balance_of(case).paid, balance_of(case).repaid, case.status) == (150_000, 150_000, "closed")


def test_the_date_of_a_repayment_has_come_and_is_not_before_the_payment(at: Any) -> None:
    case = way.paid("self_initiated", 150_000)
    at(2025, 1, 10)
    case = settled(case, used=140_000)

    def refused(**typed: str) -> dict[str, list[str]]:
        return seeing.refusals(
            case, "repay", "caseworker", **{"received_on": "10.01.2025", "amount": ""} | typed
        )

    assert refused(received_on="11.01.2025") == {"received_on": [_("The date has not come yet.")]}
    assert refused(received_on="03.03.2024") == {"received_on": [_("The date is before the payment.")]}
    too_much = _("No more than %(left)s is left to pay.") % {"left": format_amount(10_000)}
    assert refused(amount="10001") == {"amount": [too_much]}
    assert set(refused(amount="0")) == {"amount"}
    assert refused() == {}


def test_all_that_was_used_leaves_nothing_to_carry_over_or_pay_back(at: Any) -> None:
    case = way.paid("leader_network", 150_000)
    at(2025, 1, 10)
    case = settled(case, used=150_000)
    assert (case.status, seeing.ledger(case)) == ("closed", [("commitment", 150_000), ("payment", 150_000)])
