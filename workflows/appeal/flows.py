"""From a received appeal to a decision on it: by the office, or by the appeal body."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation

from workflows.base import CaseFlow, Finish, Step
from workflows.cases.models import Capacity
from workflows.directory.models import Role

from . import actions, forms


class AppealFlow(CaseFlow):
    """Nobody who took part in what is appealed against decides the appeal (R8.4)."""

    process_title = _("Appeal")

    start = flow.StartHandle(this.on_start).Annotation(title=_("Appeal received")).Next(this.prepare)

    # The office
    prepare = (
        Step(forms.PrepareForm, actions.prepare, template="appeal/prepare.html")
        .Annotation(title=_("Prepare the appeal"))
        .Role(Role.CASEWORKER)
        .Leaves(Capacity.PREPARED_APPEAL)
        .Due(14)
        .Next(this.is_forwarded)
    )
    is_forwarded = (
        flow.If(this.was_forwarded)
        .Annotation(title=_("Forwarded?"))
        .Then(this.decide, task_data=this.body)
        .Else(this.consider)
    )
    consider = (
        Step(forms.ConsiderForm, actions.consider, template="appeal/consider.html")
        .Annotation(title=_("Decide anew, or forward the appeal"))
        .Role(Role.DECISION_MAKER)
        .Leaves(Capacity.REVERSED)
        .Due(14)
        .Next(this.is_forwarded_after_all)
    )
    is_forwarded_after_all = (
        flow.If(this.was_forwarded)
        .Annotation(title=_("Forwarded after all?"))
        .Then(this.decide, task_data=this.body)
        .Else(this.end)
    )

    # The appeal body
    decide = (
        Step(forms.DecideForm, actions.decide, template="appeal/consider.html")
        .Annotation(title=_("Decide the appeal"))
        .Role(Role.APPEAL_HANDLER)
        .Leaves(Capacity.DECIDED_APPEAL)
        .Due(60)
        .Next(this.is_sent_back)
    )
    is_sent_back = (
        flow.If(this.was_sent_back).Annotation(title=_("Sent back?")).Then(this.consider).Else(this.end)
    )
    end = Finish().Annotation(title=_("Appeal settled"))

    def was_forwarded(self, activation: Activation) -> bool:
        """Return whether the appeal lies with the appeal body."""
        return actions.current(activation.process.case).forwarded_at is not None

    def was_sent_back(self, activation: Activation) -> bool:
        """Return whether the appeal body left it undecided."""
        return actions.current(activation.process.case).decided_at is None

    def body(self, activation: Activation) -> dict[str, int]:
        """Return the party of the appeal body's task: an office, or nobody in particular at the directorate."""
        body = actions.current(activation.process.case).body_id
        return {"office": body} if body else {}
