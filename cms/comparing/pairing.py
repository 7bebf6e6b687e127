"""Which paragraph and which rule of one edition is which of another.

An edition that follows another keeps its paragraph codes, and then the code tells. Documents that number their
chapters differently are paired by what they say: first where the newer says that a paragraph replaces an older
one, then by rules about the same thing, then by words that are much alike.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .editions import Edition, Rule
from .words import ALIKE, Bag


@dataclass(frozen=True)
class Pairs:
    """What belongs together: paragraphs, by the newer edition's code, and rules, the older's first."""

    by_code: bool
    paragraphs: dict[str, str]
    rules: list[tuple[Rule, Rule]]


def pair(old: Edition, new: Edition) -> Pairs:
    """Return which paragraphs and rules of two editions belong together, each at most once."""
    if by_code := share_codes(old, new):
        known = {paragraph.code for paragraph in old.paragraphs}
        paragraphs = {each.code: each.code for each in new.paragraphs if each.code in known}
        return Pairs(by_code, paragraphs, _pair_rules(old, new, paragraphs))
    paragraphs = _one_to_one(_replaced(old, new), old, new)
    rules = _pair_rules(old, new, paragraphs)
    by_rules = ((now.code, then.code) for then, now in rules)
    paragraphs = _one_to_one([*paragraphs.items(), *by_rules], old, new)
    paragraphs = _one_to_one([*paragraphs.items(), *_alike(old, new, paragraphs)], old, new)
    return Pairs(by_code, paragraphs, rules)


def share_codes(old: Edition, new: Edition) -> bool:
    """Return whether a paragraph code means the same in both: one follows the other, or most texts tell so."""
    if old.code == new.code or old.code in new.takes_over_from:
        return True
    before = {paragraph.code: Bag(paragraph.text) for paragraph in old.paragraphs}
    common = [(before[each.code], Bag(each.text)) for each in new.paragraphs if each.code in before]
    return 2 * sum(then.likeness(now) >= ALIKE for then, now in common) > len(common)


def _replaced(old: Edition, new: Edition) -> list[tuple[str, str]]:
    """Return what the newer edition itself says: its paragraph, and the older one that it replaces."""
    return [
        (replaced_by, code)
        for (document, code, _number), (standing, replaced_by) in new.standings.items()
        if document == old.code and standing == "replaced"
    ]


def _alike(old: Edition, new: Edition, paired: dict[str, str]) -> list[tuple[str, str]]:
    """Return the paragraphs not yet paired whose words are alike, the most alike first."""
    taken = set(paired.values())
    before = [(each.code, Bag(each.text)) for each in old.paragraphs if each.code not in taken]
    after = [(each.code, Bag(each.text)) for each in new.paragraphs if each.code not in paired]
    likeness = [(then.likeness(now), new_code, code) for new_code, now in after for code, then in before]
    close = sorted((row for row in likeness if row[0] >= ALIKE), key=lambda row: -row[0])
    return [(new_code, code) for _share, new_code, code in close]


def _one_to_one(wanted: Iterable[tuple[str, str]], old: Edition, new: Edition) -> dict[str, str]:
    """Return the pairs in the order wanted, without those one side of which is taken or is not there."""
    known_old = {paragraph.code for paragraph in old.paragraphs}
    known_new = {paragraph.code for paragraph in new.paragraphs}
    pairs: dict[str, str] = {}
    for new_code, code in wanted:
        if new_code in known_new and code in known_old and new_code not in pairs:
            known_old.discard(code)
            pairs[new_code] = code
    return pairs


def _pair_rules(old: Edition, new: Edition, paragraphs: dict[str, str]) -> list[tuple[Rule, Rule]]:
    """Return the rules that belong together: about the same thing, the closest first; then those replaced."""
    candidates = [
        (_closeness(then, now, paragraphs), then, now)
        for now in new.rules
        for then in old.rules
        if then.about == now.about and _may_belong(then, now, paragraphs)
    ]
    candidates.sort(key=lambda row: row[0], reverse=True)
    pairs, taken = [], set()
    for _how_close, then, now in [*candidates, *_said_to_replace(old, new)]:
        if id(then) not in taken and id(now) not in taken:
            taken |= {id(then), id(now)}
            pairs.append((then, now))
    return pairs


def _may_belong(then: Rule, now: Rule, paragraphs: dict[str, str]) -> bool:
    """Return whether rules about the same thing may be one: in paragraphs that are one, or for some common scheme."""
    together = paragraphs.get(now.code) == then.code
    return together or now.kind == "schemes" or bool(set(then.schemes) & set(now.schemes))


def _closeness(then: Rule, now: Rule, paragraphs: dict[str, str]) -> tuple[Any, ...]:
    schemes = set(then.schemes), set(now.schemes)
    return (
        paragraphs.get(now.code) == then.code,
        then.condition == now.condition and then.severity == now.severity,
        len(schemes[0] & schemes[1]) / (len(schemes[0] | schemes[1]) or 1),
        set(then.steps) == set(now.steps),
        then.number == now.number,
    )


def _said_to_replace(old: Edition, new: Edition) -> list[tuple[None, Rule, Rule]]:
    """Return rules that the newer edition says are replaced, with those of the paragraph that replaces them."""
    found = []
    for then in old.rules:
        standing, replaced_by = new.standings.get((old.code, then.code, then.number), ("", ""))
        if standing == "replaced":
            there = [now for now in new.rules if now.code == replaced_by]
            found += [(None, then, now) for now in sorted(there, key=lambda now: now.kind != then.kind)]
    return found
