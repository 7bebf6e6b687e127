"""Rules that a scheme picks from its guideline: they hold for it as for the schemes the guideline names (R1.5, R3.1).

What is picked stays the guideline's own row, so that a finding leads to the guideline's paragraph. A pick is said as
`2024-3.7/1`: document, paragraph, and number in the paragraph.
"""

from collections.abc import Collection, Iterable
from copy import copy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Rule


def with_picked(rules: "Iterable[Rule]", scheme: str, picked: Collection[str]) -> "list[Rule]":
    """Return the rules, of which those in `picked` concern `scheme` as well; the rules given are left as they are."""
    return [_of(scheme, rule) if rule.pick in picked else rule for rule in rules]


def in_document(picked: Iterable[str], document: str) -> frozenset[str]:
    """Return the picks, and the same paragraphs of another document: what the scheme would pick in a later edition."""
    picked = frozenset(picked)
    return picked | {f"{document}-{pick.partition('-')[2]}" for pick in picked}


def _of(scheme: str, rule: "Rule") -> "Rule":
    if scheme in rule.schemes:
        return rule
    wider = copy(rule)
    wider.schemes = [*rule.schemes, scheme]
    return wider
