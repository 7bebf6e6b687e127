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

from . import field_types, indicators  # noqa: F401  (importing registers the core's own)
from .fields import Definition, field_type, in_language
from .places import Postcode, asked_together
from .uploads import StoredFile

Sections = Iterable[Mapping[str, Any]]
TYPED = "typed"  # {"typed": …} in the answers: what was written in a draft and cannot be read yet
MUST_AGREE = {"budget": "requested_amount", "accounts": "used_amount"}  # the sum of the first is the second
PLACE_OF = {"postcode": "postal_place"}


@dataclass(frozen=True)
class FormSection:
    """A group of fields under one title."""

    code: str
    title: str
    fields: list[forms.BoundField]


class SchemeForm(forms.Form):
    """A form made from a definition. `sections` are its groups; `draft` lets everything be blank."""

    template_name = "schemes/form.html"
    definition: list[Mapping[str, Any]] = []
    language = "nb"
    draft = False

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
        """Fill in the place of the postcode, and demand that a budget adds up to its amount."""
        cleaned = super().clean() or self.cleaned_data
        for postcode, place in PLACE_OF.items():
            known = cleaned.get(postcode)
            if place in self.fields and isinstance(known, Postcode):
                cleaned[place] = known.place
                self.errors.pop(place, None)
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


def build_form(
    sections: Sections, *, language: str, only: Collection[str] | None = None, required: bool = True
) -> type[SchemeForm]:
    """Return a form class for the sections of a definition, in `nb` or `nn`.

    `only` names the sections or fields to keep. With `required=False`, for saving a draft, anything may be blank;
    what cannot be read is an error to show, yet `answers_of()` keeps it.
    Raises LookupError for a field type that nobody has registered.
    """
    kept = [_keep(section, only) for section in sections]
    definition: list[Mapping[str, Any]] = [section for section in kept if section["fields"]]
    with asked_together():
        fields = {
            field["code"]: field_type(field["type"]).make(field, language) for field in _fields(definition)
        }
    form_class: type[SchemeForm] = type("SchemeForm", (SchemeForm,), fields)
    form_class.definition, form_class.language, form_class.draft = definition, language, not required
    return form_class


def answers_of(form: SchemeForm) -> dict[str, Any]:
    """Return the answers of a bound form as JSON, every field of it by its code; None where nothing was answered.

    What cannot be read is kept as `{"typed": …}`, so that a draft loses nothing. A file uploaded just now is
    left out: it is registered as a document first, whose id is then the answer. A stored one keeps its id.
    """
    errors = form.errors  # asking for them reads the form
    answers: dict[str, Any] = {}
    for definition in _fields(form.definition):
        code, kind = definition["code"], field_type(definition["type"])
        if code in errors:
            answers[code] = _kept(form, definition)
            continue
        value = form.cleaned_data.get(code)
        if isinstance(value, UploadedFile):
            continue
        answers[code] = None if _is_blank(value) else kind.to_json(value)
    return answers


def uploads_of(form: SchemeForm) -> dict[str, UploadedFile]:
    """Return the files uploaded with a form, by field."""
    return {code: value for code, value in form.cleaned_data.items() if isinstance(value, UploadedFile)}


def is_typed(answer: Any) -> bool:
    """Return whether an answer is only what was typed in a draft, and cannot be read yet."""
    return isinstance(answer, dict) and set(answer) == {TYPED}


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
    for definition in _fields(sections):
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


def _fields(sections: Sections) -> list[Definition]:
    return [field for section in sections for field in section["fields"]]


def _is_blank(value: Any) -> bool:
    """Return whether nothing was answered; False and 0 are answers."""
    return value is None or value in ("", [], {})


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
