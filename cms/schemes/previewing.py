"""A scheme's page previewed as applicants will meet it: the page, its forms, and the letters of a sample case."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.cases.models.findings import Step
from workflows.letters.composing import audit_requirement
from workflows.letters.reading import content_html
from workflows.publishing.scheme_rules import beside
from workflows.rules.check import check, owed
from workflows.rules.kinds import RuleSpec
from workflows.schemes.fields import in_language
from workflows.schemes.forms import build_form
from workflows.schemes.letter_checks import LETTER_NAMES
from workflows.schemes.letter_texts import fill_body, fill_line
from workflows.schemes.picking import with_picked
from workflows.ui.dates import long_date
from workflows.ui.forms import COST_KINDS

from .compiling import definition_of, own_rules
from .words import LANGUAGES

AWARDED = 450_000  # kroner
PAGE, FORM, REPORT, LETTERS = "", "form", "report", "letters"
MODES = [
    (PAGE, _("The page")),
    (FORM, _("The application form")),
    (REPORT, _("The report form")),
    (LETTERS, _("The letters")),
]


def serve(page: Any, request: HttpRequest, mode: str) -> HttpResponse | None:
    """Return the preview of a form or the letters; None for the page itself, or where nothing can be shown yet."""
    if mode not in (FORM, REPORT, LETTERS):
        return None
    try:
        definition, rules = definition_of(page), own_rules(page)
    except ValidationError:
        return None
    context = {"page": page, "title": dict(MODES)[mode], "crumbs": []}
    if mode == LETTERS:
        return render(
            request, "cms/scheme_letters.html", context | {"letters": letters_of(definition, rules)}
        )
    sections = definition["sections"] if mode == FORM else definition["report"]["sections"]
    made = build_form(sections, language=translation.get_language() or "nb", required=False)
    return render(request, "cms/scheme_form.html", context | {"form": made()})


def owes_audit(definition: Mapping[str, Any], rules: Iterable[Mapping[str, Any]]) -> bool:
    """Return whether the sample case owes an auditor's statement, by the scheme's own rules or its guideline's."""
    national = [
        rule.spec()
        for edition in beside(definition)[:1]
        for rule in with_picked(edition.rules_in_force(), definition["code"], definition.get("picked") or ())
    ]
    own = [
        RuleSpec(
            -number, rule["code"], rule["kind"], rule["severity"], tuple(rule["schemes"]), tuple(rule["steps"]),
            rule["params"],
        )
        for number, rule in enumerate(rules, start=1)
    ]  # fmt: skip
    specs = [*national, *own]
    try:
        found = check({"awarded_amount": AWARDED}, specs, scheme=definition["code"], step=Step.DECISION)
    except (
        ArithmeticError,
        TypeError,
    ):  # a rule of a draft that cannot judge this; said when it is submitted
        return False
    return bool(owed(found, specs, "audit_statement"))


def letters_of(
    definition: Mapping[str, Any], rules: Iterable[Mapping[str, Any]] = ()
) -> list[tuple[str, Any]]:
    """Return each letter of a sample case as it is read, with its name, in both language forms."""
    shown, audited = [], owes_audit(definition, rules)
    for decision, name in LETTER_NAMES.items():
        for language in LANGUAGES:
            texts = definition["letters"].get(decision, {}).get(language) or {}
            if texts.get("subject") and texts.get("body"):
                heading = _now("%(letter)s (%(language)s)") % {"letter": name, "language": language}
                shown.append((heading, content_html(_letter(definition, texts, language, audited=audited))))
    return shown


def _letter(
    definition: Mapping[str, Any], texts: Mapping[str, str], language: str, *, audited: bool
) -> dict[str, Any]:
    with translation.override(language):
        values = sample(definition, language, audited=audited)
        return {
            "language": language,
            "subject": fill_line(texts["subject"], values),
            "paragraphs": fill_body(texts["body"], values, language=language),
            "note": _now("This letter is approved electronically, and has therefore no signature."),
            "date": long_date(clock.today()),
            "reference": values["case_number"],
            "sender": {"name": values["office"]},
            "recipient": [values["recipient"]],
            "labels": {"date": _now("Date"), "reference": _now("Our reference")},
        }


def sample(definition: Mapping[str, Any], language: str, *, audited: bool) -> dict[str, Any]:
    """Return what the letters of a sample case are filled in with: an award of 450 000 kroner this year."""
    today = clock.today()
    spring = dt.date(today.year + 1, 2, 15)
    costs = dict.fromkeys(COST_KINDS, 0) | {next(iter(COST_KINDS)): AWARDED}
    return {
        "recipient": _now("Eksempel municipality"),
        "network": _now("The learning network of Eksempel"),
        "case_number": f"EKS-{today.year}-0001",
        "scheme": in_language(definition["name"], language),
        "year": today.year,
        "office": _now("The County Governor in Eksempel"),
        "requested_amount": 500_000,
        "awarded_amount": AWARDED,
        "purpose": in_language(definition["purpose"], language),
        "reasons": _now("The project meets the criteria well."),
        "conditions": [_now("The network tells of a change in who takes part.")],
        "budget_table": costs,
        "use_deadline": dt.date(today.year, 12, 31),
        "report_deadline": spring,
        "audit_requirement": audit_requirement(required=audited, deadline=spring, language=language),
        "appeal_deadline": today + dt.timedelta(days=21),
        "decision_date": today,
        "decider": _now("The section manager"),
    }
