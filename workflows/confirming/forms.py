"""What is typed by whoever confirms by a link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.application.forms import StatementForm


class LinkForm(StatementForm):
    """The form of the step, and the name, which an account would know."""

    name = forms.CharField(label=_("Your name"), max_length=150)
    field_order = ["name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["title"].widget.attrs["autocomplete"] = "organization-title"


class CooperationForm(forms.Form):
    """A knowledge environment confirms a cooperation."""

    name = forms.CharField(label=_("Your name"), max_length=150)
    title = forms.CharField(label=_("Your title"), max_length=150)
    confirmed = forms.BooleanField(
        label=_("We have agreed on the cooperation that the application tells of.")
    )
