"""The application flow's forms."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflows.base import ConfirmForm
from workflows.cases.models import Case, CaseTask
from workflows.directory.models import User
from workflows.schemes.forms import build_form, initial_from
from workflows.schemes.presenting import present

from . import returning
from .models import latest_check

DRAFT = "draft"  # in the data of a task
ENTER = "enter"  # the step where the office enters what came on paper


def draft_of(task: CaseTask) -> dict[str, Any]:
    """Return the answers that were typed in a task of a filed application, and not sent yet."""
    draft: dict[str, Any] = task.data.get(DRAFT, {})
    return draft


def application_form(
    data: Any = None, files: Any = None, *, case: Case, task: CaseTask, by: User, required: bool = True
) -> forms.Form:
    """Return the form of the case's scheme version, filled with what is saved.

    `required=False` is for saving a draft: anything may be blank. Of an application that is filed, the form has
    only the fields that are asked for (A14), each with what is asked beside it; `rest` is shown to be read. When
    the office enters what came on paper, what is not answered there may be blank (R8.16).
    """
    sections, language = case.scheme_version.definition["sections"], get_language() or "nb"
    answers = case.application.answers | draft_of(task)
    documents = case.documents.in_bulk()
    entering = task.flow_task.name == ENTER
    check = None if case.is_draft or entering else latest_check(case)
    codes = returning.opened(check, case)
    form_class = build_form(
        returning.only(sections, codes), language=language, required=required and not entering
    )
    form: Any = form_class(data, files, initial=initial_from(answers, sections, documents))
    form.check = check
    form.rest = present(returning.without(sections, codes), answers, language, documents=documents)
    for code, text in (check.asked_fields if check else {}).items():
        if text and code in form.fields:
            _say_beside(form.fields[code], text)
    return form


def _say_beside(field: forms.Field, text: str) -> None:
    """Let a field's description, which screen readers read with it, tell what is asked for."""
    asked = format_html("<strong>{}</strong> {}", _("The county governor asks:"), text)
    field.help_text = format_html("{} {}", field.help_text, asked) if field.help_text else asked


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
