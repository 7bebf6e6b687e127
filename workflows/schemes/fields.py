"""The types a form field can have, in a registry: how it is asked, kept as JSON, and shown again.

A scheme's definition names a type; the core registers its own in `field_types.py`, the way a stranger would.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.registry import Guard, Registry

Definition = Mapping[str, Any]  # one FIELD of a scheme's definition
TYPED = "typed"  # {"typed": …} in the answers: what was written in a draft and cannot be read yet
# What answers of a type are compared as by the conditions of other fields (`conditions.py`).
NUMBER, DAY, ONE, SEVERAL, YES_NO = "number", "day", "one", "several", "yes_no"


def in_language(texts: Mapping[str, str] | None, language: str) -> str:
    """Return the text in `nb` or `nn`; bokmål where the form asked for is lacking."""
    texts = texts or {}
    return texts.get(language) or texts.get("nb") or ""


def is_typed(answer: Any) -> bool:
    """Return whether an answer is only what was typed in a draft, and cannot be read yet."""
    return isinstance(answer, dict) and set(answer) == {TYPED}


def is_blank(answer: Any) -> bool:
    """Return whether nothing was answered; False and 0 are answers."""
    return answer is None or answer in ("", [], {})


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


def carried(value: Any, definition: Definition, years: int) -> Any:
    """Return an answer as it is: for values that are as true another year."""
    return value


def as_text(value: Any, definition: Definition, language: str) -> Shown:
    """Show the value as it is written."""
    return Shown(str(value))


def faultless(definition: Definition) -> list[str]:
    """Find nothing wrong: for types whose fields need no more than code and label."""
    return []


@dataclass(frozen=True)
class FieldType:
    """One type of field.

    `make(definition, language)` gives the form field. `to_json` turns its clean value into JSON, `from_json`
    turns that into an initial value, and `show(value, definition, language)` into what is read on a page.
    `carry(value, definition, years)` gives what of an earlier application's answer can stand in this form so many
    years later, None where nothing can. None of the four is asked about an empty value. `label` is what
    editors read where they choose the type; where it says nothing they read the code, as words.
    """

    code: str
    make: Callable[[Definition, str], forms.Field]
    to_json: Callable[[Any], Any] = same
    from_json: Callable[[Any], Any] = same
    show: Callable[[Any, Definition, str], Shown] = as_text
    carry: Callable[[Any, Definition, int], Any] = carried
    compared_as: str = ""
    faults: Callable[[Definition], list[str]] = faultless
    label: str | Promise = ""

    @property
    def name(self) -> str | Promise:
        """Return what editors read: the label, else the code as words."""
        return self.label or self.code.replace("_", " ").capitalize()


class HeldField(forms.CharField):
    """Stands where a plugin's field cannot be asked: what was answered is shown and kept, and cannot be changed."""

    def __init__(self, definition: Definition, language: str) -> None:
        super().__init__(**common(definition, language) | {"required": False, "disabled": True})
        self.help_text = _("This field was made by a plugin that is not running. What was answered is kept.")

    def prepare_value(self, value: Any) -> Any:
        """Show an answer as text."""
        return in_plain_text(value)

    def clean(self, value: Any) -> Any:
        """Return the answer as it was."""
        return value


def in_plain_text(value: Any) -> str:
    """Return an answer as text, where nobody knows better how it reads."""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {in_plain_text(part)}" for name, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(in_plain_text(part) for part in value)
    return "" if value is None else str(value)


def _in_plain_text(value: Any, definition: Definition, language: str) -> Shown:
    return Shown(in_plain_text(value))


def _guarded(kind: FieldType, guard: Guard) -> FieldType:
    """Return a plugin's type that asks nothing, and shows answers as text, where it fails."""

    def make(definition: Definition, language: str) -> forms.Field:
        return guard_field(kind.make(definition, language), guard)

    return replace(
        kind,
        make=guard("make", make, HeldField),
        to_json=guard("to_json", kind.to_json, in_plain_text),
        from_json=guard("from_json", kind.from_json, same),
        show=guard("show", kind.show, _in_plain_text),
        carry=guard("carry", kind.carry, lambda value, definition, years: None),
        faults=guard("faults", kind.faults, faultless),
    )


def guard_field(field: forms.Field, guard: Guard) -> forms.Field:
    """Return a form field whose reading and drawing are guarded; it is copied as any other."""
    kind, drawn = type(field), type(field.widget)

    def refuse(self: Any, value: Any, *args: Any) -> Any:
        raise forms.ValidationError(_CANNOT_READ, code="unread")

    def draw(self: Any, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        return forms.Textarea().render(name, in_plain_text(value), attrs, renderer)

    def read(self: Any, data: Any, files: Any, name: str) -> Any:
        return data.get(name)

    def prepare(self: Any, value: Any) -> Any:
        return value if isinstance(value, str) else in_plain_text(value)

    reads = {
        "clean": guard("clean", kind.clean, refuse, passes=(forms.ValidationError,)),
        "prepare_value": guard("prepare_value", kind.prepare_value, prepare),
        "has_changed": guard("has_changed", kind.has_changed, lambda self, initial, data: True),
    }
    field.__class__ = type(kind.__name__, (kind,), reads)
    widget = {
        "render": guard("render", drawn.render, draw),
        "value_from_datadict": guard("value_from_datadict", drawn.value_from_datadict, read),
    }
    field.widget.__class__ = type(drawn.__name__, (drawn,), widget)
    return field


_CANNOT_READ = gettext_lazy(
    "This answer cannot be read just now. What you have typed is kept. Try again later."
)
_types: Registry[FieldType] = Registry("The field type", _guarded)


def register(field_type: FieldType) -> FieldType:
    """Add a type; raises ValueError when one of its name exists."""
    return _types.add(field_type.code, field_type)


def field_type(code: str) -> FieldType:
    """Return the type of that name; one that nobody registers any more keeps answers, and shows them as text."""
    return _types.get(code) or FieldType(code, HeldField, show=_in_plain_text)


def known_types() -> dict[str, FieldType]:
    """Return every registered type by name."""
    return dict(_types)


def common(definition: Definition, language: str) -> dict[str, Any]:
    """Return what every form field is told: label, help and whether an answer is needed.

    Django prints help texts as they are, so they are escaped here (E1). A document to fill in is led to from there.
    """
    return {
        "label": in_language(definition.get("label"), language),
        "help_text": _help(definition, language),
        "required": bool(definition.get("required")),
    }


def _help(definition: Definition, language: str) -> SafeString:
    said = conditional_escape(in_language(definition.get("help"), language))
    template = definition.get("template")
    if not template:
        return said
    link = format_html('<a class="ds-link" href="{}">{}</a>', template["url"], template["title"])
    return format_html("{} {}", said, link) if said else link
