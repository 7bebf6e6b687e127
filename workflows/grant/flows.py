"""From a recommendation to money paid out, or a refusal."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation

from workflows.assessment.actions import declare
from workflows.base import CaseFlow, Finish, Step
from workflows.cases.impartiality import ImpartialityForm, newest_is_impartial
from workflows.cases.models import Capacity
from workflows.directory.models import Role

from . import actions, forms
from .models import Decision, Outcome


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
    is_granted = (
        flow.If(this.was_granted).Annotation(title=_("Granted?")).Then(this.needs_acceptance).Else(this.end)
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
        Step(forms.PaymentForm, actions.register_payment)
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
        .Next(this.end)
    )
    end = Finish().Annotation(title=_("Paid or refused"))

    def was_impartial(self, activation: Activation) -> bool:
        """Return whether the newest declaration said 'impartial'."""
        return newest_is_impartial(activation.process.case)

    def was_granted(self, activation: Activation) -> bool:
        """Return whether money was granted."""
        decision: Decision = activation.process.case.decision
        return decision.outcome != Outcome.REFUSED

    def wants_acceptance(self, activation: Activation) -> bool:
        """Return whether the scheme has the network accept the terms first."""
        return bool(activation.process.case.scheme_version.option("acceptance"))
