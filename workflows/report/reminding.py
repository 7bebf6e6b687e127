"""Reminding networks of reports they owe and money they must pay back: once a day at most, on the record (R5.3, R5.4).

A reminder says where to look, never what it is about in person (F3). The office can remind all at once; the worker
reminds before a day, when it has passed, and then from time to time, and takes claims that are overdue to the leaders.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from workflows import clock, outbox, reminders
from workflows.cases import journal
from workflows.cases.models import Case, WorkItem
from workflows.cases.rights import demand_office
from workflows.directory.models import Role, User

from .claiming import overdue_key, tell_network
from .models import ReminderSent, RepaymentClaim, Report

BEFORE = dt.timedelta(days=14)  # how long before a day the worker reminds of it
AGAIN = dt.timedelta(days=14)  # how often it reminds of a day that has passed
About = ReminderSent.About
OVERDUE = "claim_overdue"
reminders.register(
    OVERDUE,
    title=_("Repayment overdue in case %(number)s"),
    text=_("The day to pay back has passed, and not all has come."),
)


def owed_reports() -> QuerySet[Any]:
    """Return the work items of reports that can be written: each with its `report_year` and `reminded_on`."""
    approved = Report.objects.filter(case=OuterRef("case"), approved=True).order_by().values("case")
    reminded = ReminderSent.objects.filter(case=OuterRef("case"), about=About.REPORT).order_by("-day")
    opened = WorkItem.objects.filter(
        flow="report", node="report", open=True, opens_on__lte=clock.today()
    ).annotate(
        report_year=F("case__year")
        + Coalesce(Subquery(approved.annotate(count=Count("pk")).values("count")), 0)
    )
    return opened.annotate(
        reminded_on=Subquery(reminded.filter(year=OuterRef("report_year")).values("day")[:1])
    )


def remind_of_reports(items: Iterable[Any], *, by: User | None) -> int:
    """Remind the networks of the reports they owe (of `owed_reports`); return how many were not reminded today.

    `by` is None for the worker. Raises NotThere or NotAllowed to others than the office that handles the case.
    """
    return sum(
        _remind(item.case_id, About.REPORT, item.report_year, link=item.get_absolute_url(), by=by)
        for item in items
    )


def remind_of_claim(claim: RepaymentClaim, *, by: User | None) -> bool:
    """Remind the network of a claim that was sent; return whether it was not reminded today. Raises as for reports."""
    return _remind(claim.case_id, About.REPAYMENT, claim.year, link=claim.get_absolute_url(), by=by)


@transaction.atomic
def _remind(case_pk: int, about: str, year: int, *, link: str, by: User | None) -> bool:
    case = Case.objects.select_for_update().get(pk=case_pk)
    if by is not None:
        demand_office(by, case)
    day = clock.today()
    sent, new = ReminderSent.objects.get_or_create(
        case=case, about=about, year=year, day=day, defaults={"by": by}
    )
    if new:
        journal.record(case=case, action=f"report.reminded_{about}", actor=by, details={"year": year})
        subjects = {
            About.REPORT: _("Reminder: a report is owed in case %(number)s"),
            About.REPAYMENT: _("Reminder: money is to be paid back in case %(number)s"),
        }
        body = _("This is a reminder in case %(number)s. Log in to see what is waited for.")
        key = f"reminded:{sent.pk}"
        tell_network(case, subject=subjects[About(about)], body=body, link=link, key=key)
    return new


@outbox.chore("report-reminders", every=dt.timedelta(hours=12))
def remind_in_time() -> None:
    """Remind of what is due soon and of what is overdue, and take overdue claims to the office's decision makers."""
    today = clock.today()
    soon = owed_reports().filter(due__lte=today + BEFORE).select_related("case")
    remind_of_reports([item for item in soon if _is_time(item.due, item.reminded_on)], by=None)
    claims = RepaymentClaim.objects.filter(
        received__lt=F("amount"), sent_at__isnull=False, due__lte=today + BEFORE
    ).filter(case__sent_away_at__isnull=True)
    sent = ReminderSent.objects.filter(case=OuterRef("case"), about=About.REPAYMENT, year=OuterRef("year"))
    last = Subquery(sent.order_by("-day").values("day")[:1])
    for claim in claims.select_related("case__office").annotate(reminded_on=last).order_by("id"):
        if _is_time(claim.due, claim.reminded_on):
            remind_of_claim(claim, by=None)
        if claim.is_overdue and claim.escalated_at is None:
            _escalate(claim)


def _is_time(due: dt.date | None, reminded_on: dt.date | None) -> bool:
    """Return whether to remind now: once before the day, once when it has passed, and then every fortnight."""
    today = clock.today()
    if due is None:
        return False
    if today <= due:
        return reminded_on is None or reminded_on < due - BEFORE
    return reminded_on is None or reminded_on <= due or reminded_on <= today - AGAIN


@transaction.atomic
def _escalate(claim: RepaymentClaim) -> None:
    """Take an overdue claim to the decision makers of the office, once."""
    case = Case.objects.select_for_update().get(pk=claim.case_id)
    taken = RepaymentClaim.objects.filter(pk=claim.pk, escalated_at__isnull=True)
    if not taken.update(escalated_at=clock.now()):
        return
    journal.record(case=case, action="report.claim_overdue", actor=None, details={"year": claim.year})
    reminders.remind(
        OVERDUE,
        key=overdue_key(claim),
        role=Role.DECISION_MAKER,
        office=claim.case.office,
        link=claim.get_absolute_url(),
        due=claim.due or clock.today(),
        fields={"number": case.number},
    )
