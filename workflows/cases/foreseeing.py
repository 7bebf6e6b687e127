"""What an act or a task leads to, told before it is done, from how the case stands. The folders register theirs."""

from collections.abc import Callable

from .models import Case

Foresees = Callable[[Case], list[str]]
_told: dict[str, Foresees] = {}


def foresees(*names: str) -> Callable[[Foresees], Foresees]:
    """Register what acts (`be-om-endring`) or tasks (`report.report`) lead to; ValueError for a second of a name."""

    def register(tell: Foresees) -> Foresees:
        for name in names:
            if name in _told:
                raise ValueError(f"What {name} leads to is already registered.")
            _told[name] = tell
        return tell

    return register


def foreseen(name: str, case: Case) -> list[str]:
    """Return what an act or a task leads to in a case, in the reader's language; nothing where nobody says."""
    tell = _told.get(name)
    return tell(case) if tell else []
