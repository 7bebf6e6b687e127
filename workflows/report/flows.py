"""From money paid out to a controlled report, with what was not used carried over or paid back."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation

from workflows.base import CaseFlow, Finish, Step
from workflows.cases.models import Capacity, Case
from workflows.directory.models import Role

from . import actions, carry_forms, carrying, claiming, forms
from . import progress as progressing


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
        flow.If(this.has_unspent)
        .Annotation(title=_("Money left?"))
        .Then(this.may_carry_over)
        .Else(this.is_owed)
    )
    may_carry_over = (
        flow.If(this.carries_over)
        .Annotation(title=_("May be used next year?"))
        .Then(this.carry_over)
        .Else(this.has_applied)
    )
    has_applied = (
        flow.If(this.applied_for_carry_over)
        .Annotation(title=_("Applied for carry-over?"))
        .Then(this.decide_carry_over)
        .Else(this.claim)
    )
    decide_carry_over = (
        Step(carry_forms.CarryOverForm, carrying.decide, template="report/decide_carry_over.html")
        .Annotation(title=_("Decide on carry-over"))
        .Role(Role.DECISION_MAKER)
        .Leaves(Capacity.DECIDED_CARRY_OVER)
        .Due(30)
        .Next(this.is_carried)
    )
    is_carried = (
        flow.If(this.was_carried).Annotation(title=_("Granted?")).Then(this.carry_over).Else(this.claim)
    )
    carry_over = flow.Function(this.carry).Annotation(title=_("Carried over to next year")).Next(this.report)
    claim = flow.Function(this.claim_rest).Annotation(title=_("Claimed back")).Next(this.repay)
    is_owed = (
        flow.If(this.is_money_owed)
        .Annotation(title=_("Is money to be paid back?"))
        .Then(this.repay)
        .Else(this.end)
    )
    repay = (
        Step(forms.RepaymentForm, claiming.register_repayment, template="report/repay.html")
        .Annotation(title=_("Register the repayment"))
        .Role(Role.CASEWORKER)
        .Leaves(Capacity.REGISTERED_REPAYMENT)
        .Due(claiming.expected_by)
        .Next(this.is_owed)
    )
    end = Finish().Annotation(title=_("Report settled"))

    # A case that comes from another installation, or back from it, with a report sent, or with money to be paid back
    taken_up = flow.StartHandle(this.on_start).Annotation(title=_("Taken up again")).Next(this.control)
    owing = flow.StartHandle(this.on_start).Annotation(title=_("Taken up with a claim")).Next(this.is_owed)

    # A process of its own, beside the yearly report: it leads to no other flow
    demanded = (
        flow.StartHandle(this.on_start).Annotation(title=_("Progress report asked for")).Next(this.progress)
    )
    progress = (
        Step(progressing.progress_form, progressing.write, template="report/progress.html")
        .Annotation(title=_("Write the progress report"))
        .Role(Role.NETWORK_LEADER)
        .Leaves(Capacity.REPORTED)
        .Due(progressing.due_on)
        .Next(this.control_progress)
    )
    control_progress = (
        Step(forms.ProgressControlForm, progressing.control, template="report/control_progress.html")
        .Annotation(title=_("Control the progress report"))
        .Role(Role.CASEWORKER)
        .Leaves(Capacity.CONTROLLED)
        .Due(30)
        .Next(this.is_progress_approved)
    )
    is_progress_approved = (
        flow.If(this.was_progress_approved)
        .Annotation(title=_("Approved?"))
        .Then(this.progress_end)
        .Else(this.progress)
    )
    progress_end = flow.End().Annotation(title=_("Progress report approved"))

    @classmethod
    def runs(cls, case: Case) -> bool:
        """Return whether the yearly report of a case is on its way; a progress report beside it is another thing."""
        under_way = case.items.filter(flow=cls.folder(), open=True)
        return under_way.exclude(node__in=("progress", "control_progress")).exists()

    def was_approved(self, activation: Activation) -> bool:
        """Return whether the newest report was approved."""
        return bool(actions.latest_report(activation.process.case).approved)

    def has_unspent(self, activation: Activation) -> bool:
        """Return whether money is left."""
        return actions.latest_report(activation.process.case).unspent_amount > 0

    def carries_over(self, activation: Activation) -> bool:
        """Return whether what is left may be used next year without an application (R5.2, leader networks)."""
        return carrying.carries_over_by_itself(activation.process.case)

    def carry(self, activation: Activation) -> None:
        """Carry over to next year what may be used then."""
        carrying.carry_over(activation.process.case)

    def was_progress_approved(self, activation: Activation) -> bool:
        """Return whether no progress report is waited for any more."""
        return progressing.open_progress(activation.process.case) is None

    def applied_for_carry_over(self, activation: Activation) -> bool:
        """Return whether the network applied to use next year what is left."""
        return carrying.request_of(activation.process.case) is not None

    def was_carried(self, activation: Activation) -> bool:
        """Return whether anything of it was granted."""
        request = carrying.request_of(activation.process.case)
        return bool(request and request.granted_amount)

    def claim_rest(self, activation: Activation) -> None:
        """Claim what is left back."""
        carrying.claim_rest(activation.process.case)

    def is_money_owed(self, activation: Activation) -> bool:
        """Return whether anything that is claimed has not come, this year's or an earlier one's."""
        return claiming.owed_back(activation.process.case) > 0
