"""A plugin that brings a fact and a kind of rule: checked where it works, visibly waiting where it does not."""

from collections.abc import Callable
from typing import Any

import pytest
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.blocks import RulesBlock
from tests import way
from workflows.cases.checking import check_case, recheck, refuse_if_blocked
from workflows.cases.models import Case
from workflows.errors import Refused
from workflows.plugins import actions, standing
from workflows.publishing import check_rule
from workflows.registry import changed_for_a_while
from workflows.rules.facts import gather
from workflows.rules.kinds import MUST, UNAVAILABLE
from workflows.rules.registry import kind_of
from workflows.schemes.models import Rule

pytestmark = pytest.mark.django_db
Join = Callable[[str], Any]


@pytest.fixture
def case(join: Join, monkeypatch: pytest.MonkeyPatch) -> Case:
    """Return a case under a published paragraph that asks for 5 000 children; Strand and Suldal have 3 760."""
    join("childcount")
    case = way.submitted()
    rule = Rule.objects.create(
        edition=case.edition, code="9.1", number=1, kind="reach", severity=MUST, schemes=["leader_network"],
        steps=["application"], params={"children": 5_000}, wording_nb="Minst 5 000 barn.",
    )  # fmt: skip
    monkeypatch.setattr("workflows.cases.checking.rules_of", lambda case: [rule])
    monkeypatch.setattr("workflows.schemes.models.Edition.rules_in_force", lambda self, **whose: [rule])
    return case


def on(cast: Any) -> None:
    actions.switch_on("childcount", by=cast.administrator)


def found(case: Case) -> list[tuple[str, Any, bool]]:
    return [(each.outcome, each.value, each.blocks) for each in check_case(case, "application")]


def test_the_children_of_the_networks_municipalities_are_counted(case: Case, cast: Any) -> None:
    on(cast)
    assert gather(case)["child_population"] == 3_760
    assert found(case) == [("unmet", 3_760, True)]
    actions.set_settings("childcount", {"oldest": 11}, by=cast.administrator)
    assert gather(case)["child_population"] == 1_100 + 2_660 // 2
    actions.set_settings(
        "childcount", {"oldest": 99}, by=cast.administrator
    )  # outside its limits: the default holds
    assert gather(case)["child_population"] == 3_760


def test_its_rules_are_validated_and_put_in_words(case: Case) -> None:
    rule = {"code": "3.7", "kind": "reach", "severity": "must", "schemes": ["leader_network"],
            "steps": ["application"], "wording": {"nb": "Ord"}}  # fmt: skip
    assert check_rule(rule | {"params": {"children": 10}}) == []
    assert check_rule(rule | {"params": {"children": 0}}) == ["children: 0 is outside its limits"]
    assert kind_of("reach").sentence({"children": 10}).startswith("At least 10 children")


def test_an_editor_writes_it_as_a_sentence(case: Case) -> None:
    block = RulesBlock().child_blocks["reach"]
    value = block.to_python(
        {
            "severity": "must",
            "schemes": ["leader_network"],
            "steps": ["application"],
            "wording": "Ord",
            "children": 40,
        }
    )
    assert block.compile(block.clean(value))["params"] == {"children": 40}
    assert block.of_rule(block.compile(value), "nb")["children"] == 40
    assert str(block.child_blocks["children"].label) == "Barn i kommunene, minst"
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python({**value, "children": 0}))


@pytest.mark.parametrize("why", ["switched off", "resting", "failing", "gone"])
def test_what_cannot_be_checked_says_so_and_never_passes(
    why: str, case: Case, cast: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    on(cast)
    before = check_case(case, "application")[0].sheet
    if why == "switched off":
        actions.switch_off("childcount", standing.activations("childcount")[0].pk, by=cast.administrator)
    elif why == "resting":
        actions.rest("childcount", by=cast.administrator)
    elif why == "failing":
        monkeypatch.setattr("childcount.facts.children", lambda codes, oldest: 1 / 0)
        assert gather(case)[UNAVAILABLE] == ["child_population"]
        standing.write_counts()
        assert standing.standing("childcount").last_error.startswith(
            "ZeroDivisionError in find (test_childcount.py:"
        )
    with changed_for_a_while():
        if why == "gone":
            settings.PLUGINS = ()
            from workflows.rules import facts, registry

            del facts._facts["child_population"], registry._kinds["reach"]
        findings = check_case(case, "application")
        assert [(each.outcome, each.blocks) for each in findings] == [("unchecked", True)]
        with pytest.raises(Refused, match="Minst 5 000 barn"):
            refuse_if_blocked(case, findings)
        assert recheck(case.fact_sheets.latest("id")) == []
        assert recheck(before) == []  # what was found while it worked is not contradicted


def test_a_fact_of_a_plugin_that_is_gone_is_not_passed_over_either(
    case: Case, cast: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    on(cast)
    rule = Rule.objects.get(kind="reach")
    compared = {"fact": "child_population", "operator": ">=", "value": 100}
    monkeypatch.setattr(rule.__class__, "spec", _as_comparison(rule.__class__.spec, compared))
    assert found(case) == [("met", 3_760, False)]
    settings.PLUGINS = ()
    from workflows.rules import facts

    del facts._facts["child_population"]
    assert found(case) == [("unchecked", None, True)]


def _as_comparison(spec: Any, params: dict[str, Any]) -> Any:
    from dataclasses import replace

    return lambda self: replace(spec(self), kind="comparison", params=params)
