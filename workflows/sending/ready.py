"""Whether a case can be sent to another installation as it stands (R7.3, decision 0030)."""

from django.utils.translation import gettext as _

from workflows.appeal.flows import AppealFlow
from workflows.cases.away import refusal
from workflows.cases.models import Case, OfficeTransfer
from workflows.change.flows import ChangeFlow
from workflows.funds.balances import balance_of
from workflows.report.progress import open_progress
from workflows.ui.amounts import format_amount


def unready(case: Case) -> list[str]:
    """Return in words each reason why the case cannot be sent now; nothing where it can.

    Money that is promised and not paid stays with the pot it was taken from, which only this installation has: it is
    paid or let go of first. What is being decided anew has no step to go on from elsewhere: it is settled first.
    """
    if away := refusal(case):
        return [away]
    if case.is_draft or case.closed_at:
        return [_("Only a case that is being handled can be sent.")]
    if case.office.is_trial:
        return [_("A trial is not sent anywhere.")]
    reasons = []
    unpaid = balance_of(case).unpaid
    if unpaid:
        reasons.append(
            _(
                "%(amount)s is granted and not paid. Pay it, or let go of it by a new decision, before you send it."
            )
            % {"amount": format_amount(unpaid)}
        )
    if case.payments.filter(attested_at__isnull=True).exists():
        reasons.append(_("A payment is registered and not attested."))
    for flow in (AppealFlow, ChangeFlow):
        if case.processes.filter(flow_class=flow, finished__isnull=True).exists():
            reasons.append(_("%(what)s: settle it before the case is sent.") % {"what": flow.process_title})
    if case.held_decisions.filter(answered_at__isnull=True).exists():
        reasons.append(_("A decision waits for a second decision maker. Approve it or send it back first."))
    if open_progress(case):
        reasons.append(_("A progress report is not approved. Settle it before the case is sent."))
    if OfficeTransfer.objects.filter(case=case, accepted__isnull=True).exists():
        reasons.append(_("Another office here is asked to take over. Call that back first."))
    return reasons
