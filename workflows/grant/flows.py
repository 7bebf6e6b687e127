"""From a recommendation to money paid out, or a refusal."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation

from workflows.assessment.actions import declare
from workflows.assessment.conditions import ConditionKind
from workflows.base import CaseFlow, Finish, Step
from workflows.cases.impartiality import ImpartialityForm, newest_is_impartial
from workflows.cases.models import Capacity, Case, CaseProcess
from workflows.directory.models import Role

from . import actions, approving, forms
from .approval_forms import ApprovalForm
from .conditions import open_conditions
from .models import Decision, Outcome
from .paying import left_to_register


class GrantFlow(CaseFlow):
    """Another person decides; the money is committed in the same transaction; two persons pay it out."""

    process_title = _("Grant")

    start = flow.StartHandle(this.on_start).Annotation(title=_("Recommended")).Next(this.declare)

    # The decision maker
    declare = (
        Step(ImpartialityForm, declare, template="cases/declare.html")
        .Annotation(title=_("Declare impartiality"))
        .Role(Role.DECISION_MAKER)
        .Toward(Capacity.APPROVED)
        .Due(7)
        .Next(this.is_impartial)
    )
    is_impartial = (
        flow.If(this.was_impartial).Annotation(title=_("Impartial?")).Then(this.decide).Else(this.declare)
    )
    decide = (
        Step(forms.DecisionForm, actions.decide, template="grant/decide.html")
        .Annotation(title=_("Decide"))
        .Role(Role.DECISION_MAKER)
        .Leaves(Capacity.APPROVED)
        .Assign(this.declare.owner)
        .Due(14)
        .Next(this.is_granted)
    )

    # Another decision maker, where the amount demands two
    approve = (
        Step(ApprovalForm, approving.approve, template="grant/approve.html")
        .Annotation(title=_("Approve the decision"))
        .Role(Role.DECISION_MAKER)
        .Leaves(Capacity.SECOND_APPROVED)
        .Where(approving.may_need_approval)
        .Due(7)
        .Next(this.is_approved)
    )
    is_approved = (
        flow.If(this.was_sent_back).Annotation(title=_("Approved?")).Then(this.decide).Else(this.is_granted)
    )

    # The network, asked for what is required for funds to be awarded, and the office's control of it
    document_conditions = (
        Step(
            forms.DocumentConditionsForm,
            actions.document_conditions,
            template="grant/document_conditions.html",
        )
        .Annotation(title=_("Document what is required for funds to be awarded"))
        .Role(Role.NETWORK_LEADER)
        .Leaves(Capacity.DOCUMENTED)
        .Due(21)
        .Next(this.control_conditions)
    )
    control_conditions = (
        Step(forms.ControlConditionsForm, actions.control_conditions)
        .Annotation(title=_("Control the conditions"))
        .Role(Role.CASEWORKER)
        .Leaves(Capacity.CONTROLLED_CONDITIONS)
        .Due(14)
        .Next(this.are_met)
    )
    are_met = (
        flow.If(this.were_met)
        .Annotation(title=_("Conditions met?"))
        .Then(this.decide)
        .Else(this.document_conditions)
    )

    # Decided anew: after a change or an appeal, more is to be paid
    decided_anew = (
        flow.StartHandle(this.on_start).Annotation(title=_("Decided anew")).Next(this.needs_acceptance)
    )
    is_granted = (
        flow.Switch()
        .Annotation(title=_("Granted?"))
        .Case(this.approve, cond=this.waits_for_approval)
        .Case(this.document_conditions, cond=this.was_asked_for_more)
        .Case(this.accept, cond=this.was_granted_to_be_accepted)
        .Case(this.register_payment, cond=this.was_granted)
        .Default(this.end)
    )
    needs_acceptance = (
        flow.If(this.wants_acceptance)
        .Annotation(title=_("Is acceptance part of the scheme?"))
        .Then(this.accept)
        .Else(this.register_payment)
    )

    # The network
    accept = (
        Step(forms.AcceptanceForm, actions.accept, template="grant/accept.html")
        .Annotation(title=_("Accept the grant"))
        .Role(Role.NETWORK_LEADER)
        .Leaves(Capacity.ACCEPTED)
        .Due(21)
        .Next(this.register_payment)
    )

    # Two persons at the office
    register_payment = (
        Step(forms.PaymentForm, actions.register_payment, template="grant/register.html")
        .Annotation(title=_("Register the payment"))
        .Role(Role.CASEWORKER)
        .Leaves(Capacity.REGISTERED_PAYMENT)
        .Due(14)
        .Next(this.attest_payment)
    )
    attest_payment = (
        Step(forms.AttestationForm, actions.attest_payment, template="grant/attest.html")
        .Annotation(title=_("Attest the payment"))
        .Role(Role.PAYMENT_ATTESTER)
        .Leaves(Capacity.ATTESTED_PAYMENT)
        .Due(7)
        .Next(this.is_paid)
    )
    is_paid = (
        flow.If(this.was_paid).Annotation(title=_("All paid?")).Then(this.end).Else(this.register_payment)
    )
    end = Finish().Annotation(title=_("Paid or refused"))

    def waits_for_approval(self, activation: Activation) -> bool:
        """Return whether the decision is held for a second decision maker."""
        case = activation.process.case
        return getattr(case, "decision", None) is None and approving.waiting(case) is not None

    def was_sent_back(self, activation: Activation) -> bool:
        """Return whether the second decision maker sent the decision back."""
        return not activation.process.case.held_decisions.latest("id").approved

    def was_impartial(self, activation: Activation) -> bool:
        """Return whether the newest declaration said 'impartial'."""
        return newest_is_impartial(activation.process.case)

    def was_granted_to_be_accepted(self, activation: Activation) -> bool:
        """Return whether money was granted that the network accepts first."""
        return self.was_granted(activation) and self.wants_acceptance(activation)

    def was_granted(self, activation: Activation) -> bool:
        """Return whether money was granted."""
        decision: Decision = activation.process.case.decision
        return decision.outcome != Outcome.REFUSED

    def wants_acceptance(self, activation: Activation) -> bool:
        """Return whether the scheme has the network accept the terms first, and it has not."""
        case = activation.process.case
        return bool(case.scheme_version.option("acceptance")) and not hasattr(case, "acceptance")

    def was_asked_for_more(self, activation: Activation) -> bool:
        """Return whether it was asked for what is required first, rather than decided."""
        return getattr(activation.process.case, "decision", None) is None

    def were_met(self, activation: Activation) -> bool:
        """Return whether nothing that is required for the award is open."""
        return not open_conditions(activation.process.case, ConditionKind.BEFORE_AWARD).exists()

    def was_paid(self, activation: Activation) -> bool:
        """Return whether every instalment is paid."""
        return left_to_register(activation.process.case) <= 0

    @classmethod
    def begin_anew(cls, case: Case) -> CaseProcess:
        """Start the flow where a decision is taken already; inside the transaction of that decision."""
        return cls.decided_anew.run(case=case)
