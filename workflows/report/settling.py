"""What a report still waits for before the case closes (R6.5)."""

from django.utils.translation import gettext as _

from workflows.cases.models import Case
from workflows.cases.settling import settles

from . import claiming
from .actions import left_to_use
from .models import Report
from .progress import open_progress


@settles("report", order=40)
def report_lacking(case: Case) -> list[str]:
    """Return that a report is not approved, or that what the newest left unspent has not come back."""
    lacking = []
    newest = Report.objects.filter(case=case).order_by("-year", "-id").first()
    if newest is None or not newest.approved:
        lacking.append(_("The report is not approved."))
    elif claiming.owed_back(case) or left_to_use(case):
        lacking.append(_("What was not used is not paid back."))
    if open_progress(case):
        lacking.append(_("A progress report is not approved."))
    return lacking
