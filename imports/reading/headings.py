"""Which column a heading means: by our own names, by what people call it in any language, or by a near miss."""

import difflib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.columns import Column

from .grid import Cell, Number
from .tables import Assumption, Mapped

NEAR = 0.87  # how alike, of 1, a slip of the keyboard leaves two headings
SHORTEST = 5  # letters of a heading that may have a slip
# What people shorten: both sides folded.
_SHORT = {
    "kommunenr": "kommunenummer", "komnr": "kommunenummer", "knr": "kommunenummer", "kommnr": "kommunenummer",
    "tlf": "telefon", "tlfnr": "telefon", "telefonnr": "telefon", "telefonnummer": "telefon", "mobil": "telefon",
    "mobiltelefon": "telefon", "mobilnr": "telefon", "mobilnummer": "telefon", "mobiltlf": "telefon",
    "epostadresse": "epost", "mail": "epost", "mailadresse": "epost",
    "orgnr": "organisasjonsnummer", "orgnummer": "organisasjonsnummer", "organisasjonsnr": "organisasjonsnummer",
}  # fmt: skip


def fold(heading: str) -> str:
    """Return a heading without what people vary: case, spaces, signs, and what stands in brackets."""
    text = unicodedata.normalize("NFC", heading).casefold().partition("(")[0]
    folded = "".join(letter for letter in text if letter.isalnum())
    return _SHORT.get(folded, folded)


class Headings:
    """What the columns of a table may be called, and what was chosen for the headings of this file."""

    def __init__(self, columns: Sequence[Column], mapping: Mapping[str, str] | None = None) -> None:
        self.columns = {column.name: column for column in columns}
        self.chosen: dict[str, str] = {}  # by the heading as it stands, and folded
        for header, name in (mapping or {}).items():
            if not name or name in self.columns:
                self.chosen[header] = name
                self.chosen.setdefault(fold(header), name)
        self.known: dict[str, tuple[str, str]] = {}  # folded heading → column, how it is known
        for column in columns:
            self.known.setdefault(fold(column.name), (column.name, "name"))
        for column in columns:
            for heading in column.headings:
                self.known.setdefault(fold(heading), (column.name, "heading"))

    def count(self, cells: Iterable[Cell]) -> int:
        """Return how many of our columns a row of cells names."""
        return len({name for cell in cells if (name := self.find(cell)[0])})

    def find(self, cell: Cell) -> tuple[str | None, str]:
        """Return the column that a heading names, and how it was known."""
        if not cell or isinstance(cell, Number):
            return None, "unknown"
        text, folded = " ".join(cell.split()), fold(cell)
        name = self.chosen.get(text, self.chosen.get(folded))
        if name is not None:
            return (name, "chosen") if name else (None, "ignored")
        return self.known.get(folded, (None, "unknown"))

    def near(self, header: str) -> str | None:
        """Return the column whose heading is nearly this one; None where none or several are."""
        folded = fold(header)
        if len(folded) < SHORTEST:
            return None
        alike = difflib.get_close_matches(folded, list(self.known), n=3, cutoff=NEAR)
        names = {self.known[each][0] for each in alike}
        return names.pop() if len(names) == 1 else None

    def mapped(self, headers: Sequence[str]) -> tuple[list[Mapped], list[Assumption]]:
        """Return for each heading the column it is, each column once, and what was assumed of them."""
        found = [self.find(header) for header in headers]
        taken = {name for name, _how in found if name}
        assumptions = []
        for at, header in enumerate(headers):
            if found[at][1] == "unknown" and (name := self.near(header)) and name not in taken:
                taken.add(name)
                found[at] = name, "near"
                said = {"heading": header, "column": self.columns[name].heading}
                assumptions.append(
                    Assumption("near", _("The heading “%(heading)s” was read as “%(column)s”.") % said)
                )
        mapped: list[Mapped] = []
        seen: dict[str, str] = {}
        for at, (header, (name, how)) in enumerate(zip(headers, found, strict=True)):
            if name and name in seen:
                said = {"first": seen[name], "second": header}
                assumptions.append(
                    Assumption(
                        "doubled",
                        _("“%(first)s” and “%(second)s” are the same column. The first was used.") % said,
                    )
                )
                name, how = None, "double"
            elif name:
                seen[name] = header
            mapped.append(Mapped(header, name, how, at))
        return mapped, assumptions


def letter_of(position: int) -> str:
    """Return what a spreadsheet calls a column: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def headers_of(cells: Sequence[Cell], width: int) -> list[str]:
    """Return the headings of a row, each once: a second of the same is numbered, an empty one has its letter."""
    headers: list[str] = []
    for at in range(width):
        cell = cells[at] if at < len(cells) else None
        text = " ".join((cell or "").split()) or str(_NAMELESS) % {"letter": letter_of(at)}
        times = 2
        header = text
        while header in headers:
            header, times = f"{text} ({times})", times + 1
        headers.append(header)
    return headers


_NAMELESS = gettext_lazy("column %(letter)s")
