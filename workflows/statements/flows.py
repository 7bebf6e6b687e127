"""One flow for each statement asked for: it runs beside the assessment, and nothing waits for it by itself."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation

from workflows.base import CaseFlow, Finish, Step
from workflows.cases.models import Case, CaseProcess, CaseTask
from workflows.directory.models import Role

from . import actions, forms
from .models import Statement


class AskedStep(Step):
    """A step that is due on the day the question names."""

    def place(self, task: CaseTask) -> dict[str, Any]:
        """Return the place with the day the answer is asked for."""
        return super().place(task) | {"due": dt.date.fromisoformat(task.data["due"])}


class StatementFlow(CaseFlow):
    """Bufetat's region or a knowledge environment answers a question about an application."""

    process_title = _("Statement")

    start = (
        flow.StartHandle(this.on_start)
        .Annotation(title=_("Statement asked for"))
        .Next(this.answer, task_data=this.party)
    )
    answer = (
        AskedStep(forms.AnswerForm, actions.answer, template="statements/answer.html")
        .Annotation(title=_("Give a statement"))
        .Role(Role.BUFETAT)  # a knowledge environment's own role comes with the question
        .Next(this.end)
    )
    end = Finish().Annotation(title=_("Answered"))

    def on_start(self, activation: Activation, case: Case, statement: Statement | None = None) -> CaseProcess:
        """Tie the process to its case and its question."""
        process = super().on_start(activation, case)
        activation.process.data = {"statement": statement.pk if statement else None}
        return process

    def party(self, activation: Activation) -> dict[str, Any]:
        """Return whose task it is, and when the answer is asked for."""
        statement = Statement.objects.get(pk=activation.process.data["statement"])
        kind, role = (
            ("region", Role.BUFETAT) if statement.region_id else ("environment", Role.KNOWLEDGE_ENVIRONMENT)
        )
        return {
            kind: statement.body.pk,
            "role": str(role),
            "statement": statement.pk,
            "due": statement.due.isoformat(),
        }
