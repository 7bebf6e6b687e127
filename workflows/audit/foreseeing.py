"""What stopping a project and naming an auditor lead to."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflows.cases.foreseeing import foresees
from workflows.cases.models import Case
from workflows.funds.balances import balance_of
from workflows.grant.foreseeing import audit_in_words
from workflows.grant.terms import sets_audit
from workflows.links import LINK_HOLDS
from workflows.report.actions import due_on, left_to_use
from workflows.ui.amounts import format_amount
from workflows.ui.dates import long_date

from .covering import ALWAYS, audited_amount, on_early_stop
from .models import AuditObligation

STOP = "revisjon/stopp"


@foresees(STOP)
def of_stopping(case: Case) -> list[str]:
    """Return what follows if the project stops now: the money, the report, and the audit (R6.3)."""
    decision, paid = case.decision, balance_of(case).paid
    told = []
    if paid:
        sums = {
            "paid": format_amount(paid),
            "awarded": format_amount(decision.awarded_amount),
            "left": format_amount(max(0, left_to_use(case) - (decision.awarded_amount - paid))),
        }
        told = [
            _("%(paid)s of %(awarded)s is paid out, and no report on the use of %(left)s is approved.")
            % sums,
            _("What you have not used of %(left)s when the project stops must be paid back.") % sums,
        ]
    else:
        told = [_("Nothing is paid out yet, so nothing is to be paid back.")]
    due, sent = due_on(case), case.reports.filter(approved__isnull=True).exists()
    if due and not sent:
        told.append(_("The report is due by %(date)s all the same.") % {"date": long_date(due)})
    told.append(_("The county governor sets a deadline for what remains, and sends you a letter."))
    demanded = sets_audit(decision) or on_early_stop(case) == ALWAYS
    amount = audited_amount(case) or decision.awarded_amount
    return [*told, audit_in_words(case, amount, set_by_decision=demanded)]


@foresees("audit.appoint")
def of_appointing(case: Case) -> list[str]:
    """Return what follows when the network names its auditor."""
    obligation = AuditObligation.objects.get(case=case)
    told = [
        ngettext(
            "A link is sent to the auditor, who gives the statement there. It holds for %(days)s day.",
            "A link is sent to the auditor, who gives the statement there. It holds for %(days)s days.",
            LINK_HOLDS,
        )
        % {"days": LINK_HOLDS},
        _("You can send the statement yourselves instead, if you have it signed."),
    ]
    if obligation.deadline:
        told.append(_("The statement is due by %(date)s.") % {"date": long_date(obligation.deadline)})
    return [*told, _("When the county governor has approved it and all else is settled, the case is closed.")]
