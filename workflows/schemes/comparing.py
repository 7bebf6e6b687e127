"""What is otherwise in one version of a scheme than in another, in words (R8.4)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from .condition_words import by_code
from .definition_checks import APPLICATION, DECISIONS, PROGRESS, REPORT, forms_of
from .fields import Definition, in_language
from .forms import definitions_of
from .letter_checks import LETTER_NAMES
from .models import SchemeVersion
from .options import option_name

FORMS: dict[str, str | Promise] = {
    APPLICATION: gettext_lazy("The application"),
    REPORT: gettext_lazy("The report"),
    PROGRESS: gettext_lazy("The progress report"),
}
PARTS: dict[str, str | Promise] = {
    "type": gettext_lazy("the type"),
    "label": gettext_lazy("the label"),
    "help": gettext_lazy("the help"),
    "required": gettext_lazy("whether it must be answered"),
    "show_when": gettext_lazy("when it is shown"),
    "require_when": gettext_lazy("when it must be answered"),
    "limits": gettext_lazy("what the answer may be"),
    "choices": gettext_lazy("the choices"),
    "rows": gettext_lazy("the rows"),
    "template": gettext_lazy("the document to download"),
    "fact": gettext_lazy("what rules compare"),
    "max_length": gettext_lazy("how long it may be"),
}


def compare_versions(old: SchemeVersion, new: SchemeVersion) -> list[str]:
    """Return what is otherwise in `new` than in `old`, each in words, in the reader's language; [] where nothing is."""
    before, after = old.definition, new.definition
    return [
        *_texts(before, after),
        *_forms(before, after),
        *_criteria(before.get("criteria") or [], after.get("criteria") or []),
        *_options(before.get("options") or {}, after.get("options") or {}),
        *_letters(before.get("letters") or {}, after.get("letters") or {}),
        *_picked(old, new),
        *_rules(old, new),
    ]


def changed_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[set[str], set[str], set[str]]:
    """Return the codes of the application's fields that are new, gone and otherwise than before."""
    before, after = (by_code(definitions_of(each[APPLICATION])) for each in (old, new))
    both = before.keys() & after.keys()
    return (
        set(after.keys() - before.keys()),
        set(before.keys() - after.keys()),
        {code for code in both if before[code] != after[code]},
    )


def _texts(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    said = {
        "name": _("The scheme is called something else."),
        "purpose": _("The purpose is worded otherwise."),
        "network_kind": _("The scheme is for another kind of network."),
    }
    yield from (words for name, words in said.items() if old.get(name) != new.get(name))


def _forms(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    before, after = dict(forms_of(old)), dict(forms_of(new))
    for form, name in FORMS.items():
        was, is_now = (by_code(definitions_of(each.get(form) or [])) for each in (before, after))
        for words in _fields(was, is_now):
            yield f"{name}: {words}"
        places, sections = (_sections(each.get(form) or []) for each in (before, after))
        if places != sections:
            yield _("%(form)s: the parts, or the order of the fields, are otherwise.") % {"form": name}


def _fields(old: Mapping[str, Definition], new: Mapping[str, Definition]) -> Iterator[str]:
    for code in [code for code in new if code not in old]:
        yield _("“%(field)s” is new.") % {"field": _label(new[code])}
    for code in [code for code in old if code not in new]:
        yield _("“%(field)s” is gone.") % {"field": _label(old[code])}
    for code in [code for code in new if code in old and old[code] != new[code]]:
        was, is_now = old[code], new[code]
        parts = [
            str(PARTS.get(part, part)) for part in {**was, **is_now} if was.get(part) != is_now.get(part)
        ]
        yield _("“%(field)s” is changed: %(parts)s.") % {
            "field": _label(is_now),
            "parts": ", ".join(dict.fromkeys(parts)),
        }


def _sections(sections: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Return titles and the order of the fields that stand under them."""
    return [
        (section.get("code"), section.get("title"), [field.get("code") for field in section["fields"]])
        for section in sections
    ]


def _criteria(old: list[Mapping[str, Any]], new: list[Mapping[str, Any]]) -> Iterator[str]:
    before, after = ({each["code"]: each for each in side} for side in (old, new))
    for code, each in after.items():
        if code not in before:
            yield _("The criterion “%(criterion)s” is new.") % {"criterion": _label(each, "title")}
        elif before[code] != each:
            yield _("The criterion “%(criterion)s” is changed.") % {"criterion": _label(each, "title")}
    for code, each in before.items():
        if code not in after:
            yield _("The criterion “%(criterion)s” is gone.") % {"criterion": _label(each, "title")}


def _options(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted({**old, **new}):
        was, is_now = old.get(name), new.get(name)
        if was != is_now and not (not was and not is_now):
            yield _("“%(option)s” was %(old)s and is %(new)s.") % {
                "option": option_name(name),
                "old": _value(was),
                "new": _value(is_now),
            }


def _value(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or _("no")
    return in_language(value, get_language() or "nb") if isinstance(value, Mapping) else str(value)


def _letters(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for decision in DECISIONS:
        for language, name in (("nb", _("bokmål")), ("nn", _("nynorsk"))):
            if (old.get(decision) or {}).get(language) != (new.get(decision) or {}).get(language):
                yield _("%(letter)s: the words are otherwise in %(language)s.") % {
                    "letter": LETTER_NAMES[decision],
                    "language": name,
                }


def _picked(old: SchemeVersion, new: SchemeVersion) -> Iterator[str]:
    said = {
        _("The rule %(rule)s of the guideline is picked."): new.picked - old.picked,
        _("The rule %(rule)s of the guideline is no longer picked."): old.picked - new.picked,
    }
    for words, picks in said.items():
        yield from dict.fromkeys(words % {"rule": pick.partition("/")[0]} for pick in sorted(picks))


def _rules(old: SchemeVersion, new: SchemeVersion) -> Iterator[str]:
    before, after = (_by_place(each) for each in (old, new))
    for code in sorted(after.keys() - before.keys()):
        yield _("The rule in paragraph %(code)s is new.") % {"code": code[0]}
    for code in sorted(before.keys() - after.keys()):
        yield _("The rule in paragraph %(code)s is gone.") % {"code": code[0]}
    for code in sorted(before.keys() & after.keys()):
        if before[code][:-1] != after[code][:-1]:
            yield _("The rule in paragraph %(code)s is changed.") % {"code": code[0]}
        elif before[code][-1] != after[code][-1]:
            yield _("The words of paragraph %(code)s are changed.") % {"code": code[0]}


def _by_place(version: SchemeVersion) -> dict[tuple[str, int], list[Any]]:
    """Return a version's own rules by paragraph and number."""
    rules = version.local_edition.rules.all() if version.local_edition else ()
    return {
        (rule.code, rule.number): [
            rule.kind,
            rule.severity,
            rule.steps,
            rule.params,
            (rule.wording_nb, rule.wording_nn),
        ]
        for rule in rules
    }


def _label(each: Mapping[str, Any], name: str = "label") -> str:
    return in_language(each.get(name), get_language() or "nb") or str(each.get("code"))
