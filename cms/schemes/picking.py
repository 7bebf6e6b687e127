"""Rules picked from the guideline a scheme goes beside: a list to tick, each rule with its paragraph and its words."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cms.blocks import rule_blocks
from workflows.publishing import beside, pickable
from workflows.schemes.models import Rule

Choices = list[tuple[Any, Any]]


class PickField(forms.MultipleChoiceField):
    """Rules of a guideline, kept as their names with spaces between: `2024-3.7/1 2024-6.1/1`."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        """Return the names that are ticked."""
        return value.split() if isinstance(value, str) else value

    def clean(self, value: Any) -> Any:
        """Return the names as one text; raises ValidationError for a rule that was not offered."""
        return " ".join(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether other rules are ticked."""
        return bool(super().has_changed(self.prepare_value(initial or ""), data))


def offer(field: Any, scheme: str, guidelines: Iterable[str], picked: str) -> None:
    """Let a field offer the rules of guidelines that do not hold for the scheme already, and what is picked of them.

    What is picked and no longer there stays in the list, so that it can be seen and taken away.
    """
    rules = {
        rule.pick: rule
        for guideline in dict.fromkeys(filter(None, guidelines))
        for rule in _of_guideline(guideline, scheme)
        if scheme not in rule.schemes or rule.pick in picked.split()
    }
    groups: dict[str, list[tuple[str, str]]] = {}
    for rule in rules.values():
        groups.setdefault(_kind(rule), []).append((rule.pick, f"{rule}: {rule.wording()}"))
    lost = [each for each in picked.split() if each not in rules]
    if lost:
        words = _now("%(rule)s: no longer in the guideline")
        groups[_now("Take away")] = [(each, words % {"rule": each.partition("/")[0]}) for each in lost]
    field.choices = list(groups.items())
    field.help_text = (
        _("They then hold for this scheme as well, and what is found leads to the guideline’s own paragraph.")
        if groups
        else _("Choose the guideline that the scheme goes beside, and save: its rules are then listed here.")
    )


def _of_guideline(document: str, scheme: str) -> list[Rule]:
    found = beside({"edition": document, "code": scheme})[:1]
    return pickable(rule for edition in found for rule in edition.rules_in_force())


def _kind(rule: Rule) -> str:
    block = rule_blocks().get(rule.kind)
    return str(block.label if block else rule.kind)
