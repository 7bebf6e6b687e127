"""The grant flow's forms."""

import datetime as dt
from functools import cached_property
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from workflows import clock, letters
from workflows.application.models import Application
from workflows.assessment.conditions import ConditionKind, ConditionRows, Wanted
from workflows.assessment.forms import check_amount
from workflows.assessment.models import Assessment, Recommendation
from workflows.base import ConfirmForm
from workflows.cases.impartiality import ImpartialDoer
from workflows.cases.limits import tell_overhead
from workflows.funds.models import Pot
from workflows.schemes.uploads import UploadField
from workflows.ui.budget import scaled
from workflows.ui.forms import AccountNumberField, AmountField, BudgetField, DateField

from .conditions import open_conditions
from .letters import AUDIT_WITHOUT_A_DAY, appeal_deadline, asking, owes_audit, preview
from .models import AccountChange, Condition, Decision, HeldDecision, Outcome
from .paying import account_of, held_back, next_part, not_yet, paid_before_to
from .terms import add_terms, deadlines, demand_terms

_FOLLOWS = {
    Recommendation.GRANT: Outcome.GRANTED,
    Recommendation.GRANT_IN_PART: Outcome.PARTLY_GRANTED,
    Recommendation.REFUSE: Outcome.REFUSED,
}


class DecisionForm(ConditionRows, ImpartialDoer):
    """Grant, grant in part or refuse, with reasons, the budget that is approved, and conditions; or ask first."""

    ASK = "ask"
    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            *Outcome.choices,
            (ASK, _("Ask the network first to meet what is required for funds to be awarded")),
        ],
        widget=forms.RadioSelect,
    )
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
        amount = assessment.recommended_amount or None
        self.initial = dict(self.initial) | {
            "outcome": _FOLLOWS[Recommendation(assessment.recommendation)],
            "awarded_amount": amount,
            "budget": scaled(self.application.answers.get("budget"), amount),
        }
        if not self.case.scheme_version.option("budget"):
            del self.fields["budget"]
        tell_overhead(self, self.case, "overhead_percent_awarded")
        self.earlier = list(Condition.objects.filter(case=self.case))
        proposed = [] if self.earlier else assessment.proposed_conditions or []
        self.add_rows([Wanted.read(each) for each in proposed])
        self.today = clock.today()
        add_terms(self)
        if not self.is_bound and self.sent_back:
            self._type_again(self.sent_back.typed)

    @cached_property
    def sent_back(self) -> HeldDecision | None:
        """Return the decision that a second decision maker sent back last, if any."""
        held = HeldDecision.objects.filter(case=self.case, approved=False).select_related("answered_by")
        return held.last()

    def _type_again(self, typed: dict[str, list[str]]) -> None:
        """Fill in what was typed in a decision that a second decision maker sent back."""
        self.initial.update({name: typed[name][0] for name in self.fields if typed.get(name)})
        lines = {
            name.removeprefix("budget_"): each[0] for name, each in typed.items() if name[:7] == "budget_"
        }
        if lines:
            self.initial["budget"] = lines
        self.initial.pop("impartial", None)

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
        self.check_rows()
        outcome, amount = cleaned.get("outcome"), cleaned.get("awarded_amount")
        if outcome in (Outcome.REFUSED, self.ASK):
            return cleaned | {"awarded_amount": 0, "budget": None}
        demand_terms(self, cleaned)
        if not outcome or "awarded_amount" in self.errors:
            return cleaned
        requested = self.application.requested_amount
        check_amount(self, "awarded_amount", amount, requested)
        if amount and outcome == Outcome.GRANTED and amount != requested:
            self.add_error("awarded_amount", _("To grant in full is to grant what was requested."))
        if amount and outcome == Outcome.PARTLY_GRANTED and amount == requested:
            self.add_error("awarded_amount", _("In part is less than what was requested."))
        self._check_budget(cleaned, amount)
        if (
            "terms_audit" in self.fields
            and not cleaned.get("terms_audit")
            and owes_audit(self.case, amount or 0)
        ):
            self.add_error("terms_audit", AUDIT_WITHOUT_A_DAY)
        return cleaned

    def decision(self, *, at: dt.datetime) -> Decision:
        """Return the decision as it is typed, not yet saved; ask a valid form that does not ask first."""
        typed, case = self.cleaned_data, self.case
        granted = typed["outcome"] != Outcome.REFUSED
        return Decision(
            case=case,
            outcome=typed["outcome"],
            awarded_amount=typed["awarded_amount"],
            reasons=typed["reasons"],
            **(deadlines(case, typed) if granted else {}),
            appeal_deadline=appeal_deadline(case, at),
            by=self.by,
            at=at,
        )

    def preview(self) -> SafeString:
        """Return the letter of what is typed, in its own language; nothing is written. Ask a valid form."""
        if self.cleaned_data["outcome"] == self.ASK:
            there = [each for each in self.earlier if each.is_open]
            both: list[Condition | Wanted] = [*there, *self.wanted()]
            asked = [each for each in both if each.kind == ConditionKind.BEFORE_AWARD]
            content = asking(self.case, asked, self.cleaned_data["reasons"], by=self.by, at=clock.now())
        else:
            decision = self.decision(at=clock.now())
            wanted = self.wanted() if decision.awarded_amount else []
            content = preview(decision, self.cleaned_data.get("budget"), wanted)
        return letters.content_html(content)

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


class DocumentConditionsForm(ConfirmForm):
    """The network says how it meets each condition that is required for funds to be awarded."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conditions = list(open_conditions(self.case, ConditionKind.BEFORE_AWARD))
        for condition in self.conditions:
            self.fields[f"documented_{condition.pk}"] = forms.CharField(
                label=condition.text,
                help_text=_("Say how you meet this, or why it is met."),
                max_length=4000,
                initial=condition.documented,
                widget=forms.Textarea(attrs={"rows": 4}),
            )
            self.fields[f"attachment_{condition.pk}"] = UploadField(label=_("Attachment"), required=False)


class ControlConditionsForm(ConfirmForm):
    """The office finds each condition met or not."""

    MET, NOT_MET = "met", "not_met"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conditions = list(open_conditions(self.case, ConditionKind.BEFORE_AWARD))
        for condition in self.conditions:
            self.fields[f"met_{condition.pk}"] = forms.ChoiceField(
                label=condition.text,
                help_text=condition.documented,
                choices=[(self.MET, _("Met")), (self.NOT_MET, _("Not met"))],
                widget=forms.RadioSelect,
            )
            self.fields[f"note_{condition.pk}"] = forms.CharField(
                label=_("Note"),
                help_text=_("Where it is not met: what is missing. The network reads it."),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        """Demand that what is missing is said."""
        cleaned = super().clean() or self.cleaned_data
        for condition in self.conditions:
            note = f"note_{condition.pk}"
            if cleaned.get(f"met_{condition.pk}") == self.NOT_MET and not cleaned.get(note):
                self.add_error(note, _("Say what is missing."))
        return cleaned


class PaymentForm(ConfirmForm):
    """The first of two persons registers the payment (R8.10)."""

    paid_on = DateField(label=_("Paid on"))
    reference = forms.CharField(label=_("Payment reference"), required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("paid_on", clock.today())
        self.part = next_part(self.case)
        self.held_back = held_back(self.case)
        if self.part and (waits := not_yet(self.part)):
            self.held_back.append(waits)
        self.account = account_of(self.case)
        if self.account is None:
            self.fields["account_number"] = AccountNumberField(label=_("Account number"))
        self.paid_before_to = paid_before_to(self.case)
        if AccountChange.objects.filter(case=self.case, account_number=self.account or "").exists():
            self.paid_before_to = self.account  # another person has confirmed it (R8.10)
        if self.paid_before_to not in (None, self.account):
            self.fields["account_confirmed"] = forms.BooleanField(
                label=_(
                    "The recipient was paid to another account before. I have had the new one confirmed."
                ),
                required=self.account is not None,
            )

    def clean(self) -> dict[str, Any]:
        """Refuse what is held back; demand that an account which is not the one paid to before has been confirmed."""
        cleaned = super().clean() or self.cleaned_data
        for reason in self.held_back if self.part else [_("Everything that was awarded is paid.")]:
            self.add_error(None, reason)
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held_back = held_back(self.case)
        typed_here = account_of(self.case) is None
        if typed_here and paid_before_to(self.case) not in (None, self.case.payment.account_number):
            self.fields["account_confirmed"] = forms.BooleanField(
                label=_(
                    "The account number is new, and was typed by the one who registered. I too have had it confirmed."
                )
            )

    def clean(self) -> dict[str, Any]:
        """Refuse what is held back since it was registered."""
        cleaned = super().clean() or self.cleaned_data
        for reason in self.held_back:
            self.add_error(None, reason)
        return cleaned
