"""What changed about a rule is told in plain sentences, in both forms of Norwegian (R1.4)."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from cms.comparing.compare import compare
from cms.comparing.editions import Edition, Paragraph, Rule
from cms.comparing.telling import sentences

OVERHEAD = {"fact": "overhead_percent_requested", "operator": "<=", "value": 5}
AUDIT = {
    "obligation": "audit_statement",
    "when": {"fact": "awarded_amount", "operator": ">", "value": 200_000},
}
DAY = {"month": 2, "day": 15, "years": 1}
LIST = {"name": "auditor_kinds", "value": ["registered", "state_authorised"], "unit": "codes"}
RULE = Rule("3.7", 1, "comparison", "must", ("self_initiated",), ("application",), OVERHEAD, "Ordlyd.")


def told(before: Rule, **changes: Any) -> list[str]:
    """Return what is told of a rule that changed between two editions."""
    paragraphs = (Paragraph("3.7", "Tekst."), Paragraph("3.8", "Mer tekst."))
    after = replace(before, **changes)
    [change] = compare(Edition("2024", paragraphs, (before,)), Edition("2024", paragraphs, (after,))).rules
    return sentences(change)


def parameter(value: Any, unit: str = "number") -> Rule:
    """Return a rule that states a figure."""
    return replace(RULE, kind="parameter", params={"name": "figure", "value": value, "unit": unit})


def params(rule: Rule, **changes: Any) -> dict[str, Any]:
    """Return a rule's parameters with some of them changed, wherever they lie."""
    if "when" in rule.params:
        return {**rule.params, "when": {**rule.params["when"], **changes}}
    return {**rule.params, **changes}


OBLIGATION = replace(RULE, kind="obligation", params=AUDIT)
SCHEMES = replace(RULE, kind="schemes", params={})
QUESTION = replace(
    RULE,
    kind="question",
    params={"name": "plan", "question": {"nb": "Har dere en plan?"}, "asked_of": "caseworker"},
)


@pytest.mark.requirement(
    "R1.4", "must that became should, 5 that became 7, 200 000 that became 300 000 are told in a sentence"
)
@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        (RULE, {}, []),
        (RULE, {"severity": "should"}, ["Må ble bør."]),
        (RULE, {"params": params(RULE, value=7)}, ["5 prosent ble 7 prosent."]),
        (RULE, {"params": params(RULE, value=5.5)}, ["5 prosent ble 5,5 prosent."]),
        (OBLIGATION, {"params": params(OBLIGATION, value=300_000)}, ["kr 200 000 ble kr 300 000."]),
        (RULE, {"params": params(RULE, operator="<")},
         ["Før: Overhead som andel av søknadsbeløpet: høyst 5 prosent. "
          "Nå: Overhead som andel av søknadsbeløpet: under 5 prosent."]),
        (OBLIGATION, {"params": params(OBLIGATION, fact="used_amount")},
         ["Før: Innvilget beløp: over kr 200 000. Nå: Brukt beløp: over kr 200 000."]),
        (RULE, {"schemes": ("self_initiated", "leader_network")},
         ["Den gjelder nå også: ledelse av barnevernstjenesten."]),
        (SCHEMES, {"schemes": ("self_initiated", "leader_network")}, ["Kom til: ledelse av barnevernstjenesten."]),
        (SCHEMES, {"schemes": ("foster_home",)}, ["Kom til: fosterhjem.", "Gikk ut: egeninitiert tematikk."]),
        (RULE, {"schemes": ("foster_home",)},
         ["Den gjelder nå også: fosterhjem.", "Den gjelder ikke lenger: egeninitiert tematikk."]),
        (RULE, {"steps": ("decision",)},
         ["Den sjekkes nå også ved: vedtak.", "Den sjekkes ikke lenger ved: søknad."]),
        (parameter(30, "days"), {"params": parameter(1, "days").params}, ["30 dager ble 1 dag."]),
        (parameter(854), {"params": parameter(855).params}, ["854 ble 855."]),
        (parameter(DAY, "date"), {"params": parameter(DAY | {"years": 0, "month": 12}, "date").params},
         ["15. februar året etter tilskuddet ble 15. desember i tilskuddsåret."]),
        (parameter(LIST["value"], "codes"), {"params": parameter(["registered", "a", "b"], "codes").params},
         ["Listen er en annen: 2 har kommet til, 1 har gått ut."]),
        (parameter("application", "text"), {"params": parameter("automatic", "text").params},
         ["Regelen sier noe annet nå, slik de to ordlydene viser."]),
        (RULE, {"wording": "Andre ord."}, ["Bare ordene er endret; det som blir sjekket, er det samme."]),
        (QUESTION, {"params": params(QUESTION, question={"nb": "Har dere en god plan?"})},
         ["Bare ordene er endret; det som blir sjekket, er det samme."]),
        (RULE, {"code": "3.8"}, ["Den sto i punkt 3.7."]),
        (RULE, {"severity": "can", "params": params(RULE, value=10)}, ["5 prosent ble 10 prosent.", "Må ble kan."]),
    ],
)  # fmt: skip
def test_a_change_is_told_in_a_sentence(rule: Rule, changes: dict[str, Any], expected: list[str]) -> None:
    with translation.override("nb"):
        assert [sentence.replace("\u00a0", " ") for sentence in told(rule, **changes)] == expected


def test_in_nynorsk_too() -> None:
    with translation.override("nn"):
        assert told(RULE, severity="should", params=params(RULE, value=7)) == [
            "5 prosent vart 7 prosent.",
            "Må vart bør.",
        ]
