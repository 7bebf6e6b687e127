"""What a report still waits for before the case closes (R6.5)."""

from django.utils.translation import gettext as _

from workflows.cases.models import Case
from workflows.cases.settling import settles

from .models import Repayment, Report


@settles("report", order=40)
def report_lacking(case: Case) -> list[str]:
    """Return that the newest report is not approved, or that what it left unspent has not come back."""
    newest = Report.objects.filter(case=case).order_by("-year", "-id").first()
    if newest is None or not newest.approved:
        return [_("The report is not approved.")]
    returned = Repayment.objects.filter(case=case, amount=newest.unspent_amount)
    if newest.unspent_amount and not returned.exists():
        return [_("What was not used is not paid back.")]
    return []
