"""What is typed in an allocation: an amount and a reason for each case, a name; and the answer to a proposal."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.ui.amounts import format_amount
from workflows.ui.forms import AmountField

from .models import Alternative, AlternativeLine
from .reading import Row

Lines = dict[int, tuple[int | None, str]]  # by case: kroner (None: left out) and the reason


@dataclass(frozen=True)
class Cell:
    """A row of the table with its two fields, if an amount can be proposed."""

    row: Row
    amount: forms.BoundField | None
    reason: forms.BoundField | None


class AlternativeForm(forms.Form):
    """A name, and for each case that waits for its decision an amount and the reasons that stand in the letter."""

    name = forms.CharField(label=gettext_lazy("Name of the alternative"), max_length=80)
    version = forms.IntegerField(min_value=0, max_value=10**9, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        rows: list[Row],
        alternative: Alternative | None,
        demand_reasons: bool = False,
    ) -> None:
        super().__init__(data)
        self.rows, self.alternative, self.demand_reasons = rows, alternative, demand_reasons
        self.initial = {
            "name": str(alternative or _("Alternative")),
            "version": getattr(alternative, "version", 0),
        }
        kept = self._kept()
        for row in self.open_rows:
            amount, reason = kept.get(
                row.case.pk, (row.recommended, "") if alternative is None else (None, "")
            )
            number = row.case.number
            self.fields[f"amount_{row.case.pk}"] = AmountField(
                label=_("Proposed for %(number)s") % {"number": number}, required=False, initial=amount
            )
            self.fields[f"reason_{row.case.pk}"] = forms.CharField(
                label=_("Reasons for %(number)s") % {"number": number},
                required=False,
                max_length=8000,
                initial=reason,
                widget=forms.Textarea(attrs={"rows": 1}),
            )
            self.fields[f"amount_{row.case.pk}"].widget.attrs["data-proposed"] = ""

    @property
    def open_rows(self) -> list[Row]:
        """Return the rows that an amount can be proposed for."""
        return [row for row in self.rows if row.is_open]

    def cells(self) -> list[Cell]:
        """Return every row, with its fields where there are any."""
        return [
            Cell(row, self[f"amount_{row.case.pk}"], self[f"reason_{row.case.pk}"])
            if row.is_open
            else Cell(row, None, None)
            for row in self.rows
        ]

    @property
    def lines(self) -> Lines:
        """Return what was typed for each case."""
        typed = self.cleaned_data
        return {
            row.case.pk: (typed.get(f"amount_{row.case.pk}"), typed.get(f"reason_{row.case.pk}") or "")
            for row in self.open_rows
        }

    @property
    def proposed(self) -> int:
        """Return the sum of what is typed, or of what the alternative holds, in kroner; what cannot be read is 0."""
        if self.is_bound:
            self.is_valid()
            return sum(amount or 0 for amount, _reason in self.lines.values())
        return sum(self.fields[f"amount_{row.case.pk}"].initial or 0 for row in self.open_rows)

    def clean(self) -> dict[str, Any]:
        """See that no amount is over the request or the call's maximum, and that what deviates has reasons."""
        cleaned = super().clean() or self.cleaned_data
        for row in self.open_rows:
            name, reason = f"amount_{row.case.pk}", f"reason_{row.case.pk}"
            amount, cap = cleaned.get(name), row.case.call.max_amount
            if name in self.errors or amount is None:
                continue
            if amount > row.requested:
                self.add_error(name, _("No more can be granted than was requested."))
            elif cap is not None and amount > cap:
                self.add_error(name, _("The amount is over the call's maximum."))
            elif self.demand_reasons and amount != row.recommended and not cleaned.get(reason):
                self.add_error(reason, _("Give the reasons: the amount is another than was recommended."))
        return cleaned

    def refuse_over(self, available: int) -> bool:
        """Put an error on the form if more is proposed than the pot has left (kroner); return whether it fits."""
        over = self.proposed - available
        if over > 0:
            said = _("The proposal is %(amount)s over what is left in the pot.")
            self.add_error(None, said % {"amount": format_amount(over)})
        return over <= 0

    def _kept(self) -> Lines:
        if self.alternative is None:
            return {}
        lines = AlternativeLine.objects.filter(alternative=self.alternative)
        return {line.case_id: (line.amount, line.reason) for line in lines}


class SendForm(forms.Form):
    """A word to the one who approves."""

    note = forms.CharField(
        label=gettext_lazy("Note to the one who approves"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ApproveForm(forms.Form):
    """The decision maker's own declaration, for all cases listed (R8.2)."""

    impartial = forms.BooleanField(
        label=gettext_lazy(
            "I have considered my impartiality in each of the cases listed, and I am impartial in all of them."
        )
    )


class ReturnForm(forms.Form):
    """Why the proposal goes back."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is returned"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
