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
from workflows.rules.facts import gather
from workflows.rules.kinds import Finding as Found
from workflows.rules.kinds import RuleSpec
from workflows.schemes.models import Rule

from .models import Case, FactSheet, Finding


def rules_of(case: Case) -> list[Rule]:
    """Return the rules the case is under: its edition's, those of older documents it keeps, and its call's own."""
    known: list[Rule] | None = case.__dict__.get("_rules")
    if known is None:
        known = case.__dict__["_rules"] = case.edition.rules_in_force(call=case.call_id)
    return known


def parameter(case: Case, name: str) -> Any:
    """Return the value a published paragraph gives `name` for the case's scheme, or None."""
    return rules_check.parameter([rule.spec() for rule in rules_of(case)], name, scheme=case.scheme)


def preview(case: Case, step: str) -> list[tuple[Rule, Found]]:
    """Return what a check at `step` would find now, storing nothing."""
    rules = {rule.pk: rule for rule in rules_of(case)}
    specs = [rule.spec() for rule in rules.values()]
    found = rules_check.check(gather(case), specs, scheme=case.scheme, step=step)
    return [(rules[finding.rule], finding) for finding in found]


def digest(facts: dict[str, Any]) -> str:
    """Return the hash of a fact sheet's facts."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def check_case(case: Case, step: str) -> list[Finding]:
    """Check the case at `step`, store the facts it rested on and every finding, and return the findings."""
    facts = gather(case)
    specs = [rule.spec() for rule in rules_of(case)]
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
    rules = sheet.edition.rules_in_force(call=sheet.case.call_id)
    return differences(
        sheet,
        [rule.spec() for rule in rules],
        scheme=sheet.case.scheme_version.code,
        then={in_words(finding.rule_id, finding) for finding in sheet.findings.all()},
    )


def differences(sheet: FactSheet, rules: Iterable[RuleSpec], *, scheme: str, then: set[str]) -> list[str]:
    """Return what differs between a check run now and what was found `then` (`in_words`); asks no database."""
    faults = [] if sheet.digest == digest(sheet.facts) else [f"fact sheet {sheet.pk}: the facts were changed"]
    found = rules_check.check(sheet.facts, rules, scheme=scheme, step=sheet.step)
    now = {in_words(finding.rule, finding) for finding in found}
    faults += [f"fact sheet {sheet.pk}: found then, not now: {words}" for words in sorted(then - now)]
    return faults + [f"fact sheet {sheet.pk}: found now, not then: {words}" for words in sorted(now - then)]


def in_words(rule: int, finding: Finding | Found) -> str:
    """Return all that a finding says, in one comparable text."""
    return f"rule {rule} {finding.severity} {finding.outcome}, {finding.fact} {finding.value!r}"


def latest_findings(case: Case, step: str) -> list[Finding]:
    """Return the findings of the newest check at `step`, with their rules."""
    sheet = case.fact_sheets.filter(step=step).order_by("-id").first()
    return list(sheet.findings.select_related("rule__edition")) if sheet else []


def refuse_if_blocked(case: Case, findings: Iterable[Finding]) -> None:
    """Raise Refused, naming each paragraph that is not met, when a 'must' is not met."""
    rules = {rule.pk: rule for rule in rules_of(case)}
    blocked = [as_error(rules[finding.rule_id]) for finding in findings if finding.blocks]
    if blocked:
        raise Refused(*blocked)


def as_error(rule: Rule) -> SafeString:
    """Return a rule's wording with a link to the paragraph that says it."""
    return format_html(
        '{wording} <a class="ds-link" href="{href}">{link}</a>',
        wording=rule.wording(),
        href=rule.address,
        link=_("Paragraph %(code)s") % {"code": rule},
    )
