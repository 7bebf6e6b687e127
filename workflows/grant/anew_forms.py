"""What is written where something is decided anew: how much, for what, and why (R4.8, R8.4)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.assessment.forms import check_amount
from workflows.cases.impartiality import ImpartialDoer
from workflows.cases.models import Case
from workflows.ui.budget import scaled
from workflows.ui.forms import AmountField, BudgetField

from .deciding import Anew, approved_budget


class WholeGrant(forms.Form):
    """The whole grant as it is to be, and its budget: as the office decides it, or as a network wants it."""

    case: Case
    SUM = _("The approved budget must add up to the awarded amount.")
    awarded_amount = AmountField(
        label=_("Awarded amount"),
        required=False,
        help_text=_("The whole grant as it is to be, not the difference."),
    )
    budget = BudgetField(
        label=_("Approved budget"),
        required=False,
        help_text=_("The lines add up to the awarded amount. The overhead limit goes by this budget."),
    )

    def see_that_it_fits(self, amount: int | None, lines: dict[str, int] | None) -> None:
        """Complain where the amount does not fit application and call, or lines that are demanded not the amount."""
        check_amount(self, "awarded_amount", amount, self.case.application.requested_amount)
        told = {"awarded_amount", "budget"} & set(self.errors)
        if lines is not None and not told and sum(lines.values()) != amount:
            self.add_error("budget", self.SUM)


class AnewForm(WholeGrant, ImpartialDoer):
    """The amount that is awarded now, its budget where the scheme has one, and the reasons; `result` says what."""

    CHANGES = "change"  # the result that brings a new decision of an amount
    field_order = ["impartial", "result", "awarded_amount", "budget"]
    result = forms.ChoiceField(label=_("Result"), widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("The reasons stand in the letter to the network."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        amount = self.proposed_amount() or self.case.decision.awarded_amount
        budget = approved_budget(self.case) or self.case.application.answers.get("budget")
        self.initial = dict(self.initial) | {
            "awarded_amount": amount or None,
            "budget": scaled(budget, amount),
        }
        if not self.case.scheme_version.option("budget"):
            del self.fields["budget"]

    def proposed_amount(self) -> int | None:
        """Return the amount somebody has proposed, in kroner, if any."""
        return None

    def clean(self) -> dict[str, Any]:
        """See that the amount fits the application and the call, and the budget the amount."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("result") != self.CHANGES or "awarded_amount" in self.errors:
            return cleaned
        lines = (cleaned.get("budget") or {}) if "budget" in self.fields else None
        self.see_that_it_fits(cleaned.get("awarded_amount"), lines)
        return cleaned

    def anew(self, cause: str, **more: Any) -> Anew:
        """Return what is decided; ask a valid form."""
        typed = self.cleaned_data
        return Anew(
            cause=cause,
            awarded_amount=typed["awarded_amount"],
            reasons=typed["reasons"],
            budget=typed.get("budget"),
            **more,
        )
