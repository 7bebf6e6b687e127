"""What is typed about a project's audit from the case: deferral, early stop, and the auditor's link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.ui.forms import DateField


class DeferForm(forms.Form):
    """Until which year the audit waits, and why."""

    last_year = forms.IntegerField(
        label=_("The project’s last year"),
        min_value=2000,
        max_value=2100,
        help_text=_("The audit is then due after that year, and covers all years with a grant."),
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("The reasons stand in the letter to the network."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    progress_report = forms.BooleanField(label=_("Demand a progress report every year"), required=False)

    def __init__(self, *args: Any, with_report: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_report:
            del self.fields["progress_report"]


class StopForm(forms.Form):
    """When the project stopped, and why; the office sets the deadline at the same time."""

    stopped_on = DateField(label=_("The project stopped on"))
    reasons = forms.CharField(
        label=_("Why it stopped"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class DeadlineForm(forms.Form):
    """The deadline of what remains."""

    deadline = DateField(
        label=_("Deadline of what remains"),
        help_text=_("It stands in the letter to the network. The deferral of the audit ends."),
    )


class LinkForm(forms.Form):
    """To whom the link is sent."""

    email = forms.EmailField(label=_("The auditor's e-mail"))
