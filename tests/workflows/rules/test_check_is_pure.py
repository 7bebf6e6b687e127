"""check() on any facts and any rules: the same answer every time, whatever the order, and nothing touched."""

import copy
import json
import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.check import check
from workflows.rules.kinds import Finding, RuleSpec

SCHEMES, STEPS = ("self_initiated", "leader_network"), ("application", "decision")
NUMBERS, YES_NO = ("awarded_amount", "service_count", "overhead_percent"), ("plan_attached", "kind_matches")
QUESTIONS = ("leaders_share", "network_plan")

amounts = st.integers(0, 10**12)
percents = st.decimals(0, 1000, places=6, allow_nan=False).map(str)  # decimals travel as text in a fact sheet
unknown = st.none()
some_facts = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(NUMBERS, unknown | amounts | percents),
        **dict.fromkeys(YES_NO, unknown | st.booleans()),
        **dict.fromkeys((f"answer:{name}" for name in QUESTIONS), unknown | st.booleans()),
    },
)
comparisons = st.fixed_dictionaries(
    {
        "fact": st.sampled_from(NUMBERS),
        "operator": st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
        "value": amounts | st.integers(0, 100) | st.sampled_from([5.5, 0.1, 2.25]),
    }
) | st.fixed_dictionaries(
    {"fact": st.sampled_from(YES_NO), "operator": st.just("is_true"), "value": st.just(True)}
)
kinds_and_params = st.one_of(
    st.tuples(st.just("comparison"), comparisons),
    st.tuples(st.just("question"), st.fixed_dictionaries({"name": st.sampled_from(QUESTIONS)})),
    st.tuples(
        st.just("obligation"),
        st.fixed_dictionaries({"obligation": st.just("audit_statement"), "when": comparisons}),
    ),
    st.tuples(st.just("parameter"), st.just({"name": "overhead_limit", "value": 5})),
    st.tuples(st.just("schemes"), st.just({"schemes": list(SCHEMES)})),
)


def a_rule(
    kind_and_params: tuple[str, dict[str, Any]], severity: str, schemes: set[str], steps: set[str]
) -> RuleSpec:
    kind, params = kind_and_params
    return RuleSpec(0, "", kind, severity, tuple(sorted(schemes)), tuple(sorted(steps)), params)


def numbered(rules: list[RuleSpec]) -> list[RuleSpec]:
    return [RuleSpec(**{**vars(rule), "key": n, "code": f"2024-{n}"}) for n, rule in enumerate(rules, 1)]


some_rules = st.lists(
    st.builds(
        a_rule,
        kinds_and_params,
        st.sampled_from(["must", "should", "can"]),
        st.sets(st.sampled_from(SCHEMES), min_size=1),
        st.sets(st.sampled_from(STEPS), min_size=1),
    ),
    max_size=12,
).map(numbered)


def found(facts: dict[str, Any], rules: list[RuleSpec]) -> list[Finding]:
    return check(facts, rules, scheme="self_initiated", step="application")


def speaks_of(rule: RuleSpec) -> str:
    """Return the fact a rule speaks of."""
    if rule.kind == "question":
        return f"answer:{rule.params['name']}"
    return str((rule.params.get("when") or rule.params).get("fact"))


@given(some_facts, some_rules)
def test_the_same_facts_give_the_same_findings_and_stay_as_they_were(
    facts: dict[str, Any], rules: list[RuleSpec]
) -> None:
    facts_before, rules_before = copy.deepcopy(facts), copy.deepcopy(rules)
    assert found(facts, rules) == found(facts, rules)
    assert (facts, rules) == (facts_before, rules_before)


@given(some_facts, some_rules, st.randoms(use_true_random=False))
def test_the_order_of_the_rules_does_not_matter(
    facts: dict[str, Any], rules: list[RuleSpec], shuffler: random.Random
) -> None:
    shuffled = list(rules)
    shuffler.shuffle(shuffled)
    assert sorted(found(facts, shuffled), key=lambda f: f.rule) == found(facts, rules)


@given(some_facts, some_rules)
def test_each_rule_is_judged_by_itself(facts: dict[str, Any], rules: list[RuleSpec]) -> None:
    assert [finding for rule in rules for finding in found(facts, [rule])] == found(facts, rules)


@given(some_facts, some_rules)
def test_only_a_must_that_is_not_met_blocks(facts: dict[str, Any], rules: list[RuleSpec]) -> None:
    by_key = {rule.key: rule for rule in rules}
    for finding in found(facts, rules):
        rule = by_key[finding.rule]
        blocks = rule.kind == "comparison" and rule.severity == "must" and finding.outcome == "unmet"
        assert finding.blocks is blocks


@given(some_facts, some_rules)
def test_what_is_not_known_gives_no_finding_but_the_question_itself(
    facts: dict[str, Any], rules: list[RuleSpec]
) -> None:
    by_key = {rule.key: rule for rule in rules}
    for finding in found(facts, rules):
        rule = by_key[finding.rule]
        assert facts.get(speaks_of(rule)) is not None or (rule.kind, finding.outcome) == ("question", "asked")


@given(some_facts, some_rules, st.sampled_from([*NUMBERS, *YES_NO]))
def test_a_fact_matters_only_to_the_rules_that_speak_of_it(
    facts: dict[str, Any], rules: list[RuleSpec], forgotten: str
) -> None:
    others = [rule for rule in rules if speaks_of(rule) != forgotten]
    without = {name: value for name, value in facts.items() if name != forgotten}
    assert found(without, rules) == found(without, others) == found(facts, others)


@given(some_facts, some_rules)
def test_facts_that_were_stored_give_the_same_findings(facts: dict[str, Any], rules: list[RuleSpec]) -> None:
    assert found(json.loads(json.dumps(facts)), rules) == found(facts, rules)
