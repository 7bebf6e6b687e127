"""Days as a calendar that every calendar program reads: iCalendar (RFC 5545, with the refresh hint of RFC 7986).

Every event is a whole day, which has no clock and needs no time zone.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from workflows.ui.dates import in_oslo

CONTENT_TYPE = "text/calendar; charset=utf-8"
OCTETS = 75  # of a line, without its end
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Day:
    """Something that is due on a day; the same `uid` is the same event, also when the day is moved."""

    uid: str
    on: dt.date
    title: str
    text: str
    url: str


def calendar(days: Iterable[Day], *, name: str, host: str, now: dt.datetime) -> bytes:
    """Return a calendar of whole days, called `name`, as it is at the moment `now`."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Nettverksmidler//Frister//NO",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
    ]
    stamp = f"{in_oslo(now).astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    for day in days:
        lines += _event(day, host=host, stamp=stamp)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(day: Day, *, host: str, stamp: str) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{day.uid}@{host}",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day.on + dt.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(day.title)}",
        f"DESCRIPTION:{_text(day.text)}",
        f"URL:{day.url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(value: str) -> str:
    """Return a text so that no character of it ends a value or begins a line (E1)."""
    plain = _CONTROL.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """Return a line with its end, folded so that no part is longer than it may be; no character is cut in two."""
    parts, part = [], b""
    for character in line:
        octets = character.encode()
        if len(part) + len(octets) > OCTETS:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part]) + b"\r\n"
