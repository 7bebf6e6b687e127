"""What the caseworker enters: two offers, and then which is recommended."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.plugins import api


class CompareForm(api.ConfirmForm):
    """Two offers, and that the caseworker is impartial."""

    supplier_1 = forms.CharField(label=gettext_lazy("First supplier"), max_length=100)
    price_1 = api.AmountField(label=gettext_lazy("First price"))
    supplier_2 = forms.CharField(label=gettext_lazy("Second supplier"), max_length=100)
    price_2 = api.AmountField(label=gettext_lazy("Second price"))
    impartial = forms.BooleanField(label=gettext_lazy("I am impartial in this case"))

    def clean(self) -> dict[str, Any]:
        """Refuse the same supplier twice."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("supplier_1") and cleaned["supplier_1"] == cleaned.get("supplier_2"):
            self.add_error("supplier_2", _("Compare offers of two suppliers."))
        return cleaned


class RecommendForm(api.ConfirmForm):
    """Which offer is recommended, and why where it is not the cheapest."""

    offer = forms.ModelChoiceField(
        None, label=gettext_lazy("Offer"), widget=forms.RadioSelect, empty_label=None
    )
    reasons = forms.CharField(
        label=gettext_lazy("Reasons"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offer"].queryset = self.case.equipment_offers.all()
