"""The second decision maker's form (R8.4)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.cases.impartiality import ImpartialDoer

from .approving import form_of, waiting


class ApprovalForm(ImpartialDoer):
    """Approve a held decision, or send it back with a note."""

    APPROVE, RETURN = "approve", "return"
    result = forms.ChoiceField(
        label=_("Do you approve the decision?"),
        choices=[
            (APPROVE, _("Approve: it holds from now, and the letter is sent")),
            (RETURN, _("Send it back to the one who decided")),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Needed when you send it back."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = waiting(self.case)
        if self.held:
            self.held.case = self.case
            typed = form_of(self.held, task=self.task)
            self.letter = typed.preview() if typed.is_valid() else ""
            self.reasons = typed.cleaned_data.get("reasons", "")

    def clean(self) -> dict[str, Any]:
        """Demand a note for what goes back."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("result") == self.RETURN and not cleaned.get("note"):
            self.add_error("note", _("Say what must be decided otherwise."))
        return cleaned
