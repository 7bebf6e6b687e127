"""Whether an audit statement is owed: worked out from the published rules, on what was awarded (R6.1, R8.9)."""

from typing import Any

import pytest

from tests import seeing, way
from workflows.cases.models import Case

pytestmark = pytest.mark.django_db


def settled(at: Any, scheme: str, requested: int, awarded: int | None = None) -> Case:
    """Return a case whose report is approved, in January 2025."""
    case = way.paid(scheme, requested, awarded)
    at(2025, 1, 10)
    case = way.do(case, "report", way.leader_of(case), **way.answers.report(awarded or requested))
    return way.do(case, "control", "caseworker", **way.answers.control(case))


@pytest.mark.requirement("R6.1", "200 000 awarded owes no audit, also when more was requested; 200 001 does")
@pytest.mark.parametrize("scheme", ["leader_network", "self_initiated"])
@pytest.mark.parametrize(
    ("requested", "awarded", "owed"),
    [(200_000, 200_000, False), (250_000, 200_000, False), (200_001, 200_001, True)],
)
def test_an_audit_is_owed_over_200_000_awarded(
    scheme: str, requested: int, awarded: int, owed: bool, at: Any
) -> None:
    case = settled(at, scheme, requested, awarded)
    obligation = case.audit_obligation
    deadline = str(obligation.deadline) if obligation.deadline else None
    assert (obligation.owed, obligation.amount, deadline) == (owed, awarded, "2025-04-01" if owed else None)
    assert (case.status, seeing.open_tasks(case)) == (
        ("waiting_for_you", ["audit.appoint"]) if owed else ("closed", [])
    )
    paragraph = {"leader_network": "2024-6.12", "self_initiated": "2024-3.14"}[scheme]
    assert seeing.findings(case, "audit")[paragraph] == ("owed" if owed else "not_owed")


@pytest.mark.requirement(
    "R6.1", "the case page says whether an audit is owed, of which sum, and by which paragraph"
)
def test_the_case_page_says_what_is_owed_and_why(at: Any, browse: Any) -> None:
    case = settled(at, "leader_network", 200_001)
    page = browse(way.leader_of(case)).get(f"{case.get_absolute_url()}revisjon/").content.decode()
    assert "kr\u00a0200\u00a0001" in page
    assert "/regel/2024-6.12/" in page
    assert "1. april 2025" in page
