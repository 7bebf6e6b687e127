"""An edition made at random, changed at random: the comparison says exactly what was changed (R1.4)."""

import re
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.comparing import rules as became
from cms.comparing.compare import compare
from cms.comparing.editions import Edition, Paragraph, Rule
from cms.comparing.words import IN, OUT, SAME, difference, lines

SCHEMES = ("self_initiated", "foster_home", "leader_network")
STEPS = ("application", "decision", "report")
WORDS = st.sampled_from(
    "nettverket kommunen skal bør kan 5 200\u00a0000 prosent kroner søker penger – , .".split(" ")
)
TEXTS = st.lists(WORDS, min_size=4, max_size=25).map(" ".join)
SEVERITIES = st.sampled_from(["must", "should", "can"])
SOME_SCHEMES = st.sets(st.sampled_from(SCHEMES), min_size=1).map(lambda found: tuple(sorted(found)))
SOME_STEPS = st.sets(st.sampled_from(STEPS), min_size=1).map(lambda found: tuple(sorted(found)))
OTHERS = {"severity": SEVERITIES, "schemes": SOME_SCHEMES, "steps": SOME_STEPS, "wording": TEXTS}
VALUES = st.integers(min_value=0, max_value=400_000)


@st.composite
def rules_of(draw: Any, code: str, name: str) -> Rule:
    """Make a rule that no other rule is about."""
    kind = draw(st.sampled_from(["comparison", "obligation", "parameter"]))
    compared = {"fact": f"fact_{name}", "operator": draw(st.sampled_from(["<=", ">"])), "value": draw(VALUES)}
    params = {
        "comparison": compared,
        "obligation": {"obligation": f"owed_{name}", "when": compared},
        "parameter": {"name": f"figure_{name}", "value": draw(VALUES), "unit": "number"},
    }[kind]
    return Rule(code, 1, kind, draw(SEVERITIES), draw(SOME_SCHEMES), draw(SOME_STEPS), params, draw(TEXTS))


@st.composite
def editions(draw: Any) -> Edition:
    """Make an edition of a few chapters, some of whose paragraphs carry rules."""
    sizes = draw(st.lists(st.integers(min_value=1, max_value=4), min_size=1, max_size=4))
    codes = [f"{chapter}.{n}" for chapter, size in enumerate(sizes) for n in range(1, size + 1)]
    paragraphs = tuple(Paragraph(code, draw(TEXTS), code.partition(".")[0]) for code in codes)
    named = [(code, f"{code}_{n}") for code in codes for n in range(draw(st.integers(0, 2)))]
    return Edition("2024", paragraphs, tuple(draw(rules_of(code, name)) for code, name in named))


def revalued(rule: Rule, value: int) -> Rule:
    """Return the rule with another value."""
    if "when" in rule.params:
        return replace(rule, params=rule.params | {"when": {**rule.params["when"], "value": value}})
    return replace(rule, params={**rule.params, "value": value})


@st.composite
def changed(draw: Any, rule: Rule) -> tuple[Rule, set[str]]:
    """Change some things about a rule; return it with their names, `wording` among them."""
    told, now = set(), rule
    for what, others in OTHERS.items():
        if draw(st.booleans()):
            now = replace(now, **{what: draw(others)})
            told |= {what} if getattr(now, what) != getattr(rule, what) else set()
    if draw(st.booleans()):
        value = draw(VALUES)
        before = rule.condition["value"]
        now = revalued(now, value)
        told |= {"value"} if value != before else set()
    return now, told


@st.composite
def followed(draw: Any) -> tuple[Edition, Edition, dict[str, Any]]:
    """Make an edition, the one that follows it, and what was changed on the way."""
    old = draw(editions())
    gone = draw(st.sets(st.sampled_from([each.code for each in old.paragraphs])))
    said: dict[str, Any] = {"gone": gone, "rules": {}}
    said |= {what: set() for what in ("came", "words", "new_rules", "ended")}
    paragraphs, rules = [], []
    for each in old.paragraphs:
        if each.code in gone:
            continue
        text = draw(st.one_of(st.just(each.text), TEXTS))
        said["words"] |= {each.code} if text != each.text else set()
        paragraphs.append(replace(each, text=text))
    for rule in old.rules:
        if rule.code in gone or draw(st.integers(0, 5)) == 0:
            said["ended"].add(rule.about)
            continue
        now, told = draw(changed(rule))
        said["rules"][rule.about] = told
        rules.append(now)
    for chapter in range(draw(st.integers(0, 2))):
        code = f"{chapter}.9"
        paragraphs.insert(draw(st.integers(0, len(paragraphs))), Paragraph(code, draw(TEXTS), str(chapter)))
        said["came"].add(code)
        new = draw(rules_of(code, f"new_{code}"))
        said["new_rules"].add(new.about)
        rules.append(new)
    new = Edition("2025", tuple(paragraphs), tuple(rules), takes_over_from=frozenset({"2024"}))
    return old, new, said


@pytest.mark.requirement(
    "R1.4",
    "an edition changed at random: paragraphs in and out, words, figures, strictness, all told, no other",
)
@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is not a fault of the strategy
@given(followed())
def test_the_comparison_says_exactly_what_was_changed(made: tuple[Edition, Edition, dict[str, Any]]) -> None:
    old, new, said = made
    comparison = compare(old, new)
    rows = comparison.rows

    assert {row.old.code for row in rows if row.old and not row.new} == said["gone"]
    assert {row.new.code for row in rows if row.new and not row.old} == said["came"]
    assert [row.new for row in rows if row.new] == list(new.paragraphs)
    assert {row.new.code for row in rows if row.old and row.new and row.old.text != row.new.text} == said[
        "words"
    ]
    assert all(row.old.code == row.new.code for row in rows if row.old and row.new)

    status = {change.rule.about: change.status for change in comparison.rules}
    assert {about for about, found in status.items() if found == became.ADDED} == said["new_rules"]
    assert {about for about, found in status.items() if found == became.REMOVED} == said["ended"]
    for change in comparison.rules:
        if change.old and change.new:
            told = said["rules"][change.rule.about]
            assert {each.what for each in change.changes} == told - {"wording"}
            assert change.status == (
                became.CHANGED if told - {"wording"} else became.REWORDED if told else became.SAME
            )
    assert (
        len(status)
        == len(comparison.rules)
        == len({*(r.about for r in old.rules), *(r.about for r in new.rules)})
    )
    touched = said["words"] | {
        change.rule.code for change in comparison.rules if change.status != became.SAME
    }  # every rule of a paragraph stands in its row
    for row in rows:
        if row.old and row.new:
            assert (row.status == became.SAME) == (row.new.code not in touched), row
    assert sum(len(row.rules) for row in rows) == len(comparison.rules)


@pytest.mark.requirement("R1.4", "an edition held against itself has no change")
@given(editions())
def test_an_edition_is_as_it_is(edition: Edition) -> None:
    comparison = compare(edition, edition)
    assert set(comparison.paragraph_counts) == {became.SAME}
    assert set(comparison.rule_counts) <= {became.SAME}


@given(TEXTS, TEXTS)
def test_what_stayed_and_went_is_the_text_before_and_what_stayed_and_came_is_the_text_after(
    before: str, after: str
) -> None:
    pieces = difference(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind in (SAME, OUT)) == before
    assert "".join(piece.text for piece in pieces if piece.kind in (SAME, IN)) == after
    assert all(piece.text for piece in pieces)


LINES = st.lists(TEXTS, min_size=1, max_size=4).map("\n• ".join)


@given(LINES, LINES)
def test_no_word_is_lost_when_pieces_are_shown_line_by_line(before: str, after: str) -> None:
    shown = [piece for line in lines(difference(before, after)) for piece in line.pieces]
    for text, kinds in ((before, (SAME, OUT)), (after, (SAME, IN))):
        kept = "".join(piece.text for piece in shown if piece.kind in kinds)
        assert re.sub(r"[\s•]", "", kept) == re.sub(r"[\s•]", "", text)


@given(TEXTS, st.integers(1, 999), st.integers(1, 999))
def test_a_changed_figure_is_marked_as_a_whole(text: str, before: int, after: int) -> None:
    start = f"Kommunen og nettverket kan bruke {text} høyst"
    pieces = difference(f"{start} {before} 000 kr", f"{start} {after} 000 kr")
    marked = Counter(piece.kind for piece in pieces if piece.kind != SAME)
    if before == after:
        assert not marked
    else:
        assert marked == {OUT: 1, IN: 1}
        assert all(re.fullmatch(r"\d+ 000", piece.text.strip()) for piece in pieces if piece.kind != SAME), (
            pieces
        )
