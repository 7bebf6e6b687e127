"""The schemes that a rule or an example can be about: those of the source documents, and all that are published."""

from typing import Any

from django.utils.translation import get_language
from wagtail import blocks

from workflows.schemes.models import SchemeCode, SchemeVersion


def scheme_choices() -> list[tuple[str, str]]:
    """Return code and name of every scheme, those of the source documents first; asked anew for every form."""
    names = {str(code): str(label) for code, label in SchemeCode.choices}
    column = "name_nn" if get_language() == "nn" else "name_nb"
    published = SchemeVersion.objects.real().order_by("version").values_list("code", column)
    others = {code: name for code, name in published if code not in names}
    return [*names.items(), *sorted(others.items(), key=lambda each: each[1])]


class _Code:
    """A code is a text and stays one: to read a page must not ask which schemes there are, rule by rule."""

    def normalize_choice(self, value: Any) -> Any:
        return value


class SchemeCodeBlock(_Code, blocks.ChoiceBlock):
    """One scheme, by its code."""


class SchemeCodesBlock(_Code, blocks.MultipleChoiceBlock):
    """Several schemes, by their codes."""
