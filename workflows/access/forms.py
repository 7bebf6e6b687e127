"""What is typed when access is asked for, and when it is answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

GRANT, REFUSE = "grant", "refuse"


class AskForm(forms.Form):
    """A request for access: nobody has to say who they are."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"), max_length=200, help_text=gettext_lazy("The answer is sent here.")
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=150, required=False)
    text = forms.CharField(
        label=gettext_lazy("Anything you want to add"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerForm(forms.Form):
    """The office's answer."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Answer"),
        choices=[
            (GRANT, gettext_lazy("Grant access: the document is sent as a link that works once")),
            (REFUSE, gettext_lazy("Refuse access")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Is sent with a refusal, with the paragraph it rests on and how to complain."),
    )

    def clean(self) -> dict[str, Any]:
        """Demand the reason of a refusal."""
        cleaned = super().clean() or {}
        if cleaned.get("answer") == REFUSE and not cleaned.get("reason"):
            self.add_error("reason", _("Say why access is refused."))
        return cleaned
