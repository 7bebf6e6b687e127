"""Footnotes of plain text: `1 Read more …` at the foot of a page, and the 1 that refers to it in the text above."""

import re

from .pieces import Kind, Piece
from .richtext import reference

_NOTE = re.compile(r"^(\d{1,2})\s+(?=[A-ZÆØÅ«])(?P<said>\S.*)$", re.DOTALL)
_URL = re.compile(r"^https?://\S+$")


def find_notes(blocks: list[Piece]) -> list[Piece]:
    """Return the blocks with notes told apart, each with its address, and references to them as links."""
    made: list[Piece] = []
    last = sought = 0  # the last note, and up to where the mark of the next was sought in vain
    for block in blocks:
        before = made[-1] if made else None
        match = _NOTE.match(block.text) if block.kind == Kind.TEXT else None
        if match and int(match[1]) == last + 1 and _refer(made[sought:], int(match[1])):
            last, sought = last + 1, 0
            block.kind, block.number = Kind.NOTE, last
        elif (
            before is not None
            and before.kind == Kind.NOTE
            and block.kind == Kind.TEXT
            and not before.url
            and _URL.match(block.text)
        ):
            before.url = block.text
            before.rows += block.rows
            continue
        elif match and int(match[1]) == last + 1:
            sought = len(made)
        made.append(block)
    return made


def _refer(blocks: list[Piece], number: int) -> bool:
    """Make the mark of a note in the text above it a link; return whether there was one."""
    mark = re.compile(rf"(?<=[a-zæøåé»”\")?!.,])(?<!\d[.,]){number}(?=[\s.,;:)]|$)")
    for block in reversed(blocks):
        if block.kind not in (Kind.TEXT, Kind.ITEM):
            continue
        parts = re.split(r"(<[^>]*>)", block.html)  # never inside a tag
        for at in range(0, len(parts), 2):
            if found := mark.search(parts[at]):
                parts[at] = parts[at][: found.start()] + reference(number) + parts[at][found.end() :]
                block.html = "".join(parts)
                return True
    return False
