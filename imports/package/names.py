"""Names of files that every system can keep: flat, lower case, plain letters, each once (C18)."""

import unicodedata
from collections.abc import Container

LONGEST = 60  # letters, without the ending
_AS_ASCII = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ß": "ss", "đ": "d", "ŋ": "n", "ŧ": "t"})
# Windows keeps no file of these names, whatever their ending.
_TAKEN_BY_WINDOWS = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}


def safe_name(wanted: str, ending: str, *, tail: str = "", besides: Container[str] = ()) -> str:
    """Return the name of a file for what somebody calls it: `../Årsrapport` is `arsrapport.csv`.

    It is none of those `besides`: the second of the same name is `arsrapport-2.csv`. `ending` is ours and not changed,
    as is `tail`, which no length of the name cuts off.
    """
    plain = unicodedata.normalize("NFKD", wanted.casefold().translate(_AS_ASCII))
    letters = "".join(each if each.isascii() and each.isalnum() else "-" for each in plain
                      if not unicodedata.combining(each))  # fmt: skip
    stem = "-".join(part for part in letters.split("-") if part)[:LONGEST].strip("-")
    if not stem or stem in _TAKEN_BY_WINDOWS:
        stem = f"file-{stem}".strip("-")
    stem = f"{stem}-{tail}" if tail else stem
    name, number = f"{stem}.{ending}", 1
    while name in besides:
        number += 1
        name = f"{stem}-{number}.{ending}"
    return name
