"""What the case page and the tasks of assessing and deciding show of the network's and the recipient's history."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflows.cases.models import Case
from workflows.cases.panels import Beside, CasePanel, register, register_beside
from workflows.cases.rights import at_office
from workflows.directory.models import User

from .history import history_of


def history(case: Case, user: User) -> dict[str, Any]:
    """Return the earlier cases, for the part of the case page."""
    return {"history": history_of(case, user), "level": 2, "size": "sm"}


def history_beside(case: Case, user: User) -> dict[str, Any]:
    """Return the same beside a task, under the task's heading."""
    return history(case, user) | {"level": 3, "size": "xs"}


register(
    CasePanel(
        "historikk",
        _("History"),
        "allocation/part_history.html",
        history,
        order=15,
        internal=True,
        shown=lambda case, user: not case.is_draft and at_office(user, case),
    )
)
register_beside(
    Beside(
        frozenset({"assessment.assess", "assessment.second_assess", "grant.decide", "grant.approve"}),
        "allocation/history.html",
        history_beside,
        order=10,
    )
)
