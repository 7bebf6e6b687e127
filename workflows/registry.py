"""One shape for everything that can be added: a small typed registry, refusing duplicates, with a way back.

The core and plugins register through the same functions. While a plugin registers, `registering` says so: what it
brings is then remembered as its own, and its hooks are guarded, so that a plugin that fails is passed over.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

Item = TypeVar("Item")
Hook = Callable[..., Any]


class Guard(Protocol):
    """Wraps a plugin's function: `instead` answers with the same arguments where the function cannot.

    `of` finds the case among the arguments, for what is switched on scheme by scheme and office by office; `off`
    answers where it is not, if otherwise than `instead`; `passes` are errors that are an answer, not a fault.
    """

    required: bool
    """Whether cases wait where the plugin cannot answer, rather than go on without it."""

    def __call__(
        self,
        hook: str,
        function: Hook,
        instead: Hook,
        *,
        of: Hook | None = None,
        off: Hook | None = None,
        passes: tuple[type[Exception], ...] = (),
    ) -> Hook:
        """Return the guarded function."""


@dataclass(frozen=True)
class Registrant:
    """Who registers just now, and how its functions are guarded."""

    id: str
    guard: Guard


_registrant: ContextVar[Registrant | None] = ContextVar("registrant", default=None)
_registries: list["Registry[Any]"] = []


class Registry(dict[str, Item]):
    """What is registered, by its code. `what` names an entry in the refusal of a second one.

    `guarded` returns an entry of a plugin with its functions wrapped; without it a plugin may not register here.
    """

    def __init__(self, what: str, guarded: Callable[[Item, Guard], Item] | None = None) -> None:
        super().__init__()
        self.what, self._guarded, self.owners = what, guarded, dict[str, str]()
        _registries.append(self)

    def add(self, code: str, item: Item) -> Item:
        """Register an entry and return it, guarded where it is a plugin's. Raises ValueError for a second one."""
        if code in self:
            raise ValueError(f"{self.what} {code} is already registered.")
        by = _registrant.get()
        if by is not None:
            if self._guarded is None:
                raise ValueError(f"{self.what} {code}: plugins cannot bring these.")
            item = self._guarded(item, by.guard)
            self.owners[code] = by.id
        self[code] = item
        return item


@contextmanager
def registering(id: str, guard: Guard) -> Iterator[None]:
    """Let what is registered within be a plugin's; when it fails, nothing of it stays registered."""
    before = _snapshot()
    token = _registrant.set(Registrant(id, guard))
    try:
        yield
    except BaseException:
        _restore(before)
        raise
    finally:
        _registrant.reset(token)


@contextmanager
def changed_for_a_while() -> Iterator[None]:
    """Forget afterwards what is registered within: for tests and for pre-flight."""
    before = _snapshot()
    try:
        yield
    finally:
        _restore(before)


def registered_by(id: str) -> dict[str, list[str]]:
    """Return what a plugin has registered: codes by what they are."""
    found = {each.what: [code for code, owner in each.owners.items() if owner == id] for each in _registries}
    return {what: codes for what, codes in found.items() if codes}


def _snapshot() -> list[tuple[dict[str, Any], dict[str, str]]]:
    return [(dict(each), dict(each.owners)) for each in _registries]


def _restore(before: list[tuple[dict[str, Any], dict[str, str]]]) -> None:
    for registry, (entries, owners) in zip(_registries, before, strict=False):
        registry.clear()
        registry.update(entries)
        registry.owners = owners
    for later in _registries[len(before) :]:  # made within
        later.clear()
        later.owners = {}
