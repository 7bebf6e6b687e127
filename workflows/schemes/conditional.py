"""Forms whose fields depend on each other's answers: hidden, demanded and limited by the server (R8.4).

A page of a longer form knows the answers of the other pages: what these alone decide is settled before it is shown.
Without scripts a field that is only for some is there, with a sentence that says when.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html

from .condition_words import by_code, demanded_if, limit_in_words, only_if
from .conditions import (
    REQUIRE,
    SHOW,
    broken,
    compared_as,
    demanded,
    holds,
    shown,
    terms_of,
)
from .fields import Definition, field_type, is_blank

LIMIT = "limit"  # the code of an error about an answer that can be read, and is kept in a draft


class Conditional(forms.Form):
    """What a form with conditions knows: every field of the whole form, and the answers on its other pages."""

    whole: Mapping[str, Definition] = {}
    beside: Mapping[str, Any] = {}
    language = "nb"
    draft = False

    def settle(self) -> None:
        """Forget what is hidden, demand what is demanded now, and see that answers keep their limits.

        Of a draft only the limits are told: nothing that was typed is lost before it is sent.
        """
        own = [definition for code, definition in self.whole.items() if code in self.fields]
        if not any(_looks(definition) for definition in own):
            return
        answers = {**self.beside, **{each["code"]: self._answer(each) for each in own}}
        fields = self.whole.values()
        seen = shown(fields, answers)
        answers = {code: answer for code, answer in answers.items() if code in seen}
        if not self.draft:
            for code in self.fields.keys() & self.whole.keys() - seen:
                self.errors.pop(code, None)
                self.cleaned_data[code] = None
            self._demand(demanded(fields, answers))
        for definition in own:
            if definition["code"] in seen and definition["code"] not in self.errors:
                self._limit(definition, answers)

    def _answer(self, definition: Definition) -> Any:
        """Return what was just answered, as it is kept; None where it is blank or cannot be read."""
        code = definition["code"]
        value = None if code in self.errors else self.cleaned_data.get(code)
        if isinstance(value, UploadedFile):
            return True
        return None if is_blank(value) else field_type(definition["type"]).to_json(value)

    def _demand(self, codes: Collection[str]) -> None:
        for code in self.fields.keys() & set(codes) - self.errors.keys():
            field = self.fields[code]
            if not field.required and is_blank(self.cleaned_data.get(code)):
                self.add_error(code, ValidationError(field.error_messages["required"], code="required"))

    def _limit(self, definition: Definition, answers: Mapping[str, Any]) -> None:
        code = definition["code"]
        kept = self.cleaned_data.get(code)
        for limit in broken(definition, answers):
            words = limit_in_words(limit, definition, self.whole, self.language)
            self.add_error(code, ValidationError(words, code=LIMIT))
            self.cleaned_data[code] = kept


def open_terms(
    field: Definition, page: Collection[str], whole: Mapping[str, Definition], beside: Mapping[str, Any]
) -> list[Mapping[str, Any]] | None:
    """Return what still decides on a page whether a field is shown: the terms that look at the page's own fields.

    `beside` are the answers of the whole form. Nothing: it is always shown there. None: it cannot be.
    """
    condition = field.get(SHOW)
    if not condition:
        return []
    seen = shown(whole.values(), beside)
    known = {code: answer for code, answer in beside.items() if code in seen}
    here = [term for term in terms_of(condition) if term["field"] in page]
    settled = [holds({"all": [term]}, known) for term in terms_of(condition) if term["field"] not in page]
    if "any" in condition:
        return [] if any(settled) else here or None
    return here if all(settled) else None


def tell(
    field: forms.Field,
    definition: Definition,
    terms: list[Mapping[str, Any]],
    whole: Mapping[str, Definition],
    language: str,
) -> None:
    """Let a field say in words when it is asked, and carry its open terms for the script that shows and hides it."""
    said = []
    if terms:
        how = "any" if "any" in definition[SHOW] else "all"
        said.append(only_if({how: terms}, whole, language))
        read = [{**term, "as": compared_as(whole[term["field"]])} for term in terms]
        # A stored file stands in no input that the script could read.
        if all(whole[term["field"]]["type"] != "file" for term in terms):
            field.show_when = json.dumps({"any": how == "any", "terms": read})  # type: ignore[attr-defined]
    if condition := definition.get(REQUIRE):
        said.append(demanded_if(condition, whole, language))
        field.may_be_demanded = True  # type: ignore[attr-defined]
    for sentence in said:
        field.help_text = format_html("{} {}", field.help_text, sentence) if field.help_text else sentence


def _looks(definition: Definition) -> bool:
    return bool(definition.get(SHOW) or definition.get(REQUIRE) or definition.get("limits"))


def whole_form(sections: Iterable[Mapping[str, Any]]) -> dict[str, Definition]:
    """Return every field of a form by its code."""
    return by_code(field for section in sections for field in section["fields"])
