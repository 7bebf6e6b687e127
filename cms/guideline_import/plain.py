"""Plain text: a line is a piece until `lines` knows what it belongs to."""

import re

from .pieces import Kind, Piece
from .richtext import prose

_NEW_PAGE = re.compile(r"^ (?=[^\s•*+–-])")  # what a page break leaves behind when text is taken from a PDF


def pieces_of(text: str) -> list[Piece]:
    """Return the lines that say something. A form feed, or a lone blank before a line, begins a page."""
    pieces: list[Piece] = []
    blank, new_page = True, False
    rows = text.split("\n")
    indented = sum(bool(_NEW_PAGE.match(row)) for row in rows) > len(rows) / 10
    for line, row in enumerate(rows, start=1):
        for nth, part in enumerate(row.split("\f")):
            new_page = new_page or nth > 0 or (not indented and bool(_NEW_PAGE.match(part)))
            if said := part.strip():
                pieces.append(
                    Piece(Kind.LINE, [(line, said)], prose(said), after_blank=blank, new_page=new_page)
                )
                blank = new_page = False
            elif "\f" not in row:
                blank = True
    return pieces
