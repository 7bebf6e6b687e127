"""That a network can apply to use next year what it has not used, told where it looks for it (R5.2).

The application itself is a part of the report: there it is known how much is left.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from workflows import clock
from workflows.cases.foreseeing import foresees
from workflows.cases.models import Case, WorkItem
from workflows.deadlines import deadline
from workflows.ui.dates import long_date

from .carrying import SECTION, apply_by, may_apply

REPORTING = ("report", "report")  # flow and node of the report's task: stored names


@dataclass(frozen=True)
class CarryOverOffer:
    """A report that a network can apply for carry-over with, and the last day, where a paragraph states one."""

    report: WorkItem
    by: dt.date | None

    @property
    def opens_on(self) -> dt.date | None:
        """Return the day the report opens; None where it is open."""
        return self.report.opens_on if self.report.is_not_open_yet else None

    @property
    def is_late(self) -> bool:
        """Return whether the last day has passed."""
        return self.by is not None and clock.today() > self.by

    def get_absolute_url(self) -> str:
        """Return where the application is written."""
        return f"{self.report.get_absolute_url()}#section-{SECTION}"


def carry_over_offer(case: Case, items: Iterable[WorkItem]) -> CarryOverOffer | None:
    """Return what a case's network can apply with; None before the money is paid, and when the report is sent.

    `items` is the open work of the case. Its reports are asked for, unless they are known.
    """
    report = next((item for item in items if (item.flow, item.node) == REPORTING), None)
    if report is None or not may_apply(case, case.year) or any(each.approved for each in case.reports.all()):
        return None
    return CarryOverOffer(report, apply_by(case))


@foresees("overforing")
def of_applying(case: Case) -> list[str]:
    """Return what follows when a network applies for carry-over."""
    last, use = apply_by(case), deadline(case, "carry_over_use_deadline")
    told = [_("You apply in the report. There you write how much is used, and so how much is left.")]
    if last:
        told.append(
            _("Apply by %(date)s. A later application is marked as late, and can be refused for that.")
            % {"date": long_date(last)}
        )
    told += [
        _("You can apply for at most what the report says is not used, and say why, and what it is for."),
        _("The county governor can grant all of it, a part, or nothing. You get a letter in any case."),
        _("What is not granted is paid back."),
    ]
    if use:
        told.append(
            _("What is granted is used by %(date)s. Then you report on it too.") % {"date": long_date(use)}
        )
    return told
