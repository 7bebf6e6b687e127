"""Amounts in kroner as Norwegians write and read them: the one parser and the one formatter (R8.11, C4).

Forms and imports both use these, so that `200.000` is two hundred thousand everywhere. What could mean two
things is refused with a reason; nothing is guessed. Everything is Decimal, never float. What has more than
two decimals is rounded half up to øre (0.005 becomes 0.01), once, here.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NBSP = "\u00a0"
MINUS = "\u2212"
ORE = Decimal("0.01")
MAXIMUM = Decimal(10) ** 12  # a thousand billion kroner: far above any grant, far below the columns' limit

_LONGEST = 60  # characters; longer texts are not amounts
_UNIT = r"(?:kr\.?|kroner|nok)"
_MULTIPLIERS = (
    {"tusen": Decimal(10) ** 3}
    | dict.fromkeys(("mill", "million", "millioner", "millionar"), Decimal(10) ** 6)
    | dict.fromkeys(("mrd", "milliard", "milliarder", "milliardar"), Decimal(10) ** 9)
)
_LEADING_UNIT = re.compile(rf"^{_UNIT}(?=[ \d]) ?", re.IGNORECASE)
_TRAILING_UNIT = re.compile(rf"(?<=[\d \-–.]){_UNIT}$", re.IGNORECASE)
_TRAILING_DASH = re.compile(r"(?<=\d) ?[,.](?:-|–|—|--)$")  # 3 550 000,-
_MULTIPLIER = re.compile(rf"^(.*?) ?\b({'|'.join(_MULTIPLIERS)})\.?$", re.IGNORECASE)
_NEGATIVE = re.compile(r"^(?:kr\.? ?|nok ?)?[-−–—]|[-−]$|^\(.*\)$", re.IGNORECASE)
_PLAIN = re.compile(r"^\d+$")
_SPACED = re.compile(r"^[1-9]\d{0,2}(?: \d{3})+$")
_DOTTED = re.compile(r"^[1-9]\d{0,2}(?:\.\d{3})+$")
_COULD_BE_ENGLISH = re.compile(r"^[1-9]\d{0,2},\d{3}$")

REASONS: dict[str, str | Promise] = {
    "empty": _("Write an amount."),
    "negative": _("Write the amount without a minus sign."),
    "not_a_number": _("Write the amount in digits, for example 1 250 000."),
    "grouping": _("Check the digits: between spaces or dots there must be three at a time, as in 1 250 000."),
    "decimal_dot": _("Use a comma before øre, as in 1 250,50. A dot separates thousands, as in 1.250.000."),
    "english": _("Use spaces or dots between thousands and a comma before øre, as in 1 250 000,50."),
    "ambiguous": _(
        "This can be read in two ways. Write thousands with a space, as in 1 250, and øre as in 1,25."
    ),
    "too_large": _("The amount is too large."),
}


class AmountError(ValueError):
    """A text that is no amount, with a `code` (a key of REASONS) and a `reason` for people."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.reason = REASONS[code]
        super().__init__(code)

    def __str__(self) -> str:
        return str(self.reason)


def parse_amount(value: str | int | Decimal | float) -> Decimal:
    """Return the kroner that `value` says, never negative, rounded half up to øre (R8.11, C4).

    Reads `kr 2.100.000`, `3 550 000,-`, `4,2 millionar`, `1 250 000,50`, `NOK 200000`, with any kind of space.
    Numbers, as spreadsheets hold them, are taken as they are; a float by the digits it shows.
    Raises AmountError with the reason in words for anything else.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal | float):
        raise AmountError("not_a_number")
    if not isinstance(value, str):
        return _within_limits(Decimal(str(value)))
    text = _tidy(value)
    if not text:
        raise AmountError("empty")
    if len(text) > _LONGEST:
        raise AmountError("too_large" if _PLAIN.match(text) else "not_a_number")
    text, multiplier = _without_units(text)
    return _within_limits(_number(text, exact=multiplier == 1) * multiplier)


def _tidy(text: str) -> str:
    """Return the text with every kind of space as one plain space (no-break, narrow, thin, figure …)."""
    return " ".join("".join(" " if unicodedata.category(c) == "Zs" else c for c in text).split())


def _without_units(text: str) -> tuple[str, Decimal]:
    """Take `kr`, `,-` and `millionar` away; return the bare number and what to multiply it by."""
    if _NEGATIVE.search(_TRAILING_DASH.sub("", text)):
        raise AmountError("negative")
    bare = _LEADING_UNIT.sub("", text)
    if bare == text:
        bare = _TRAILING_UNIT.sub("", text).strip()
    bare = _TRAILING_DASH.sub("", bare).strip()
    if match := _MULTIPLIER.match(bare):
        return match[1].strip(), _MULTIPLIERS[match[2].lower()]
    return bare, Decimal(1)


def _number(text: str, *, exact: bool) -> Decimal:
    """Return the number of a text of digits, spaces, dots and at most one comma; `exact` refuses `1,250`."""
    if not text or not text[0].isdecimal() or not text.isascii() or re.search(r"[^\d ,.]", text):
        raise AmountError("not_a_number")
    if text.count(",") > 1 or ("," in text and "." in text.rpartition(",")[2]):
        raise AmountError("english")
    whole, comma, decimals = text.partition(",")
    if not (_PLAIN.match(whole) or _SPACED.match(whole) or _DOTTED.match(whole)):
        raise AmountError("decimal_dot" if re.search(r"\.\d{1,2}$", whole) else "grouping")
    if comma and not _PLAIN.match(decimals):
        raise AmountError("grouping")
    if exact and _COULD_BE_ENGLISH.match(text):
        raise AmountError("ambiguous")
    return Decimal(re.sub(r"[ .]", "", whole) + (f".{decimals}" if comma else ""))


def _within_limits(amount: Decimal) -> Decimal:
    """Return the amount rounded half up to øre; raise AmountError unless it is a real number from 0 to MAXIMUM."""
    if not amount.is_finite():
        raise AmountError("not_a_number")
    if amount < 0:
        raise AmountError("negative")
    if amount > MAXIMUM:
        raise AmountError("too_large")
    return round_to_ore(amount)


def round_to_ore(amount: Decimal) -> Decimal:
    """Return the amount in kroner rounded half up to two decimals."""
    return amount.quantize(ORE, rounding=ROUND_HALF_UP) + 0  # + 0: no negative zero


def group_digits(value: int | Decimal) -> str:
    """Return `1 250 000`, or `1 250 000,50` where there are øre, with no-break spaces and a real minus sign."""
    amount = round_to_ore(Decimal(value))
    whole, _point, ore = f"{abs(amount):.2f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", NBSP)
    return f"{MINUS if amount < 0 else ''}{grouped}{'' if ore == '00' else ',' + ore}"


def format_amount(value: int | Decimal | None) -> str:
    """Return `kr 1 250 000`, with no-break spaces and øre only where there are some; nothing for None (R8.11)."""
    return "" if value is None else f"kr{NBSP}{group_digits(value)}"
