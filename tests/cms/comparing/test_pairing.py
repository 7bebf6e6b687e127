"""Documents that number their paragraphs differently are paired by what they say (R1.4)."""

from dataclasses import replace
from typing import Any

import pytest

from cms.comparing.compare import Comparison, compare
from cms.comparing.editions import Edition, Paragraph, Rule
from cms.comparing.rules import Change

ALL = ("foster_home", "leader_network", "self_initiated")
AT_MOST = {"fact": "overhead_percent_requested", "operator": "<=", "value": 5}


def rule(code: str, number: int = 1, kind: str = "comparison", params: Any = AT_MOST, **changes: Any) -> Rule:
    """Return a rule on overhead, or another."""
    made = Rule(
        code, number, kind, "must", ("self_initiated",), ("application",), params, "Overhead er høyst 5."
    )
    return replace(made, **changes)


def edition(code: str, texts: dict[str, str], *rules: Rule, **changes: Any) -> Edition:
    """Return an edition of paragraphs by code."""
    paragraphs = tuple(Paragraph(each, text) for each, text in texts.items())
    return Edition(code, paragraphs, rules, **changes)


def rows(comparison: Comparison) -> list[tuple[str, str, str]]:
    """Return the rows: code before, code now, status."""
    return [
        (row.old.code if row.old else "", row.new.code if row.new else "", row.status)
        for row in comparison.rows
    ]


def outcomes(comparison: Comparison) -> list[tuple[str, str, str]]:
    """Return what became of the rules: place before, place now, status."""
    return [
        (change.old.code if change.old else "", change.new.code if change.new else "", change.status)
        for change in comparison.rules
    ]


OLDER = {
    "1.1": "Nettverket velger selv hva det vil.",
    "1.2": "Leiekostnader deles mellom alle som er med her.",
}
NEWER = {"1.1": "Statsforvalteren fordeler midlene etter søknad.", "3.7": "En andel av husleie og regnskap."}


@pytest.mark.requirement(
    "R1.4", "rules about the same fact are one rule, though the documents number differently"
)
def test_paragraphs_are_paired_by_what_their_rules_are_about() -> None:
    old = edition("2021", OLDER, rule("1.2"))
    new = edition("2024", NEWER, rule("3.7", severity="should", params=AT_MOST | {"value": 7}))
    comparison = compare(old, new)

    assert rows(comparison) == [("", "1.1", "added"), ("1.2", "3.7", "changed"), ("1.1", "", "removed")]
    [change] = comparison.rules
    assert change.changes == (Change("severity", "must", "should"), Change("value", 5, 7))


@pytest.mark.requirement(
    "R1.4", "what the newer edition says that it replaces is paired, whatever the rules are about"
)
def test_what_is_said_to_be_replaced_is_paired() -> None:
    asked = rule(
        "3.7", kind="question", params={"name": "plan", "question": {"nb": "?"}, "asked_of": "caseworker"}
    )
    said = {("2021", "1.2", 1): ("replaced", "3.7")}
    comparison = compare(edition("2021", OLDER, rule("1.2")), edition("2024", NEWER, asked, standings=said))

    assert ("1.2", "3.7", "changed") in rows(comparison)
    assert outcomes(comparison) == [("1.2", "3.7", "changed")]
    assert comparison.rules[0].changed("kind") == Change("kind", "comparison", "question")


@pytest.mark.parametrize(
    ("standing", "status", "row"),
    [("kept", "kept", "kept"), ("lapsed", "lapsed", "removed"), ("", "removed", "removed")],
)
def test_what_the_newer_does_not_state_is_kept_lapsed_or_gone(standing: str, status: str, row: str) -> None:
    said = {("2021", "1.2", 1): (standing, "")} if standing else {}
    comparison = compare(edition("2021", OLDER, rule("1.2")), edition("2024", NEWER, standings=said))

    assert outcomes(comparison) == [("1.2", "", status)]
    assert ("1.2", "", row) in rows(comparison)


def test_paragraphs_without_rules_are_paired_by_their_words() -> None:
    moved = {"5.1": OLDER["1.2"].replace("alle", "tjenestene"), **NEWER}
    comparison = compare(edition("2021", OLDER), edition("2024", moved))
    assert not comparison.by_code
    assert ("1.2", "5.1", "changed") in rows(comparison)


def test_a_figure_of_one_scheme_is_not_that_of_another() -> None:
    """Each scheme has a paragraph of its own, and the same figure may differ between them."""
    until = {"name": "use_deadline", "value": {"month": 12, "day": 31, "years": 0}, "unit": "date"}
    old = edition("2021", OLDER, rule("1.1", kind="parameter", params=until))
    both = (
        rule("1.1", kind="parameter", params=until, schemes=("leader_network",)),
        rule("3.7", kind="parameter", params=until),
    )
    assert outcomes(compare(old, edition("2024", NEWER, *both))) == [
        ("", "1.1", "added"),
        ("1.1", "3.7", "same"),
    ]


@pytest.mark.requirement(
    "R1.4", "a rule that moved to another paragraph of the next edition is one rule, and says so"
)
def test_a_rule_that_moved_is_told_in_both_places() -> None:
    old = edition("2024", OLDER, rule("1.1"))
    new = edition("2025", OLDER, rule("1.2"), takes_over_from=frozenset({"2024"}))
    comparison = compare(old, new)

    assert rows(comparison) == [("1.1", "1.1", "changed"), ("1.2", "1.2", "changed")]
    assert comparison.rules[0].changes == (Change("place", "1.1", "1.2"),)
    assert [len(row.moved_away) for row in comparison.rows] == [1, 0]


def test_a_copy_that_does_not_say_what_it_takes_over_from_is_known_by_its_words() -> None:
    older = {**OLDER, "1.3": "Revisoren må være registrert."}
    comparison = compare(
        edition("2024", older), edition("2025", {**older, "1.1": "Noe helt annet står her."})
    )
    assert comparison.by_code
    assert [status for _old, _new, status in rows(comparison)] == ["changed", "same", "same"]


def test_the_order_of_schemes_and_steps_is_no_change() -> None:
    old = edition("2024", OLDER, rule("1.1", schemes=ALL, steps=("decision", "report")))
    new = edition("2024", OLDER, rule("1.1", schemes=ALL[::-1], steps=("report", "decision")))
    assert outcomes(compare(old, new)) == [("1.1", "1.1", "same")]


def test_links_that_lead_elsewhere_are_a_change() -> None:
    old = Edition("2024", (Paragraph("1.1", "Se her.", links=('<a href="/a/">',)),))
    new = Edition("2024", (Paragraph("1.1", "Se her.", links=('<a href="/b/">',)),))
    [row] = compare(old, new).rows
    assert (row.status, row.links_changed) == ("changed", True)


def test_editions_without_a_paragraph_have_nothing_to_tell() -> None:
    comparison = compare(Edition("2021"), Edition("2024"))
    assert (comparison.rows, comparison.rules) == ([], [])
