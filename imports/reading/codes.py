"""Codes that spreadsheets take the first nought from, and municipality numbers of other years (R8.13, C12)."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from imports.columns import Column
from imports.resources.widgets import Code as CodeWidget
from workflows.directory.changes import History

from .grid import Cell
from .kinds import Kind, tidy
from .tables import Assumption, Note, Question

_MUNICIPALITY = 4  # digits
_WITH_NAME = re.compile(r"^(?:K-?)?(\d{3,4})(?:\.0|\s*[-–,:]?\s+\D.*|)$")


class Code(Kind):
    """A code of digits of one length."""

    def __init__(self, column: Column, digits: int) -> None:
        super().__init__(column)
        self.digits = digits
        self.padded = ""
        self.pads = False

    def prepare(self, cells: Sequence[Cell]) -> None:
        """Find out whether the whole column has lost its first noughts: none is left, and some codes are too short."""
        texts = {self.digits_of(cell) for cell in set(cells) if cell}
        short = any(text.isdecimal() and len(text) < self.digits for text in texts)
        self.pads = short and not any(text.startswith("0") and len(text) == self.digits for text in texts)

    def digits_of(self, cell: str) -> str:
        """Return the code that a cell writes."""
        return re.sub(r"(?<=\d)[.,]0$", "", cell.strip())

    def one(self, cell: str) -> str:
        """Return the code, with its first nought again where the column has lost them; any other text as it is."""
        text = self.digits_of(tidy(cell))
        if self.pads and text.isdecimal() and 0 < len(text) < self.digits:
            padded = text.zfill(self.digits)
            self.padded = self.padded or _("“%(text)s” is %(code)s") % {"text": text, "code": padded}
            return padded
        return text

    def assumptions(self) -> Iterator[Assumption]:
        """Yield that noughts were put back."""
        if self.padded:
            said = self.named | {"example": self.padded}
            yield Assumption(
                "zeros", _("Noughts in front, lost in “%(column)s”, were put back: %(example)s.") % said
            )


class Municipality(Code):
    """A municipality's number of today, an old one mapped by the day it was written, a split one asked about."""

    def __init__(
        self, column: Column, history: History, names: Mapping[str, str], answers: Mapping[str, str]
    ) -> None:
        super().__init__(column, _MUNICIPALITY)
        self.history, self.names, self.answers = history, names, answers
        self.notes: list[Note] = []
        self.asked: dict[str, list[int]] = {}
        self.choices: dict[str, tuple[str, ...]] = {}
        self.mapped: set[str] = set()
        self.with_name = ""

    def digits_of(self, cell: str) -> str:
        """Return the number, also where the name stands behind it: `1103 Stavanger`."""
        found = _WITH_NAME.match(cell.strip())
        return found[1] if found else cell.strip()

    def one(self, cell: str) -> str:
        """Return the number as it was written, its four digits proved; raise ValueError for what is none."""
        text = super().one(cell)
        if text != tidy(cell) and not self.with_name and not text.endswith(tidy(cell)):
            self.with_name = _("“%(text)s” is %(code)s") % {"text": tidy(cell), "code": text}
        return CodeWidget(self.digits).clean(text)

    def today(self, code: str, on: dt.date, row: int) -> str:
        """Return the number of today, noting what became of an old one; raise UnknownMunicipality.

        A split one stays as it was written, and is asked about, until an answer says which it is.
        """
        found = self.history.resolve(code, on)
        if not found.is_mapped:
            return code
        became = found.today
        if became is None:
            key = f"{self.column.name}:{code}"
            self.choices[code] = found.candidates
            self.asked.setdefault(code, []).append(row)
            became = self.answers.get(key, "")
            if became not in found.candidates:
                return code
        self.mapped.add(code)
        self.notes.append(Note(row, self.column.name, code, became, found.explanation))
        return became

    def questions(self) -> Iterator[Question]:
        """Yield what must be asked, with what was answered."""
        for code, rows in self.asked.items():
            key = f"{self.column.name}:{code}"
            answer = self.answers.get(key, "")
            yield Question(
                key,
                self.column.name,
                code,
                _("The municipality with number %(code)s was split. Which of these is meant?")
                % {"code": code},
                tuple((each, f"{each} {self.names.get(each, '')}".strip()) for each in self.choices[code]),
                tuple(rows),
                answer if answer in self.choices[code] else "",
            )

    def assumptions(self) -> Iterator[Assumption]:
        """Yield what else was read than the digits, and which old numbers became others."""
        yield from super().assumptions()
        if self.with_name:
            said = self.named | {"example": self.with_name}
            yield Assumption("names", _("Only the number was read in “%(column)s”: %(example)s.") % said)
        if self.mapped:
            pairs = sorted({(note.value, note.became) for note in self.notes})
            ways = [f"{old} → {new} {self.names.get(new, '')}".strip() for old, new in pairs]
            said = self.named | {"ways": ", ".join(ways)}
            yield Assumption(
                "municipalities", _("Old municipality numbers in “%(column)s” were mapped: %(ways)s.") % said
            )


class Municipalities(Municipality):
    """Several municipalities by number, in one cell."""

    def prepare(self, cells: Sequence[Cell]) -> None:
        """Look at all numbers of the column."""
        super().prepare([each for cell in set(cells) if cell for each in parts(cell)])

    def one(self, cell: str) -> str:
        """Return the numbers, with a comma between."""
        return ", ".join(super(Municipalities, self).one(each) for each in parts(cell))

    def today(self, code: str, on: dt.date, row: int) -> str:
        """Return the numbers of today, each once."""
        found = (super(Municipalities, self).today(each, on, row) for each in parts(code))
        return ", ".join(dict.fromkeys(found))


def parts(cell: str) -> list[str]:
    """Return the numbers of a cell that has several, names behind them kept."""
    separated = re.split(r"[,;\n/]+", cell)
    return [
        each.strip()
        for part in separated
        for each in (part.split() if re.fullmatch(r"[\d\s]+", part) else [part])
        if each.strip()
    ]
