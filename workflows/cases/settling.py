"""What must be settled before a case closes: each folder says what it still waits for (R6.5).

Grants, reports and audits register theirs, so that nobody needs to know all of them.
"""

from collections.abc import Callable

from .models import Case, CaseStatus

Lacking = Callable[[Case], list[str]]
_checks: dict[str, tuple[int, Lacking]] = {}
_NEVER = (CaseStatus.DRAFT, CaseStatus.CLOSED)


def settles(name: str, *, order: int) -> Callable[[Lacking], Lacking]:
    """Register what a folder may still wait for, in words, told in `order`; raises ValueError for a second of a name.

    Conditions of a grant come at 30, the report at 40, the audit at 50.
    """

    def register(check: Lacking) -> Lacking:
        if name in _checks:
            raise ValueError(f"What {name} waits for is already registered.")
        _checks[name] = (order, check)
        return check

    return register


def unsettled(case: Case) -> list[str]:
    """Return what keeps the case from closing, in the reader's language; nothing when all is settled."""
    in_order = sorted(_checks.values(), key=lambda registered: registered[0])
    return [words for _order, check in in_order for words in check(case)]


def awaited(case: Case) -> list[str]:
    """Return the same for a page: nothing before money was granted, or after the case is closed."""
    decision = getattr(case, "decision", None)
    if case.status in _NEVER or decision is None or not decision.awarded_amount:
        return []
    return unsettled(case)
