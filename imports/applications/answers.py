"""Answers as cells, and cells as what a form is filled with: the columns of each field, whatever its type (R7.1).

A budget, a person, partners and indicators have a column for each part, named as an export of answers names it:
`contact.email`, `partners.1.role`, `homes.guided.target`. The form decides what of it can stand.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.schemes.fields import Definition, in_language, is_typed
from workflows.schemes.people import USUAL
from workflows.ui.budget import COST_KINDS
from workflows.ui.indicators import COLUMNS

BUDGET, FILE = "budget", "file"
# How a field's cell is read, by its type, where an answer is one cell; a plugin's types have none.
KINDS = {
    "text": "text", "longtext": "text", "email": "text", "phone": "text", "choices": "text", "amount": "amount",
    "number": "number", "date": "date", "choice": "choice", "yesno": "yesno", "organisation": "orgnr",
    "postcode": "code4", "municipality": "municipality", FILE: "text",
}  # fmt: skip
_PERSON = {
    "name": ("text", gettext_lazy("Name")),
    "title": ("text", gettext_lazy("Title")),
    "email": ("text", gettext_lazy("E-mail")),
    "phone": ("text", gettext_lazy("Phone")),
}
_PARTNER = {
    "number": ("orgnr", gettext_lazy("Organisation number")),
    "role": ("text", gettext_lazy("Role")),
    "contribution": ("amount", gettext_lazy("Contribution, kroner")),
}
_READ = re.compile(r"\d+\.\d\d")
Say = Callable[[str], str]  # what a part is called, in a language


@dataclass(frozen=True)
class Part:
    """What stands in one cell: `way` leads to it from the answer, '' for all of it."""

    way: str
    kind: str
    said: Say = lambda language: ""
    several: str = ""  # what stands between several answers in one cell


def name_of(field: Definition, part: Part) -> str:
    """Return the column of a part."""
    return f"{field['code']}.{part.way}" if part.way else str(field["code"])


def heading_of(field: Definition, part: Part, language: str) -> str:
    """Return what people call the column, in a language: of a budget the cost kind, of others also the field."""
    label, said = in_language(field["label"], language), part.said(language)
    return said if field["type"] == BUDGET else f"{label}: {said}" if said else label


def parts_of(field: Definition) -> list[Part]:
    """Return the cells that an answer has; none for a type that nobody can write in a cell."""
    kind = field["type"]
    if kind in _PARTS:
        return list(_PARTS[kind](field))
    if kind == "municipality" and field.get("multiple"):
        return [Part("", "municipalities", several=", ")]
    return [Part("", KINDS[kind], several="; ")] if kind in KINDS else []


def cells_of(field: Definition, answer: Any) -> dict[str, Any]:
    """Return the cells of an answer by column; whole numbers stay such. What could not be read has none."""
    if is_typed(answer):
        return {}
    return {name_of(field, part): _cell(_at(answer, part.way), part) for part in parts_of(field)}


def initial_of(fields: Mapping[str, Definition], cells: Mapping[str, str]) -> dict[str, Any]:
    """Return what the form shows when it is filled with the cells of a row."""
    initial: dict[str, Any] = {}
    for code, field in fields.items():
        for part in parts_of(field):
            if not (text := cells.get(name_of(field, part), "")) or field["type"] == FILE:
                continue
            if not part.way:
                initial[code] = _typed(text, part, field)
                continue
            into = initial.setdefault(code, {})
            *way, last = part.way.split(".")
            for step in way:
                into = into.setdefault(step, {})
            into[last] = _typed(text, part, field)
    return initial


def column_of(field: Definition, flat: str) -> str:
    """Return the column of an input that the form calls `1_role`; the field's first where there is none such."""
    parts = parts_of(field)
    named = [part for part in parts if part.way.replace(".", "_") == flat]
    return name_of(field, [*named, *parts][0]) if parts else str(field["code"])


def _budget(field: Definition) -> Iterator[Part]:
    return (Part(kind, "amount", _in(words)) for kind, words in COST_KINDS.items())


def _person(field: Definition) -> Iterator[Part]:
    return (Part(code, kind, _in(words)) for code, (kind, words) in _PERSON.items())


def _partners(field: Definition) -> Iterator[Part]:
    for number in range(1, field.get("most", USUAL) + 1):
        for code, (kind, words) in _PARTNER.items():
            yield Part(f"{number}.{code}", kind, _numbered(number, words))


def _indicators(field: Definition) -> Iterator[Part]:
    for row in field["rows"]:
        for column in field["columns"]:
            yield Part(f"{row['code']}.{column}", "number", _measured(row["title"], COLUMNS[column]))


_PARTS: dict[str, Callable[[Definition], Iterator[Part]]] = {
    BUDGET: _budget,
    "person": _person,
    "partners": _partners,
    "indicators": _indicators,
}


def in_words(words: Any, language: str) -> str:
    """Return a translated text in a language."""
    with translation.override(language):
        return str(words)


def _in(words: Any) -> Say:
    return lambda language: in_words(words, language)


def _numbered(number: int, words: Any) -> Say:
    def said(language: str) -> str:
        with translation.override(language):
            organisation = _("Organisation %(number)s") % {"number": number}
            return f"{organisation}, {str(words).lower()}"

    return said


def _measured(title: Mapping[str, str], words: Any) -> Say:
    return lambda language: f"{in_language(title, language)}, {in_words(words, language).lower()}"


def _at(answer: Any, way: str) -> Any:
    for step in way.split(".") if way else ():
        answer = answer.get(step) if isinstance(answer, Mapping) else None
    return answer


def _cell(value: Any, part: Part) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        return part.several.join(str(each) for each in value)
    return value if isinstance(value, int) else str(value)


def _typed(text: str, part: Part, field: Definition) -> Any:
    """Return a cell as people would have typed it in the form."""
    if field["type"] == "choices":
        return _several(text, field)
    if part.kind == "municipalities":
        return [each.strip() for each in text.split(",")]
    if part.kind == "yesno":
        return {"1": True, "0": False}.get(text, text)
    # Read as an amount it has a point before øre; as people typed it, a point separates thousands.
    return text.replace(".", ",") if part.kind == "amount" and _READ.fullmatch(text) else text


def _several(text: str, field: Definition) -> Sequence[str]:
    """Return the codes of several answers in one cell, by code or by what people read; others as they are written."""
    known = {
        words.casefold(): each["code"]
        for each in field["choices"]
        for words in (each["code"], *each["label"].values())
    }
    parts = [part.strip() for part in text.split(";") if part.strip()]
    return [known.get(part.casefold(), part) for part in parts]
