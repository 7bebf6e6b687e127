"""What sending a report leads to: the control, what is not used, and the audit."""

from django.utils.translation import gettext as _

from workflows.cases.checking import parameter
from workflows.cases.foreseeing import foresees
from workflows.cases.models import Case
from workflows.deadlines import deadline
from workflows.grant.foreseeing import audit_in_words
from workflows.grant.terms import sets_audit
from workflows.ui.dates import long_date

from .actions import year_to_report
from .carrying import may_apply


@foresees("report.report")
def of_reporting(case: Case) -> list[str]:
    """Return what follows when the network sends the report."""
    year, decision = year_to_report(case), case.decision
    return [
        _("The county governor goes through the report, and sends it back if something is missing."),
        _unused(case, year),
        audit_in_words(case, decision.awarded_amount, set_by_decision=sets_audit(decision)),
    ]


@foresees("krav")
def of_paying_back(case: Case) -> list[str]:
    """Return what follows when money is claimed back: the payment, the reminders, and the end."""
    return [
        _("Pay to the account in the letter, and write the case number so that the money is found."),
        _("You are reminded before the day, and after it if the money has not come."),
        _("If it does not come, the leaders at the county governor are told, and decide what to do."),
        _("When all of it has come and all else is settled, the case is closed. You get a letter about it."),
    ]


def _unused(case: Case, year: int) -> str:
    """Return what becomes of money that is not used in a year."""
    day = deadline(case, "carry_over_use_deadline")
    if year == case.year and parameter(case, "carry_over") == "automatic":
        if day is None:
            return _("Money you have not used goes on to next year by itself.")
        return _("Money you have not used can be used until %(date)s.") % {"date": long_date(day)}
    if may_apply(case, year):
        return _(
            "Money you have not used is paid back, unless you apply here to use it next year and it is granted."
        )
    return _(
        "Money you have not used is paid back: you get a letter that says how much, by when and where to."
    )
