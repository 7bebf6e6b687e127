"""The facts rules may speak of: registered once, stored as they can be read again, and enough for what is published."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from workflows.registry import changed_for_a_while
from workflows.rules import facts
from workflows.schemes.models import Rule


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty registry for one test."""
    monkeypatch.setattr(facts, "_providers", [])
    with changed_for_a_while():
        facts._facts.clear()
        yield


@pytest.mark.usefixtures("registry")
def test_a_fact_is_registered_once() -> None:
    facts.fact("service_count", facts.COUNT, "Services")(len)
    with pytest.raises(ValueError, match="service_count"):
        facts.fact("service_count", facts.COUNT, "Services again")(len)
    assert facts.known_facts() == {"service_count": facts.Fact("service_count", "Services", "count", len)}


@pytest.mark.usefixtures("registry")
def test_gathered_facts_can_be_stored_and_what_is_unknown_is_left_out() -> None:
    def register(name: str, value: Any) -> None:
        facts.fact(name, facts.AMOUNT, name)(lambda case: value)

    for name, value in {"a": 200_000, "b": Decimal("5.01"), "c": None, "d": False, "e": 0}.items():
        register(name, value)
    facts.provider(lambda case: {"answer:plan": True})
    assert facts.gather(object()) == {"a": 200_000, "b": "5.01", "d": False, "e": 0, "answer:plan": True}


@pytest.mark.django_db
@pytest.mark.requirement("R1.5", "every published rule speaks of a fact that the casework can find")
def test_every_published_rule_speaks_of_a_known_fact() -> None:
    rules = Rule.objects.filter(kind__in=["comparison", "obligation"])
    spoken_of = {rule.params.get("fact") or rule.params["when"]["fact"] for rule in rules}
    assert spoken_of <= set(facts.known_facts())
    assert {"service_count", "awarded_amount", "overhead_percent_reported"} <= spoken_of
