"""Which rule of a draft answers to which rule of an edition: they speak of the same, in the same paragraph if any."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from workflows.publishing.rules import canonical, without_words
from workflows.rules.facts import known_facts
from workflows.rules.registry import kind_of
from workflows.schemes.models import Rule

Subject = tuple[str, str]


@dataclass(frozen=True)
class Pair:
    """A rule of the edition and the rule of the draft that answers to it; one of them may be lacking.

    `beside` are the other rules of the same subject where one is lacking: what they say already is nothing new.
    `doubt` names a published figure that the stored fact was found with, and that the draft states otherwise.
    """

    then: Rule | None
    now: Rule | None
    doubt: str = ""
    beside: tuple[Rule, ...] = ()

    @property
    def rule(self) -> Rule:
        """Return one of the two: what it speaks of, both speak of."""
        return self.now or self.then  # type: ignore[return-value]

    @property
    def is_alike(self) -> bool:
        """Return whether both judge the same facts the same."""
        return bool(self.then and self.now) and _judgement(self.then) == _judgement(self.now)


def subject(rule: Rule) -> Subject:
    """Return what a rule speaks of: its kind, and the fact, question, obligation or figure."""
    named = {"comparison": "fact", "question": "name", "obligation": "obligation", "parameter": "name"}
    return rule.kind, str(rule.params.get(named.get(rule.kind, ""), ""))


def fact_of(rule: Rule) -> str:
    """Return the name of the fact a rule is judged by."""
    if rule.kind == "question":
        return f"answer:{rule.params['name']}"
    params: dict[str, Any] = rule.params["when"] if rule.kind == "obligation" else rule.params
    return str(params["fact"])


def pairs(then: Iterable[Rule], now: Iterable[Rule], figures: Iterable[str] = ()) -> list[Pair]:
    """Pair the rules of one scheme and step that can be judged; `figures` names those that differ in the draft."""
    by_subject: dict[Subject, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for side, rules in enumerate((then, now)):
        for rule in rules:
            if kind_of(rule.kind).check is not None:
                by_subject[subject(rule)][side].append(rule)
    found = [pair for before, after in by_subject.values() for pair in _matched(before, after)]
    other = set(figures)
    return [replace(pair, doubt=_doubt(pair.rule, other)) for pair in found]


def _matched(before: list[Rule], after: list[Rule]) -> list[Pair]:
    """Match rules of one subject: the very same, then like ones, then those of one paragraph, then in order."""
    lone, new, found = list(before), list(after), []
    alike: list[Callable[[Rule], Any]] = [
        lambda rule: rule.pk or -id(rule),
        lambda rule: (rule.code, _judgement(rule)),
        _judgement,
        lambda rule: rule.code,
    ]
    for key in alike:
        for old in list(lone):
            match = next((rule for rule in new if key(rule) == key(old)), None)
            if match is not None:
                found.append(Pair(old, match))
                lone.remove(old)
                new.remove(match)
    for rest, now in zip_longest(lone, new):
        found.append(Pair(rest, now, beside=() if rest and now else tuple(after if rest else before)))
    return found


def _judgement(rule: Rule | None) -> str:
    return canonical([rule.kind, rule.severity, without_words(rule.params)]) if rule else ""


def _doubt(rule: Rule, figures: set[str]) -> str:
    """Return the figure that a rule's fact was found with and that is another now, or nothing."""
    fact = known_facts().get(fact_of(rule))
    return next((name for name in (fact.rests_on if fact else ()) if name in figures), "")
