"""The main job, from a draft to a closed case, by the one door."""

import pytest

from tests import way
from workflows.cases.journal import verify_case
from workflows.funds.balances import balance_of
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R6.1", "200 000 kroner awarded owes no audit statement, 200 001 does")
@pytest.mark.requirement("R6.5", "the case closes when report and required audit are settled, not before")
@pytest.mark.parametrize(
    ("scheme", "requested", "awarded", "owed"),
    [
        ("leader_network", 150_000, None, False),
        ("leader_network", 200_000, None, False),
        ("self_initiated", 200_001, None, True),
        ("self_initiated", 250_000, 200_000, False),
    ],  # the others are walked by pages: test_walkthrough.py
)
def test_a_case_goes_all_the_way(scheme, requested, awarded, owed, at):
    case = way.paid(scheme, requested, awarded)
    amount = awarded or requested
    at(2025, 1, 10)
    case = way.do(case, "report", way.leader_of(case), **answers.report(amount))
    case = way.do(case, "control", "caseworker", **answers.control(case))
    assert case.status == ("waiting_for_you" if owed else "closed")
    assert case.audit_obligation.owed is owed
    if owed:
        case = way.do(case, "appoint", way.leader_of(case), email="auditor@example.org")
        case = way.do(case, "state", "auditor", **answers.statement("09.01.2025"))
        case = way.do(case, "control", "caseworker", result="approve", note="")
    assert (case.status, case.items.filter(open=True).count()) == ("closed", 0)
    assert verify_case(case) == []
    assert (balance_of(case).committed, balance_of(case).paid) == (amount, amount)
