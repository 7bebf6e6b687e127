"""Figures, deadlines and the set of schemes: nobody is judged by them, but the casework reads them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext

from workflows.rules import words
from workflows.rules.check import schemes_of
from workflows.schemes.models import Rule

from .outcomes import Judged

SCHEMES = "schemes"  # the set of schemes, as a figure


@dataclass(frozen=True)
class Figure:
    """A figure that the draft states otherwise, and how many cases are under the former."""

    name: str
    then: Judged
    now: Judged
    cases: int

    @property
    def value_then(self) -> str:
        """Return the figure as it is."""
        return _shown(self.then.rule)

    @property
    def value_now(self) -> str:
        """Return the figure as it would be."""
        return _shown(self.now.rule)

    @property
    def sentence(self) -> str:
        """Return name, both figures with their paragraphs, and the number of cases, in a line."""
        said = {"name": self.name, "then": self.value_then, "now": self.value_now, "cases": self.cases}
        said |= {"document_then": self.then.document, "document_now": self.now.document}
        line = pgettext(
            "a published figure",
            "%(name)s: %(then)s under %(document_then)s, %(now)s under %(document_now)s; cases: %(cases)s",
        )
        return line % said


def other_figures(
    before: list[Rule], after: list[Rule], scheme: str
) -> Iterator[tuple[str, Rule | None, Rule | None]]:
    """Yield the figures of a scheme that are stated otherwise: the name, the rule before and the rule after."""
    then, now = _stated(before, scheme), _stated(after, scheme)
    for name in then | now:
        old, new = then.get(name), now.get(name)
        if _value(old) != _value(new):
            yield name, old, new


def _stated(rules: list[Rule], scheme: str) -> dict[str, Rule]:
    """Return the rules that state a scheme's figures, by name: the first one counts, as in `check.parameter`."""
    found: dict[str, Rule] = {}
    for rule in rules:
        if rule.kind == "parameter" and scheme in rule.schemes:
            found.setdefault(rule.params["name"], rule)
        elif rule.kind == "schemes":
            found.setdefault(SCHEMES, rule)
    return found


def _value(rule: Rule | None) -> Any:
    if rule is None:
        return None
    return sorted(schemes_of([rule.spec()])) if rule.kind == "schemes" else rule.params.get("value")


def _shown(rule: Rule | None) -> str:
    """Return a figure with its paragraph's code, or a dash where no paragraph states it."""
    if rule is None:
        return "–"
    if rule.kind == "schemes":
        return words.figure(schemes_of([rule.spec()]))
    return words.figure(rule.params.get("value"), rule.params.get("unit", ""))
