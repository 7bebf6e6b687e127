"""Texts that somebody typed, as they may stand on a public page (R8.6)."""

import re
import unicodedata

from django.utils.translation import gettext as _

_PERSONAL = re.compile(
    r"""
    [^\s@<>(),;]+@[^\s@<>(),;]+\.\w+                                            # an e-mail address
    | (?<!\d)\d{6}[\s.-]?\d{5}(?!\d)                                          # a national identity number
    | (?<!\d)\d{4}[\s.]\d{2}[\s.]\d{5}(?!\d)                                  # an account number
    | (?<![\d+])(?:\+|00)\d[\d\s-]{6,16}\d(?!\d)                              # a phone number with its country
    | (?<!\d)(?:\d{8}|\d{2}(?:[\s-]\d{2}){3}|\d{3}[\s-]\d{2}[\s-]\d{3})(?!\d)   # one of this country
    """,
    re.VERBOSE,
)


def public_text(text: str) -> str:
    """Return a text on one line; all of it is left out where it holds an address or a number of somebody's.

    A name beside them goes with them. Names alone cannot be told from other words: what is shown publicly is chosen
    so that no name belongs there.
    """
    plain = unicodedata.normalize("NFKC", text)
    seen = "".join(each for each in plain if unicodedata.category(each) != "Cf")
    return _("[left out]") if _PERSONAL.search(seen) else " ".join(seen.split())
