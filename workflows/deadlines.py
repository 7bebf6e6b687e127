"""Dates that published paragraphs give relative to the grant year (R5.1, R5.2, R5.4)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

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
