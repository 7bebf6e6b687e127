"""What is typed when a case goes to another office."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from workflows.cases.models import Case
from workflows.directory.models import GovernorOffice

from . import substituting


def _reason(label: Any, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=1000, widget=forms.Textarea(attrs={"rows": 4}), **kwargs)


class SubstituteForm(forms.Form):
    """Which office decides, and why."""

    office = forms.ModelChoiceField(
        GovernorOffice.objects.none(), label=gettext_lazy("The office that decides")
    )
    reason = _reason(gettext_lazy("Reason"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = substituting.candidates(case)  # type: ignore[attr-defined]


class ProposeForm(forms.Form):
    """Which office is asked to take over, and why."""

    to = forms.ModelChoiceField(
        GovernorOffice.objects.none(), label=gettext_lazy("The office that takes over")
    )
    reason = _reason(
        gettext_lazy("Reason"), help_text=gettext_lazy("For example that the network has moved county.")
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = GovernorOffice.objects.beside(case.office).exclude(pk=case.office_id)  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What is said with the answer."""

    text = _reason(
        gettext_lazy("What you say"),
        required=False,
        help_text=gettext_lazy("Needed when the case is returned."),
    )
