"""The audit flow's forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.base import ConfirmForm
from workflows.cases import duties
from workflows.cases.models import Capacity, Case
from workflows.directory.models import Role, RoleAssignment, User
from workflows.report.forms import ControlForm as ReportControlForm
from workflows.schemes.uploads import UploadField
from workflows.ui.forms import DateField

from . import inviting
from .models import AuditorKind


class AppointmentForm(ConfirmForm):
    """The network names its auditor, who has an account or is invited by a link; or sends the statement itself."""

    ACCOUNT, INVITE, UPLOAD = "account", "invite", "upload"
    how = forms.ChoiceField(
        label=_("How will the statement come?"),
        choices=[
            (ACCOUNT, _("The auditor has an account here")),
            (INVITE, _("Send the auditor a link that opens this statement alone")),
            (UPLOAD, _("We have the signed statement, and send it ourselves")),
        ],
        widget=forms.RadioSelect,
        initial=INVITE,
        required=False,
    )
    email = forms.EmailField(
        label=_("The auditor's e-mail"),
        help_text=_("Not needed when you send the statement yourselves."),
        required=False,
    )
    auditor: User | None = None

    def clean(self) -> dict[str, Any]:
        """Find the auditor; one who has taken part in the case, for the network or the office, cannot be it."""
        cleaned = super().clean() or self.cleaned_data
        how, email = cleaned.get("how") or self.ACCOUNT, cleaned.get("email")
        cleaned["how"] = how
        if how == self.UPLOAD or "email" in self.errors:
            return cleaned
        if not email:
            self.add_error("email", _("Write the auditor's e-mail."))
            return cleaned
        people = User.objects.filter(email__iexact=email, is_active=True, is_trial=self.case.office.is_trial)
        if any(_took_part(self.case, person) for person in people):
            self.add_error("email", _("This person has taken part in the case and cannot audit it."))
        elif how == self.ACCOUNT:
            held = RoleAssignment.objects.in_force().filter(role=Role.AUDITOR, user__in=people)
            self.auditor = next((a.user for a in held.select_related("user")), None)
            if self.auditor is None:
                self.add_error("email", _("No auditor with this e-mail has an account."))
        return cleaned


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if inviting.is_holder(self.by, self.case):  # nobody logged in: the signed file is what it rests on
            self.fields["statement"].required = True

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


class UploadForm(StatementForm):
    """The network sends the statement its auditor has signed: then the file is what it rests on."""

    statement = UploadField(label=_("The signed statement"))


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


def _took_part(case: Case, person: User) -> bool:
    """Return whether a person did something in the case that shuts them out of auditing it."""
    return bool(duties.conflict(case=case, person=person, acting_for=None, capacity=Capacity.AUDITED))
