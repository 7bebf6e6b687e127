"""The days a person outside the offices must keep, for their calendar: no personal details, nothing internal."""

import datetime as dt
from urllib.parse import urljoin

from django.conf import settings
from django.utils.translation import gettext as _

from workflows.cases.models import Case
from workflows.directory.models import User
from workflows.pages.ahead import KEPT
from workflows.ui.amounts import format_amount

from .calendar import Day
from .standing import stand


def deadlines_of(user: User) -> list[Day]:
    """Return what a person must do by a day, and the last days of money and appeal in their networks' cases."""
    now = stand(user)
    days = [
        _day(f"work-{item.task_id}", item.due, str(item.task_title), item.case, item.get_absolute_url())
        for item in now.items
        if item.due
    ]
    for claim in now.claims:
        title = _("Pay back %(amount)s") % {"amount": format_amount(claim.left)}
        days.append(_day(f"claim-{claim.pk}", claim.due, title, claim.case, claim.get_absolute_url()))
    told = {item.case_id for item in now.items if item.node == "report"}
    for one in now.open:
        for coming in one.coming:
            if coming.by and coming.code in KEPT and not (coming.code == "report" and one.case.pk in told):
                uid, where = f"{coming.code}-{one.case.pk}", one.case.get_absolute_url()
                days.append(_day(uid, coming.by, coming.title, one.case, where))
    return sorted(days, key=lambda day: (day.on, day.uid))


def _day(uid: str, on: dt.date | None, title: str, case: Case, link: str) -> Day:
    """Return a day of a case, with the case's number where it has one."""
    told = [f"{case.scheme_version} {case.year}", str(case.network)]
    told += [] if case.is_draft else [case.number]
    assert on is not None, "only what has a day is told"
    return Day(uid, on, title, "\n".join(told), urljoin(settings.SITE_URL, link))
