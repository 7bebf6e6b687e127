"""A draft's rules on stored facts: what would differ, which rule answers to which, and what is left alone."""

from typing import Any

import pytest

from tests.rehearsals import Rules, filed, of_paragraph, overhead_of_7, rehearse, sheet, told, turns
from workflows.cases.checking import check_case
from workflows.rehearsing import Rehearsal
from workflows.schemes.models import Edition, Rule

pytestmark = pytest.mark.django_db
CASE = "ROG-2024-1001"


def audit_over_300_000(rules: Rules) -> None:
    of_paragraph(rules, "3.14")[0]["params"]["when"]["value"] = 300_000


def advice_only(rules: Rules) -> None:
    for rule in of_paragraph(rules, "3.7"):
        rule["severity"] = "should"


def moved(rules: Rules) -> None:
    for rule in of_paragraph(rules, "3.7"):
        rule["code"] = "4.9"
    overhead_of_7(rules)
    for rule in of_paragraph(rules, "4.9"):
        rule["params"]["value"] = 7


@pytest.mark.requirement("R1.5", "a rehearsal tells in a sentence what was found, what would be, and by what")
def test_a_difference_is_told_in_a_sentence() -> None:
    sheet(filed(CASE), "decision", overhead_percent_awarded="6", awarded_amount=250_000)

    def both(rules: Rules) -> None:
        overhead_of_7(rules)
        audit_over_300_000(rules)

    assert told(rehearse(both)) == [
        f"{CASE}, vedtak: Overhead som andel av det innvilgede beløpet 6 prosent: ikke oppfylt etter 2024 (3.7, må: "
        "høyst 5 prosent), oppfylt etter 2025 (3.7, må: høyst 7 prosent)",
        f"{CASE}, vedtak: revisjonsuttalelse (Innvilget beløp kr 250 000): kreves etter 2024 (3.14, må: over kr "
        "200 000), kreves ikke etter 2025 (3.14, må: over kr 300 000)",
    ]


@pytest.mark.parametrize(
    ("change", "facts", "turn"),
    [
        (overhead_of_7, {"overhead_percent_awarded": "6"}, [("3.7", "3.7", "no_longer_unmet")]),
        (overhead_of_7, {"overhead_percent_awarded": "7"}, [("3.7", "3.7", "no_longer_unmet")]),
        (overhead_of_7, {"overhead_percent_awarded": "5"}, []),
        (overhead_of_7, {"overhead_percent_awarded": "7.01"}, []),
        (overhead_of_7, {}, []),
        (audit_over_300_000, {"awarded_amount": 200_000}, []),
        (audit_over_300_000, {"awarded_amount": 200_001}, [("3.14", "3.14", "no_longer_owed")]),
        (audit_over_300_000, {"awarded_amount": 300_000}, [("3.14", "3.14", "no_longer_owed")]),
        (audit_over_300_000, {"awarded_amount": 300_001}, []),
        (advice_only, {"overhead_percent_awarded": "6"}, [("3.7", "3.7", "no_longer_unmet")]),
        (advice_only, {"overhead_percent_awarded": "5"}, []),
        (moved, {"overhead_percent_awarded": "6"}, [("3.7", "4.9", "no_longer_unmet")]),
    ],
)  # fmt: skip
def test_only_what_comes_out_otherwise_differs(change: Any, facts: dict[str, Any], turn: list[Any]) -> None:
    sheet(filed(CASE), "decision", **facts)
    assert turns(rehearse(change)) == [(CASE, "decision", *each) for each in turn]


def test_a_stricter_draft_would_stop_and_oblige_more() -> None:
    def stricter(rules: Rules) -> None:
        for rule in of_paragraph(rules, "3.7"):
            rule["params"]["value"] = 3
        of_paragraph(rules, "3.14")[0]["params"]["when"]["value"] = 100_000

    sheet(filed(CASE), "decision", overhead_percent_awarded="5", awarded_amount=150_000)
    assert turns(rehearse(stricter)) == [
        (CASE, "decision", "3.7", "3.7", "now_unmet"),
        (CASE, "decision", "3.14", "3.14", "now_owed"),
    ]


def test_rules_that_are_new_or_gone_differ_where_they_matter() -> None:
    def other(rules: Rules) -> None:
        rules.remove(of_paragraph(rules, "3.10")[0])
        rules.remove(of_paragraph(rules, "3.11")[0])
        new = {"fact": "municipality_count", "operator": ">=", "value": 4}
        rules.append(of_paragraph(rules, "2.3")[0] | {"code": "9.1", "params": new})

    facts = {"project_plan_attached": False, "other_public_funding_declared": True, "municipality_count": 3}
    sheet(filed(CASE), "application", **facts)
    rehearsal = rehearse(other)
    assert turns(rehearsal) == [
        (CASE, "application", "3.10", "", "no_longer_unmet"),
        (CASE, "application", "", "9.1", "now_unmet"),
    ]
    tried = [
        (each.then.reference, each.now.reference, each.judged, each.differing) for each in rehearsal.tried
    ]
    assert tried == [("3.10", "", 1, 1), ("3.11", "", 1, 0), ("", "9.1", 1, 1)]


def test_a_question_nobody_answered_would_be_asked() -> None:
    def asked(rules: Rules) -> None:
        of_paragraph(rules, "2.2")[0]["params"]["name"] = "another_plan"

    sheet(filed(CASE), "assessment", **{"answer:network_plan": False})
    assert told(rehearse(asked)) == [
        f"{CASE}, vurdering: Har kommunene laget en plan for arbeidet i nettverket?: besvart med nei etter 2024 (2.2, "
        "bør), ingen slik regel i 2025",
        f"{CASE}, vurdering: Har kommunene laget en plan for arbeidet i nettverket?: ingen slik regel i 2024, "
        "skal besvares etter 2025 (2.2, må)",
    ]


@pytest.mark.requirement(
    "R1.5", "what a draft keeps of older documents holds in its rehearsal, what lapses does not"
)
def test_rules_that_are_kept_hold_in_the_draft() -> None:
    sheet(filed(CASE), "application", service_count=1, persons_per_municipality_minimum=1)
    assert turns(rehearse()) == []
    assert rehearse().kept == {"2021": 2}

    lapsed = rehearse(standings={("2021", "0.2"): ("lapsed", "")})
    assert turns(lapsed) == [(CASE, "application", "2021-0.2", "", "no_longer_unmet")]
    assert turns(rehearse(rests_on=[], standings={})) == [
        (CASE, "application", "2021-0.2", "", "no_longer_unmet"),
        (CASE, "application", "2021-2.3", "", "otherwise"),
    ]


def test_a_draft_that_takes_over_from_nobody_keeps_the_old_limits_beside_its_own() -> None:
    sheet(filed(CASE), "decision", overhead_percent_awarded="6", awarded_amount=250_000)
    sheet(filed("ROG-2024-1002"), "decision", overhead_percent_awarded="8", awarded_amount=400_000)

    def both(rules: Rules) -> None:
        overhead_of_7(rules)
        audit_over_300_000(rules)

    kept = rehearse(both, rests_on=[Edition.objects.get(document="2024")], standings={})
    assert turns(kept) == []
    assert kept.kept["2024"] > 20


def test_the_same_rules_change_no_case_whatever_is_known() -> None:
    case = filed(CASE)
    for step in ("application", "assessment", "decision", "report"):
        check_case(case, step)
    rehearsal = rehearse()
    assert (turns(rehearsal), rehearsal.figures(), rehearsal.tried, rehearsal.sheets) == ([], [], [], 4)


def test_a_changed_draft_of_the_edition_in_force_is_told_from_it() -> None:
    sheet(filed(CASE), "decision", overhead_percent_awarded="6")
    assert told(rehearse(overhead_of_7, document="2024")) == [
        f"{CASE}, vedtak: Overhead som andel av det innvilgede beløpet 6 prosent: ikke oppfylt etter 2024 (3.7, må: "
        "høyst 5 prosent), oppfylt etter utkastet til 2024 (3.7, må: høyst 7 prosent)"
    ]


def test_a_rule_concerns_its_scheme_and_its_step() -> None:
    facts = {"overhead_percent_awarded": "6", "overhead_percent_requested": "6", "awarded_amount": 250_000}
    leaders = filed("ROG-2024-1002", "leader_network")
    for step in ("application", "decision"):
        sheet(leaders, step, **facts)
    sheet(filed(CASE), "application", **facts)

    def both(rules: Rules) -> None:
        overhead_of_7(rules)
        audit_over_300_000(rules)

    assert turns(rehearse(both)) == [(CASE, "application", "3.7", "3.7", "no_longer_unmet")]


@pytest.mark.django_db
def test_the_draft_is_never_stored() -> None:
    before = (Edition.objects.count(), Rule.objects.count())
    rehearsal: Rehearsal = rehearse(overhead_of_7)
    own = [rule for rule in rehearsal.rules if rule.edition.document == "2025"]
    assert {rule.pk for rule in own} == {None}
    assert (Edition.objects.count(), Rule.objects.count()) == before
