"""What a scheme may pick of the guideline it goes beside: it adds to what holds for the scheme, and loosens nothing."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from workflows.schemes.faults import Fault
from workflows.schemes.models import Edition, Rule, SchemeVersion
from workflows.schemes.picking import with_picked

from .rules import contradictions, rows_of
from .tightening import loosened

Rows = list[dict[str, Any]]


def pickable(national: Iterable[Rule]) -> list[Rule]:
    """Return the rules of a guideline that a scheme can pick: all but which schemes there are."""
    return [rule for rule in national if rule.kind != "schemes"]


def not_held(version: SchemeVersion, edition: Edition) -> list[str]:
    """Return which rules a scheme has picked that are not in force under an edition: `2024-3.7`."""
    held = {rule.pick for rule in pickable(edition.rules_in_force())} if version.picked else set()
    return sorted({pick.partition("/")[0] for pick in version.picked - held})


def picked_rules(definition: Mapping[str, Any], national: Iterable[Rule]) -> list[Rule]:
    """Return the rules that a definition picks, each concerning the scheme too."""
    picked = definition.get("picked") or ()
    return with_picked(
        [rule for rule in pickable(national) if rule.pick in picked], definition["code"], picked
    )


def faults_of_picks(definition: Mapping[str, Any], national: Iterable[Rule]) -> list[Fault]:
    """Return what is wrong with what a scheme picks: no guideline, a rule it lacks, one that loosens or repeats.

    `national` are the rules in force of the guideline that the scheme names.
    """
    picked, scheme = definition.get("picked") or (), definition["code"]
    if not picked:
        return []
    if not isinstance(picked, list) or not all(isinstance(each, str) for each in picked):
        return [Fault(_("The rules that are picked from the guideline are a list of their names."), "picked")]
    if not definition.get("edition"):
        words = _("A scheme that picks rules from a guideline says which guideline it goes beside.")
        return [Fault(words, "edition")]
    national = list(national)
    words = _("%(rule)s is picked, but the guideline has no such rule now. Take it away, or pick another.")
    lost = sorted(set(picked) - {rule.pick for rule in pickable(national)})
    faults = [Fault(words % {"rule": pick.partition("/")[0]}, "picked") for pick in lost]
    named = [rule for rule in national if scheme in rule.schemes]
    added = [rule for rule in picked_rules(definition, national) if rule not in named]
    told = [*loosened(named, _named(added), scheme=scheme), *contradictions(_named([*named, *added]))]
    return faults + [Fault(words, "picked") for words in dict.fromkeys(told)]


def _named(rules: Iterable[Rule]) -> Rows:
    """Return rules as rows whose codes say which document they stand in."""
    rules = list(rules)
    return [row | {"code": str(rule)} for row, rule in zip(rows_of(rules), rules, strict=True)]
