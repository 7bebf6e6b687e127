"""The audit flow's forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.base import ConfirmForm
from workflows.cases import duties
from workflows.cases.models import Capacity
from workflows.directory.models import Role, RoleAssignment, User
from workflows.report.forms import ControlForm as ReportControlForm
from workflows.schemes.uploads import UploadField
from workflows.ui.forms import DateField

from .models import AuditorKind


class AppointmentForm(ConfirmForm):
    """The network names its auditor."""

    email = forms.EmailField(
        label=_("The auditor's e-mail"), help_text=_("The auditor must have an account.")
    )

    def clean_email(self) -> str:
        """Find the auditor; one who has taken part in the case, for the network or the office, cannot be it."""
        email = self.cleaned_data["email"]
        held = RoleAssignment.objects.in_force().filter(role=Role.AUDITOR, user__email__iexact=email)
        self.auditor: User | None = next((a.user for a in held.select_related("user")), None)
        if self.auditor is None:
            raise forms.ValidationError(_("No auditor with this e-mail has an account."))
        if duties.conflict(case=self.case, person=self.auditor, acting_for=None, capacity=Capacity.AUDITED):
            raise forms.ValidationError(_("This person has taken part in the case and cannot audit it."))
        return email


class StatementForm(ConfirmForm):
    """Who the auditor is, and what they say of the account."""

    UNQUALIFIED, RESERVED = "unqualified", "reserved"
    auditor_kind = forms.ChoiceField(
        label=_("Kind of auditor"), choices=AuditorKind.choices, widget=forms.RadioSelect
    )
    auditor_name = forms.CharField(label=_("The auditor's name"), max_length=150)
    audit_firm = forms.CharField(label=_("Firm"), required=False, max_length=200)
    stated_on = DateField(label=_("Date of the statement"))
    opinion = forms.ChoiceField(
        label=_("What the statement says"),
        choices=[
            (UNQUALIFIED, _("The account is confirmed without reservation")),
            (RESERVED, _("The account is confirmed with reservations, or not confirmed")),
        ],
        widget=forms.RadioSelect,
    )
    remarks = forms.CharField(
        label=_("Remarks"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    statement = UploadField(label=_("The signed statement"), required=False)

    def clean_stated_on(self) -> Any:
        """Refuse a date to come, or one before there was anything to audit."""
        day = self.cleaned_data["stated_on"]
        if day > clock.today():
            raise forms.ValidationError(_("The date has not come yet."))
        if day < self.case.decision.at.astimezone(clock.OSLO).date():
            raise forms.ValidationError(_("The date is before the decision."))
        return day

    def clean(self) -> dict[str, Any]:
        """A reservation is explained."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("opinion") == self.RESERVED and not cleaned.get("remarks"):
            self.add_error("remarks", _("Say what the reservation is."))
        return cleaned


class ControlForm(ReportControlForm):
    """Approve the statement, or ask for a new one."""

    step = "audit"
    result = forms.ChoiceField(
        label=_("Result of the control"),
        choices=[
            (ReportControlForm.APPROVE, _("Approve the audit statement")),
            (ReportControlForm.RETURN, _("Ask for a new statement")),
        ],
        widget=forms.RadioSelect,
    )
