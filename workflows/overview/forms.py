"""What is typed about the frame."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.money.reading import scheme_names
from workflows.ui.forms import AmountField

from .asking import FIRST_YEAR


class FrameForm(forms.Form):
    """What there is to distribute for a scheme in a year, and where that is decided."""

    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR)
    scheme = forms.ChoiceField(label=_("Scheme"))
    amount = AmountField(label=_("Frame"), min_value=0)
    reason = forms.CharField(
        label=_("Where it is decided"),
        max_length=200,
        help_text=_("For example the budget proposition and its number. What was written before is kept."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = list(scheme_names().items())  # type: ignore[attr-defined]
        self.fields["year"].widget = forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4})
        self.fields["year"].validators.append(self._not_too_far)

    @staticmethod
    def _not_too_far(year: int) -> None:
        if year > clock.today().year + 2:
            raise forms.ValidationError(_("Write a year at most two years ahead."))
