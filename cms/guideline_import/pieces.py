"""What a source document is read into: pieces in order, each knowing the lines it came from."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Any


class Kind(StrEnum):
    """What a piece is."""

    LINE = auto()  # a line of plain text, which may be part of anything
    TEXT = auto()
    HEADING = auto()
    ITEM = auto()  # of a list
    NOTE = auto()  # a footnote


_BLANKS = re.compile(r"[ \t\n]+")  # no-break spaces stay
Row = tuple[int, str]  # where it stands in the source (line, or paragraph of a DOCX), and its visible words


@dataclass
class Piece:
    """A line, a paragraph, a heading, an item of a list, or a footnote.

    `html` is safe: it holds our own tags and escaped text, whatever the source held. `level` is that of a heading,
    or how deep an item lies. `numbered` tells items that are counted from 1, `in_table` rows of a table.
    """

    kind: Kind
    rows: list[Row]
    html: str
    level: int = 0
    numbered: bool = False
    in_table: bool = False
    after_blank: bool = False
    new_page: bool = False
    number: int = 0  # of a footnote
    url: str = ""  # of a footnote

    @property
    def line(self) -> int:
        """Return where it begins."""
        return self.rows[0][0]

    @property
    def text(self) -> str:
        """Return its visible words, with single spaces between."""
        return _BLANKS.sub(" ", " ".join(text for _line, text in self.rows)).strip()

    def take(self, other: "Piece") -> None:
        """Let what follows be part of this piece."""
        self.rows += other.rows
        self.html = f"{self.html} {other.html}"


@dataclass(frozen=True)
class Removed:
    """A line of the source that is not in the draft, and why; or a footnote's, which stands elsewhere in it."""

    line: int
    text: str
    reason: Any


@dataclass
class Source:
    """A document as it was read: what kind, in which character set, and its pieces in order.

    `hidden`: what readers of the source never see in its text, such as the headers of a DOCX and comments.
    `remarks`: sentences for the report about what could not be taken over as it was.
    """

    kind: str
    charset: str
    pieces: list[Piece]
    hidden: list[Removed] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def removed(pieces: Iterable[Piece], reason: Any) -> list[Removed]:
    """Return the rows of some pieces as removed."""
    return [Removed(line, text, reason) for piece in pieces for line, text in piece.rows if text.strip()]


def is_open(text: str) -> bool:
    """Return whether a text stops in the middle of a sentence: no full stop, colon or the like at its end."""
    return bool(text) and text.rstrip(" »”\"')]")[-1:] not in (".", "!", "?", ":", ";", "…")
