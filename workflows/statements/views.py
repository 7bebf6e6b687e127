"""What the case page, and the tasks of assessing and deciding, show of statements: to the office."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflows.cases.models import Case
from workflows.cases.panels import Beside, CasePanel, register, register_beside
from workflows.cases.rights import sees_internal
from workflows.directory.models import User

from .actions import may_ask
from .models import Statement


def statements(case: Case, user: User) -> dict[str, Any]:
    """Return every statement asked for, with its answer, and whether the person may ask for one."""
    asked = Statement.objects.filter(case=case)
    told = list(asked.select_related("region", "environment", "asked_by", "answered_by", "document"))
    for each in told:
        each.case = case
    return {"statements": told, "may_ask": may_ask(user, case)}


STATEMENTS = register(
    CasePanel(
        "uttalelser",
        _("Statements"),
        "statements/part_statements.html",
        statements,
        order=22,
        internal=True,
        shown=lambda case, user: not case.is_draft and sees_internal(user, case),
    )
)
register_beside(
    Beside(
        frozenset({"assessment.declare", "assessment.assess", "assessment.second_assess", "grant.decide"}),
        "statements/beside.html",
        statements,
        order=20,
    )
)
