"""The types a form field can have, in a registry: how it is asked, kept as JSON, and shown again.

A scheme's definition names a type; the core registers its own in `field_types.py`, the way a stranger would.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.html import escape

Definition = Mapping[str, Any]  # one FIELD of a scheme's definition


def in_language(texts: Mapping[str, str] | None, language: str) -> str:
    """Return the text in `nb` or `nn`; bokmål where the form asked for is lacking."""
    texts = texts or {}
    return texts.get(language) or texts.get("nb") or ""


@dataclass(frozen=True)
class Shown:
    """An answer as a page shows it: a text, for a file the document's id, and for what has several parts its rows.

    With `columns`, a heading for each cell, the rows are a table; without, they are a budget's lines.
    """

    text: str
    rows: tuple[tuple[str, ...], ...] = ()
    columns: tuple[str, ...] = ()
    document: int | None = None


def same(value: Any) -> Any:
    """Return what was given: for values that are JSON as they are."""
    return value


def as_text(value: Any, definition: Definition, language: str) -> Shown:
    """Show the value as it is written."""
    return Shown(str(value))


@dataclass(frozen=True)
class FieldType:
    """One type of field.

    `make(definition, language)` gives the form field. `to_json` turns its clean value into JSON, `from_json`
    turns that into an initial value, and `show(value, definition, language)` into what is read on a page;
    none of the three is asked about an empty value.
    """

    code: str
    make: Callable[[Definition, str], forms.Field]
    to_json: Callable[[Any], Any] = same
    from_json: Callable[[Any], Any] = same
    show: Callable[[Any, Definition, str], Shown] = as_text


_types: dict[str, FieldType] = {}


def register(field_type: FieldType) -> FieldType:
    """Add a type; raises ValueError when one of its name exists."""
    if field_type.code in _types:
        raise ValueError(f"The field type {field_type.code} is already registered.")
    _types[field_type.code] = field_type
    return field_type


def field_type(code: str) -> FieldType:
    """Return the type of that name; raises LookupError when nobody has registered it."""
    try:
        return _types[code]
    except KeyError:
        raise LookupError(f"There is no field type {code}.") from None


def known_types() -> dict[str, FieldType]:
    """Return every registered type by name."""
    return dict(_types)


def common(definition: Definition, language: str) -> dict[str, Any]:
    """Return what every form field is told: label, help and whether an answer is needed.

    Django prints help texts as they are, so they are escaped here (E1).
    """
    return {
        "label": in_language(definition.get("label"), language),
        "help_text": escape(in_language(definition.get("help"), language)),
        "required": bool(definition.get("required")),
    }
