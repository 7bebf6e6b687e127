"""Letter texts: what is filled in, what becomes of it, and what an editor is told before publishing."""

import datetime as dt
import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from cms import demo
from workflows.schemes.letter_checks import check_letter
from workflows.schemes.letter_texts import LetterIncomplete, fill_body, fill_line

BUDGET = {"project_positions": 150000, "external_competence": 40000, "overhead": 10000, "other": 0}


def body(text: str, **values: Any) -> list[dict[str, Any]]:
    return fill_body(text, values, language="en")


def text(*texts: str) -> list[dict[str, Any]]:
    return [{"kind": "text", "text": one} for one in texts]


def scheme(code: str) -> dict[str, Any]:
    return json.loads((Path(demo.__file__).parent / "content" / f"scheme-{code}.json").read_text())


def test_amounts_and_dates_are_written_so_that_a_line_does_not_end_inside_them() -> None:
    filled = body(
        "Dere får {awarded_amount} innen {use_deadline}.",
        awarded_amount=1250000,
        use_deadline=dt.date(2024, 12, 31),
    )
    assert filled == text("Dere får kr\u00a01\u00a0250\u00a0000 innen 31.\u00a0desember 2024.")


def test_paragraphs_headings_and_line_breaks() -> None:
    assert body("## Vilkår for {year}\n\nÉn\r\nto\n \nTre", year=2024) == [
        {"kind": "heading", "text": "Vilkår for 2024"},
        *text("Én\nto", "Tre"),
    ]


def test_a_long_reason_becomes_paragraphs_of_its_own() -> None:
    assert body("Begrunnelse: {reasons}\n\nHilsen", reasons="Én.\n\nTo.") == text(
        "Begrunnelse: Én.", "To.", "Hilsen"
    )


@pytest.mark.parametrize(
    ("conditions", "blocks"),
    [
        ([], text("Vilkår: none")),
        (None, text("Vilkår: none")),
        (["Støtte fra et miljø"], text("Vilkår: Støtte fra et miljø")),
        (["Én", "To"], [*text("Vilkår:"), {"kind": "list", "items": ["Én", "To"]}]),
    ],
)
def test_conditions_are_none_one_or_a_list(
    conditions: list[str] | None, blocks: list[dict[str, Any]]
) -> None:
    assert body("Vilkår: {conditions}", conditions=conditions) == blocks


def test_conditions_alone_leave_nothing_when_there_are_none() -> None:
    assert body("Før\n\n{conditions}\n\nEtter", conditions=[]) == text("Før", "Etter")


def test_the_budget_is_a_table_with_its_sum() -> None:
    assert body("{budget_table}", budget_table=BUDGET) == [
        {
            "kind": "table",
            "columns": ["Cost", "Approved amount"],
            "rows": [
                ["Project positions", "kr\u00a0150\u00a0000"],
                ["Competence bought from others", "kr\u00a040\u00a0000"],
                ["Overhead", "kr\u00a010\u00a0000"],
                ["Other costs", "kr\u00a00"],
            ],
            "total": ["Sum", "kr\u00a0200\u00a0000"],
        }
    ]
    assert body("{budget_table}") == []


@pytest.mark.adversary("E1", "a field, a heading or a list typed into a letter stays the text it is")
def test_nobody_can_write_themselves_into_a_letter() -> None:
    assert body("{reasons}", reasons="## Vedtak {decider}\n\n{awarded_amount}", decider="Kari") == text(
        "## Vedtak {decider}", "{awarded_amount}"
    )
    assert fill_line("Tilskudd til {network}", {"network": "A\n\n{year}"}) == "Tilskudd til A {year}"


def test_a_letter_that_lacks_something_is_not_written() -> None:
    with pytest.raises(LetterIncomplete) as incomplete:
        body("{awarded_amount} {use_deadline} {reasons}", reasons=" ", use_deadline=dt.date(2024, 12, 31))
    assert incomplete.value.fields == ["awarded_amount", "reasons"]
    with pytest.raises(LetterIncomplete):
        fill_line("Til {network}", {})


@pytest.mark.requirement(
    "R4.5", "the demo's grant letters state everything the guideline demands, in both languages"
)
@pytest.mark.parametrize("code", ["leader_network", "self_initiated"])
def test_the_demos_letters_pass(code: str) -> None:
    assert check_letter(scheme(code)) == []


@pytest.mark.requirement(
    "R4.5", "a grant letter without amount, deadlines, audit or budget cannot be published"
)
@pytest.mark.parametrize(
    "field",
    [
        *("awarded_amount", "purpose", "conditions", "use_deadline", "report_deadline", "audit_requirement"),
        "budget_table",
    ],
)
def test_a_grant_letter_that_leaves_something_out_is_told_of(field: str) -> None:
    definition = scheme("self_initiated")
    letter = definition["letters"]["granted"]["nn"]
    letter["body"] = letter["body"].replace(f"{{{field}}}", "…")
    with translation.override("en"):
        assert check_letter(definition) == [f"grant letter (nn): {{{field}}} is missing."]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"body": "{reasons} {salary}"}, "There is no field {salary}."),
        ({"body": "{reasons} {network"}, "Braces must stand around the name of a field, as in {network}."),
        ({"body": "{reasons} {}"}, "Braces must stand around the name of a field, as in {network}."),
        ({"subject": "Svar: {reasons}"}, "{reasons} is too long for the subject."),
        ({"body": "{reasons}\n\nSe {budget_table}"}, "{budget_table} must stand in a paragraph of its own."),
        ({"body": " "}, "The text is missing."),
    ],
)
def test_faults_are_told_in_words_with_the_letter_they_are_in(change: dict[str, str], fault: str) -> None:
    definition = deepcopy(scheme("leader_network"))
    definition["letters"]["refused"]["nb"] |= change
    with translation.override("en"):
        assert check_letter(definition) == [f"letter of refusal (nb): {fault}"]


def test_a_scheme_without_letters_is_told_of_each() -> None:
    with translation.override("en"):
        assert len(check_letter({"letters": {}})) == 6


def test_where_a_decision_can_be_appealed_every_letter_states_the_deadline() -> None:
    definition = scheme("leader_network")
    definition["options"]["appeal"] = True
    with translation.override("en"):
        assert {error.partition(": ")[2] for error in check_letter(definition)} == {
            "{appeal_deadline} is missing."
        }
