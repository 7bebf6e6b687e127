"""What the decision's letter says of it (R4.5)."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from workflows import letters
from workflows.cases.checking import rules_of
from workflows.cases.models import Case
from workflows.rules.check import check, owed

from .models import Decision


def fields_of(decision: Decision, budget: dict[str, int] | None) -> dict[str, Any]:
    """Return what the case does not tell by itself: amounts in kroner, deadlines as dates, the approved budget."""
    case = decision.case
    return {
        "awarded_amount": decision.awarded_amount,
        "reasons": decision.reasons,
        "use_deadline": decision.use_deadline,
        "report_deadline": decision.report_deadline,
        "audit_requirement": letters.audit_requirement(
            required=owes_audit(case, decision.awarded_amount),
            deadline=decision.audit_deadline,
            language=case.letter_language,
        ),
        "budget_table": budget or {},
        "conditions": [],
        "decider": _decider(decision),
    }


def _decider(decision: Decision) -> str:
    """Return who decided, and for which office where it is not the one that handles the case (R8.2)."""
    case = decision.case
    if not hasattr(case, "substitute_office"):
        return str(decision.by)
    language = case.letter_language
    offices = {
        "name": decision.by,
        "office": case.substitute_office.office.name_in(language),
        "other": case.office.name_in(language),
    }
    with translation.override(language):
        return _("%(name)s, %(office)s, in place of %(other)s") % offices


def owes_audit(case: Case, awarded: int) -> bool:
    """Return whether the published rules demand an audit statement of `awarded` kroner (R6.1)."""
    specs = [rule.spec() for rule in rules_of(case)]
    findings = check({"awarded_amount": awarded}, specs, scheme=case.scheme, step="audit")
    return bool(owed(findings, specs, "audit_statement"))
