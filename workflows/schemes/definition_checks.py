"""What is wrong with a scheme's definition, all at once, each fault with its kind and its place (R3.1, R8.4)."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from workflows.directory.models import GovernorOffice, Network
from workflows.rules.parameters import NAME

from . import field_types, indicators, people  # noqa: F401  (importing registers the core's own)
from .condition_checks import faults_of_circles, faults_of_conditions
from .facts import faults_of_fact
from .faults import Fault
from .fields import Definition, known_types
from .letter_checks import LETTER_NAMES
from .letter_texts import LETTER_FIELDS, fields_in
from .options import STATEMENTS, YES_OR_NO, option_name

DECISIONS = ("granted", "partly_granted", "refused")
APPLICATION, REPORT, PROGRESS = "sections", "report", "progress_report"
AMOUNTS = {APPLICATION: "requested_amount", REPORT: "used_amount"}  # what the money of a case rests on


def faults_in(definition: Mapping[str, Any]) -> list[Fault]:
    """Return what is wrong with a definition, in the order people read it."""
    options, letters = definition.get("options") or {}, definition.get("letters") or {}
    return [
        *_of_the_scheme(definition),
        *(fault for form, sections in forms_of(definition) for fault in _of_form(form, sections)),
        *_of_amounts(definition),
        *_of_comparisons(definition),
        *_of_letters(letters),
        *_of_options(options),
        *_of_appeal(options, letters),
    ]


def forms_of(definition: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return the forms a definition has, by their key: the application's and the report's, always."""
    forms = [
        (APPLICATION, definition.get(APPLICATION)),
        (REPORT, (definition.get(REPORT) or {}).get("sections")),
    ]
    progress = definition.get(PROGRESS)
    return [*forms, (PROGRESS, progress.get("sections"))] if progress else forms


def both(texts: Any) -> bool:
    """Return whether a text is there in both language forms."""
    return isinstance(texts, Mapping) and bool(texts.get("nb")) and bool(texts.get("nn"))


def _of_the_scheme(definition: Mapping[str, Any]) -> Iterator[Fault]:
    code = str(definition.get("code") or "")
    if not NAME.match(code) or len(code) > 40:
        yield Fault(_("A scheme has a code in small letters and underscores."), "code")
    if definition.get("network_kind") not in Network.Kind.values:
        yield Fault(_("A scheme is for learning networks or for leader networks."), "network_kind")
    if not both(definition.get("name")):
        yield Fault(_("A scheme has a name in bokmål and in nynorsk."), "missing_language")


def _of_form(form: str, sections: Any) -> Iterator[Fault]:
    if not sections:
        words = _("A scheme has a form for the application and one for the report.")
        yield Fault(words, "form_missing", form=form)
        return
    fields: dict[str, Definition] = {}
    for section in sections:
        name = str(section.get("code") or "")
        if not both(section.get("title")):
            words = _("The part “%(code)s” lacks a title in bokmål or nynorsk.") % {"code": name}
            yield Fault(words, "missing_language", form=form, section=name)
        for field in section.get("fields") or []:
            for fault in _of_field(field, fields):
                yield fault.at(form=form, section=name)
            fields.setdefault(str(field.get("code") or ""), field)
    for section in sections:
        for field in section.get("fields") or []:
            if field.get("code"):
                for fault in faults_of_conditions(field, fields):
                    yield fault.at(form=form, section=str(section.get("code") or ""))
    for fault in faults_of_circles(fields):
        yield fault.at(form=form)


def _of_field(field: Definition, before: Mapping[str, Definition]) -> Iterator[Fault]:
    code = str(field.get("code") or "")
    if not NAME.match(code) or code in before or len(code) > 60:
        words = _("The field code “%(code)s” is missing, malformed or used twice.") % {"code": code}
        yield Fault(words, "field_code", field=code)
    kind = known_types().get(str(field.get("type")))
    if kind is None:
        words = _("%(code)s: there is no field type “%(type)s”.") % {"code": code, "type": field.get("type")}
        yield Fault(words, "field_type", field=code)
    else:
        yield from (Fault(words, "field", field=code) for words in kind.faults(field))
    if not both(field.get("label")):
        words = _("%(code)s: the label lacks bokmål or nynorsk.") % {"code": code}
        yield Fault(words, "missing_language", field=code)
    if field.get("template") and not _is_template(field["template"]):
        words = _("%(code)s: the document to download needs a title and an address here or on the web.")
        yield Fault(words % {"code": code}, "template", field=code)
    yield from faults_of_fact(field)


def _is_template(template: Any) -> bool:
    """Return whether it has a title and an address: a path here, or one that begins with https."""
    if not isinstance(template, Mapping) or not template.get("title"):
        return False
    url = str(template.get("url") or "")
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    here = not parts.scheme and not parts.netloc and url.startswith("/") and not url.startswith(("//", "/\\"))
    return here or (parts.scheme == "https" and bool(parts.netloc))


def _of_amounts(definition: Mapping[str, Any]) -> Iterator[Fault]:
    """See that what is applied for and what is used are always asked: assessing, paying and reporting rest on them."""
    for form, sections in forms_of(definition):
        code = AMOUNTS.get(form)
        fields = {
            field.get("code"): field for section in sections or [] for field in section.get("fields") or []
        }
        asked = fields.get(code, {})
        always = asked.get("type") == "amount" and asked.get("required") and not asked.get("show_when")
        if code and sections and not always:
            words = _("The form must always ask for “%(code)s”, an amount: everything rests on it.")
            yield Fault(words % {"code": code}, "amount_missing", form=form, field=code)


def _of_comparisons(definition: Mapping[str, Any]) -> Iterator[Fault]:
    """See that indicators of the report are compared with indicators that the application asks for."""
    asked, reported = (
        [
            (str(section.get("code") or ""), field)
            for section in sections or []
            for field in section.get("fields") or []
            if field.get("type") == indicators.TYPE
        ]
        for _form, sections in forms_of(definition)[:2]
    )
    known = {field.get("code") for _section, field in asked}
    for section, field in reported:
        if field.get("compare_with") and field["compare_with"] not in known:
            words = _("%(code)s: the application has no indicators “%(other)s”.")
            said = words % {"code": field.get("code"), "other": field["compare_with"]}
            yield Fault(said, "comparison", form=REPORT, section=section, field=str(field.get("code")))


def _of_letters(letters: Mapping[str, Any]) -> Iterator[Fault]:
    for decision in DECISIONS:
        letter = letters.get(decision) or {}
        texts = [
            (letter.get(language) or {}).get(part)
            for language in ("nb", "nn")
            for part in ("subject", "body")
        ]
        if not all(texts):
            words = _("The letter for “%(decision)s” lacks words in bokmål or nynorsk.")
            yield Fault(words % {"decision": decision}, "letter_missing", form="letters", section=decision)
        for name in sorted(fields_in(*(str(text or "") for text in texts)) - set(LETTER_FIELDS)):
            words = _("There is no field {%s}.") % name
            said = f"{LETTER_NAMES[decision]}: {words}"
            yield Fault(said, "letter_field", form="letters", section=decision)


def _of_options(options: Mapping[str, Any]) -> Iterator[Fault]:
    for name in YES_OR_NO:
        if not isinstance(options.get(name, False), bool):
            words = _("“%(option)s” is yes or no.") % {"option": option_name(name)}
            yield Fault(words, "option", form="options", field=name)
    statements = options.get("statements", [])
    if not isinstance(statements, list) or not set(map(str, statements)) <= set(STATEMENTS):
        words = _("Statements can be asked of Bufetat and of the knowledge environment.")
        yield Fault(words, "option", form="options", field="statements")


def _of_appeal(options: Mapping[str, Any], letters: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with how decisions are appealed against: the days, the body, the words (R8.4)."""
    if not options.get("appeal"):
        return
    days, body = options.get("appeal_days", 21), options.get("appeal_body")
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= 366:
        words = _("The days to appeal are a whole number from 1 to 366.")
        yield Fault(words, "option", form="options", field="appeal_days")
    if body and not GovernorOffice.objects.filter(code=str(body)).exists():
        words = _("The appeal body must be one of the offices, or none: then it is the directorate.")
        yield Fault(words, "option", form="options", field="appeal_body")
    if options.get("appeal_text") and not both(options["appeal_text"]):
        words = _("The text on appeals lacks bokmål or nynorsk.")
        yield Fault(words, "missing_language", form="options", field="appeal_text")
    for kind in DECISIONS:
        texts = [str((letter or {}).get("body")) for letter in (letters.get(kind) or {}).values()]
        if not all("{appeal_deadline}" in text for text in texts):
            words = _("Every letter of a decision says when an appeal is due: {appeal_deadline}.")
            yield Fault(words, "letter_field", form="letters", section=kind)
            return
