"""Kinds of rule are registered types: each has its own parameters, says them in words, and is checked or is not."""

from collections.abc import Iterator
from typing import Any

import pytest

from workflows.publishing import check_rule
from workflows.rules import registry
from workflows.rules.check import check
from workflows.rules.kinds import MET, Facts, Finding, RuleSpec
from workflows.rules.registry import RuleKind, known_kinds, register


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    with registry.changed_for_a_while():
        yield


def always(rule: RuleSpec, facts: Facts) -> Finding:
    return Finding(rule.key, rule.code, rule.severity, MET)


def weekday(code: str = "weekday") -> RuleKind:
    """Return a kind that a plugin might bring: its one parameter is a day."""
    return RuleKind(
        code=code,
        label="Weekday",
        check=always,
        validate=lambda params: [] if params.get("day") else ["It names a day."],
        sentence=lambda params: f"On {params['day']}",
    )


def rule(kind: str, **params: Any) -> dict[str, Any]:
    return {
        "code": "3.7",
        "kind": kind,
        "severity": "must",
        "schemes": ["self_initiated"],
        "steps": ["application"],
        "params": params,
        "wording": {"nb": "Ord"},
    }


@pytest.mark.requirement("R1.5", "there are five kinds of rule, of which three are checked by themselves")
def test_the_core_registers_its_five() -> None:
    assert {code: kind.check is not None for code, kind in known_kinds().items()} == {
        "comparison": True,
        "question": True,
        "obligation": True,
        "parameter": False,
        "schemes": False,
    }


def test_a_kind_is_registered_once() -> None:
    register(weekday())
    with pytest.raises(ValueError, match="weekday"):
        register(weekday())
    with pytest.raises(ValueError, match="comparison"):
        register(weekday("comparison"))


def test_what_is_registered_for_a_while_is_forgotten() -> None:
    with registry.changed_for_a_while():
        register(weekday())
        assert "weekday" in known_kinds()
    assert "weekday" not in known_kinds()


def test_a_new_kind_is_validated_checked_and_put_in_words() -> None:
    assert check_rule(rule("weekday")) == ["Det finnes ingen type regel som heter «weekday»."]
    kind = register(weekday())

    assert check_rule(rule("weekday")) == ["It names a day."]
    assert check_rule(rule("weekday", day="Friday")) == []
    spec = RuleSpec(1, "3.7", "weekday", "must", ("self_initiated",), ("application",), {"day": "Friday"})
    assert check({}, [spec], scheme="self_initiated", step="application") == [always(spec, {})]
    assert kind.sentence(spec.params) == "On Friday"


@pytest.mark.parametrize(
    ("kind", "params", "sentence"),
    [
        (
            "comparison",
            {"fact": "overhead_percent_awarded", "operator": "<=", "value": 5.5},
            "Overhead som andel av det innvilgede beløpet er høyst 5,5 prosent",
        ),
        (
            "comparison",
            {"fact": "project_plan_attached", "operator": "is_true", "value": True},
            "Prosjektplan er lagt ved",
        ),
        (
            "comparison",
            {"fact": "service_count", "operator": ">=", "value": 2},
            "Antall ulike barnevernstjenester i nettverket er minst 2",
        ),
        ("question", {"name": "plan", "question": {"nb": "Finnes det en plan?"}}, "Finnes det en plan?"),
        (
            "obligation",
            {
                "obligation": "audit_statement",
                "when": {"fact": "awarded_amount", "operator": ">", "value": 200_000},
            },
            "Revisjonsuttalelse kreves når: Innvilget beløp er mer enn kr 200 000",
        ),
        (
            "parameter",
            {"name": "report_deadline", "value": {"month": 2, "day": 15, "years": 1}, "unit": "date"},
            "report_deadline: 15. februar året etter tilskuddet",
        ),
    ],
)
def test_rules_read_as_sentences(kind: str, params: dict[str, Any], sentence: str) -> None:
    assert known_kinds()[kind].validate(params) == []
    assert known_kinds()[kind].sentence(params).replace("\u00a0", " ") == sentence
