"""Tasks whose step is no longer in the code: a plugin's that is gone. They are held as they stand, and say so.

Viewflow cannot read such a task at all, so that one of them makes every list of its readers fail. Here it is read
with a stand-in for its step, and keeps the name of the step when it is written.
"""

from typing import Any

from django import forms
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.exceptions import FlowRuntimeError
from viewflow.workflow.fields import TaskReferenceField
from viewflow.workflow.models import Task

HELD = _("This step was made by a plugin that is no longer here. The case is held until somebody who runs the site "
         "installs it again, or moves the case on.")  # fmt: skip


class HeldForm(forms.Form):
    """Asks nothing, and refuses with the reason."""

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files)

    def clean(self) -> dict[str, Any]:
        """Refuse."""
        raise forms.ValidationError(HELD, code="held")


class HeldStep:
    """Stands for a step that is gone, by its name in the database."""

    task_type = "HUMAN"
    task_title: str | Promise = _("A step that is held")
    role = capacity = leaves = along = ""
    template = "cases/held.html"
    form = HeldForm
    draw = staticmethod(render)
    flow_class = None

    def __init__(self, reference: str) -> None:
        self.reference = reference
        self.name = reference.rpartition(".")[2]


class HeldTaskField(TaskReferenceField):
    """Viewflow's reference to a step, which reads one that is gone as a stand-in, and writes it as it was."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return the step, or what stands for it."""
        try:
            return super().from_db_value(value, expression, connection) or (
                HeldStep(value) if value else value
            )
        except (LookupError, AttributeError, FlowRuntimeError):
            return HeldStep(value)

    def get_prep_value(self, value: Any) -> Any:
        """Return the step's name in the database."""
        return value.reference if isinstance(value, HeldStep) else super().get_prep_value(value)


def hold() -> None:
    """Let Viewflow's tasks be read so."""
    Task._meta.get_field("flow_task").__class__ = HeldTaskField


hold()
