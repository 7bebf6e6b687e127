"""check(): facts and rules in, findings out. Pure, so that a rehearsal and a later re-check are fast and exact."""

from collections.abc import Iterable
from typing import Any

from .kinds import OWED, UNKNOWN, Facts, Finding, RuleSpec
from .registry import kind_of


def check(facts: Facts, rules: Iterable[RuleSpec], *, scheme: str, step: str) -> list[Finding]:
    """Return a finding for every rule that concerns `scheme` at `step`.

    A rule whose fact is not known at this step gives no finding: it cannot be judged yet.
    """
    findings = []
    for rule in rules:
        judge = kind_of(rule.kind).check
        if judge is None or scheme not in rule.schemes or step not in rule.steps:
            continue
        finding = judge(rule, facts)
        if finding.outcome != UNKNOWN:
            findings.append(finding)
    return findings


def owed(findings: Iterable[Finding], rules: Iterable[RuleSpec], obligation: str) -> list[Finding]:
    """Return the findings that say `obligation` is owed."""
    keys = {
        rule.key
        for rule in rules
        if rule.kind == "obligation" and rule.params.get("obligation") == obligation
    }
    return [finding for finding in findings if finding.rule in keys and finding.outcome == OWED]


def parameter(rules: Iterable[RuleSpec], name: str, *, scheme: str) -> Any:
    """Return the value a published paragraph gives `name` for `scheme`, or None when no paragraph states it."""
    for rule in rules:
        if rule.kind == "parameter" and rule.params.get("name") == name and scheme in rule.schemes:
            return rule.params.get("value")
    return None


def schemes_of(rules: Iterable[RuleSpec]) -> list[str]:
    """Return the schemes the edition has (R3.2)."""
    for rule in rules:
        if rule.kind == "schemes":
            return list(rule.params["schemes"])
    return []
