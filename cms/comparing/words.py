"""Two texts word by word: what stayed, what went out, what came in."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

SAME, OUT, IN = "same", "out", "in"
ITEM = "• "  # begins a line that stands in a list
ALIKE = 0.6  # of the words of two texts are common: the same paragraph, written anew
FAR_APART = 0.4  # or less: told word by word, the difference could not be read

# A figure with its spaces is one word, so that 200 000 becomes 300 000 and not "2" becomes "3".
_TOKEN = re.compile(
    r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)*|\w+|\n|[^\S\n]+|[^\w\s]", re.UNICODE
)


@dataclass(frozen=True)
class Piece:
    """Some words in a row that stayed (`same`), went out (`out`) or came in (`in`)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Line:
    """A line of pieces; an `item` is one of a list."""

    is_item: bool
    pieces: list[Piece]


def difference(before: str, after: str) -> list[Piece]:
    """Return the pieces of both texts in reading order.

    Those that stayed and went out are the text before; those that stayed and came in are the text after.
    """
    if Bag(before).likeness(Bag(after)) <= FAR_APART:
        return list(_changed(before, after))
    return list(_merged(_pieces(_TOKEN.findall(before), _TOKEN.findall(after))))


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    for kind, start, end, new_start, new_end in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            yield Piece(SAME, "".join(before[start:end]))
        else:
            yield Piece(OUT, "".join(before[start:end]))
            yield Piece(IN, "".join(after[new_start:new_end]))


def _merged(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Draw changes together that only a space parts, so that a changed phrase is read as one."""
    out = into = ""
    waiting = ""  # a space of which we do not know yet whether a change follows
    for piece in pieces:
        if piece.kind == SAME:
            if (out or into) and not waiting and piece.text.isspace() and "\n" not in piece.text:
                waiting = piece.text
                continue
            yield from _changed(out, into)
            yield Piece(SAME, waiting + piece.text)
            out = into = waiting = ""
        elif piece.text:
            out, into, waiting = out + waiting, into + waiting, ""
            if piece.kind == OUT:
                out += piece.text
            else:
                into += piece.text
    yield from _changed(out, into)
    if waiting:
        yield Piece(SAME, waiting)


def lines(pieces: list[Piece]) -> list[Line]:
    """Return the pieces line by line, the dot of what stands in a list taken away."""
    rows: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *rest = piece.text.split("\n")
        rows[-1].append(Piece(piece.kind, first))
        rows += [[Piece(piece.kind, text)] for text in rest]
    found = []
    for row in rows:
        is_item = any(piece.text.startswith(ITEM) for piece in row)
        bare = [Piece(piece.kind, piece.text.removeprefix(ITEM)) for piece in row]
        if bare := [piece for piece in bare if piece.text]:
            found.append(Line(is_item, bare))
    return found


def _changed(out: str, into: str) -> Iterator[Piece]:
    if out:
        yield Piece(OUT, out)
    if into:
        yield Piece(IN, into)


@dataclass(frozen=True)
class Bag:
    """The words of a text without their order: cheap to hold against many others."""

    text: str

    @cached_property
    def words(self) -> Counter[str]:
        """Return how often each word stands in the text."""
        return Counter(re.findall(r"\w+", self.text.lower()))

    def likeness(self, other: "Bag") -> float:
        """Return which share of the words of two texts is common to them, from 0 to 1."""
        both = self.words.total() + other.words.total()
        return 2 * (self.words & other.words).total() / both if both else 1.0
