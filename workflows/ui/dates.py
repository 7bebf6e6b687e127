"""Dates and times as Norwegians write and read them, in Oslo's time (R8.11).

The names of the months are the same in bokmål and nynorsk, so they need no catalogue.
"""

import datetime as dt
import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from workflows import clock
from workflows.clock import OSLO

MONTHS = "januar februar mars april mai juni juli august september oktober november desember".split()
FAR = 60  # days from which a date says more than how long there is to it
FIRST_YEAR, LAST_YEAR = 1900, 2199  # a year outside is a slip of the keyboard

_NUMERIC = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_NAMED = re.compile(r"^(\d{1,2})\.? ?([a-z]{3,9})\.?,? (\d{4})$")
_SHORT_YEAR = re.compile(r"^\d{1,2}[./-]\d{1,2}[./-]\d{2}$|^\d{1,2}\.? ?[a-z]{3,9}\.?,? \d{2}$")

REASONS: dict[str, str | Promise] = {
    "empty": gettext_lazy("Write a date."),
    "not_a_date": gettext_lazy("Write the date with day, month and year, for example 5.6.2024."),
    "short_year": gettext_lazy("Write the year with four digits, for example 5.6.2024."),
    "no_such_day": gettext_lazy("There is no such day. Check day and month."),
    "far_year": gettext_lazy("Check the year."),
}


class DateError(ValueError):
    """A text that is no date, with a `code` (a key of REASONS) and a `reason` for people."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.reason = REASONS[code]
        super().__init__(code)

    def __str__(self) -> str:
        return str(self.reason)


def parse_date(text: str) -> dt.date:
    """Return the date that `text` says: `5.6.2024`, `05.06.2024`, `5/6-2024`, `2024-06-05`, `5. juni 2024`.

    The day always comes before the month. Raises DateError with the reason in words.
    """
    text = " ".join(text.split()).lower()
    if not text:
        raise DateError("empty")
    if not text.isascii():
        raise DateError("not_a_date")
    if match := _ISO.match(text):
        return _date(match[1], match[2], match[3])
    spaceless = text.replace(" ", "")
    if match := _NUMERIC.match(spaceless):
        return _date(match[3], match[2], match[1])
    if match := _NAMED.match(text):
        months = [number for number, name in enumerate(MONTHS, start=1) if name.startswith(match[2])]
        if len(months) == 1:
            return _date(match[3], months[0], match[1])
    raise DateError("short_year" if _SHORT_YEAR.match(spaceless) or _SHORT_YEAR.match(text) else "not_a_date")


def _date(year: str, month: str | int, day: str) -> dt.date:
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise DateError("far_year")
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        raise DateError("no_such_day") from None


def in_oslo(moment: dt.datetime) -> dt.datetime:
    """Return the moment in Oslo's time; one without a zone is taken to be Oslo's already."""
    return moment.replace(tzinfo=OSLO) if moment.tzinfo is None else moment.astimezone(OSLO)


def day_of(value: dt.date | dt.datetime) -> dt.date:
    """Return the day in Oslo on which a moment falls, or the date itself."""
    return in_oslo(value).date() if isinstance(value, dt.datetime) else value


def long_date(value: dt.date | dt.datetime | None) -> str:
    """Return `5. juni 2024`; nothing for None."""
    if value is None:
        return ""
    day = day_of(value)
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def until(day: dt.date) -> str:
    """Return how long there is to a day, and the day: `in 5 days, 31. mai 2024`; only the day where it is far off."""
    days, date = (day - clock.today()).days, long_date(day)
    if days in (0, 1):
        return (_("tomorrow, %(date)s") if days else _("today, %(date)s")) % {"date": date}
    if days > FAR:
        return _("by %(date)s") % {"date": date}
    told = (
        ngettext("in %(days)s day, %(date)s", "in %(days)s days, %(date)s", days)
        if days > 0
        else ngettext("%(days)s day too late: %(date)s", "%(days)s days too late: %(date)s", -days)
    )
    return told % {"days": abs(days), "date": date}


def short_date(value: dt.date | dt.datetime | None) -> str:
    """Return `05.06.2024`, for tables; nothing for None."""
    return "" if value is None else f"{day_of(value):%d.%m.%Y}"


def clock_time(value: dt.datetime) -> str:
    """Return `23.59`, in Oslo's time."""
    return f"{in_oslo(value):%H.%M}"


def long_datetime(value: dt.datetime | None) -> str:
    """Return `5. juni 2024 kl. 23.59`, in Oslo's time; nothing for None."""
    return "" if value is None else f"{long_date(value)} kl. {clock_time(value)}"


def lately(value: dt.datetime | None, today: dt.date) -> str:
    """Return the time of what was today, `10.32`, and with its date what was before; nothing for None."""
    if value is None:
        return ""
    return clock_time(value) if day_of(value) == today else long_datetime(value)
