"""What is typed about authority: whole kroner and the reason, which stands in the ledger."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import clock
from workflows.directory.models import GovernorOffice
from workflows.funds.models import Pot
from workflows.ui.amounts import format_amount
from workflows.ui.forms import AmountField, DateField

from .reading import scheme_names


class ReasonForm(forms.Form):
    """Something that needs a reason."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("It stands in the ledger, and the offices concerned read it there."),
    )


class DistributeForm(ReasonForm):
    """Authority for one scheme and year, to one or several offices."""

    year = forms.TypedChoiceField(label=gettext_lazy("Year"), coerce=int)
    scheme = forms.ChoiceField(label=gettext_lazy("Scheme"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this_year = clock.today().year
        self.fields["year"].choices = [(year, str(year)) for year in (this_year, this_year + 1)]  # type: ignore[attr-defined]
        self.fields["scheme"].choices = list(scheme_names().items())  # type: ignore[attr-defined]
        self.offices = {f"amount_{office.code}": office for office in GovernorOffice.objects.real()}
        now = self._now()
        for name, office in self.offices.items():
            has = format_amount(now.get(office.pk, 0))
            self.fields[name] = AmountField(
                label=str(office),
                required=False,
                min_value=1,
                help_text=_("Has %(amount)s now") % {"amount": has} if now is not None else "",
            )
        self.order_fields(["year", "scheme", *self.offices, "reason"])

    def _now(self) -> dict[int, int]:
        """Return what each office has of authority for the scheme and year that the form begins with."""
        year, scheme = self.initial.get("year"), self.initial.get("scheme")
        pots = Pot.objects.filter(year=year or 0, scheme=scheme or "")
        return dict(pots.values_list("office", "authority"))

    def clean(self) -> dict[str, Any]:
        """Demand an amount for one office at least."""
        cleaned = super().clean() or {}
        if (
            not any(cleaned.get(name) for name in self.offices)
            and not self.offices.keys() & self.errors.keys()
        ):
            raise forms.ValidationError(_("Write an amount for at least one office."))
        return cleaned

    @property
    def amounts(self) -> dict[GovernorOffice, int]:
        """Return what was typed for each office, in kroner."""
        given = {office: self.cleaned_data.get(name) for name, office in self.offices.items()}
        return {office: amount for office, amount in given.items() if amount}


class ChangeForm(ReasonForm):
    """More authority, or less."""

    RAISE, LOWER = "raise", "lower"
    direction = forms.ChoiceField(
        label=gettext_lazy("What is to be done"),
        choices=[(RAISE, gettext_lazy("Raise the authority")), (LOWER, gettext_lazy("Lower the authority"))],
        widget=forms.RadioSelect,
    )
    amount = AmountField(label=gettext_lazy("By how much"), min_value=1)
    field_order = ("direction", "amount", "reason")

    @property
    def change(self) -> int:
        """Return what was typed in kroner, below zero when the authority is lowered."""
        amount: int = self.cleaned_data["amount"]
        return -amount if self.cleaned_data["direction"] == self.LOWER else amount


class MoveForm(ReasonForm):
    """Where free money goes."""

    office = forms.ModelChoiceField(
        label=gettext_lazy("To the office"), queryset=GovernorOffice.objects.real(), empty_label=None
    )
    scheme = forms.ChoiceField(label=gettext_lazy("For the scheme"))
    amount = AmountField(label=gettext_lazy("Amount"), min_value=1)
    field_order = ("office", "scheme", "amount", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = list(scheme_names().items())  # type: ignore[attr-defined]


class DayForm(forms.Form):
    """The day a balance is asked for."""

    dato = DateField(label=gettext_lazy("Balance at the end of"), required=False)
