"""From draft to a complete application."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation

from workflows.base import CaseFlow, Each, Finish, Step
from workflows.cases.models import Capacity
from workflows.directory.models import Role

from . import actions, formal, forms
from .formal_form import FormalCheckForm
from .models import latest_check


class ApplicationFlow(CaseFlow):
    """The network writes, its participants stand behind it, the office sees that it is complete."""

    process_title = _("Application")

    start = flow.StartHandle(this.on_start).Annotation(title=_("Draft begun")).Next(this.write)

    # The network
    write = (
        Step(forms.application_form, actions.write, template="application/write.html")
        .Annotation(title=_("Write the application"))
        .Role(Role.NETWORK_LEADER)
        .WrittenWith(Role.PARTICIPANT)
        .Leaves(Capacity.APPLIED)
        .Due(actions.call_deadline)
        .Next(this.ask)
    )
    ask = (
        Each()
        .Annotation(title=_("Ask the participants"))
        .For(this.confirm, actions.parties_to_ask)
        .Always(this.submit)
    )
    confirm = (
        Step(forms.StatementForm, actions.confirm, template="application/confirm.html")
        .Annotation(title=_("Stand behind the application"))
        .Role(Role.MUNICIPAL_MANAGEMENT)
        .Leaves(Capacity.CONFIRMED)
        .Due(actions.call_deadline)
        .Next(this.confirmed)
    )
    confirmed = flow.End().Annotation(title=_("Confirmed"))
    submit = (
        Step(forms.SubmitForm, actions.submit, template="application/submit.html")
        .Annotation(title=_("Submit the application"))
        .Role(Role.NETWORK_LEADER)
        .Leaves(Capacity.APPLIED)
        .Due(actions.call_deadline)
        .Next(this.is_submitted)
    )
    is_submitted = (
        flow.If(this.was_submitted)
        .Annotation(title=_("Submitted?"))
        .Then(this.formal_check)
        .Else(this.ask_anew)
    )
    ask_anew = (
        flow.Function(this.close_confirmations)
        .Annotation(title=_("Taken back to be changed"))
        .Next(this.write)
    )

    # The office enters what came by e-mail or on paper
    received = flow.StartHandle(this.on_start).Annotation(title=_("Received elsewhere")).Next(this.enter)
    enter = (
        Step(forms.application_form, actions.enter, template="application/write.html")
        .Annotation(title=_("Enter the application"))
        .Role(Role.CASEWORKER)
        .Leaves(Capacity.REGISTERED_APPLICATION)
        .Due(7)
        .Next(this.ask_behind)
    )
    ask_behind = (
        Each()
        .Annotation(title=_("Ask the participants"))
        .For(this.confirm, actions.parties_to_ask)
        .Always(this.formal_check)
    )

    # A case that comes from another installation, or back from it
    taken_up = flow.StartHandle(this.on_start).Annotation(title=_("Taken up again")).Next(this.formal_check)

    # The office
    formal_check = (
        Step(FormalCheckForm, formal.check_formally, template="application/formal_check.html")
        .Annotation(title=_("Formal check"))
        .Role(Role.CASEWORKER)
        .Leaves(Capacity.CHECKED)
        .Due(formal.due)
        .Next(this.is_complete)
    )
    is_complete = (
        flow.If(this.was_complete).Annotation(title=_("Complete?")).Then(this.close).Else(this.is_dismissed)
    )
    is_dismissed = (
        flow.If(this.was_dismissed).Annotation(title=_("Dismissed?")).Then(this.dismiss).Else(this.supplement)
    )
    dismiss = flow.Function(this.close_dismissed).Annotation(title=_("Case closed")).Next(this.dismissed)
    dismissed = flow.End().Annotation(title=_("Dismissed"))

    # The network, asked for what is missing
    supplement = (
        Step(forms.application_form, actions.supplement, template="application/write.html")
        .Annotation(title=_("Send what is missing"))
        .Role(Role.NETWORK_LEADER)
        .WrittenWith(Role.PARTICIPANT)
        .Leaves(Capacity.APPLIED)
        .Due(formal.answer_due)
        .Next(this.formal_check)
    )
    close = flow.Function(this.close_confirmations).Annotation(title=_("Confirmations closed")).Next(this.end)
    end = Finish().Annotation(title=_("Ready for assessment"))

    def was_submitted(self, activation: Activation) -> bool:
        """Return whether the network sent the application, rather than took it back to change it."""
        return not activation.process.case.is_draft

    def was_complete(self, activation: Activation) -> bool:
        """Return what the newest formal check said."""
        check = latest_check(activation.process.case)
        return check is not None and check.complete

    def was_dismissed(self, activation: Activation) -> bool:
        """Return whether the newest formal check dismissed the application."""
        check = latest_check(activation.process.case)
        return check is not None and bool(check.dismissed_because)

    def close_dismissed(self, activation: Activation) -> None:
        """Ask nobody more, and close the case."""
        self.close_confirmations(activation)
        formal.close_dismissed(activation.process.case)

    def close_confirmations(self, activation: Activation) -> None:
        """Close what participants were still asked: the answer would no longer be about this application."""
        open_tasks = self.task_class.objects.filter(
            process=activation.process, flow_task=ApplicationFlow.confirm, finished__isnull=True
        )
        for task in open_tasks:
            task.flow_task.activation_class(task).cancel()
