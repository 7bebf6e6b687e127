"""The rules of one scheme's own paragraphs: an edition beside the guideline, which they tighten and never loosen."""

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import chain, count
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from workflows import clock
from workflows.cases.models.findings import Step
from workflows.rules.check import parameter, schemes_of
from workflows.rules.facts import known_facts, registered
from workflows.rules.kinds import MUST, RuleSpec
from workflows.schemes.faults import Fault
from workflows.schemes.fields import in_language
from workflows.schemes.forms import definitions_of
from workflows.schemes.models import Edition, Rule, SchemeVersion
from workflows.schemes.picking import with_picked

from .auditing import AUDIT, DUE
from .editions import publish_edition
from .picking import faults_of_picks, picked_rules
from .rules import check_rule, contradictions, number_rules, rows_of
from .tightening import loosened

ITSELF = "0"  # where it stands that the scheme goes beside its guideline: before the first paragraph
RULES = "rules"
Rows = list[dict[str, Any]]


def faults_of_rules(definition: Mapping[str, Any], rules: Iterable[Mapping[str, Any]]) -> list[Fault]:
    """Return what is wrong with the rules of a scheme's own, each with the code of its paragraph as the section."""
    rows = _rows(definition, rules)
    faults = []
    for row in rows:
        if row["kind"] == "schemes" or row["code"] == ITSELF:
            words = _("%(code)s: a scheme says nothing of which schemes there are.") % {"code": row["code"]}
            faults.append(Fault(words, "rule", form=RULES, section=str(row["code"])))
        for words in check_rule(row):
            faults.append(Fault(f"{row['code']}: {words}", "rule", form=RULES, section=str(row["code"])))
    if faults:
        return faults
    faults = [Fault(words, "rule", form=RULES) for words in contradictions(rows)]
    national = beside(definition)
    faults += faults_of_picks(definition, national[0].rules_in_force() if national else ())
    faults += _audits_left_out(definition, rows, national)
    document = definition.get("edition")
    if rows and not national:
        words = _("A scheme with rules of its own says which guideline it goes beside.")
        faults.append(Fault(words, "edition"))
    elif document and rows and document not in {edition.document for edition in national}:
        faults.append(Fault(_("There is no guideline “%(code)s”.") % {"code": document}, "edition"))
    loose = {
        words: None
        for edition in national
        for words in loosened(_as_picked(definition, edition), rows, scheme=definition["code"])
    }
    return faults + [Fault(words, "rule_loosens", form=RULES) for words in loose]


def _audits_left_out(definition: Mapping[str, Any], rows: Rows, national: list[Edition]) -> list[Fault]:
    """Return which paragraphs promise an audit statement that nobody would be asked for, or that has no last day.

    A decision sets terms of its own for an audit only where no paragraph speaks of one (R3.2, R6.1).
    """
    picked = picked_rules(definition, national[0].rules_in_force()) if national else []
    rows = [*rows, *rows_of(picked)]
    owed = [row for row in rows if row["params"].get("obligation") == AUDIT]
    words = _("%(code)s: an audit statement is asked for at the step “%(step)s”. Choose it as well.")
    told = [
        (row["code"], words % {"code": row["code"], "step": Step.AUDIT.label})
        for row in owed
        if Step.AUDIT not in row["steps"]
    ]
    due = any(row["params"].get("name") == DUE for row in rows) if owed else True
    if not (due or all(parameter(_specs(each), DUE, scheme=definition["code"]) for each in national)):
        words = _("%(code)s: add the figure %(name)s: when the audit statement is due.")
        told.append((owed[0]["code"], words % {"code": owed[0]["code"], "name": DUE}))
    return [Fault(said, "rule", form=RULES, section=str(code)) for code, said in told]


def _as_picked(definition: Mapping[str, Any], edition: Edition) -> list[Rule]:
    """Return the rules of a guideline as they are for a scheme, with what it picks."""
    return with_picked(edition.rules_in_force(), definition["code"], definition.get("picked") or ())


def _specs(edition: Edition) -> list[RuleSpec]:
    return [rule.spec() for rule in edition.rules_in_force()]


def own_edition(
    definition: Mapping[str, Any],
    rules: Iterable[Mapping[str, Any]],
    *,
    before: Edition | None,
    title: Mapping[str, str] | None,
    valid_from: dt.date | None,
    trial: bool = False,
) -> Edition | None:
    """Return the edition of a scheme's own rules, or None where it has none.

    `before` is the edition it had last: what has not changed is the same edition. Of a scheme that its guideline does
    not name the edition says that it goes beside it, as its paragraph 0.
    """
    national = beside(definition)
    rows = [*_itself(definition, national, before), *_rows(definition, rules)]
    if not rows:
        return None
    newest = national[0]
    return publish_edition(
        document=before.document if before else _free_document(definition, "prv" if trial else ""),
        title=dict(title or definition["name"]),
        valid_from=valid_from or (before.valid_from if before else clock.today()),
        responsible_body=newest.responsible_body,
        rules=with_labels(rows, definition),
        new_edition=True,
        local=True,
    )


def own_rules(version: SchemeVersion) -> Rows:
    """Return the rules of a version's own paragraphs as `publish_scheme` takes them, in order."""
    if version.local_edition is None:
        return []
    rules = sorted(version.local_edition.rules.exclude(code=ITSELF), key=lambda rule: rule.sort_key)
    return rows_of(rules)


def beside(definition: Mapping[str, Any]) -> list[Edition]:
    """Return the guidelines a scheme goes beside, the newest first: the one it names, else those that name it."""
    document = definition.get("edition")
    latest: dict[str, Edition] = {}
    for edition in Edition.objects.of_guidelines().order_by("version"):
        latest[edition.document] = edition
    found = [
        edition
        for edition in latest.values()
        if (edition.document == document if document else _names(edition, definition["code"]))
    ]
    return sorted(found, key=lambda edition: edition.valid_from, reverse=True)


def _names(edition: Edition, scheme: str) -> bool:
    return scheme in schemes_of(_specs(edition))


def _rows(definition: Mapping[str, Any], rules: Iterable[Mapping[str, Any]]) -> Rows:
    """Return the rules as rows, each of this scheme alone."""
    return number_rules({**rule, "schemes": [definition["code"]]} for rule in rules)


def _itself(definition: Mapping[str, Any], national: list[Edition], before: Edition | None) -> Rows:
    """Return the rule that the scheme goes beside its guideline; nothing where the guideline names it itself.

    What was said once is said again, so that what is equal stays equal when the guideline comes to name it.
    """
    document, code = definition.get("edition"), definition["code"]
    said = before is not None and Rule.objects.filter(edition=before, code=ITSELF).exists()
    if not said and (not document or not national or _names(national[0], code)):
        return []
    wording = {}
    for language in ("nb", "nn"):
        with override(language):
            words = _("The scheme “%(scheme)s” goes beside the guideline %(document)s.")
            wording[language] = words % {
                "scheme": in_language(definition["name"], language),
                "document": document,
            }
    return [{
        "code": ITSELF, "kind": "schemes", "severity": MUST, "schemes": [code], "steps": [Step.APPLICATION.value],
        "params": {"schemes": [code]}, "wording": wording,
    }]  # fmt: skip


def with_labels(rows: Rows, definition: Mapping[str, Any]) -> Rows:
    """Return rules that keep what the scheme's own facts are called: nobody else knows it."""
    fields = {
        field.get("fact"): field
        for form in (definition["sections"], definition["report"]["sections"])
        for field in definitions_of(form)
    }
    own = {name: fact for name, fact in known_facts().items() if name not in registered()}

    def named(params: dict[str, Any]) -> dict[str, Any]:
        fact = own.get(params.get("fact", ""))
        said = {"label": dict(fields[fact.name]["label"]), "type": fact.type} if fact else {}
        when = {"when": named(params["when"])} if isinstance(params.get("when"), dict) else {}
        return {**params, **said, **when}

    return [{**row, "params": named(row["params"])} for row in rows]


def _free_document(definition: Mapping[str, Any], before: str = "") -> str:
    """Return a document code that no edition has: `equipment`, else `equipment2024`, else with a number.

    All of them begin with `before`.
    """
    code, document = before + definition["code"], definition.get("edition", "")
    taken = set(Edition.objects.values_list("document", flat=True))
    wanted = chain(
        [code[:20].rstrip("_"), f"{code[: 20 - len(document)]}{document}"],
        (f"{code[:16]}{n}" for n in count(2)),
    )
    return next(each for each in wanted if each not in taken)
