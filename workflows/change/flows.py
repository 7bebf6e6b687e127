"""From what is to be changed in a decision to a new decision, or none: two persons."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from workflows.base import CaseFlow, Finish, Step
from workflows.cases.models import Capacity
from workflows.directory.models import Role

from . import actions, forms


class ChangeFlow(CaseFlow):
    """One proposes, another decides; the earlier decision stays as it was (A14)."""

    process_title = _("Change of the decision")

    start = flow.StartHandle(this.on_start).Annotation(title=_("Change asked for")).Next(this.propose)
    propose = (
        Step(forms.ProposeForm, actions.propose, template="change/propose.html")
        .Annotation(title=_("Propose a new decision"))
        .Role(Role.CASEWORKER)
        .Leaves(Capacity.PROPOSED_CHANGE)
        .Due(14)
        .Next(this.decide)
    )
    decide = (
        Step(forms.DecideForm, actions.decide, template="change/decide.html")
        .Annotation(title=_("Decide anew"))
        .Role(Role.DECISION_MAKER)
        .Leaves(Capacity.DECIDED_CHANGE)
        .Due(14)
        .Next(this.end)
    )
    end = Finish().Annotation(title=_("Decided anew, or left as it was"))
