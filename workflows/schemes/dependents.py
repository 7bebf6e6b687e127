"""What rests on a field of a scheme, in words: shown in a table, and why a field cannot simply be taken away (R8.4)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from workflows.rules.facts import known_facts

from .condition_words import by_code, label_of
from .conditions import REQUIRE, SHOW, looked_at
from .definition_checks import DECISIONS, forms_of
from .fields import Definition, in_language
from .forms import MUST_AGREE, PLACE_OF, definitions_of
from .letter_checks import LETTER_NAMES
from .letter_texts import fields_in

# Answers that a letter's fields are filled from (`letters/composing.py`).
LETTER_FIELDS_OF = {
    "requested_amount": ("requested_amount",),
    "use_of_funds": ("purpose",),
    "budget": ("budget_table",),
    "address": ("recipient",),
    "postcode": ("recipient",),
    "postal_place": ("recipient",),
    "contact_name": ("recipient",),
}
# Answers that the product reads by their codes, and what for.
READ: dict[str, str | Promise] = {
    "requested_amount": gettext_lazy("The amount that is applied for: assessed, decided and kept account of"),
    "budget": gettext_lazy("The budget that is applied for: overhead, the approved budget and the accounts"),
    "use_of_funds": gettext_lazy("What the report is held against, where there is no budget"),
    "bufetat_help": gettext_lazy("Whether Bufetat is asked for help"),
    "bufetat_help_kinds": gettext_lazy("What Bufetat is asked to help with"),
    "bufetat_help_details": gettext_lazy("What Bufetat is asked to help with"),
    "contact_email": gettext_lazy("Where the network is told of its letters"),
    "organisation_number": gettext_lazy("Who applies, known again the next year"),
    "used_amount": gettext_lazy("What is used of the grant: what is left, carried over or paid back"),
    "accounts": gettext_lazy("The accounts: what deviates from the budget, and overhead"),
    "deviation_reasons": gettext_lazy("The explanation that deviations demand"),
}
Rows = Iterable[Mapping[str, Any]]


def dependents_of(definition: Mapping[str, Any], rules: Rows, field: str) -> list[str]:
    """Return what rests on a field, each in words; [] when it can be taken away.

    `rules` are the paragraphs' rules as `publish_edition` takes them: the scheme's own, and the guideline's with them
    where these are to count (`publishing.rows_of`). A field of the application and one of the report that share a
    code count as one.
    """
    language = get_language() or "nb"
    found: dict[str, None] = {}
    for _form, sections in forms_of(definition):
        fields = by_code(definitions_of(sections or []))
        if field in fields:
            found |= dict.fromkeys(_in_form(field, fields, language))
    found |= dict.fromkeys(_in_letters(definition, field))
    found |= dict.fromkeys(_in_report(definition, field, language))
    found |= dict.fromkeys(_in_rules(definition, rules, field))
    if field in READ:
        found[str(READ[field])] = None
    return list(found)


def _in_form(field: str, fields: Mapping[str, Definition], language: str) -> Iterator[str]:
    said = {
        SHOW: _("Shows or hides “%(field)s”"),
        REQUIRE: _("Decides whether “%(field)s” must be answered"),
        "limits": _("Limits the answer to “%(field)s”"),
    }
    for other in fields.values():
        for code, how in looked_at(other):
            if code == field and other["code"] != field:
                yield said[how] % {"field": label_of(other["code"], fields, language)}
    for budget, amount in MUST_AGREE.items():
        if field in (budget, amount) and {budget, amount} <= fields.keys():
            other_code = amount if field == budget else budget
            yield _("Must add up with “%(field)s”") % {"field": label_of(other_code, fields, language)}
    for postcode, place in PLACE_OF.items():
        if field == postcode and place in fields:
            yield _("Fills in “%(field)s”") % {"field": label_of(place, fields, language)}


def _in_letters(definition: Mapping[str, Any], field: str) -> Iterator[str]:
    letters = definition.get("letters") or {}
    for name in LETTER_FIELDS_OF.get(field, ()):
        for decision in DECISIONS:
            texts = [
                str(text) for letter in (letters.get(decision) or {}).values() for text in letter.values()
            ]
            if name in fields_in(*texts):
                said = {"letter": LETTER_NAMES[decision], "name": name}
                yield _("Told in the letter as {%(name)s}: %(letter)s") % said


def _in_report(definition: Mapping[str, Any], field: str, language: str) -> Iterator[str]:
    for form, sections in forms_of(definition):
        for other in definitions_of(sections or []):
            if form != "sections" and other.get("compare_with") == field:
                label = in_language(other.get("label"), language) or other["code"]
                yield _("“%(field)s” in the report is compared with it") % {"field": label}


def _in_rules(definition: Mapping[str, Any], rules: Rows, field: str) -> Iterator[str]:
    facts = {name for name, known in known_facts().items() if field in known.answered_in}
    for _form, sections in forms_of(definition):
        facts |= {
            each["fact"]
            for each in definitions_of(sections or [])
            if each["code"] == field and each.get("fact")
        }
    for rule in rules:
        params = rule.get("params") or {}
        compared = {params.get("fact"), (params.get("when") or {}).get("fact")}
        if compared & facts:
            yield _("Compared by the rule in paragraph %(code)s") % {"code": rule["code"]}
