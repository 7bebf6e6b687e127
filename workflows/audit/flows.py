"""From a settled report to a closed case, by way of an audit statement where the rules demand one."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation

from workflows.base import CaseFlow, Finish, Step
from workflows.cases.models import Capacity
from workflows.directory.models import Role

from . import actions, forms
from .models import AuditObligation, AuditStatement


class AuditFlow(CaseFlow):
    """The obligation is worked out from the published rules, on what was awarded."""

    process_title = _("Audit")

    start = flow.StartHandle(this.on_start).Annotation(title=_("Report settled")).Next(this.work_out)
    work_out = (
        flow.Function(this.work_out_obligation)
        .Annotation(title=_("Work out the obligation"))
        .Next(this.is_owed)
    )
    is_owed = (
        flow.If(this.was_owed).Annotation(title=_("Audit statement owed?")).Then(this.appoint).Else(this.end)
    )

    # The network
    appoint = (
        Step(forms.AppointmentForm, actions.appoint)
        .Annotation(title=_("Appoint the auditor"))
        .Role(Role.NETWORK_LEADER)
        .Due(14)
        .Next(this.who_states)
    )
    who_states = (
        flow.If(this.does_network_send)
        .Annotation(title=_("Does the network send the statement?"))
        .Then(this.upload)
        .Else(this.state, task_data=this.auditor)
    )
    upload = (
        Step(forms.UploadForm, actions.state)
        .Annotation(title=_("Send the audit statement"))
        .Role(Role.NETWORK_LEADER)
        .Leaves(Capacity.SENT_STATEMENT)
        .Due(actions.due_on)
        .Next(this.control)
    )

    # The auditor
    state = (
        Step(forms.StatementForm, actions.state)
        .Annotation(title=_("Give the audit statement"))
        .Role(Role.AUDITOR)
        .Leaves(Capacity.AUDITED)
        .Due(actions.due_on)
        .Next(this.control)
    )

    # The office
    control = (
        Step(forms.ControlForm, actions.control, template="audit/control.html")
        .Annotation(title=_("Control the audit statement"))
        .Role(Role.CASEWORKER)
        .Leaves(Capacity.CONTROLLED_AUDIT)
        .Due(21)
        .Next(this.is_approved)
    )
    is_approved = (
        flow.If(this.was_approved).Annotation(title=_("Approved?")).Then(this.end).Else(this.who_states)
    )
    end = Finish().Annotation(title=_("Audit settled"))

    def work_out_obligation(self, activation: Activation) -> None:
        """Check the rules at the audit step and keep what is owed."""
        actions.work_out(activation.process.case)

    def was_owed(self, activation: Activation) -> bool:
        """Return whether an audit statement is owed."""
        return AuditObligation.objects.get(case=activation.process.case).owed

    def does_network_send(self, activation: Activation) -> bool:
        """Return whether the network sends the auditor's statement itself."""
        return AuditObligation.objects.get(case=activation.process.case).by_network

    def was_approved(self, activation: Activation) -> bool:
        """Return whether the statement was approved."""
        return bool(AuditStatement.objects.get(case=activation.process.case).approved)

    def auditor(self, activation: Activation) -> dict[str, int | None]:
        """Return the party of the auditor's task: the appointed person alone."""
        return {"person": AuditObligation.objects.get(case=activation.process.case).auditor_id}
