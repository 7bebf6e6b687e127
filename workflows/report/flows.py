"""From money paid out to a controlled report, with what was not used carried over or paid back."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation

from workflows.base import CaseFlow, Finish, Step
from workflows.cases.models import Capacity
from workflows.directory.models import Role

from . import actions, forms


class ReportFlow(CaseFlow):
    """A report every year, also in a carry-over year; what is not used at the end comes back."""

    process_title = _("Report")

    start = flow.StartHandle(this.on_start).Annotation(title=_("Paid")).Next(this.report)

    # The network
    report = (
        Step(forms.report_form, actions.report, template="report/report.html")
        .Annotation(title=_("Write the report"))
        .Role(Role.NETWORK_LEADER)
        .Leaves(Capacity.REPORTED)
        .Opens(actions.opens_on)
        .Due(actions.due_on)
        .Next(this.control)
    )

    # The office
    control = (
        Step(forms.ControlForm, actions.control, template="report/control.html")
        .Annotation(title=_("Control the report"))
        .Role(Role.CASEWORKER)
        .Leaves(Capacity.CONTROLLED)
        .Due(30)
        .Next(this.is_approved)
    )
    is_approved = (
        flow.If(this.was_approved).Annotation(title=_("Approved?")).Then(this.is_unspent).Else(this.report)
    )
    is_unspent = (
        flow.If(this.has_unspent).Annotation(title=_("Money left?")).Then(this.may_carry_over).Else(this.end)
    )
    may_carry_over = (
        flow.If(this.carries_over)
        .Annotation(title=_("May be used next year?"))
        .Then(this.carry_over)
        .Else(this.repay)
    )
    carry_over = flow.Function(this.carry).Annotation(title=_("Carried over to next year")).Next(this.report)
    repay = (
        Step(forms.RepaymentForm, actions.register_repayment, template="report/repay.html")
        .Annotation(title=_("Register the repayment"))
        .Role(Role.CASEWORKER)
        .Leaves(Capacity.REGISTERED_REPAYMENT)
        .Due(30)
        .Next(this.end)
    )
    end = Finish().Annotation(title=_("Report settled"))

    def was_approved(self, activation: Activation) -> bool:
        """Return whether the newest report was approved."""
        return bool(actions.latest_report(activation.process.case).approved)

    def has_unspent(self, activation: Activation) -> bool:
        """Return whether money is left."""
        return actions.latest_report(activation.process.case).unspent_amount > 0

    def carries_over(self, activation: Activation) -> bool:
        """Return whether what is left may be used next year without an application (R5.2, leader networks)."""
        return actions.carries_over_by_itself(activation.process.case)

    def carry(self, activation: Activation) -> None:
        """Carry the unspent money over to next year."""
        actions.carry_over(activation.process.case)
