"""What is wrong with the letters of a scheme, said to its editor before the scheme is published (R4.5)."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .letter_texts import FIELD, LETTER_FIELDS, LIST, TABLE, TEXT, fields_in, paragraphs_of

LANGUAGES = ("nb", "nn")
_GRANT_STATES = [
    "awarded_amount",
    "purpose",
    "conditions",
    "use_deadline",
    "report_deadline",
    "audit_requirement",
]
STATED = {"granted": _GRANT_STATES, "partly_granted": _GRANT_STATES, "refused": ["reasons"]}
LETTER_NAMES = {
    "granted": gettext_lazy("grant letter"),
    "partly_granted": gettext_lazy("letter of a grant in part"),
    "refused": gettext_lazy("letter of refusal"),
}


def check_letter(definition: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the letters of a scheme's definition, in words; [] when all is well.

    Every decision has a letter in both language forms, with known fields only, and a grant letter states what
    R4.5 demands: purpose, amount, conditions, the budget where the scheme has one, deadlines, and the audit.
    """
    errors = []
    options = definition.get("options", {})
    for kind, stated in STATED.items():
        must = [*stated]
        must += ["budget_table"] if options.get("budget") and kind != "refused" else []
        must += ["appeal_deadline"] if options.get("appeal") else []
        for language in LANGUAGES:
            letter = definition.get("letters", {}).get(kind, {}).get(language) or {}
            name = _("%(letter)s (%(language)s)") % {"letter": LETTER_NAMES[kind], "language": language}
            errors += [f"{name}: {fault}" for fault in _faults(letter, must)]
    return errors


def _faults(letter: Mapping[str, str], must: list[str]) -> list[str]:
    subject, body = (letter.get("subject") or "").strip(), (letter.get("body") or "").strip()
    if not subject or not body:
        return [_("The text is missing.")]
    used = fields_in(subject, body)
    faults = [_("There is no field {%s}.") % name for name in sorted(used - set(LETTER_FIELDS))]
    if re.search(r"[{}]", FIELD.sub("", f"{subject} {body}")):
        faults.append(_("Braces must stand around the name of a field, as in {network}."))
    for name in sorted(fields_in(subject) & set(LETTER_FIELDS)):
        if LETTER_FIELDS[name].kind in (TEXT, LIST, TABLE):
            faults.append(_("{%s} is too long for the subject.") % name)
    for paragraph in paragraphs_of(body):
        for name in sorted(fields_in(paragraph) & set(LETTER_FIELDS)):
            if LETTER_FIELDS[name].kind == TABLE and paragraph != f"{{{name}}}":
                faults.append(_("{%s} must stand in a paragraph of its own.") % name)
    return faults + [_("{%s} is missing.") % name for name in must if name not in used]
