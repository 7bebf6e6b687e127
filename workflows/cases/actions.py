"""What every flow does to the case itself."""

from viewflow.workflow.status import PROCESS

from workflows import clock
from workflows.directory.models import User

from . import journal, pausing
from .models import Case, CaseEnding, CaseProcess, CaseStatus, WorkItem


def set_status(case: Case, status: str) -> None:
    """Change the case's status; the case row is locked by the caller."""
    case.status = status
    case.save(update_fields=["status"])


def close(case: Case, *, by: User | None, ending: str = CaseEnding.COMPLETED) -> None:
    """Close the case, in the transaction of the last piece of work that settled it (R6.5), saying how it ended.

    A draft that is put away stays a draft, which the office never sees.
    """
    if not case.is_draft:
        case.status = CaseStatus.CLOSED
    case.closed_at, case.ending = clock.now(), ending
    case.save(update_fields=["status", "closed_at", "ending"])
    pausing.resume(case, at=case.closed_at)
    case.other_texts.all().delete()  # what was written in a draft and never chosen serves nobody now (F3)
    journal.record(case=case, action="case.closed", actor=by, details=_said(ending))


def call_off(case: Case) -> None:
    """Cancel everything that is still to be done in the case; its flows are then called off (R3.11)."""
    for item in WorkItem.objects.filter(case=case, open=True).select_related("task__process"):
        item.task.flow_task.activation_class(item.task).cancel()
    unfinished = CaseProcess.objects.filter(case=case, finished__isnull=True)
    unfinished.update(status=PROCESS.CANCELED, finished=clock.now())


def _said(ending: str) -> dict[str, str]:
    """Return what the journal tells of an ending: nothing of the one that most cases have."""
    return {} if ending == CaseEnding.COMPLETED else {"ending": str(ending)}
