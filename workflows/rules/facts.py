"""The facts a rule may speak of: a name, a label, a type, and the function that finds the value in a case."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows.registry import Registry

from .kinds import UNAVAILABLE

AMOUNT, COUNT, PERCENT, YES_NO, WORD = "amount", "count", "percent", "yes_no", "word"
# What a fact speaks of, as editors choose among them.
NETWORK, APPLICATION, AWARD, REPORT, AUDIT = (
    _("The network"),
    _("The application"),
    _("The award"),
    _("The report"),
    _("The audit"),
)
OTHER = _("Other")
Found = TypeVar("Found")


@dataclass(frozen=True)
class Fact:
    """One registered fact.

    `rests_on` names the published figures it is found with, `answered_in` the fields of a form it is found in, if any.
    """

    name: str
    label: str | Promise
    type: str
    find: Callable[[Any], Any]
    about: str | Promise = OTHER
    rests_on: tuple[str, ...] = ()
    answered_in: tuple[str, ...] = ()


class Unavailable(Exception):
    """A fact cannot be found now: its plugin fails, rests, is switched off for the case, or is gone."""


def _cannot(case: Any) -> Any:
    raise Unavailable


_facts: Registry[Fact] = Registry(
    "The fact",
    lambda fact, guard: replace(fact, find=guard("find", fact.find, _cannot, of=lambda case: case)),
)
_providers: list[Callable[[Any], dict[str, Any]]] = []
_also_known: ContextVar[Mapping[str, Fact]] = ContextVar("also_known", default=MappingProxyType({}))
_brought: list[Callable[[], set[str]]] = []
_gathered: ContextVar[dict[tuple[int, str], Any] | None] = ContextVar("gathered", default=None)


def fact(
    name: str,
    type: str,
    label: str | Promise,
    about: str | Promise = OTHER,
    rests_on: tuple[str, ...] = (),
    answered_in: tuple[str, ...] = (),
) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """Register the function that finds a fact in a case (None: not known yet); refuses a second of the name.

    A fact that reads published figures names them in `rests_on`: under other figures it could have been another.
    One that is answered in a form names the fields in `answered_in`: what is found is then shown beside them.
    """

    def register(find: Callable[[Any], Any]) -> Callable[[Any], Any]:
        _facts.add(name, Fact(name, label, type, find, about, rests_on, answered_in))
        return find

    return register


def provider(find: Callable[[Any], dict[str, Any]]) -> Callable[[Any], dict[str, Any]]:
    """Register a function that finds facts whose names are content, such as answers to published questions."""
    _providers.append(find)
    return find


def known_facts() -> dict[str, Fact]:
    """Return every registered fact by name, and those that are known for a while."""
    return {**_also_known.get(), **_facts}


def registered() -> frozenset[str]:
    """Return the names of the facts that the product finds itself, or a plugin does."""
    return frozenset(_facts)


@contextmanager
def also_known(facts: Iterable[Fact]) -> Iterator[None]:
    """Know the facts of one scheme's own while its rules are checked or told; a registered one goes before them."""
    token = _also_known.set({each.name: each for each in facts})
    try:
        yield
    finally:
        _also_known.reset(token)


def were_brought(find: Callable[[], set[str]]) -> None:
    """Register who knows the names of facts that plugins brought which are no longer here."""
    _brought.append(find)


def gone(names: set[str]) -> list[str]:
    """Return which of some names were facts of plugins that are no longer here; asks only about unknown names."""
    strange = names - set(_facts)
    return sorted(strange.intersection(*[find() for find in _brought])) if strange and _brought else []


def gather(case: Any) -> dict[str, Any]:
    """Return what is known of a case, ready to be stored: decimals as text, unknown facts left out.

    Facts that cannot be found now are named under `unavailable`: a rule that speaks of one cannot be checked.
    """
    facts: dict[str, Any] = {}
    unavailable: list[str] = []
    token = _gathered.set({})
    try:
        for known in _facts.values():
            try:
                value = known.find(case)
            except Unavailable:
                unavailable.append(known.name)
                continue
            if value is not None:
                facts[known.name] = str(value) if isinstance(value, Decimal) else value
        for find in _providers:
            found = find(case)
            unavailable += found.pop(UNAVAILABLE, [])
            facts |= found
    finally:
        _gathered.reset(token)
    return facts | {UNAVAILABLE: sorted(unavailable)} if unavailable else facts


def once(case: Any, what: str, read: Callable[[], Found]) -> Found:
    """Return what `read` finds: read once while a case's facts are gathered, and anew each time otherwise."""
    gathered = _gathered.get()
    if gathered is None:
        return read()
    if (id(case), what) not in gathered:
        gathered[id(case), what] = read()
    return gathered[id(case), what]
