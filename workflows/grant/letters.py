"""What the decision's letter says of it (R4.5)."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from workflows.application.models import BudgetLine
from workflows.cases.checking import rules_of
from workflows.rules.check import check, owed
from workflows.ui.amounts import format_amount
from workflows.ui.dates import long_date

from .models import Decision


def fields_of(decision: Decision) -> dict[str, Any]:
    """Return the decision's fields as text in the case's letter language."""
    case = decision.case
    with translation.override(case.letter_language):
        lines = BudgetLine.objects.filter(case=case, stage=BudgetLine.Stage.APPROVED, year=case.year)
        return {
            "requested_amount": format_amount(case.application.requested_amount),
            "awarded_amount": format_amount(decision.awarded_amount),
            "purpose": case.scheme_version.definition["purpose"][case.letter_language],
            "reasons": decision.reasons,
            "year": str(case.year),
            "use_deadline": long_date(decision.use_deadline) if decision.use_deadline else "",
            "report_deadline": long_date(decision.report_deadline) if decision.report_deadline else "",
            "audit_requirement": audit_requirement(decision),
            "budget_table": [[str(line.get_kind_display()), format_amount(line.amount)] for line in lines],
            "conditions": "",
            "decider": str(decision.by),
        }


def audit_requirement(decision: Decision) -> str:
    """Return whether an audit statement is owed of what was awarded, and by when, in words (R6.1)."""
    case = decision.case
    specs = [rule.spec() for rule in rules_of(case)]
    findings = check({"awarded_amount": decision.awarded_amount}, specs, scheme=case.scheme, step="audit")
    if not owed(findings, specs, "audit_statement"):
        return _("No audit statement is required for this amount.")
    if decision.audit_deadline is None:
        return _("An audit statement is required.")
    return _("An audit statement must be sent by %(date)s.") % {"date": long_date(decision.audit_deadline)}
