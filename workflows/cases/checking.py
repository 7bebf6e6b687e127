"""A case against its edition: gather facts, check, keep the fact sheet and the findings (R1.5)."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from workflows.errors import Refused
from workflows.rules import check as rules_check
from workflows.rules.facts import gather, gone
from workflows.rules.kinds import UNAVAILABLE, UNCHECKED, RuleSpec
from workflows.rules.kinds import Finding as Found
from workflows.rules.registry import is_core
from workflows.schemes.models import Rule, rules_under
from workflows.schemes.picking import with_picked

from .models import Case, FactSheet, Finding


def rules_of(case: Case) -> list[Rule]:
    """Return the rules the case is under: its edition's, those of older documents, its scheme's and its call's own."""
    known: list[Rule] | None = case.__dict__.get("_rules")
    if known is None:
        known = case.__dict__["_rules"] = case.edition.rules_in_force(
            call=case.call_id, scheme=case.scheme_version_id
        )
    return known


def know_rules(cases: Iterable[Case]) -> None:
    """Let cases, with edition, call and scheme, know the rules they are under, by one question for all of them."""
    under = {
        case.pk: (case.edition_id, case.call.local_edition_id, case.scheme_version.local_edition_id)
        for case in cases
    }
    known = rules_under(under.values())
    for case in cases:
        version = case.scheme_version
        case.__dict__["_rules"] = with_picked(known[under[case.pk]], version.code, version.picked)


def parameter(case: Case, name: str) -> Any:
    """Return the value a published paragraph gives `name` for the case's scheme, or None."""
    return rules_check.parameter([rule.spec() for rule in rules_of(case)], name, scheme=case.scheme)


def at_most(case: Case, fact: str) -> Rule | None:
    """Return the rule that sets an upper limit on a fact for the case's scheme, the first that does; None for none."""
    for rule in rules_of(case):
        compared = rule.params if rule.kind == "comparison" and case.scheme in rule.schemes else {}
        if compared.get("fact") == fact and compared["operator"] in ("<", "<="):
            return rule
    return None


def preview(case: Case, step: str) -> list[tuple[Rule, Found]]:
    """Return what a check at `step` would find now, storing nothing."""
    rules = {rule.pk: rule for rule in rules_of(case)}
    specs = [rule.spec() for rule in rules.values()]
    found = rules_check.check(_facts(case, specs), specs, scheme=case.scheme, step=step)
    return [(rules[finding.rule], finding) for finding in found]


def _facts(case: Case, rules: Iterable[RuleSpec]) -> dict[str, Any]:
    """Return the facts of a case; of those that rules speak of, the ones of plugins that are gone are unavailable."""
    facts = gather(case)
    spoken_of = {(rule.params.get("when") or rule.params).get("fact", "") for rule in rules}
    if lost := gone({name for name in spoken_of - facts.keys() if name and ":" not in name}):
        facts[UNAVAILABLE] = sorted({*facts.get(UNAVAILABLE, ()), *lost})
    return facts


def digest(facts: dict[str, Any]) -> str:
    """Return the hash of a fact sheet's facts."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def check_case(case: Case, step: str) -> list[Finding]:
    """Check the case at `step`, store the facts it rested on and every finding, and return the findings."""
    specs = [rule.spec() for rule in rules_of(case)]
    facts = _facts(case, specs)
    found = rules_check.check(facts, specs, scheme=case.scheme, step=step)
    sheet = FactSheet.objects.create(
        case=case, edition=case.edition, step=step, facts=facts, digest=digest(facts)
    )
    return Finding.objects.bulk_create(
        Finding(
            sheet=sheet,
            rule_id=finding.rule,
            severity=finding.severity,
            outcome=finding.outcome,
            fact=finding.fact,
            value=finding.value,
        )
        for finding in found
    )


def recheck(sheet: FactSheet) -> list[str]:
    """Run a stored check again and return what differs from what was found then (nothing: it can be trusted)."""
    rules = sheet.edition.rules_in_force(call=sheet.case.call_id, scheme=sheet.case.scheme_version_id)
    return differences(
        sheet,
        [rule.spec() for rule in rules],
        scheme=sheet.case.scheme_version.code,
        then={in_words(finding.rule_id, finding) for finding in sheet.findings.all()},
    )


def differences(sheet: FactSheet, rules: Iterable[RuleSpec], *, scheme: str, then: set[str]) -> list[str]:
    """Return what differs between a check run now and what was found `then` (`in_words`); asks no database."""
    faults = [] if sheet.digest == digest(sheet.facts) else [f"fact sheet {sheet.pk}: the facts were changed"]
    rules = list(rules)
    found = rules_check.check(sheet.facts, rules, scheme=scheme, step=sheet.step)
    now = {in_words(finding.rule, finding) for finding in found}
    then, now = _comparable(rules, then, now)
    faults += [f"fact sheet {sheet.pk}: found then, not now: {words}" for words in sorted(then - now)]
    return faults + [f"fact sheet {sheet.pk}: found now, not then: {words}" for words in sorted(now - then)]


def _comparable(rules: Iterable[RuleSpec], then: set[str], now: set[str]) -> tuple[set[str], set[str]]:
    """Return what can be compared: what a plugin's rule could not check, then or now, tells nothing of the other."""
    plugins = tuple(f"rule {rule.key} " for rule in rules if not is_core(rule.kind))
    unchecked = tuple(
        plugin
        for plugin in plugins
        if any(words.startswith(plugin) and f" {UNCHECKED}, " in words for words in then | now)
    )
    return tuple({words for words in found if not words.startswith(unchecked)} for found in (then, now))  # type: ignore[return-value]


def in_words(rule: int, finding: Finding | Found) -> str:
    """Return all that a finding says, in one comparable text."""
    return f"rule {rule} {finding.severity} {finding.outcome}, {finding.fact} {finding.value!r}"


def latest_findings(case: Case, step: str) -> list[Finding]:
    """Return the findings of the newest check at `step`, with their rules."""
    sheet = case.fact_sheets.filter(step=step).order_by("-id").first()
    return list(sheet.findings.select_related("rule__edition")) if sheet else []


def refuse_if_blocked(case: Case, findings: Iterable[Finding]) -> None:
    """Raise Refused, naming each paragraph, when a 'must' is not met or cannot be checked now."""
    rules = {rule.pk: rule for rule in rules_of(case)}
    blocked = [
        as_error(rules[finding.rule_id], unchecked=finding.outcome == UNCHECKED)
        for finding in findings
        if finding.blocks
    ]
    if blocked:
        raise Refused(*blocked)


def as_error(rule: Rule, *, unchecked: bool = False) -> SafeString:
    """Return a rule's wording with a link to the paragraph that says it, and whether it cannot be checked now."""
    return format_html(
        '{now}{wording} <a class="ds-link" href="{href}">{link}</a>',
        now=_("Cannot be checked now") + ": " if unchecked else "",
        wording=rule.wording(),
        href=rule.address,
        link=_("Paragraph %(code)s") % {"code": rule},
    )
