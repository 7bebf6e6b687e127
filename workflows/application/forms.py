"""The application flow's forms."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflows.base import ConfirmForm
from workflows.cases.models import Case, CaseTask
from workflows.directory.models import User
from workflows.schemes.forms import build_form, initial_from

DRAFT = "draft"  # in the data of a task


def draft_of(task: CaseTask) -> dict[str, Any]:
    """Return the answers that were typed in a task of a filed application, and not sent yet."""
    draft: dict[str, Any] = task.data.get(DRAFT, {})
    return draft


def application_form(
    data: Any = None, files: Any = None, *, case: Case, task: CaseTask, by: User, required: bool = True
) -> forms.Form:
    """Return the form of the case's scheme version, filled with what is saved.

    `required=False` is for saving a draft: anything may be blank.
    """
    sections = case.scheme_version.definition["sections"]
    answers = case.application.answers | draft_of(task)
    form_class = build_form(sections, language=get_language() or "nb", required=required)
    return form_class(data, files, initial=initial_from(answers, sections, case.documents.in_bulk()))


class StatementForm(ConfirmForm):
    """A participant stands behind the application (R2.5, R3.4)."""

    title = forms.CharField(label=_("Your title"), max_length=150)
    confirmed = forms.BooleanField(
        label=_(
            "I have read the application, and confirm on behalf of the participant that we stand behind it."
        )
    )


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


class FormalCheckForm(ConfirmForm):
    """Complete, or exactly what is missing; a late application needs a reason to be handled."""

    COMPLETE, ASK = "complete", "ask"
    result = forms.ChoiceField(
        label=_("Is the application complete?"),
        choices=[(COMPLETE, _("Complete")), (ASK, _("Something is missing: send it back"))],
        widget=forms.RadioSelect,
    )
    asked_for = forms.CharField(
        label=_("What is missing"),
        help_text=_("The network reads this text. Say exactly what you ask for."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    late_accepted_reason = forms.CharField(
        label=_("Why it is handled although it came after the deadline"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.late = self.case.application.late
        if not self.late:
            del self.fields["late_accepted_reason"]

    def clean(self) -> dict[str, Any]:
        """Demand what the chosen result needs."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("result") == self.ASK and not cleaned.get("asked_for"):
            self.add_error("asked_for", _("Say what is missing."))
        if cleaned.get("result") == self.COMPLETE and self.late and not cleaned.get("late_accepted_reason"):
            self.add_error("late_accepted_reason", _("A late application is handled only with a reason."))
        return cleaned
