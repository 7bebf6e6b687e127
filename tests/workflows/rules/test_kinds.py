"""What each kind of rule finds, to the exact øre and the exact krone."""

from decimal import Decimal
from typing import Any

import pytest

from workflows.rules.check import check, owed, parameter, schemes_of
from workflows.rules.kinds import Finding, RuleSpec

STEP, SCHEME = "decision", "self_initiated"


def rule(kind: str = "comparison", severity: str = "must", key: int = 1, **params: Any) -> RuleSpec:
    return RuleSpec(key, f"2024-{key}", kind, severity, (SCHEME,), (STEP,), params)


def overhead(severity: str = "must") -> RuleSpec:
    return rule(severity=severity, fact="overhead_percent_awarded", operator="<=", value=5)


def audit(limit: int = 200_000, operator: str = ">") -> RuleSpec:
    when = {"fact": "awarded_amount", "operator": operator, "value": limit}
    return rule("obligation", obligation="audit_statement", when=when)


def question(severity: str = "must") -> RuleSpec:
    return rule("question", severity, name="leaders_share_experience")


def find(spec: RuleSpec, **facts: Any) -> list[Finding]:
    return check(facts, [spec], scheme=SCHEME, step=STEP)


@pytest.mark.requirement("R3.9", "5 per cent overhead passes and what is over does not, to the exact decimal")
@pytest.mark.parametrize(
    ("percent", "outcome"),
    [
        (Decimal(10_000) * 100 / 200_000, "met"),
        (Decimal(10_001) * 100 / 200_000, "unmet"),
        (Decimal(10_020) * 100 / 200_000, "unmet"),
        ("5", "met"),
        ("5.0", "met"),
        ("5.00000000001", "unmet"),
        ("5.01", "unmet"),
        (0, "met"),
    ],
)
def test_five_per_cent_is_five_per_cent(percent: Any, outcome: str) -> None:
    found = find(overhead(), overhead_percent_awarded=percent)
    assert found == [Finding(1, "2024-1", "must", outcome, "overhead_percent_awarded", percent)]


def test_a_limit_written_with_decimals_is_exact() -> None:
    spec = rule(fact="overhead_percent_awarded", operator="<=", value=5.1)
    assert [find(spec, overhead_percent_awarded=p)[0].outcome for p in ("5.1", "5.10001")] == ["met", "unmet"]


@pytest.mark.parametrize(
    ("operator", "met"), [("<", [1]), ("<=", [1, 2]), (">", [3]), (">=", [2, 3]), ("==", [2]), ("!=", [1, 3])]
)
def test_each_operator_means_what_it_says(operator: str, met: list[int]) -> None:
    spec = rule(fact="service_count", operator=operator, value=2)
    assert [n for n in (1, 2, 3) if find(spec, service_count=n)[0].outcome == "met"] == met


def test_a_yes_is_asked_for_and_nothing_else_will_do() -> None:
    spec = rule(fact="project_plan_attached", operator="is_true", value=True)
    outcomes = [find(spec, project_plan_attached=value)[0].outcome for value in (True, False, "yes", 1)]
    assert outcomes == ["met", "unmet", "unmet", "unmet"]


@pytest.mark.requirement("R1.5", "must blocks, should and can are shown and block nothing")
@pytest.mark.parametrize(("severity", "blocks"), [("must", True), ("should", False), ("can", False)])
def test_only_a_must_that_is_not_met_blocks(severity: str, blocks: bool) -> None:
    [unmet] = find(overhead(severity), overhead_percent_awarded="7")
    [met] = find(overhead(severity), overhead_percent_awarded="3")
    assert (unmet.outcome, unmet.blocks, met.blocks) == ("unmet", blocks, False)


def test_what_is_not_known_yet_is_not_judged() -> None:
    assert find(overhead()) == []
    assert find(overhead(), overhead_percent_awarded=None) == []
    assert find(audit()) == []


@pytest.mark.requirement("R6.1", "an audit is owed over 200 000 kroner awarded, not at 200 000")
@pytest.mark.parametrize(
    ("awarded", "outcome"), [(150_000, "not_owed"), (200_000, "not_owed"), (200_001, "owed")]
)
def test_an_audit_is_owed_over_the_threshold(awarded: int, outcome: str) -> None:
    found = find(audit(), awarded_amount=awarded)
    assert [finding.outcome for finding in found] == [outcome]
    assert bool(owed(found, [audit()], "audit_statement")) == (outcome == "owed")
    assert not any(finding.blocks for finding in found)


def test_whether_the_threshold_is_over_or_from_is_the_paragraphs_choice() -> None:
    assert [find(audit(operator=op), awarded_amount=200_000)[0].outcome for op in (">", ">=")] == [
        "not_owed",
        "owed",
    ]


def test_one_obligation_is_not_taken_for_another() -> None:
    found = find(audit(), awarded_amount=300_000)
    assert owed(found, [audit()], "repayment") == []


@pytest.mark.requirement(
    "R4.10", "a question is asked until answered; a reasoned no is seen and does not block"
)
@pytest.mark.parametrize(
    ("answer", "seen"), [(None, ("must", "asked")), (True, ("must", "met")), (False, ("should", "unmet"))]
)
def test_a_question_is_asked_until_it_is_answered(answer: bool | None, seen: tuple[str, str]) -> None:
    facts = {} if answer is None else {"answer:leaders_share_experience": answer}
    [finding] = find(question(), **facts)
    assert ((finding.severity, finding.outcome), finding.blocks) == (seen, False)


def test_a_rule_of_another_scheme_or_step_finds_nothing() -> None:
    facts = {"overhead_percent_awarded": "9"}
    assert check(facts, [overhead()], scheme="leader_network", step=STEP) == []
    assert check(facts, [overhead()], scheme=SCHEME, step="application") == []


def test_figures_are_read_and_never_found() -> None:
    figure = rule("parameter", name="auditor_kinds", value=["registered"])
    schemes = rule("schemes", schemes=["self_initiated", "leader_network"])
    assert check({}, [figure, schemes], scheme=SCHEME, step=STEP) == []
    assert parameter([figure], "auditor_kinds", scheme=SCHEME) == ["registered"]
    assert parameter([figure], "auditor_kinds", scheme="leader_network") is None
    assert parameter([figure], "report_deadline", scheme=SCHEME) is None
    assert (schemes_of([figure, schemes]), schemes_of([figure])) == (["self_initiated", "leader_network"], [])
