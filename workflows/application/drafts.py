"""An application while it is written: what of it is open, and what is kept of it so far (R3.11, R8.15)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflows.cases.limits import tell_overhead
from workflows.cases.models import Case, CaseTask
from workflows.schemes.forms import SchemeForm, build_form, initial_from
from workflows.schemes.presenting import PresentedSection, present
from workflows.ui.untouched import as_sent

from . import returning
from .models import FormalCheck, latest_check

DRAFT = "draft"  # in the data of a task
ENTER = "enter"  # the step where the office enters what came on paper


def draft_of(task: CaseTask) -> dict[str, Any]:
    """Return the answers that were typed in a task of a filed application, and not sent yet."""
    draft: dict[str, Any] = task.data.get(DRAFT, {})
    return draft


@dataclass
class Draft:
    """What is written at one task: the whole form, or of an application that is filed only what is asked for (A14)."""

    case: Case
    task: CaseTask

    @property
    def is_entered(self) -> bool:
        """Return whether the office enters what came on paper; what is not answered there stays blank (R8.16)."""
        return bool(self.task.flow_task.name == ENTER)

    @cached_property
    def check(self) -> FormalCheck | None:
        """Return the formal check that asks for this, if one does."""
        return None if self.case.is_draft or self.is_entered else latest_check(self.case)

    @cached_property
    def asked(self) -> dict[str, str]:
        """Return the fields that the office asks for, each with its words or none."""
        return dict(self.check.asked_fields) if self.check else {}

    @cached_property
    def answers(self) -> dict[str, Any]:
        """Return what is kept so far."""
        return {**self.case.application.answers, **draft_of(self.task)}

    @cached_property
    def documents(self) -> dict[int, Any]:
        """Return the documents that are attached to it, by id."""
        fields = [field for section in self._all for field in section["fields"] if field["type"] == "file"]
        attached = [pk for field in fields if isinstance(pk := self.answers.get(field["code"]), int)]
        return self.case.documents.in_bulk(attached) if attached else {}

    @cached_property
    def sections(self) -> list[dict[str, Any]]:
        """Return the sections of the form that are open, with no other fields than those."""
        return returning.only(self._all, returning.opened(self.check, self.case))

    @property
    def _all(self) -> list[dict[str, Any]]:
        sections: list[dict[str, Any]] = self.case.scheme_version.definition["sections"]
        return sections

    def form(
        self,
        data: Any = None,
        files: Any = None,
        *,
        only: Collection[str] | None = None,
        required: bool = True,
    ) -> SchemeForm:
        """Return the form of what is open, filled with what is kept; `only` names the sections to take.

        `required=False` is for saving: anything may be blank.
        """
        sections = self.sections if only is None else [s for s in self.sections if s["code"] in only]
        form_class = build_form(
            sections,
            language=_language(),
            required=required and not self.is_entered,
            whole=self._all,
            beside=self.answers,
            trial=self.case.scheme_version.trial,
        )
        form = form_class(data, files, initial=initial_from(self.answers, sections, self.documents))
        tell_overhead(form, self.case, "overhead_percent_requested")
        for code, text in self.asked.items():
            if text and code in form.fields:
                _say_beside(form.fields[code], text)
        return form

    def kept(self, *, only: Collection[str] | None = None, required: bool = True) -> SchemeForm:
        """Return the form as if what is kept had been sent just now: with everything that is wrong with it."""
        return self.form(as_sent(self.form(only=only)), {}, only=only, required=required)

    def whole(self, data: Any) -> SchemeForm:
        """Return the form of all there is in the application, open or not, as somebody sent it."""
        trial = self.case.scheme_version.trial
        return build_form(self._all, language=_language(), required=False, trial=trial)(data)

    def rest(self) -> list[PresentedSection]:
        """Return what stands as it was sent, to be read."""
        return self.present(
            returning.without(self._all, {f["code"] for s in self.sections for f in s["fields"]})
        )

    def present(
        self, sections: Iterable[Any], answers: Mapping[str, Any] | None = None
    ) -> list[PresentedSection]:
        """Return answers as they are read: those that are kept, unless others are given."""
        shown = self.answers if answers is None else answers
        return present(sections, shown, _language(), documents=self.documents, whole=self._all)


def _language() -> str:
    return get_language() or "nb"


def _say_beside(field: forms.Field, text: str) -> None:
    """Let a field's description, which screen readers read with it, tell what is asked for."""
    asked = format_html("<strong>{}</strong> {}", _("The county governor asks:"), text)
    field.help_text = format_html("{} {}", field.help_text, asked) if field.help_text else asked
