"""The columns of applications: which call and network, how it came, and the fields of the schemes by their codes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from imports.columns import EXAMPLES, HELP, LANGUAGES, Column, in_languages
from imports.reading.headings import fold
from imports.refusals import Words
from workflows.application.models import ReceivedApplication
from workflows.schemes.fields import Definition, in_language
from workflows.schemes.forms import definitions_of
from workflows.schemes.models import Call, SchemeVersion

from .answers import FILE, Part, heading_of, in_words, name_of, parts_of

CALL, NETWORK, RECEIVED, CHANNEL, ARCHIVE = FIXED = (
    "call", "network", "received", "channel", "archive_reference",
)  # fmt: skip
HEADINGS: dict[str, Words] = {
    CALL: _("call"),
    NETWORK: _("network"),
    RECEIVED: _("received"),
    CHANNEL: _("how it came"),
    ARCHIVE: _("archive reference"),
}
_HELP: dict[str, Words] = {
    "choices": _("Several answers have a semicolon between."),
    FILE: _("The name of a file beside the spreadsheet, where both are handed in as one ZIP."),
}
_EXAMPLES = {
    "name": "Kari Nes", "title": "Prosjektleder", "email": "kari.nes@example.org", "phone": "51 50 70 00",
    "role": "Eier", FILE: "prosjektplan.pdf",
}  # fmt: skip
Said = dict[str, str]  # a heading in each language
Named = tuple[Column, Said]  # a column, and what it is called where it goes out


def code_of(call: Call) -> str:
    """Return what a file calls a call: office, scheme and year, as in `ROG-self_initiated-2024`; read with both."""
    return code_for(call.office.code, call.scheme_version.code, call.year)


def code_for(office: str, scheme: str, year: int) -> str:
    """Return what a file calls the call of an office, by the codes."""
    return f"{office}-{scheme}-{year}"


def calls() -> dict[str, Call]:
    """Return the real calls that have opened, by what files call them; of two alike the newest."""
    found = Call.objects.real().select_related("office", "scheme_version", "edition").order_by("pk")
    return {code_of(call): call for call in found if call.has_opened}


def columns_of(known: Mapping[str, Call]) -> list[Column]:
    """Return the columns of these calls: the fixed ones, then each field of their schemes once."""
    versions = {call.scheme_version_id: call.scheme_version for call in known.values()}
    fixed = [replace(each, headings=in_languages(HEADINGS[each.name])) for each in _fixed(known)]
    return [*fixed, *(column for column, _said in named_columns(versions.values()))]


def named_columns(versions: Iterable[SchemeVersion]) -> list[Named]:
    """Return the columns of the fields of scheme versions, each once, with headings that no other column has."""
    fields = [field for version in versions for field in definitions_of(version.definition["sections"])]
    found: dict[str, tuple[Column, list[Said]]] = {}
    for field in fields:
        for part in parts_of(field):
            column, said = _column(field, part), {each: heading_of(field, part, each) for each in LANGUAGES}
            earlier, called = found.get(column.name, (column, []))
            if column.name not in FIXED:
                found[column.name] = _both(earlier, column), [*called, said]
    return list(_each_its_own(found))


def _fixed(known: Mapping[str, Call]) -> Iterator[Column]:
    named = tuple((code, str(call)) for code, call in known.items())
    example = next(iter(known), "ROG-self_initiated-2024")
    yield Column(CALL, kind="choice", required=True, choices=named, example=example)
    yield Column(NETWORK, required=True, help=_("The network’s code."), example="jaeren")
    yield Column(
        RECEIVED,
        kind="date",
        required=True,
        help=_("The day on which the application came. It decides whether it was in time."),
        example=EXAMPLES["date"],
    )
    channels = tuple((each.value, each.label) for each in ReceivedApplication.CHANNELS)
    yield Column(CHANNEL, kind="choice", choices=channels, example=channels[0][0])
    yield Column(ARCHIVE, example="2024/77-1")


def _column(field: Definition, part: Part) -> Column:
    choices = _choices(field) if part.kind == "choice" else ()
    last = part.way.rpartition(".")[2] or field["type"]
    example = _EXAMPLES.get(last) or EXAMPLES.get(part.kind) or (choices[0][0] if choices else "")
    told = _HELP.get(field["type"], "") or HELP.get(part.kind, "")
    return Column(name_of(field, part), kind=part.kind, choices=choices, help=told, example=example)


def _choices(field: Definition) -> tuple[tuple[str, Words], ...]:
    return tuple((each["code"], _say(each["label"])) for each in field["choices"])


def _in_this_language(texts: Mapping[str, str]) -> str:
    return in_language(texts, get_language() or "nb")


# In the language of whoever reads: an answer is known by its words in either.
_say = lazy(_in_this_language, str)


def _both(one: Column, other: Column) -> Column:
    """Return a column of two schemes: with the choices of both, and as text where they ask for different things."""
    if one.kind != other.kind:
        return replace(one, kind="text", choices=())
    return replace(one, choices=tuple((dict(other.choices) | dict(one.choices)).items()))


def _each_its_own(found: Mapping[str, tuple[Column, list[Said]]]) -> Iterator[Named]:
    """Yield the columns, with the code before a heading that also means another column: none is read as two.

    What other schemes call a column is known too, where it means no other.
    """
    meant = {fold(name): name for name in (*FIXED, *found)}
    for name, words in HEADINGS.items():
        meant |= {fold(in_words(words, each)): name for each in LANGUAGES}

    def own(name: str, heading: str) -> bool:
        folded = fold(heading)
        return bool(folded) and meant.setdefault(folded, name) == name

    first = {
        name: {
            language: heading if own(name, heading) else f"{name}: {heading}"
            for language, heading in said[0].items()
        }
        for name, (_column_of_it, said) in found.items()
    }
    for name, (column, called) in found.items():
        others = [heading for said in called[1:] for heading in said.values() if own(name, heading)]
        headings = tuple(dict.fromkeys([*first[name].values(), *others]))
        yield replace(column, headings=headings), first[name]
