"""The application flow's forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.base import ConfirmForm
from workflows.cases.models import Case, CaseTask
from workflows.directory.models import User

from .drafts import Draft

AS_KEPT = "as_kept"  # sent in place of the answers: those that are kept


def application_form(
    data: Any = None, files: Any = None, *, case: Case, task: CaseTask, by: User
) -> forms.Form:
    """Return the form of what is written at a task, whole.

    It is filled with what is kept, and where `AS_KEPT` is sent judged by that: who says that the writing is done
    sends no old copy of what others are still writing.
    """
    draft = Draft(case, task)
    form: Any = draft.kept() if data is not None and AS_KEPT in data else draft.form(data, files)
    form.draft_kept = draft
    return form


class StatementForm(ConfirmForm):
    """A participant stands behind the application, or says that it does not, and why (R2.5, R3.4)."""

    STAND, DECLINE = "stand", "decline"
    title = forms.CharField(label=_("Your title"), max_length=150)
    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (STAND, _("We stand behind the application")),
            (DECLINE, _("We do not stand behind the application")),
        ],
        widget=forms.RadioSelect,
        initial=STAND,
        required=False,
    )
    confirmed = forms.BooleanField(
        label=_(
            "I have read the application, and confirm on behalf of the participant that we stand behind it."
        ),
        required=False,
    )
    reason = forms.CharField(
        label=_("Why you do not stand behind it"),
        help_text=_("Only where you do not. The network and the county governor read it."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        """Demand the confirmation of those who stand behind it, and a reason of those who do not."""
        cleaned = super().clean() or self.cleaned_data
        declines = cleaned.get("answer") == self.DECLINE
        demanded = "reason" if declines else "confirmed"
        if not cleaned.get(demanded) and demanded not in self.errors:
            self.add_error(demanded, self.fields[demanded].error_messages["required"])
        return cleaned | {"answer": self.DECLINE if declines else self.STAND}


class SubmitForm(ConfirmForm):
    """Send the application, or take it back to change it."""

    SEND, CHANGE = "send", "change"
    choice = forms.ChoiceField(
        label=_("What do you want to do?"),
        choices=[
            (SEND, _("Send the application")),
            (CHANGE, _("Change it first (participants are then asked anew)")),
        ],
        widget=forms.RadioSelect,
        initial=SEND,
    )
