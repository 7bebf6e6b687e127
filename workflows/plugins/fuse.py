"""The fuse around every function a plugin registers: what fails is counted and passed over, and after a while rests."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import wraps
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction

from workflows.registry import Hook

from .manifest import Manifest

_sabotaged: set[str] = set()


class Sabotaged(Exception):
    """What every hook of a sabotaged plugin raises."""


@contextmanager
def sabotaged(id: str) -> Iterator[None]:
    """Let every hook of a plugin fail, for its contract test."""
    _sabotaged.add(id)
    try:
        yield
    finally:
        _sabotaged.discard(id)


class Fuse:
    """Guards a plugin's functions; where one fails, rests or is not switched on, `instead` answers."""

    def __init__(self, manifest: Manifest) -> None:
        self.id, self.required = manifest.id, manifest.required

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

        @wraps(function)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            from . import standing  # apps are loaded before models

            if of and not standing.is_on(self.id, of(*args, **kwargs)):
                return (off or instead)(*args, **kwargs)
            if standing.is_resting(self.id):
                return instead(*args, **kwargs)
            try:
                with _apart():
                    if self.id in _sabotaged:
                        raise Sabotaged
                    return function(*args, **kwargs)
            except passes:
                raise
            except Exception as error:  # whatever a stranger's code does
                if isinstance(error, OperationalError | InterfaceError) and not connection.is_usable():
                    raise  # the database is lost, which is no fault of the plugin
                standing.count(self.id, hook, error)
                return instead(*args, **kwargs)

        return guarded


def _apart() -> AbstractContextManager[Any]:
    """Let a statement that fails leave the transaction around it whole."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()
