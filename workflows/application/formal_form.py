"""The form of the formal check: the result, and what each result needs to be said."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from workflows.base import ConfirmForm
from workflows.cases.checking import preview
from workflows.schemes.fields import in_language

from . import versions
from .models import ApplicationVersion
from .returning import DAYS_TO_ANSWER

OPEN, TEXT, SECTION = "open_", "text_", "section_"  # what the names of the dynamic fields begin with


@dataclass(frozen=True)
class Tick:
    """One field of the application's form, to be ticked with a text of its own."""

    open: forms.BoundField
    text: forms.BoundField


@dataclass(frozen=True)
class Ticks:
    """The fields of one section, and a tick for all of them."""

    title: str
    whole: forms.BoundField
    fields: list[Tick]


class FormalCheckForm(ConfirmForm):
    """Complete, exactly what is missing, or dismissed; a late application needs a reason to be handled."""

    COMPLETE, ASK, DISMISS = "complete", "ask", "dismiss"
    result = forms.ChoiceField(
        label=_("Is the application complete?"),
        choices=[
            (COMPLETE, _("Complete")),
            (ASK, _("Something is missing: send it back")),
            (DISMISS, _("It cannot be handled: dismiss it")),
        ],
        widget=forms.RadioSelect,
    )
    late_accepted_reason = forms.CharField(
        label=_("Why it is handled although it came after the deadline"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    asked_for = forms.CharField(
        label=_("What is missing"),
        help_text=_("The network reads this text. Say exactly what you ask for."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    days = forms.IntegerField(
        label=_("Days to answer"),
        help_text=_("If the last day is a day off, the answer is due on the next working day."),
        required=False,
        min_value=1,
        max_value=180,
        initial=DAYS_TO_ANSWER,
    )
    reasons = forms.CharField(
        label=_("Why it is dismissed"),
        help_text=_(
            "The network reads this text: outside the scheme, too late without good reason, or the like."
        ),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    paragraph = forms.ChoiceField(
        label=_("Paragraph that is not met"),
        help_text=_("Is quoted in the letter, if you choose one."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.late = self.case.application.late
        if not self.late:
            del self.fields["late_accepted_reason"]
        self.fields["paragraph"].choices = self._paragraphs  # type: ignore[attr-defined]  # read when needed
        self.sections = self.case.scheme_version.definition["sections"]
        language = get_language() or "nb"
        for section in self.sections:
            whole = forms.BooleanField(label=_("Everything in this part"), required=False)
            self.fields[SECTION + section["code"]] = whole
            for field in section["fields"]:
                label = in_language(field["label"], language)
                self.fields[OPEN + field["code"]] = forms.BooleanField(label=label, required=False)
                self.fields[TEXT + field["code"]] = forms.CharField(
                    label=_now("What is asked for in “%(field)s”") % {"field": label},
                    required=False,
                    max_length=1000,
                )

    def ticks(self) -> Iterator[Ticks]:
        """Yield what can be ticked, section by section."""
        language = get_language() or "nb"
        for section in self.sections:
            fields = [Tick(self[OPEN + f["code"]], self[TEXT + f["code"]]) for f in section["fields"]]
            yield Ticks(in_language(section["title"], language), self[SECTION + section["code"]], fields)

    def changes(self) -> list[versions.Change]:
        """Return what the network changed when it was asked last; nothing where it was not."""
        last = list(ApplicationVersion.objects.filter(case=self.case).order_by("-number")[:2])
        return versions.changes(last[1], last[0], language=get_language() or "nb") if len(last) == 2 else []

    def paragraph_in(self, language: str) -> str:
        """Return the chosen paragraph as a letter quotes it; nothing where none was chosen."""
        chosen = self.cleaned_data.get("paragraph")
        rule = next((rule for rule in self._unmet() if str(rule.pk) == chosen), None)
        return f"{rule}: {rule.wording(language)}" if rule else ""

    def clean(self) -> dict[str, Any]:
        """Demand what the chosen result needs, and gather what is ticked; a text beside a field ticks it."""
        cleaned = super().clean() or self.cleaned_data
        result = cleaned.get("result")
        if result == self.ASK and not cleaned.get("asked_for"):
            self.add_error("asked_for", _("Say what is missing."))
        if result == self.DISMISS and not cleaned.get("reasons"):
            self.add_error("reasons", _("Say why it is dismissed."))
        if result == self.COMPLETE and self.late and not cleaned.get("late_accepted_reason"):
            self.add_error("late_accepted_reason", _("A late application is handled only with a reason."))
        cleaned["days"] = cleaned.get("days") or DAYS_TO_ANSWER
        cleaned["asked_fields"] = {
            field["code"]: cleaned.get(TEXT + field["code"]) or ""
            for section in self.sections
            for field in section["fields"]
            if cleaned.get(SECTION + section["code"])
            or cleaned.get(OPEN + field["code"])
            or cleaned.get(TEXT + field["code"])
        }
        return cleaned

    @cached_property
    def previewed(self) -> list[Any]:
        """Return what the rules say of the application as it stands, asked once for form and page."""
        return preview(self.case, "application")

    def _unmet(self) -> list[Any]:
        return [rule for rule, finding in self.previewed if finding.outcome == "unmet"]

    def _paragraphs(self) -> list[tuple[str, str]]:
        told = [(str(rule.pk), rule.in_short()) for rule in self._unmet()]
        return [("", _now("None")), *told]
