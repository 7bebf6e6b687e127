"""What the decision's letter says of it (R4.5)."""

from typing import Any

from workflows import letters
from workflows.cases.checking import parameter, rules_of
from workflows.cases.models import Case
from workflows.rules.check import check, owed
from workflows.rules.kinds import SUMMED

from .models import Decision
from .terms import demands_audit


def fields_of(decision: Decision, budget: dict[str, int] | None) -> dict[str, Any]:
    """Return what the case does not tell by itself: amounts in kroner, deadlines as dates, the approved budget."""
    case = decision.case
    return {
        "awarded_amount": decision.awarded_amount,
        "reasons": decision.reasons,
        "use_deadline": decision.use_deadline,
        "report_deadline": decision.report_deadline,
        "audit_requirement": letters.audit_requirement(
            required=owes_audit(case, decision.awarded_amount) or demands_audit(case),
            deadline=decision.audit_deadline,
            language=case.letter_language,
        ),
        "budget_table": budget or {},
        "conditions": [],
        "decider": str(decision.by),
    }


def owes_audit(case: Case, awarded: int) -> bool:
    """Return whether the published rules demand an audit statement of `awarded` kroner (R6.1).

    Where another sum is what counts (a recipient's year, R8.9), it is the one that the decision was checked with.
    """
    specs = [rule.spec() for rule in rules_of(case)]
    summed: dict[str, Any] = {}
    if parameter(case, "audit_sum_per") == "recipient":
        sheet = case.fact_sheets.filter(step="decision").latest("id")
        summed = {name: sheet.facts[name] for name in SUMMED.values() if name in sheet.facts}
    findings = check({"awarded_amount": awarded} | summed, specs, scheme=case.scheme, step="audit")
    return bool(owed(findings, specs, "audit_statement"))
