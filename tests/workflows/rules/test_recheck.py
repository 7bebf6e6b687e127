"""Every finding can be found again years later, and one that was tampered with is noticed."""

from typing import Any

import pytest

from tests import seeing, way
from tests.bare import tampering
from workflows.cases.checking import check_case, digest, recheck
from workflows.cases.models import Case, FactSheet, Finding
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db


def outcome_of(case: Case, paragraph: str) -> Finding:
    document, code = paragraph.split("-")
    return Finding.objects.get(sheet__case=case, rule__edition__document=document, rule__code=code)


def sheet_of(case: Case) -> FactSheet:
    return FactSheet.objects.get(case=case)


def write_over(row: FactSheet | Finding, **values: Any) -> None:
    """Change a stored row as somebody would who owns the database."""
    with tampering():
        type(row).objects.filter(pk=row.pk).update(**values)


@pytest.fixture
def case() -> Case:
    """A case of a learning network with one stored check."""
    return way.submitted("self_initiated", 200_000, overhead=10_000)


@pytest.mark.requirement("R1.5", "every stored finding of a whole case is found again from the stored facts")
def test_all_findings_of_a_whole_case_are_found_again(at: Any) -> None:
    case = way.paid("self_initiated", 250_000)
    at(2025, 1, 10)
    case = way.do(case, "report", way.leader_of(case), **answers.report(250_000))
    case = way.do(case, "control", "caseworker", **answers.control(case))
    case = way.do(case, "appoint", way.leader_of(case), email="auditor@example.org")
    case = way.do(case, "state", "auditor", **answers.statement("09.01.2025"))

    steps = ["application", "assessment", "decision", "report", "report", "audit", "audit"]
    assert list(case.fact_sheets.values_list("step", flat=True)) == steps
    assert seeing.faults() == []


def test_later_events_do_not_change_what_was_found_then(case: Case) -> None:
    case.network.memberships.update(left="2024-03-03")  # the network falls apart the day before
    assert recheck(sheet_of(case)) == []
    check_case(case, "application")
    assert seeing.findings(case, "application")["2021-0.2"] == "unmet"


def test_changed_facts_are_noticed(case: Case) -> None:
    sheet = sheet_of(case)
    write_over(sheet, facts=sheet.facts | {"theme_never_asked_for": True})
    assert recheck(sheet_of(case)) == [f"fact sheet {sheet.pk}: the facts were changed"]


def test_changed_facts_are_noticed_by_what_they_lead_to_also_when_the_hash_is_made_anew(case: Case) -> None:
    sheet = sheet_of(case)
    facts = sheet.facts | {"overhead_percent_requested": "7"}
    write_over(sheet, facts=facts, digest=digest(facts))
    rule = outcome_of(case, "2024-3.7").rule_id
    assert recheck(sheet_of(case)) == [
        f"fact sheet {sheet.pk}: found then, not now: rule {rule} must met, overhead_percent_requested '5'",
        f"fact sheet {sheet.pk}: found now, not then: rule {rule} must unmet, overhead_percent_requested '7'",
    ]


@pytest.mark.parametrize(
    "change",
    [{"outcome": "unmet"}, {"severity": "can"}, {"value": "4.5"}, {"fact": "overhead_percent_awarded"}],
)
def test_a_changed_finding_is_noticed(case: Case, change: dict[str, str]) -> None:
    write_over(outcome_of(case, "2024-3.7"), **change)
    assert len(recheck(sheet_of(case))) == 2


def test_a_removed_finding_is_noticed(case: Case) -> None:
    finding = outcome_of(case, "2021-0.2")
    with tampering():
        Finding.objects.filter(pk=finding.pk)._raw_delete(using="default")
    [fault] = recheck(sheet_of(case))
    assert "found now, not then" in fault
    assert "service_count 2" in fault


def test_fact_sheets_and_findings_are_written_once(case: Case) -> None:
    for row in (sheet_of(case), outcome_of(case, "2024-3.7")):
        with pytest.raises(TypeError):
            row.save()
