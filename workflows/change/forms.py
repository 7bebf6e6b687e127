"""The forms of a change: what is asked for, what is proposed, what is decided."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.cases.acts import ActForm
from workflows.deadlines import deadline
from workflows.grant.anew_forms import AnewForm
from workflows.grant.models import DecisionCause
from workflows.schemes.uploads import UploadField
from workflows.ui.dates import long_date
from workflows.ui.forms import DateField

from .models import Change


class AskForm(ActForm):
    """What the network wants changed."""

    text = forms.CharField(
        label=_("What you want changed, and why"),
        help_text=_("For example the amount, the period, the partners or the content."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    attachment = UploadField(label=_("Attachment"), required=False)


class StartForm(ActForm):
    """What the office wants to decide anew."""

    cause = forms.ChoiceField(
        label=_("What it is"),
        choices=[
            (DecisionCause.CHANGE, DecisionCause.CHANGE.label),
            (DecisionCause.REVERSAL, DecisionCause.REVERSAL.label),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("What is to be decided anew, and why"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class ProposeForm(AnewForm):
    """What the caseworker proposes."""

    WITHDRAW, KEEP = "withdraw", "keep"
    use_deadline = DateField(label=_("To be used by"), required=False)
    other_changes = forms.CharField(
        label=_("Other changes to the project"),
        help_text=_("Partners, content and the like. They stand in the letter."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.change = Change.objects.filter(case=kwargs["case"]).latest("id")
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = [  # type: ignore[attr-defined]
            (self.CHANGES, _("Change the decision")),
            (self.WITHDRAW, _("Withdraw the grant: nothing is granted any more")),
            (self.KEEP, _("Let the decision stand")),
        ]
        self.initial = dict(self.initial) | {
            "use_deadline": self.change.proposed_use_deadline or self.case.decision.use_deadline,
            "other_changes": self.change.proposed_changes,
            "reasons": self.change.proposal,
        }
        self.order_fields(
            ["impartial", "result", "awarded_amount", "budget", "use_deadline", "other_changes"]
        )

    def proposed_amount(self) -> int | None:
        """Return the amount the caseworker has proposed, in kroner, if any."""
        return self.change.proposed_amount

    def clean_use_deadline(self) -> dt.date | None:
        """Refuse a day that has been, or one later than the paragraph says: the rest is carried over (R5.1, R5.2)."""
        day: dt.date | None = self.cleaned_data["use_deadline"]
        if day is None or day == self.case.decision.use_deadline:
            return day
        last = deadline(self.case, "use_deadline")
        if day < clock.today():
            raise forms.ValidationError(_("The date has been."))
        if last is not None and day > last:
            raise forms.ValidationError(
                _("The guidelines say that the money is used by %(date)s. More time takes a carry-over.")
                % {"date": long_date(last)}
            )
        return day

    def clean(self) -> dict[str, Any]:
        """A withdrawn grant is nothing; what stands is not changed."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("result") == self.WITHDRAW:
            return cleaned | {"awarded_amount": 0, "budget": None}
        return cleaned


class DecideForm(ProposeForm):
    """What the decision maker decides, filled in with what is proposed."""
