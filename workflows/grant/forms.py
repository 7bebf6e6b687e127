"""The grant flow's forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.application.models import Application
from workflows.assessment.forms import check_amount
from workflows.assessment.models import Assessment, Recommendation
from workflows.base import ConfirmForm
from workflows.cases.impartiality import ImpartialDoer
from workflows.funds.models import Pot
from workflows.ui.forms import AccountNumberField, AmountField, BudgetField, DateField

from .models import Acceptance, Outcome, Payment
from .terms import add_terms, demand_terms

_FOLLOWS = {
    Recommendation.GRANT: Outcome.GRANTED,
    Recommendation.GRANT_IN_PART: Outcome.PARTLY_GRANTED,
    Recommendation.REFUSE: Outcome.REFUSED,
}


class DecisionForm(ImpartialDoer):
    """Grant, grant in part or refuse, with reasons, and the budget that is approved."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=Outcome.choices, widget=forms.RadioSelect)
    awarded_amount = AmountField(label=_("Awarded amount"), required=False)
    budget = BudgetField(
        label=_("Approved budget"),
        required=False,
        help_text=_("The lines add up to the awarded amount. The overhead limit goes by this budget."),
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("The reasons stand in the letter to the network."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application: Application = self.case.application
        assessment: Assessment = self.case.assessment
        self.initial = dict(self.initial) | {
            "outcome": _FOLLOWS[Recommendation(assessment.recommendation)],
            "awarded_amount": assessment.recommended_amount or None,
            "budget": self.application.answers.get("budget"),
        }
        if not self.case.scheme_version.option("budget"):
            del self.fields["budget"]
        self.today = clock.today()
        add_terms(self)

    @property
    def available(self) -> int:
        """Return what is left in the pot, in kroner."""
        pot = Pot.objects.filter(
            office=self.case.office, scheme=self.case.scheme, year=self.case.year
        ).first()
        return pot.available if pot else 0

    def clean(self) -> dict[str, Any]:
        """See that the amount fits the outcome, and the approved budget the amount."""
        cleaned = super().clean() or self.cleaned_data
        outcome, amount = cleaned.get("outcome"), cleaned.get("awarded_amount")
        demand_terms(self, cleaned)
        if outcome == Outcome.REFUSED:
            return cleaned | {"awarded_amount": 0, "budget": None}
        if not outcome or "awarded_amount" in self.errors:
            return cleaned
        requested = self.application.requested_amount
        check_amount(self, "awarded_amount", amount, requested)
        if amount and outcome == Outcome.GRANTED and amount != requested:
            self.add_error("awarded_amount", _("To grant in full is to grant what was requested."))
        if amount and outcome == Outcome.PARTLY_GRANTED and amount == requested:
            self.add_error("awarded_amount", _("In part is less than what was requested."))
        self._check_budget(cleaned, amount)
        return cleaned

    def _check_budget(self, cleaned: dict[str, Any], amount: int | None) -> None:
        if "budget" not in self.fields or "budget" in self.errors or not amount:
            return
        if sum((cleaned.get("budget") or {}).values()) != amount:
            self.add_error("budget", _("The approved budget must add up to the awarded amount."))


class AcceptanceForm(ConfirmForm):
    """The network accepts the terms and gives its account number."""

    account_number = AccountNumberField(
        label=_("Account number"), help_text=_("The responsible municipality's account. Eleven digits.")
    )
    accepted = forms.BooleanField(label=_("On behalf of the network I accept the grant and its terms."))


class PaymentForm(ConfirmForm):
    """The first of two persons registers the payment (R8.10)."""

    paid_on = DateField(label=_("Paid on"))
    reference = forms.CharField(label=_("Payment reference"), required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("paid_on", clock.today())
        self.account = (
            Acceptance.objects.filter(case=self.case).values_list("account_number", flat=True).first()
        )
        if self.account is None:
            self.fields["account_number"] = AccountNumberField(label=_("Account number"))
        self.paid_before_to = self._paid_before_to()
        if self.paid_before_to not in (None, self.account):
            self.fields["account_confirmed"] = forms.BooleanField(
                label=_(
                    "The recipient was paid to another account before. I have had the new one confirmed."
                ),
                required=self.account is not None,
            )

    def _paid_before_to(self) -> str | None:
        """Return the account the recipient's latest attested payment went to; what is only claimed does not count."""
        earlier = Payment.objects.filter(case__municipality=self.case.municipality, attested_at__isnull=False)
        return earlier.order_by("-attested_at").values_list("account_number", flat=True).first()

    def clean(self) -> dict[str, Any]:
        """Demand that an account which is not the one paid to before has been confirmed."""
        cleaned = super().clean() or self.cleaned_data
        account = self.account or cleaned.get("account_number")
        changed = account and self.paid_before_to not in (None, account)
        if changed and not cleaned.get("account_confirmed") and "account_confirmed" not in self.errors:
            self.add_error("account_confirmed", _("Have the new account number confirmed before it is used."))
        return cleaned

    def clean_paid_on(self) -> Any:
        """Refuse a date before the decision or after today."""
        day = self.cleaned_data["paid_on"]
        if day > clock.today():
            raise forms.ValidationError(_("The date has not come yet."))
        if day < self.case.decision.at.astimezone(clock.OSLO).date():
            raise forms.ValidationError(_("The date is before the decision."))
        return day


class AttestationForm(ConfirmForm):
    """Another person attests it."""

    attested = forms.BooleanField(
        label=_("I have checked the amount, the account and the decision, and attest the payment.")
    )
