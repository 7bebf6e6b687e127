"""The facts a rule may speak of: a name, a label, a type, and the function that finds the value in a case."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

AMOUNT, COUNT, PERCENT, YES_NO = "amount", "count", "percent", "yes_no"
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
    """One registered fact. `rests_on` names the published figures it is found with, if any."""

    name: str
    label: str | Promise
    type: str
    find: Callable[[Any], Any]
    about: str | Promise = OTHER
    rests_on: tuple[str, ...] = ()


_facts: dict[str, Fact] = {}
_providers: list[Callable[[Any], dict[str, Any]]] = []
_gathered: ContextVar[dict[tuple[int, str], Any] | None] = ContextVar("gathered", default=None)


def fact(
    name: str,
    type: str,
    label: str | Promise,
    about: str | Promise = OTHER,
    rests_on: tuple[str, ...] = (),
) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """Register the function that finds a fact in a case (None: not known yet); refuses a second of the name.

    A fact that reads published figures names them in `rests_on`: under other figures it could have been another.
    """

    def register(find: Callable[[Any], Any]) -> Callable[[Any], Any]:
        if name in _facts:
            raise ValueError(f"The fact {name} is already registered.")
        _facts[name] = Fact(name, label, type, find, about, rests_on)
        return find

    return register


def provider(find: Callable[[Any], dict[str, Any]]) -> Callable[[Any], dict[str, Any]]:
    """Register a function that finds facts whose names are content, such as answers to published questions."""
    _providers.append(find)
    return find


def known_facts() -> dict[str, Fact]:
    """Return every registered fact by name."""
    return dict(_facts)


def gather(case: Any) -> dict[str, Any]:
    """Return what is known of a case, ready to be stored: decimals as text, unknown facts left out."""
    facts: dict[str, Any] = {}
    token = _gathered.set({})
    try:
        for known in _facts.values():
            value = known.find(case)
            if value is not None:
                facts[known.name] = str(value) if isinstance(value, Decimal) else value
        for find in _providers:
            facts |= find(case)
    finally:
        _gathered.reset(token)
    return facts


def once(case: Any, what: str, read: Callable[[], Found]) -> Found:
    """Return what `read` finds: read once while a case's facts are gathered, and anew each time otherwise."""
    gathered = _gathered.get()
    if gathered is None:
        return read()
    if (id(case), what) not in gathered:
        gathered[id(case), what] = read()
    return gathered[id(case), what]
