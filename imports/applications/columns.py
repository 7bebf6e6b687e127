"""The columns of applications: which call and network, how it came, and the fields of the schemes by their codes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from imports.columns import EXAMPLES, HELP, Column, in_languages
from workflows.application.models import ReceivedApplication
from workflows.schemes.fields import Definition, in_language
from workflows.schemes.forms import definitions_of
from workflows.schemes.models import Call
from workflows.ui.budget import COST_KINDS

CALL, NETWORK, RECEIVED, CHANNEL, ARCHIVE = FIXED = (
    "call", "network", "received", "channel", "archive_reference",
)  # fmt: skip
BUDGET = "budget"
# How a field's cells are read, by its type; fields of other types have no cell, and are entered by hand.
KINDS = {
    "text": "text", "longtext": "text", "email": "text", "phone": "text", "choices": "text", "amount": "amount",
    "number": "number", "date": "date", "choice": "choice", "yesno": "yesno", "organisation": "orgnr",
    "postcode": "code4", "municipality": "municipality",
}  # fmt: skip


def code_of(call: Call) -> str:
    """Return what a file calls a call: office, scheme and year, as in `ROG-self_initiated-2024`; read with both."""
    return f"{call.office.code}-{call.scheme_version.code}-{call.year}"


def calls() -> dict[str, Call]:
    """Return the real calls that have opened, by what files call them; of two alike the newest."""
    found = Call.objects.real().select_related("office", "scheme_version", "edition").order_by("pk")
    return {code_of(call): call for call in found if call.has_opened}


def columns_of(known: Mapping[str, Call]) -> list[Column]:
    """Return the columns of these calls: the fixed ones, then each field of their schemes once."""
    return [*_fixed(known), *_of_fields(known.values())]


def _fixed(known: Mapping[str, Call]) -> Iterator[Column]:
    named = tuple((code, str(call)) for code, call in known.items())
    yield Column(
        CALL,
        in_languages(_("call")),
        "choice",
        required=True,
        choices=named,
        example=next(iter(known), "ROG-self_initiated-2024"),
    )
    yield Column(
        NETWORK, in_languages(_("network")), required=True, help=_("The network’s code."), example="jaeren"
    )
    yield Column(
        RECEIVED,
        in_languages(_("received")),
        "date",
        required=True,
        help=_("The day on which the application came. It decides whether it was in time."),
        example=EXAMPLES["date"],
    )
    channels = tuple((each.value, each.label) for each in ReceivedApplication.CHANNELS)
    yield Column(CHANNEL, in_languages(_("how it came")), "choice", choices=channels, example=channels[0][0])
    yield Column(ARCHIVE, in_languages(_("archive reference")), example="2024/77-1")


def _of_fields(known: Iterable[Call]) -> Iterator[Column]:
    versions = {call.scheme_version_id: call.scheme_version for call in known}
    seen: dict[str, Definition] = {}
    for version in versions.values():
        for field in definitions_of(version.definition["sections"]):
            seen.setdefault(field["code"], field)
    for code, field in seen.items():
        if code not in FIXED:
            yield from _column(code, field)


def _column(code: str, field: Definition) -> Iterator[Column]:
    labels = tuple(dict.fromkeys(in_language(field["label"], language) for language in ("nb", "nn")))
    if field["type"] == BUDGET:
        for kind, label in COST_KINDS.items():
            yield Column(f"{code}.{kind}", in_languages(label), "amount", example=EXAMPLES["amount"])
    elif field["type"] in KINDS:
        several = field["type"] == "municipality" and field.get("multiple")
        kind = "municipalities" if several else KINDS[field["type"]]
        choices = _choices(field) if kind == "choice" else ()
        help_text = _("Several answers have a semicolon between.") if field["type"] == "choices" else ""
        example = EXAMPLES.get(kind) or (choices[0][0] if choices else "")
        yield Column(
            code, labels, kind, choices=choices, help=help_text or HELP.get(kind, ""), example=example
        )


def _choices(field: Definition) -> tuple[tuple[str, str], ...]:
    language = translation.get_language() or "nb"
    return tuple((each["code"], in_language(each["label"], language)) for each in field["choices"])


def several(text: str, field: Definition) -> Sequence[str]:
    """Return the codes of several answers in one cell, by code or by what people read; others as they are written."""
    known = {
        words.casefold(): each["code"]
        for each in field["choices"]
        for words in (each["code"], *each["label"].values())
    }
    parts = [part.strip() for part in text.split(";") if part.strip()]
    return [known.get(part.casefold(), part) for part in parts]
