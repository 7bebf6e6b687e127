"""How the cells of a column are read, by what the column holds. A sibling says what is special about its kind."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from imports.columns import LANGUAGES, Column
from workflows.ui.sheets import FORMULA

from .grid import Cell, Number, Truth
from .tables import Assumption

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\u200b\u2060\ufeff]")
_LOST = re.compile("[\ufffd\ud800-\udfff]")


def tidy(text: str) -> str:
    """Return a text with its letters composed, without what cannot be seen; raise ValueError where letters are lost."""
    if _LOST.search(text):
        raise ValueError(_("Letters were lost before the file came here: there is a � in it."))
    if text.isascii() and text.isprintable():
        return text.strip()
    return _UNSEEN.sub("", unicodedata.normalize("NFC", text)).strip()


class Kind:
    """Cells of text. `one` is asked once for each different cell."""

    def __init__(self, column: Column) -> None:
        self.column = column

    def prepare(self, cells: Sequence[Cell]) -> None:
        """Look at the whole column, where a cell alone does not say what it means."""

    def one(self, cell: str) -> str:
        """Return what a cell says; raise ValueError with the reason for one that cannot be read."""
        text = tidy(cell)
        # What our own CSV files have in front of what looks like a formula.
        return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA) else text

    def assumptions(self) -> Iterator[Assumption]:
        """Yield what was assumed of the column."""
        yield from ()

    @property
    def named(self) -> dict[str, str]:
        """Return the column for a sentence."""
        return {"column": self.column.heading}


def _plain(answer: str) -> str:
    return " ".join(answer.casefold().split())


class WholeNumber(Kind):
    """A number, with or without spaces between thousands. What is none stays, and is refused with its row."""

    def one(self, cell: str) -> str:
        """Return the digits."""
        text = re.sub(r"\s", "", tidy(cell))
        return re.sub(r"(?<=\d)[.,]0+$", "", text)


class YesNo(Kind):
    """Yes or no, in the words and crosses people use."""

    WORDS = dict.fromkeys("1 ja j yes y true sann x ✓ ✔".split(), "1") | dict.fromkeys(
        "0 nei n no false usann".split(), "0"
    )

    def one(self, cell: str) -> str:
        """Return 1 or 0; another word as it is, which is refused with its row."""
        text = tidy(cell)
        return self.WORDS.get(text.casefold(), text)


class OrganisationNumber(Kind):
    """An organisation number: its digits."""

    def one(self, cell: str) -> str:
        """Return the number without the noughts that a spreadsheet puts behind it."""
        return re.sub(r"(?<=\d)[.,]0$", "", tidy(cell))


class Choice(Kind):
    """One of a few answers: by what is stored, or by what people see, in any language."""

    def __init__(self, column: Column) -> None:
        super().__init__(column)
        self.known: dict[str, str] = {}
        for language in LANGUAGES:
            with translation.override(language):
                for value, label in column.choices:
                    self.known.setdefault(_plain(value), value)
                    self.known.setdefault(_plain(str(label)), value)

    def one(self, cell: str) -> str:
        """Return what is stored for an answer."""
        text = super().one(cell)
        if (folded := _plain(text)) in self.known:
            return self.known[folded]
        if isinstance(cell, Truth | Number) and text in self.known.values():
            return text
        answers = ", ".join(f"“{label}”" for _value, label in self.column.choices)
        raise ValueError(_("Choose one of these: %(answers)s.") % {"answers": answers})
