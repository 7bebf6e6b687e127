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
        .Next(this.has_second)
    )

    # A second caseworker, where the scheme has one
    has_second = (
        flow.If(this.wants_second)
        .Annotation(title=_("Does a second assess?"))
        .Then(this.second_assess)
        .Else(this.end)
    )
    second_assess = (
        Step(forms.SecondAssessmentForm, actions.second_assess, template="assessment/second.html")
        .Annotation(title=_("Assess as the second"))
        .Role(Role.CASEWORKER)
        .Leaves(Capacity.SECOND_ASSESSED)
        .Where(actions.has_second)
        .Due(14)
        .Next(this.do_agree)
    )
    do_agree = flow.If(this.agreed).Annotation(title=_("Agreed?")).Then(this.end).Else(this.assess)
    end = Finish().Annotation(title=_("Recommended"))

    def was_impartial(self, activation: Activation) -> bool:
        """Return whether the newest declaration said 'impartial'."""
        return newest_is_impartial(activation.process.case)

    def wants_second(self, activation: Activation) -> bool:
        """Return whether the scheme has a second caseworker assess before the recommendation stands."""
        return actions.has_second(activation.process.case)

    def agreed(self, activation: Activation) -> bool:
        """Return whether the second caseworker agreed the last time."""
        return bool(activation.process.case.second_assessments.latest("id").agrees)
