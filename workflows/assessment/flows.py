"""From a complete application to a recommendation."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation

from workflows.base import CaseFlow, Finish, Step
from workflows.cases.impartiality import ImpartialityForm, newest_is_impartial
from workflows.cases.models import Capacity
from workflows.directory.models import Role

from . import actions, forms


class AssessmentFlow(CaseFlow):
    """A caseworker who is impartial assesses the application and recommends."""

    process_title = _("Assessment")

    start = flow.StartHandle(this.on_start).Annotation(title=_("Complete application")).Next(this.declare)

    # The caseworker
    declare = (
        Step(ImpartialityForm, actions.declare, template="cases/declare.html")
        .Annotation(title=_("Declare impartiality"))
        .Role(Role.CASEWORKER)
        .Toward(Capacity.ASSESSED)
        .Due(7)
        .Next(this.is_impartial)
    )
    is_impartial = (
        flow.If(this.was_impartial).Annotation(title=_("Impartial?")).Then(this.assess).Else(this.declare)
    )
    assess = (
        Step(forms.AssessmentForm, actions.assess, template="assessment/assess.html")
        .Annotation(title=_("Assess and recommend"))
        .Role(Role.CASEWORKER)
        .Leaves(Capacity.ASSESSED)
        .Assign(this.declare.owner)
        .Due(30)
        .Next(this.end)
    )
    end = Finish().Annotation(title=_("Recommended"))

    def was_impartial(self, activation: Activation) -> bool:
        """Return whether the newest declaration said 'impartial'."""
        return newest_is_impartial(activation.process.case)
