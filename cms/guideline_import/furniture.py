"""What belongs to paper: page numbers, running headers and footers, tables of contents, rulers."""

import re
from collections import Counter
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from .pieces import Kind, Piece, Removed, removed

_PAGE_NUMBER = re.compile(
    r"^(?:(?:side|page|s\.)\s*)?[–—-]?\s*\d{1,3}\s*[–—-]?(?:\s*(?:av|of|/)\s*\d{1,3})?$", re.IGNORECASE
)
_CONTENTS = re.compile(
    r"^(?:innhold|innhald|innholdsfortegnelse|innhaldsliste|contents)\s*:?$", re.IGNORECASE
)
_ENTRY = re.compile(r"^(?=.*\w).*?(?:\.{3,}|…|\t| {3,})[\s.…]*\d{1,4}$")
_LEADERS = re.compile(r"\.{5,}\s*\d{1,4}$")
_RULER = re.compile(r"^[\s_=*~–—-]{3,}$")
_WRAPPED_AT_MOST = 2  # lines of an entry before the one with its page number
_REPEATED = 3  # times a line must stand alone to be a running header where no page breaks are told
_EDGE = 2  # lines at the top and the bottom of a page where headers and footers stand


def remove_furniture(pieces: list[Piece]) -> tuple[list[Piece], list[Removed]]:
    """Return what belongs to the document, and what belonged to its pages, with the reason for each line."""
    gone: dict[int, str] = {}
    for at in _contents(pieces):
        gone[at] = _("Table of contents")
    for at, piece in enumerate(pieces):
        if piece.kind in (Kind.LINE, Kind.TEXT) and _RULER.match(piece.text):
            gone.setdefault(at, _("Ruler"))
    rest = [at for at in range(len(pieces)) if at not in gone]
    for at in _running(pieces, rest):
        gone[at] = _("Running header or footer")
    for at in rest:
        if at not in gone and _stands_alone(pieces, at, gone) and _PAGE_NUMBER.match(pieces[at].text):
            gone[at] = _("Page number")
    kept: list[Piece] = []
    carried = False  # a page that begins with furniture still begins a page
    for at, piece in enumerate(pieces):
        if at in gone:
            carried = carried or piece.new_page
        else:
            piece.new_page = piece.new_page or carried
            carried = False
            kept.append(piece)
    found = [each for at in sorted(gone) for each in removed([pieces[at]], gone[at])]
    return kept, found


def _contents(pieces: list[Piece]) -> Iterable[int]:
    """Yield the places of a table of contents: its heading, its entries, and entries with leaders anywhere."""
    later = Counter(_plain(piece.text) for piece in pieces)
    inside = 0  # how many lines of an entry may still come before its page number
    for at, piece in enumerate(pieces):
        if piece.level == -1:
            yield at
        elif (piece.kind in (Kind.LINE, Kind.TEXT, Kind.HEADING) and _CONTENTS.match(piece.text)) or (
            piece.kind != Kind.NOTE
            and all(_LEADERS.search(text) or (inside and _ENTRY.match(text)) for _line, text in piece.rows)
        ):
            inside = _WRAPPED_AT_MOST
            yield at
        elif (
            inside
            and piece.kind != Kind.HEADING
            and (_ends_soon(pieces, at) or (later[_plain(piece.text)] > 1 and not _begins(pieces, at)))
        ):
            yield at
        else:
            inside = 0


def _ends_soon(pieces: list[Piece], at: int) -> bool:
    """Return whether a line is the beginning of an entry that runs over several."""
    following = pieces[at : at + _WRAPPED_AT_MOST + 1]
    for each in following[1:]:
        if each.after_blank or each.kind != Kind.LINE:
            return False
        if _ENTRY.match(each.rows[0][1]):
            return True
    return False


def _begins(pieces: list[Piece], at: int) -> bool:
    """Return whether this is where a heading named in the table really stands: it is the last time it is said."""
    said = _plain(pieces[at].text)
    return all(_plain(each.text) != said for each in pieces[at + 1 :])


def _plain(text: str) -> str:
    return re.sub(r"[\s.…\t]*\d*$", "", text).casefold().strip()


def _running(pieces: list[Piece], places: list[int]) -> set[int]:
    """Return the places of lines that stand at the edge of several pages, or alone again and again."""
    lines = [at for at in places if pieces[at].kind == Kind.LINE]
    pages: list[list[int]] = [[]]
    title = pieces[0].text if _begins_with_a_title(pieces) else ""
    if title:
        lines = [at for at in lines if at]  # headers that repeat the title go, the title stays
    for at in lines:
        if pieces[at].new_page:
            pages.append([])
        pages[-1].append(at)
    edges = {at for page in pages for at in (*page[:_EDGE], *page[-_EDGE:])} if len(pages) > 1 else set()
    said: dict[str, list[int]] = {}
    for at in lines:
        said.setdefault(re.sub(r"\d+", "#", pieces[at].text), []).append(at)
    found: set[int] = set()
    for text, alike in said.items():
        if _PAGE_NUMBER.match(pieces[alike[0]].text) or len(text) > 120:
            continue
        at_edges = [at for at in alike if at in edges]
        alone = [at for at in alike if _stands_alone(pieces, at, ())]
        if len(at_edges) >= _REPEATED or (len(at_edges) == 2 and len(pages) <= 3 and len(alike) == 2):
            found.update(at_edges)
        elif len(alone) + (text == re.sub(r"\d+", "#", title)) >= _REPEATED:
            found.update(alone)
    return found


def _begins_with_a_title(pieces: list[Piece]) -> bool:
    """Return whether the first line stands by itself, as a title does: it may be repeated above every page."""
    return len(pieces) > 1 and pieces[0].kind == Kind.LINE and pieces[1].after_blank


def _stands_alone(pieces: list[Piece], at: int, gone: Collection[int]) -> bool:
    """Return whether nothing stands directly above and beneath a line, or it is the first or last of its page."""
    piece = pieces[at]
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    above = piece.after_blank or piece.new_page or at == 0 or at - 1 in gone
    beneath = after is None or after.after_blank or after.new_page or at + 1 in gone
    at_an_edge = piece.new_page or (after is not None and after.new_page)
    return piece.kind in (Kind.LINE, Kind.TEXT) and ((above and beneath) or at_an_edge)
