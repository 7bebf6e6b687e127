"""What is typed when money is followed up."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import clock
from workflows.report import claiming
from workflows.report.forms import received_in_time
from workflows.report.models import RepaymentClaim
from workflows.ui.amounts import format_amount
from workflows.ui.forms import AmountField, DateField


class SendForm(forms.Form):
    """The day a claim is to be paid by, why that day, and where to pay."""

    due = DateField(label=gettext_lazy("To be paid by"))
    due_reason = forms.CharField(
        label=gettext_lazy("Why that day"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The guidelines state no day for this. It stands in the journal."),
    )
    pay_to = forms.CharField(
        label=gettext_lazy("Where to pay"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Account number and KID of the directorate, as they are to stand in the letter."
        ),
    )

    def __init__(self, *args: Any, claim: RepaymentClaim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.published = claiming.published_day(claim.case)
        sent = RepaymentClaim.objects.filter(case__office=claim.case.office_id, sent_at__isnull=False)
        self.initial.setdefault("due", self.published)
        self.initial.setdefault("pay_to", sent.order_by("-sent_at").values_list("pay_to", flat=True).first())
        if self.published:
            self.fields["due_reason"].required = False
            self.fields["due_reason"].help_text = _("Needed only for another day than the published one.")

    def clean_due(self) -> dt.date:
        """Refuse a day that has passed."""
        day: dt.date = self.cleaned_data["due"]
        if day < clock.today():
            raise forms.ValidationError(_("The day must not have passed."))
        return day


class ReceiveForm(forms.Form):
    """A sum that has come."""

    amount = AmountField(label=gettext_lazy("Amount received"), min_value=1)
    received_on = DateField(label=gettext_lazy("Received on"))

    def __init__(self, *args: Any, claim: RepaymentClaim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claim = claim

    def clean_amount(self) -> int:
        """Refuse more than is left."""
        amount: int = self.cleaned_data["amount"]
        if amount > self.claim.left:
            left = {"left": format_amount(self.claim.left)}
            raise forms.ValidationError(_("No more than %(left)s is left to pay.") % left)
        return amount

    def clean_received_on(self) -> dt.date:
        """Refuse a day to come, or one before the grant was paid."""
        return received_in_time(self.claim.case, self.cleaned_data["received_on"])


class DemandForm(forms.Form):
    """The day a progress report is due."""

    due = DateField(label=gettext_lazy("Due"))

    def clean_due(self) -> dt.date:
        """Refuse a day that has passed."""
        day: dt.date = self.cleaned_data["due"]
        if day < clock.today():
            raise forms.ValidationError(_("The day must not have passed."))
        return day
