"""What is typed when a case is sent to another installation, received there, or taken back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.cases.models import Case

from . import starting


class ProposeForm(forms.Form):
    """Who takes over, and why."""

    to = forms.CharField(
        label=_("Who takes over"),
        max_length=250,
        help_text=_("The office, and the installation it works in, as both of you would name them."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example that the network has moved county."),
    )


class DecideForm(forms.Form):
    """Why it is sent, or not."""

    note = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class ReceiptForm(forms.Form):
    """The code the receiver gave."""

    code = forms.CharField(label=_("Receipt"), max_length=40, help_text=_("For example 4F2A-99C0-1B7E."))


class TakeBackForm(forms.Form):
    """Where the case goes on from here, and why it came back."""

    step = forms.ChoiceField(label=_("The case goes on from"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(start.code, start.title) for start in starting.possible(case)]
        self.fields["step"].choices = choices  # type: ignore[attr-defined]
