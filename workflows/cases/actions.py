"""What every flow does to the case itself."""

from workflows import clock
from workflows.directory.models import User

from . import journal
from .models import Case, CaseStatus


def set_status(case: Case, status: str) -> None:
    """Change the case's status; the case row is locked by the caller."""
    case.status = status
    case.save(update_fields=["status"])


def close(case: Case, *, by: User | None) -> None:
    """Close the case, in the transaction of the last piece of work that settled it (R6.5)."""
    case.status, case.closed_at = CaseStatus.CLOSED, clock.now()
    case.save(update_fields=["status", "closed_at"])
    journal.record(case=case, action="case.closed", actor=by)
