"""Finding words whatever their case, the same on every database and in every locale (R8.15, E12)."""

import re

MOST_WORDS = 8


def any_case(text: str) -> str:
    """Return a regular expression, for a lookup with `__regex`, that finds the text in capitals or not.

    SQLite's own comparison knows no Æ, Ø and Å, and PostgreSQL's depends on the locale it was set up with.
    """
    return "".join(_either(character) for character in text)


def words_of(text: str) -> list[str]:
    """Return the first words of what somebody typed."""
    return text.replace("\0", "").split()[:MOST_WORDS]


def _either(character: str) -> str:
    lower, upper = character.lower(), character.upper()
    if lower == upper or len(lower) != 1 or len(upper) != 1:
        return re.escape(character)
    return f"[{lower}{upper}]"
