"""Dates that published paragraphs give relative to the grant year, and statutory ones (R5.1, R5.2, R5.4, B18)."""

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any

import holidays

from workflows.cases.checking import parameter
from workflows.cases.models import Case


def resolve(relative: Mapping[str, Any] | None, year: int) -> dt.date | None:
    """Return the date of {"month", "day", "years"} counted from a grant year; None for no paragraph."""
    if relative is None:
        return None
    return dt.date(year + int(relative.get("years", 0)), int(relative["month"]), int(relative["day"]))


def deadline(case: Case, name: str, *, year: int | None = None) -> dt.date | None:
    """Return the date that the case's edition gives `name` (use_deadline, report_deadline …)."""
    return resolve(parameter(case, name), year or case.year)


def next_working_day(day: dt.date) -> dt.date:
    """Return the day itself, or the first after it that is no Saturday, Sunday or Norwegian public holiday (B18)."""
    while day.weekday() >= 5 or day in _public_holidays():  # Saturday is 5
        day += dt.timedelta(days=1)
    return day


def statutory_deadline(start: dt.date, *, days: int) -> dt.date:
    """Return the last day of a statutory deadline (appeal, reply) of so many days; never on a day off (B18).

    The day it starts is not counted. Deadlines of calls, and days money is used by, stand as they are published.
    """
    return next_working_day(start + dt.timedelta(days=days))


@cache
def _public_holidays() -> holidays.HolidayBase:
    """Return Norway's public holidays; a year's are worked out when it is first asked about."""
    return holidays.country_holidays("NO")
