"""System checks: what must hold before the site starts."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connection


@checks.register(checks.Tags.compatibility)
def every_human_task_has_a_role(**kwargs: Any) -> list[checks.CheckMessage]:
    """A task without a role could be taken by anyone."""
    from workflows.base import flows, steps

    return [
        checks.Error(f"{flow.__name__}.{step.name} has no role.", id="workflows.E002")
        for flow in flows()
        for step in steps(flow)
        if not step.role
    ]


@checks.register(checks.Tags.compatibility, deploy=True)
def no_task_is_stranded(**kwargs: Any) -> list[checks.CheckMessage]:
    """An open task whose step is gone makes lists fail: `check --deploy`, run before the start, refuses it.

    Not among the checks of every command: `migrate`, which mends it, must run. Before the first migration there is
    nothing to strand.
    """
    from workflows.cases.models import CaseTask
    from workflows.stranded import stranded

    if CaseTask._meta.db_table not in connection.introspection.table_names():
        return []
    return [checks.Error(str(task), id="workflows.E003") for task in stranded()]


@checks.register(checks.Tags.security, deploy=True)
def no_demo_in_production(**kwargs: Any) -> list[checks.CheckMessage]:
    """Demo accounts have known passwords: `check --deploy` refuses them, and settings that play."""
    errors: list[checks.CheckMessage] = []
    if settings.DEMO or settings.DEBUG:
        errors.append(checks.Error("DEMO and DEBUG must be off in production.", id="workflows.E001"))
    return errors
