"""What is typed about carry-over: the network's application with its report, and the office's decision (R5.2)."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.base import ConfirmForm
from workflows.cases.models import Case
from workflows.deadlines import deadline
from workflows.schemes.forms import FormSection
from workflows.ui.amounts import format_amount
from workflows.ui.forms import AmountField, DateField

from .carrying import SECTION, request_of
from .models import CarryOverRequest

APPLY, REPAY = "apply", "repay"
_LONG = 3000  # characters


class AppliesForCarryOver(forms.Form):
    """The part of a report where a network says what is to be done with what it has not used."""

    left: int  # kroner
    apply_by: dt.date | None

    carry_over = forms.ChoiceField(
        label=_("What is to be done with what you have not used?"),
        help_text=_("Answer if anything is left."),
        choices=[(APPLY, _("We apply to use it next year")), (REPAY, _("We pay it back"))],
        widget=forms.RadioSelect,
        required=False,
    )
    carry_over_amount = AmountField(label=_("Amount you apply to use next year"), required=False, min_value=1)
    carry_over_reason = forms.CharField(
        label=_("Why it was not used"),
        required=False,
        max_length=_LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    carry_over_plan = forms.CharField(
        label=_("Plan for the use next year"),
        required=False,
        max_length=_LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    @property
    def sections(self) -> list[FormSection]:
        """Return the report's own parts, and this one after them."""
        own: list[FormSection] = super().sections  # type: ignore[misc]  # of the scheme's form
        names = list(AppliesForCarryOver.base_fields)
        return [*own, FormSection(SECTION, _now("Money not used"), [self[name] for name in names])]

    @property
    def is_late(self) -> bool:
        """Return whether an application sent today is after the published deadline."""
        return self.apply_by is not None and clock.today() > self.apply_by

    @property
    def asked(self) -> dict[str, Any] | None:
        """Return what is applied for, None where the network does not apply."""
        data = self.cleaned_data
        if data.get("carry_over") != APPLY or not self._unspent:
            return None
        return {name: data[f"carry_over_{name}"] for name in ("amount", "reason", "plan")}

    @property
    def _unspent(self) -> int | None:
        used = self.cleaned_data.get("used_amount")
        return None if used is None else self.left - used

    def clean(self) -> dict[str, Any]:
        """Demand an answer where money is left, and of an application its amount, reason and plan."""
        cleaned = super().clean() or self.cleaned_data
        unspent = self._unspent
        if unspent is None or unspent <= 0:
            return cleaned
        if not cleaned.get("carry_over") and "carry_over" not in self.errors:
            self.add_error(
                "carry_over",
                _now("Say what is to be done with the %(left)s.") % {"left": format_amount(unspent)},
            )
        if cleaned.get("carry_over") == APPLY:
            for name in ("amount", "reason", "plan"):
                field = f"carry_over_{name}"
                if not cleaned.get(field) and field not in self.errors:
                    self.add_error(field, self.fields[field].error_messages["required"])
            if (cleaned.get("carry_over_amount") or 0) > unspent:
                most = _now("You can apply for at most what is not used: %(left)s.") % {
                    "left": format_amount(unspent)
                }
                self.add_error("carry_over_amount", most)
        return cleaned


def asked_before(case: Case, year: int) -> dict[str, Any]:
    """Return what a report that was sent back said of carry-over, as the form begins with it."""
    request = CarryOverRequest.objects.filter(case=case, year=year).first()
    if request is None:
        return {"carry_over": REPAY}
    asked = {f"carry_over_{name}": getattr(request, name) for name in ("amount", "reason", "plan")}
    return {"carry_over": APPLY, **asked}


class CarryOverForm(ConfirmForm):
    """Grant as applied for, in part, or not; a late application needs a reason to be granted."""

    GRANT, PART, REFUSE = "grant", "part", "refuse"
    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[(GRANT, _("Grant as applied for")), (PART, _("Grant in part")), (REFUSE, _("Refuse"))],
        widget=forms.RadioSelect,
    )
    granted_amount = AmountField(
        label=_("Amount carried over"),
        help_text=_("Only where it is granted in part."),
        required=False,
        min_value=1,
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("The reasons stand in the letter to the network."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    use_before = DateField(
        label=_("To be used by"),
        help_text=_("No paragraph states a day: you set it, and say why in the reasons."),
    )
    late_reason = forms.CharField(
        label=_("Why it is handled although late"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        request = request_of(self.case)
        assert request is not None
        self.request: CarryOverRequest = request
        self.published_use_by = deadline(self.case, "carry_over_use_deadline")
        if self.published_use_by:
            del self.fields["use_before"]
        if not request.late:
            del self.fields["late_reason"]

    @property
    def use_by(self) -> dt.date:
        """Return the day by which what is granted must be used: the published one, or the one that was set."""
        return self.published_use_by or self.cleaned_data["use_before"]

    @property
    def unspent(self) -> int:
        """Return what the report says is not used, in kroner."""
        return self.case.reports.get(year=self.request.year).unspent_amount

    def clean(self) -> dict[str, Any]:
        """See that the amount fits the decision, and that a late application is granted with a reason only."""
        cleaned = super().clean() or self.cleaned_data
        outcome, amount = cleaned.get("outcome"), cleaned.get("granted_amount")
        if outcome == self.PART and "granted_amount" not in self.errors:
            if not amount:
                self.add_error("granted_amount", _now("Write how much is carried over."))
            elif amount >= self.request.amount:
                self.add_error("granted_amount", _now("In part is less than what was applied for."))
        if self.request.late and outcome != self.REFUSE and not cleaned.get("late_reason"):
            self.add_error("late_reason", _now("The application came late. Say why it is handled."))
        whole = {self.GRANT: self.request.amount, self.REFUSE: 0}
        return cleaned | {"granted_amount": whole.get(outcome or "", amount)}
