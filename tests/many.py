"""Many rows made at once by copying one: for tests of what lists cost, which no case has to be played for."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model
from viewflow.workflow.models import Task

from workflows.cases.models import Case, WorkItem

M = TypeVar("M", bound=Model)
BATCH = 2_000


def copies(row: M, count: int, changes: Callable[[int], dict[str, Any]]) -> list[M]:
    """Store `count` copies of a row, each with `changes(number)` of its own, and return them with their keys."""
    model = type(row)
    fields = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
    made = (model(**fields | {"id": None} | changes(number)) for number in range(count))
    return model._default_manager.bulk_create(made, batch_size=BATCH)


def many_cases(case: Case, count: int, *, first: int = 100_000) -> list[Case]:
    """Store so many cases like one, each with a number, an application and statements of its own."""
    made = copies(
        case, count, lambda n: {"number": f"{case.office.code}-2024-{first + n}", "draft_number": ""}
    )
    for row in [case.application, *case.statements.all()]:
        copies(row, count, lambda n: {"case_id": made[n].pk})
    return made


def many_items(item: WorkItem, cases: list[Case]) -> list[WorkItem]:
    """Store an open piece of work like one in each of `cases`, with a task of its own.

    All of them share one process: its party tells one from the other.
    """
    task = Task.objects.get(pk=item.task_id)
    tasks = copies(task, len(cases), lambda n: {})

    def of_case(number: int) -> dict[str, Any]:
        return {"case_id": cases[number].pk, "task_id": tasks[number].pk, "party": f"copy:{cases[number].pk}"}

    return copies(item, len(cases), of_case)
