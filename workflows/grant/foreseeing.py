"""What accepting a grant leads to: the money, the days, the report and the audit."""

from django.utils.translation import gettext as _

from workflows.cases.foreseeing import foresees
from workflows.cases.models import Case
from workflows.ui.amounts import format_amount
from workflows.ui.dates import long_date

from .letters import owes_audit
from .terms import sets_audit


@foresees("grant.accept")
def of_accepting(case: Case) -> list[str]:
    """Return what follows when the network accepts."""
    decision = case.decision
    amount = {"amount": format_amount(decision.awarded_amount)}
    told = [_("The county governor pays %(amount)s to the account you give.") % amount]
    if decision.use_deadline:
        told.append(_("The money is used by %(date)s.") % {"date": long_date(decision.use_deadline)})
    if decision.report_deadline:
        told.append(_("You report on it by %(date)s.") % {"date": long_date(decision.report_deadline)})
    told.append(audit_in_words(case, decision.awarded_amount, set_by_decision=sets_audit(decision)))
    return [*told, _("Money that is not used is paid back, or used next year where the guidelines allow it.")]


def audit_in_words(case: Case, amount: int, *, set_by_decision: bool = False) -> str:
    """Return whether an auditor’s statement is demanded of so many kroner, and by when."""
    said, day = {"amount": format_amount(amount)}, case.decision.audit_deadline
    if not (set_by_decision or owes_audit(case, amount)):
        return _("No auditor’s statement is demanded of %(amount)s.") % said
    if day is None:
        return _("An auditor’s statement is demanded of %(amount)s.") % said
    return _("An auditor’s statement is demanded of %(amount)s, by %(date)s.") % (
        said | {"date": long_date(day)}
    )
