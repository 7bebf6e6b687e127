"""What one needs at hand before one applies, told before one begins (issue 5)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

from workflows.schemes.condition_words import by_code, demanded_if, only_if
from workflows.schemes.conditions import REQUIRE, SHOW
from workflows.schemes.fields import Definition, in_language
from workflows.schemes.forms import definitions_of
from workflows.schemes.models import Call


@dataclass(frozen=True)
class Attachment:
    """A file that the form asks for: what it is, what is said of it, and whether it must be there."""

    label: str
    help: str
    required: bool
    template: Mapping[str, str] | None = None  # title and address of a document to fill in


@dataclass(frozen=True)
class Needed:
    """The attachments, whether there is a budget, and who confirms: `services`, `municipalities` or nobody ('')."""

    attachments: list[Attachment]
    budget: bool
    confirmations: str


def needed_for(call: Call) -> Needed:
    """Return what an application under the call needs, as its form says."""
    scheme, language = call.scheme_version, get_language() or "nb"
    fields = definitions_of(scheme.definition["sections"])
    return Needed(
        attachments=[_attachment(field, fields, language) for field in fields if field["type"] == "file"],
        budget=any(field["type"] == "budget" for field in fields),
        confirmations=scheme.option("confirmations") or "",
    )


def _attachment(field: Definition, fields: list[Definition], language: str) -> Attachment:
    """Return one file: what only some must attach is not demanded, and says of whom it is asked."""
    said = [in_language(field.get("help"), language)]
    said += [only_if(field[SHOW], by_code(fields), language)] if field.get(SHOW) else []
    said += [demanded_if(field[REQUIRE], by_code(fields), language)] if field.get(REQUIRE) else []
    demanded = bool(field.get("required")) and not field.get(SHOW)
    label, told = in_language(field["label"], language), " ".join(filter(None, said))
    return Attachment(label, told, demanded, field.get("template"))
