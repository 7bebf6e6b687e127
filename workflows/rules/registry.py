"""The kinds of rule there are: registered types, each with its own parameters and their validation (R1.5).

The core registers its five in `core.py`; a plugin registers others in its `ready()`, and the block editors write
them with (`cms/blocks/rules.py`). Pure, as everything here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from workflows.registry import Guard, Registry, changed_for_a_while

from .kinds import UNCHECKED, Facts, Finding, RuleSpec

__all__ = ["Params", "RuleKind", "changed_for_a_while", "is_core", "kind_of", "known_kinds", "register"]

Params = Mapping[str, Any]


@dataclass(frozen=True)
class RuleKind:
    """One kind of rule: `check` is None where it states something that others read and is never checked itself."""

    code: str
    label: str | Promise
    check: Callable[[RuleSpec, Facts], Finding] | None
    validate: Callable[[Params], list[str]]
    """Return what is wrong with the parameters, each fault a sentence for the editor."""
    sentence: Callable[[Params], str]
    """Return what valid parameters say, in words."""
    fields: tuple[Any, ...] = ()
    """The parameters as editors fill them in (`workflows.plugins.settings_schema.Setting`), where no block is made."""


def unchecked(rule: RuleSpec, facts: Facts) -> Finding:
    """Return the finding of a rule that cannot be checked just now: never a silent pass."""
    return Finding(rule.key, rule.code, rule.severity, UNCHECKED)


def _guarded(kind: RuleKind, guard: Guard) -> RuleKind:
    """Return a plugin's kind whose rules wait visibly where it fails."""
    return replace(
        kind,
        check=guard("check", kind.check, unchecked) if kind.check else None,
        validate=guard(
            "validate", kind.validate, lambda params: [_("This kind of rule cannot be read now.")]
        ),
        sentence=guard("sentence", kind.sentence, in_figures),
    )


_kinds: Registry[RuleKind] = Registry("The kind of rule", _guarded)


def register(kind: RuleKind) -> RuleKind:
    """Let rules be of a kind; raises ValueError when one of that code is there already."""
    return _kinds.add(kind.code, kind)


def known_kinds() -> dict[str, RuleKind]:
    """Return every registered kind by its code."""
    return dict(_kinds)


def kind_of(code: str) -> RuleKind:
    """Return a kind; one that nobody registers any more is readable, and its rules cannot be checked."""
    return _kinds.get(code) or RuleKind(code, code, unchecked, _gone, in_figures)


def is_core(code: str) -> bool:
    """Return whether a kind is one of our own, which can always be checked."""
    return code in _kinds and code not in _kinds.owners


def in_figures(params: Params) -> str:
    """Return parameters as they are stored, where nobody can put them in words."""
    return ", ".join(f"{name}: {value}" for name, value in params.items())


def _gone(params: Params) -> list[str]:
    return [_("This kind of rule was made by a plugin that is no longer here.")]
