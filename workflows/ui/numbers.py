"""Organisation, account and phone numbers: checked, kept without spaces, shown in groups (R8.10, R8.11)."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError
from stdnum.no import kontonr, orgnr

from .amounts import NBSP

REASONS: dict[str, str | Promise] = {
    "orgnr_length": _("An organisation number has nine digits."),
    "orgnr_checksum": _("This is not a valid organisation number. Check the digits."),
    "accountnr_length": _("An account number has eleven digits."),
    "accountnr_checksum": _("This is not a valid account number. Check the digits."),
    "phone": _("Write a phone number of eight digits, or one that starts with + and a country code."),
}


class NumberError(ValueError):
    """A text that is no such number, with a `code` (a key of REASONS) and a `reason` for people."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.reason = REASONS[code]
        super().__init__(code)

    def __str__(self) -> str:
        return str(self.reason)


def parse_orgnr(text: str) -> str:
    """Return the nine digits of an organisation number, check digit proved (mod 11).

    Reads `974 760 665`, `974760665` and `NO 974 760 665 MVA`. Raises NumberError.
    """
    digits = re.sub(r"^no|mva$|[\s.-]", "", re.sub(r"\s", "", text).lower())
    if not re.fullmatch(r"[0-9]{9}", digits):
        raise NumberError("orgnr_length")
    if not orgnr.is_valid(digits) or digits == "000000000":
        raise NumberError("orgnr_checksum")
    return digits


def format_orgnr(digits: str | None) -> str:
    """Return `974 760 665` with no-break spaces; a text of another shape as it is."""
    return _grouped(digits, 3, 3, 3)


def parse_accountnr(text: str) -> str:
    """Return the eleven digits of a Norwegian bank account, check digit proved (mod 11).

    Reads `1234 56 78903`, `1234.56.78903` and plain digits. Raises NumberError.
    """
    digits = re.sub(r"[\s.-]", "", text)
    if not re.fullmatch(r"[0-9]{11}", digits):
        raise NumberError("accountnr_length")
    try:
        kontonr.validate(digits)
    except ValidationError:
        raise NumberError("accountnr_checksum") from None
    if digits == "0" * 11:
        raise NumberError("accountnr_checksum")
    return digits


def format_accountnr(digits: str | None) -> str:
    """Return `1234 56 78903` with no-break spaces; a text of another shape as it is."""
    return _grouped(digits, 4, 2, 5)


def parse_phone(text: str) -> str:
    """Return a phone number without spaces: eight digits in Norway, else `+` and 7 to 15 digits.

    `+47` and `0047` before eight digits are taken away. Raises NumberError.
    """
    compact = re.sub(r"[\s.()/-]", "", text)
    compact = re.sub(r"^00", "+", compact)
    compact = re.sub(r"^\+47(?=[0-9]{8}$)", "", compact)
    if not re.fullmatch(r"[2-9][0-9]{7}|\+[1-9][0-9]{6,14}", compact):
        raise NumberError("phone")
    return compact


def format_phone(digits: str | None) -> str:
    """Return `912 34 567` (mobile) or `22 00 35 00`, with no-break spaces; other numbers as they are."""
    if digits and digits[0] in "489":
        return _grouped(digits, 3, 2, 3)
    return _grouped(digits, 2, 2, 2, 2)


def _grouped(digits: str | None, *sizes: int) -> str:
    if not digits or not digits.isdecimal() or len(digits) != sum(sizes):
        return digits or ""
    pieces, start = [], 0
    for size in sizes:
        pieces.append(digits[start : start + size])
        start += size
    return NBSP.join(pieces)
