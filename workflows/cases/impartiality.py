"""Declaring impartiality: a declared tie shuts a person out of the case and reroutes the task (R8.2)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.directory.models import User

from .models import Case, CaseTask, ImpartialityDeclaration


class ImpartialityForm(forms.Form):
    """Partial or not, and if so why."""

    IMPARTIAL, PARTIAL = "impartial", "partial"
    declaration = forms.ChoiceField(
        label=_("Are you impartial in this case?"),
        help_text=_(
            "You are partial when you, your family or your close interests are tied to a party of the case."
        ),
        choices=[
            (IMPARTIAL, _("I am impartial")),
            (PARTIAL, _("I am partial, or others may have reason to think so")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why you are partial"),
        help_text=_("Fill in only when you are partial. The case then goes to a colleague."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, case: Case, task: CaseTask, by: User, **kwargs: Any) -> None:
        self.case, self.task, self.by = case, task, by
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Demand a reason for a tie."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("declaration") == self.PARTIAL and not cleaned.get("reason"):
            self.add_error("reason", _("Say what ties you to the case."))
        return cleaned


def has_declared(case: Case, user: User) -> bool:
    """Return whether a person has said they are impartial in the case."""
    return ImpartialityDeclaration.objects.filter(case=case, person=user, partial=False).exists()


def newest_is_impartial(case: Case) -> bool:
    """Return whether the newest declaration in the case said 'impartial'."""
    return not ImpartialityDeclaration.objects.filter(case=case).latest("id").partial


def declare(*, case: Case, by: User, partial: bool, reason: str = "") -> ImpartialityDeclaration:
    """Keep a person's declaration."""
    return ImpartialityDeclaration.objects.create(
        case=case, person=by, partial=partial, reason=reason if partial else ""
    )


class ImpartialDoer(forms.Form):
    """A form whose doer must have declared impartiality; one who took over the task does it here."""

    def __init__(self, *args: Any, case: Case, task: CaseTask, by: User, **kwargs: Any) -> None:
        self.case, self.task, self.by = case, task, by
        super().__init__(*args, **kwargs)
        if not has_declared(case, by):
            self.fields["impartial"] = forms.BooleanField(
                label=_("I have considered my impartiality, and I am impartial in this case.")
            )
            self.order_fields(["impartial"])
