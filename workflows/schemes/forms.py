"""Django forms from a scheme's definition, and their answers as JSON (R3.3, R3.9, R3.11, R8.8).

A form class is built for each request: it holds what the registers said when it was made.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from workflows.ui.amounts import format_amount

from . import field_types, indicators, people  # noqa: F401  (importing registers the core's own)
from .conditional import Conditional, open_terms, tell, whole_form
from .fields import TYPED, Definition, field_type, in_language, is_blank, is_typed
from .municipalities import asked_together
from .places import Postcode
from .uploads import StoredFile

Sections = Iterable[Mapping[str, Any]]
MUST_AGREE = {"budget": "requested_amount", "accounts": "used_amount"}  # the sum of the first is the second
PLACE_OF = {"postcode": "postal_place"}


@dataclass(frozen=True)
class FormSection:
    """A group of fields under one title."""

    code: str
    title: str
    fields: list[forms.BoundField]


class SchemeForm(Conditional):
    """A form made from a definition. `sections` are its groups; `draft` lets everything be blank."""

    template_name = "schemes/form.html"
    definition: list[Mapping[str, Any]] = []

    @property
    def sections(self) -> list[FormSection]:
        """Return the groups with their bound fields, as a template shows them."""
        return [
            FormSection(
                section["code"],
                in_language(section["title"], self.language),
                [self[definition["code"]] for definition in section["fields"]],
            )
            for section in self.definition
        ]

    def add_error(self, field: Any, error: Any) -> None:
        """Note an error; that something is missing is none in a draft, which keeps what there is of it."""
        if self.draft and field and getattr(error, "code", None) == "required":
            self.cleaned_data[field] = getattr(error, "kept", None)
            return
        super().add_error(field, error)

    def clean(self) -> dict[str, Any]:
        """Fill in the place of the postcode, settle what depends on other answers, and let a budget add up."""
        cleaned = super().clean() or self.cleaned_data
        for postcode, place in PLACE_OF.items():
            known = cleaned.get(postcode)
            if place in self.fields and isinstance(known, Postcode):
                cleaned[place] = known.place
                self.errors.pop(place, None)
        self.settle()
        for budget, amount in MUST_AGREE.items():
            if not self.draft and cleaned.get(budget) and cleaned.get(amount) is not None:
                self._agree(budget, amount)
        return cleaned

    def _agree(self, budget: str, amount: str) -> None:
        total, stated = sum(self.cleaned_data[budget].values()), self.cleaned_data[amount]
        if total != stated:
            params = {
                "budget": self.fields[budget].label,
                "total": format_amount(total),
                "amount": self.fields[amount].label,
                "stated": format_amount(stated),
            }
            message = _(
                "“%(budget)s” adds up to %(total)s, but “%(amount)s” says %(stated)s. The two must be equal."
            )
            self.add_error(budget, ValidationError(message, code="disagree", params=params))


def definitions_of(sections: Sections) -> list[Definition]:
    """Return every field of a definition, in order."""
    return [field for section in sections for field in section["fields"]]


def build_form(
    sections: Sections,
    *,
    language: str,
    only: Collection[str] | None = None,
    required: bool = True,
    whole: Sections | None = None,
    beside: Mapping[str, Any] | None = None,
    trial: bool = False,
) -> type[SchemeForm]:
    """Return a form class for the sections of a definition, in `nb` or `nn`.

    `only` names the sections or fields to keep. With `required=False`, for saving a draft, anything may be blank;
    what cannot be read is an error to show, yet `answers_of()` keeps it. `whole` is the form these sections are of,
    `beside` what is answered in it: fields that the answers elsewhere hide are left out (R8.4).
    In a `trial`, the municipalities of trials can be chosen too.
    Raises LookupError for a field type that nobody has registered.
    """
    sections = list(sections)
    every, answers = whole_form(sections if whole is None else whole), beside or {}
    kept = [_keep(section, only) for section in sections]
    page = {field["code"] for field in definitions_of(kept)}
    terms = {field["code"]: open_terms(field, page, every, answers) for field in definitions_of(kept)}
    for section in kept:
        section["fields"] = [field for field in section["fields"] if terms[field["code"]] is not None]
    definition: list[Mapping[str, Any]] = [section for section in kept if section["fields"]]
    with asked_together(trial=trial):
        fields = {
            field["code"]: field_type(field["type"]).make(field, language)
            for field in definitions_of(definition)
        }
    for field in definitions_of(definition):
        tell(fields[field["code"]], field, terms[field["code"]] or [], every, language)
    form_class: type[SchemeForm] = type("SchemeForm", (SchemeForm,), fields)
    form_class.definition, form_class.language, form_class.draft = definition, language, not required
    form_class.whole, form_class.beside = every, answers
    return form_class


def answers_of(form: SchemeForm) -> dict[str, Any]:
    """Return the answers of a bound form as JSON, every field of it by its code; None where nothing was answered.

    What cannot be read is kept as `{"typed": …}`, so that a draft loses nothing. A file uploaded just now is
    left out: it is registered as a document first, whose id is then the answer. A stored one keeps its id.
    """
    errors = form.errors  # asking for them reads the form
    answers: dict[str, Any] = {}
    for definition in definitions_of(form.definition):
        code, kind = definition["code"], field_type(definition["type"])
        if code in errors and code not in form.cleaned_data:
            answers[code] = _kept(form, definition)
            continue
        value = form.cleaned_data.get(code)
        if isinstance(value, UploadedFile):
            continue
        answers[code] = None if is_blank(value) else kind.to_json(value)
    return answers


def uploads_of(form: SchemeForm) -> dict[str, UploadedFile]:
    """Return the files uploaded with a form, by field."""
    return {code: value for code, value in form.cleaned_data.items() if isinstance(value, UploadedFile)}


def typed_in(answer: Any) -> Any:
    """Return what was typed: a text, or for fields of several inputs a list of texts."""
    return answer[TYPED]


def initial_from(
    answers: Mapping[str, Any], sections: Sections, documents: Mapping[int, Any] | None = None
) -> dict[str, Any]:
    """Return the initial values of a form from stored answers.

    `documents` are the case's documents by id, so that an attached file is shown by its name, with a link.
    """
    initial: dict[str, Any] = {}
    for definition in definitions_of(sections):
        code, answer = definition["code"], answers.get(definition["code"])
        if is_typed(answer):
            initial[code] = typed_in(answer)
        elif answer is not None:
            initial[code] = field_type(definition["type"]).from_json(answer)
    for code, value in initial.items():
        document = (documents or {}).get(value.pk) if isinstance(value, StoredFile) else None
        if document:
            initial[code] = StoredFile(document.pk, document.filename, document.get_absolute_url())
    return initial


def _keep(section: Mapping[str, Any], only: Collection[str] | None) -> dict[str, Any]:
    if only is None or section["code"] in only:
        return dict(section)
    return {**section, "fields": [field for field in section["fields"] if field["code"] in only]}


def _kept(form: SchemeForm, definition: Definition) -> Any:
    """Return what stands in for an answer that cannot be read: what was typed, or the file that was there before."""
    bound = form[definition["code"]]
    if definition["type"] == "file":
        return bound.initial.pk if isinstance(bound.initial, StoredFile) else None
    typed = bound.data
    typed = [_storable(text) for text in typed] if isinstance(typed, list) else _storable(typed)
    return {TYPED: typed} if typed else None


def _storable(text: str | None) -> str:
    """Return the text without the null characters that PostgreSQL cannot store."""
    return (text or "").replace("\0", "")
