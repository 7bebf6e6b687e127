"""What a cell of a spreadsheet holds and shows: numbers with their format, dates, texts, errors, formulas."""

import datetime as dt
import math
import re
from decimal import Decimal
from typing import Any

Cell = str | list[Any] | None
# The formats that every spreadsheet knows by number: dates, and times of day.
DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_EPOCHS = {False: dt.datetime(1899, 12, 30), True: dt.datetime(1904, 1, 1)}  # noqa: DTZ001  (a sheet has no zone)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
LAST_SERIAL = 2_958_465  # 31.12.9999


def is_date(code: str) -> bool:
    """Return whether a number format shows a date: it has a year, month or day outside its quotes."""
    shown = _QUOTED.sub("", code.split(";")[0]).lower()
    return shown != "general" and bool(re.search(r"[yd]|m(?!.*[#0])", shown.replace("general", "")))


def digits_of(code: str) -> int:
    """Return how many digits a format of only noughts pads to, as in `0000`: the cell shows 0301 and holds 301."""
    return len(code) if re.fullmatch(r"0{2,12}", code) else 0


def number(text: str) -> Cell:
    """Return a number as people write it, without an exponent and without the last digits that are noise."""
    try:
        value = float(text)
    except ValueError:
        return ["e", text]
    if not math.isfinite(value):
        return ["e", text]
    if value.is_integer() and abs(value) < 10**15:
        return ["n", str(int(value))]
    return ["n", format(Decimal(f"{value:.15g}"), "f")]


def shown(text: str, *, date: bool, digits: int, since_1904: bool) -> Cell:
    """Return what a cell with a number shows, by its format."""
    cell = number(text)
    if not isinstance(cell, list) or cell[0] != "n":
        return cell
    if date:
        return day_of(float(cell[1]), since_1904=since_1904) or cell
    if digits and cell[1].isdigit():
        return cell[1].zfill(digits)
    return cell


def day_of(serial: float, *, since_1904: bool) -> Cell:
    """Return the day of a spreadsheet's count of days, with the time where there is one; None for no day."""
    if not 1 <= serial <= LAST_SERIAL:
        return None
    try:
        # Spreadsheets count a 29th of February in 1900, which there never was.
        moment = _EPOCHS[since_1904] + dt.timedelta(
            days=serial + (1 if serial < 60 and not since_1904 else 0)
        )
    except OverflowError:
        return None
    moment = (moment + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
    whole = moment.time() == dt.time()
    return ["d", moment.date().isoformat() if whole else moment.isoformat(sep=" ", timespec="minutes")]


def unescaped(text: str) -> str:
    """Return a text with `_x000D_` and its like as the signs they stand for."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
