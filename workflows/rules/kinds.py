"""What a rule is, what a finding is, and how the core's kinds are checked: pure, no database."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

MUST, SHOULD, CAN = "must", "should", "can"
MET, UNMET, UNKNOWN, ASKED, OWED, NOT_OWED = "met", "unmet", "unknown", "asked", "owed", "not_owed"
UNCHECKED = "unchecked"  # cannot be checked now: a plugin that rests, is switched off, or is gone
UNAVAILABLE = "unavailable"  # among the facts: the names of those that could not be found then

Facts = Mapping[str, Any]
# By obligation and fact: the fact that takes its place in a case that has it (R6.2, R6.3, R8.9).
SUMMED = {("audit_statement", "awarded_amount"): "audited_amount"}


@dataclass(frozen=True)
class RuleSpec:
    """A rule as the check sees it."""

    key: int
    code: str
    kind: str
    severity: str
    schemes: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """What the check found for one rule: the outcome, and the value it rests on."""

    rule: int
    code: str
    severity: str
    outcome: str
    fact: str = ""
    value: Any = None

    @property
    def blocks(self) -> bool:
        """Return whether the case may not go on: a 'must' not met, or not to be checked now. 'Should' never blocks."""
        return self.severity == MUST and self.outcome in (UNMET, UNCHECKED)


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "is_true": lambda value, _expected: value is True,
}


def holds(facts: Facts, *, fact: str, operator: str, value: Any = None) -> bool | None:
    """Return whether a comparison holds, or None when the fact is not known."""
    known = facts.get(fact)
    if known is None:
        return None
    if isinstance(known, str) and not isinstance(value, str) and operator != "is_true":
        known = Decimal(known)  # decimals travel as text in a stored fact sheet
    if isinstance(value, float):
        value = Decimal(str(value))
    return OPERATORS[operator](known, value)


def _unknown(facts: Facts, name: str) -> str:
    """Return what a rule comes to whose fact is not known: not yet, or not to be found now."""
    return UNCHECKED if name in facts.get(UNAVAILABLE, ()) else UNKNOWN


def compare(rule: RuleSpec, facts: Facts) -> Finding:
    """A comparison of a fact with a value: met, unmet, or unknown."""
    params = dict(rule.params)
    result = holds(facts, fact=params["fact"], operator=params["operator"], value=params.get("value"))
    outcome = _unknown(facts, params["fact"]) if result is None else MET if result else UNMET
    return Finding(rule.key, rule.code, rule.severity, outcome, params["fact"], facts.get(params["fact"]))


def ask(rule: RuleSpec, facts: Facts) -> Finding:
    """A question for somebody: asked until answered; the answer with its reason is a fact of its own."""
    name = f"answer:{rule.params['name']}"
    answer = facts.get(name)
    outcome = ASKED if answer is None else MET if answer is True else UNMET
    severity = (
        SHOULD if outcome == UNMET else rule.severity
    )  # a reasoned 'no' informs the decision, it does not block
    return Finding(rule.key, rule.code, severity, outcome, name, answer)


def oblige(rule: RuleSpec, facts: Facts) -> Finding:
    """An obligation that is owed when a comparison holds ("over", so 200 000 itself is not).

    Where the sum an obligation goes by is another than the case's own (several years, one recipient), that is a
    fact too, and is what is compared.
    """
    when = dict(rule.params["when"])
    summed = SUMMED.get((rule.params["obligation"], when["fact"]), "")
    when["fact"] = summed if facts.get(summed) is not None else when["fact"]
    result = holds(facts, fact=when["fact"], operator=when["operator"], value=when.get("value"))
    outcome = _unknown(facts, when["fact"]) if result is None else OWED if result else NOT_OWED
    return Finding(rule.key, rule.code, rule.severity, outcome, when["fact"], facts.get(when["fact"]))
