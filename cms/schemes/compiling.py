"""A scheme's definition of its page, and the page's fields of a definition: each is the other one's way back."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from workflows.publishing import PublishError, beside, check_scheme, picked_rules, rows_of
from workflows.schemes.faults import Fault
from workflows.schemes.forms import definitions_of

from . import parts, sections
from .fields import field_blocks
from .own_rules import rules_of
from .own_rules import stream_of as paragraphs_of
from .words import said

STREAMS = ("form", "report_form", "progress_form", "criteria", "letters", "options", "paragraphs")
MADE_OF = (
    "scheme",
    "network_kind",
    "guideline",
    "name_nn",
    "purpose_nn",
    "picked",
    *STREAMS,
)  # on the bokmål page alone


# What the casework cannot do without: the fields by code, with their form and type.
NEEDED = {
    "network_name": ("sections", "text"),
    "requested_amount": ("sections", "amount"),
    "used_amount": ("report", "amount"),
}


def is_made_here(page: Any) -> bool:
    """Return whether a scheme is made on its page, and not only described there."""
    return bool(page.form)


def definition_of(page: Any) -> dict[str, Any]:
    """Return the definition that a page says; raises a ValidationError at the place of what cannot be read."""
    definition: dict[str, Any] = {
        "code": page.scheme,
        "network_kind": page.network_kind,
        "name": {"nb": page.title, "nn": page.name_nn},
        "purpose": {"nb": page.intro, "nn": page.purpose_nn},
        "sections": sections.compile_form(page.form),
        "criteria": parts.compile_criteria(page.criteria),
        "options": parts.compile_options(page.options),
        "report": {"sections": sections.compile_form(page.report_form)},
        "letters": parts.compile_letters(page.letters),
    }
    progress = {"sections": sections.compile_form(page.progress_form)} if page.progress_form else None
    picked = page.picked.split() or None
    return definition | said(edition=page.guideline or None, picked=picked, progress_report=progress)


def own_rules(page: Any) -> list[dict[str, Any]]:
    """Return the rules of the page's paragraphs, in both language forms."""
    return rules_of(page.paragraphs, page.scheme)


def all_rules(definition: Mapping[str, Any], own: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rules of a scheme's own, and with them those it picks from its guideline."""
    national = (rule for edition in beside(definition)[:1] for rule in edition.rules_in_force())
    return [*own, *rows_of(picked_rules(definition, national))] if definition.get("picked") else own


def faults_of(definition: Mapping[str, Any], rules: Any) -> list[str]:
    """Return what keeps a scheme from being published: what is wrong with it, and what the casework would lack."""
    found: list[str] = list(check_scheme(definition, rules=rules))
    for code, (form, kind) in NEEDED.items():
        sections = definition["sections"] if form == "sections" else definition["report"]["sections"]
        if sections and not any(
            field["code"] == code and field["type"] == kind for field in definitions_of(sections)
        ):
            words = _("The casework needs the field with the code %(code)s, of the type “%(type)s”.")
            found.append(
                Fault(words % {"code": code, "type": field_blocks()[kind].label}, "needed", form=form)
            )
    return found


def fields_of(definition: Mapping[str, Any], paragraphs: Any = ()) -> dict[str, Any]:
    """Return the fields of the page that says a definition, streams as JSON keeps them.

    Raises PublishError where it has something that a page cannot say.
    """
    if unknown := unknown_types(definition):
        raise PublishError(_("There is no field type “%(type)s” here.") % {"type": ", ".join(unknown)})
    progress = definition.get("progress_report") or {}
    return {
        "scheme": definition["code"],
        "network_kind": definition["network_kind"],
        "guideline": definition.get("edition", ""),
        "title": definition["name"]["nb"],
        "name_nn": definition["name"]["nn"],
        "intro": definition["purpose"]["nb"],
        "purpose_nn": definition["purpose"]["nn"],
        "picked": " ".join(definition.get("picked") or ()),
        "form": sections.stream_of(definition["sections"]),
        "report_form": sections.stream_of(definition["report"]["sections"]),
        "progress_form": sections.stream_of(progress.get("sections")),
        "criteria": parts.criteria_of(definition["criteria"]),
        "letters": parts.letters_of(definition["letters"]),
        "options": parts.options_of(definition["options"]),
        "paragraphs": paragraphs_of(paragraphs),
    }


@cache
def start() -> dict[str, Any]:
    """Return what a new scheme begins with: what the casework asks every applicant, and letters to write on."""
    return dict(json.loads((Path(__file__).parent / "start.json").read_text(encoding="utf-8")))


def begin(page: Any) -> None:
    """Fill a new page with what a scheme begins with; its names are still to be given."""
    fill(page, {name: value for name, value in fields_of(start()).items() if name in STREAMS})


def fill(page: Any, fields: Mapping[str, Any]) -> Any:
    """Write what `fields_of` returns into a page, unsaved, and return it."""
    for name, value in fields.items():
        stream = name in STREAMS
        setattr(page, name, page._meta.get_field(name).to_python(json.dumps(value)) if stream else value)
    return page


def unknown_types(definition: Mapping[str, Any]) -> list[str]:
    """Return the types of the fields of a definition that are not here."""
    forms = (definition, definition["report"], definition.get("progress_report") or {})
    types = {
        field["type"]
        for form in forms
        for section in form.get("sections") or []
        for field in section["fields"]
    }
    return sorted(types - set(field_blocks()))
