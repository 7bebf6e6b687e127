"""The promise, checked for every document: source words − removed − footnotes = the draft's words, in that order."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .pieces import Row
from .richtext import words as _split
from .structure import Outline

_MARKS = "•▪‣◦●○·*"


def words(text: str) -> list[str]:
    """Return the words of a text; the mark of an item is none."""
    return _said(_split(text))


def _said(said: list[str]) -> list[str]:
    return [word.lstrip(_MARKS) for word in said if any(letter.isalnum() for letter in word)]


@dataclass(frozen=True)
class Account:
    """How many words there are where, and the first that is not where it should be."""

    source: int
    draft: int
    removed: int
    notes: int
    astray: str = ""

    @property
    def is_whole(self) -> bool:
        """Return whether every word is accounted for."""
        return not self.astray


def account(rows: Iterable[Row], outline: Outline) -> Account:
    """Return where the words of the source's rows went."""
    rows = list(rows)
    gone: dict[int, list[str]] = defaultdict(list)
    for each in (*outline.removed, *outline.moved):
        gone[each.line].append(" ".join(words(each.text)))
    left: list[str] = []
    for line, text in rows:
        said = words(text)
        if " ".join(said) in gone[line]:
            gone[line].remove(" ".join(said))
        else:
            left += said
    drafted = _said(outline.words())
    moved = [word for each in outline.moved for word in words(each.text)]
    noted = [
        word
        for note in outline.notes
        for word in words(f"{note.number}. {note.text} {_shown(note.url, moved)}")
    ]
    return Account(
        source=sum(len(words(text)) for _line, text in rows),
        draft=len(drafted),
        removed=sum(len(words(each.text)) for each in outline.removed),
        notes=len(moved),
        astray=_first_difference(left, drafted) or _first_difference(moved, noted),
    )


def _shown(url: str, moved: list[str]) -> str:
    """Return the address of a note where the source shows it, and does not only link to it."""
    return url if url in moved else ""


def _first_difference(one: list[str], other: list[str]) -> str:
    """Return the words where two texts part, or nothing."""
    if one == other:
        return ""
    at = next(
        (at for at, (here, there) in enumerate(zip(one, other, strict=False)) if here != there),
        min(len(one), len(other)),
    )
    return " ".join(one[at : at + 5] or other[at : at + 5]) or "…"
