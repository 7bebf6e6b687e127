"""Facts of a scheme's own: answers that its rule paragraphs compare, named by its fields (R8.4).

A field says `"fact": "children"`. Where that is no fact the product itself finds, it is the scheme's own: its rules
can compare it, and nobody else's can.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from workflows.rules.facts import AMOUNT, APPLICATION, COUNT, REPORT, WORD, YES_NO, Fact, known_facts
from workflows.rules.parameters import NAME

from .conditions import compared_as, relevant
from .faults import Fault
from .fields import NUMBER, ONE, Definition, in_language, is_blank, is_typed
from .fields import YES_NO as YES_NO_FIELD

_TYPES = {NUMBER: COUNT, YES_NO_FIELD: YES_NO, ONE: WORD}


def type_of(field: Definition) -> str:
    """Return the type of fact an answer can be; '' where it can be none."""
    return AMOUNT if field.get("type") == "amount" else _TYPES.get(compared_as(field), "")


def faults_of_fact(field: Definition) -> Iterator[Fault]:
    """Yield what is wrong with the fact that a field names."""
    name = field.get("fact")
    if not name or name in known_facts():
        return
    code = str(field.get("code") or "")
    if not NAME.match(str(name)):
        words = _("%(code)s: a fact has a name in small letters and underscores.") % {"code": code}
        yield Fault(words, "fact", field=code)
    elif not type_of(field):
        words = _("%(code)s: only amounts, numbers, yes or no and one choice can be compared by rules.")
        yield Fault(words % {"code": code}, "fact", field=code)


def _own(fields: Iterable[Definition]) -> Iterator[Definition]:
    known = known_facts()
    for field in fields:
        if field.get("fact") and field["fact"] not in known and type_of(field):
            yield field


def facts_of(definition: Mapping[str, Any]) -> list[Fact]:
    """Return the facts of a scheme's own, as rules know them: what is found of a case comes from `found_in`."""
    language = get_language() or "nb"
    forms = (
        (definition.get("sections"), APPLICATION),
        ((definition.get("report") or {}).get("sections"), REPORT),
    )
    facts: dict[str, Fact] = {}
    for sections, about in forms:
        for field in _own(field for section in sections or [] for field in section.get("fields") or []):
            label = in_language(field.get("label"), language) or str(field["fact"])
            facts.setdefault(
                field["fact"],
                Fact(
                    field["fact"],
                    label,
                    type_of(field),
                    lambda _case: None,
                    about,
                    answered_in=(field["code"],),
                ),
            )
    return list(facts.values())


def found_in(fields: Iterable[Definition], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of the scheme's own that are answered, by name; what is hidden is no fact."""
    fields = list(fields)
    if not any(field.get("fact") for field in fields):
        return {}
    given = relevant(fields, answers)
    found = {field["fact"]: given.get(field["code"]) for field in _own(fields)}
    return {name: answer for name, answer in found.items() if not is_blank(answer) and not is_typed(answer)}
