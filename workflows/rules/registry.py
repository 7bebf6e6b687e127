"""The kinds of rule there are: registered types, each with its own parameters and their validation (R1.5).

The core registers its five in `core.py`; a plugin registers others in its `ready()`, and the block editors write
them with (`cms/blocks/rules.py`). Pure, as everything here.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from .kinds import Facts, Finding, RuleSpec

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


_kinds: dict[str, RuleKind] = {}


def register(kind: RuleKind) -> RuleKind:
    """Let rules be of a kind; raises ValueError when one of that code is there already."""
    if kind.code in _kinds:
        raise ValueError(f"The kind of rule {kind.code} is already registered.")
    _kinds[kind.code] = kind
    return kind


def known_kinds() -> dict[str, RuleKind]:
    """Return every registered kind by its code."""
    return dict(_kinds)


def kind_of(code: str) -> RuleKind:
    """Return a registered kind; raises KeyError."""
    return _kinds[code]


@contextmanager
def changed_for_a_while() -> Iterator[None]:
    """Forget afterwards what is registered within: for tests."""
    before = dict(_kinds)
    try:
        yield
    finally:
        _kinds.clear()
        _kinds.update(before)
