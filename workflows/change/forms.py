"""The forms of a change: what is asked for, what is proposed, what is decided."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.cases.acts import ActForm
from workflows.cases.models import Case
from workflows.deadlines import deadline
from workflows.grant.anew_forms import AnewForm, WholeGrant
from workflows.grant.models import DecisionCause
from workflows.schemes.uploads import UploadField
from workflows.ui.dates import long_date
from workflows.ui.forms import DateField

from . import asking
from .models import Change


class WithUseDeadline(forms.Form):
    """The day the money is to be used by, as a decision on a case can set it."""

    case: Case

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


class AskForm(WithUseDeadline, WholeGrant, ActForm):
    """What the network wants changed: filled in with how it is, so that what differs is what is asked for."""

    SUM = _("The budget must add up to the whole grant you ask for.")
    _WORDS = (
        (
            "awarded_amount",
            _("The whole grant as you want it"),
            _("Leave it as it is, if you do not ask for another amount."),
        ),
        (
            "budget",
            _("The budget as you want it"),
            _("Move money between the lines. They add up to the whole grant."),
        ),
    )
    use_deadline = DateField(label=_("To be used by"), required=False)
    joining = forms.CharField(
        label=_("Partners that come in"),
        help_text=_("The names of municipalities, services or others."),
        required=False,
        max_length=500,
    )
    leaving = forms.MultipleChoiceField(
        label=_("Partners that go out"), required=False, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        label=_("What you want changed, and why"),
        help_text=_("Tell also of changes to the content of the project."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    attachment = UploadField(label=_("Attachment"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, told in self._WORDS:
            self.fields[name].label, self.fields[name].help_text = label, told
        decision, budget = self.case.decision, asking.approved_budget(self.case)
        self.initial = dict(self.initial) | {
            "awarded_amount": decision.awarded_amount,
            "budget": budget,
            "use_deadline": decision.use_deadline,
        }
        names = asking.partners(self.case)
        self.fields["leaving"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]
        if not budget:
            del self.fields["budget"]

    def clean(self) -> dict[str, Any]:
        """See that the amount can be granted, and that the budget adds up to it."""
        cleaned = super().clean() or self.cleaned_data
        now = self.case.decision.awarded_amount
        amount = cleaned.get("awarded_amount") or now
        lines = cleaned.get("budget") or None
        if not self.errors and (lines or amount != now):
            self.see_that_it_fits(amount, lines)
        return cleaned

    @property
    def asked(self) -> dict[str, Any]:
        """Return what differs from how it is; ask a valid form."""
        return asking.differing(self.case, self.cleaned_data)


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


class ProposeForm(WithUseDeadline, AnewForm):
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
        asked = {} if self.change.proposed_by_id else self.change.asked
        if "budget" in asked and "budget" in self.fields:
            self.initial["budget"] = asked["budget"]
        self.initial = dict(self.initial) | {
            "use_deadline": self.change.proposed_use_deadline
            or asking.day_in(asked)
            or self.case.decision.use_deadline,
            "other_changes": self.change.proposed_changes or asking.as_other_changes(asked),
            "reasons": self.change.proposal,
        }
        self.order_fields(
            ["impartial", "result", "awarded_amount", "budget", "use_deadline", "other_changes"]
        )

    def proposed_amount(self) -> int | None:
        """Return the amount the caseworker has proposed, in kroner, if any."""
        asked = None if self.change.proposed_by_id else self.change.asked.get("awarded_amount")
        return self.change.proposed_amount or asked

    @property
    def asked(self) -> list[asking.Row]:
        """Return what the network asks for, each beside how it is."""
        return asking.rows(self.change)

    def clean(self) -> dict[str, Any]:
        """A withdrawn grant is nothing; what stands is not changed."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("result") == self.WITHDRAW:
            return cleaned | {"awarded_amount": 0, "budget": None}
        return cleaned


class DecideForm(ProposeForm):
    """What the decision maker decides, filled in with what is proposed."""
