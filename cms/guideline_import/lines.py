"""Lines of plain text to headings, paragraphs and items, also where a page broke in the middle of a sentence."""

import re
from collections.abc import Sequence
from dataclasses import replace

from .pieces import Kind, Piece, is_open

_CHAPTER = re.compile(r"^(\d{1,2})\.\s*(?=[A-ZÆØÅ«])(\S.*)$")
_SUBCHAPTER = re.compile(r"^(\d{1,2})((?:\.\d{1,2})+)\.?\s+(\S.*)$")
_BULLET = re.compile(r"^(?:[•▪‣◦●○·]|[*+–—-](?=\s))\s*(?=\S)")
_DASH = re.compile(r"^[–—-]")
_COUNTED = re.compile(r"^(\d{1,2})[.)]\s+(?=\S)")
_INTRODUCTION = re.compile(r"^(?:innledning|innleiing|introduction)$", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:^|\s)(?:og|eller|i|på|av|for|til|med|om|ved|frå|fra|som|[–—-])$|,$")
_EARLY = 0.75  # of the usual length: a line that stops before this had room for the next word
_HEADING_AT_MOST = 200  # letters: what a chapter's title can hold

Joined = tuple[int, str]  # the line where a sentence goes on, and the words around the break


def blocks_of(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Joined]]:
    """Return headings, paragraphs and items of lines, and the sentences that a page broke in two."""
    reader = _Reader(list(pieces))
    return reader.blocks(), reader.joined


def join_sentences(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Joined]]:
    """Return the pieces with paragraphs put together again that stop in the middle of a sentence."""
    made: list[Piece] = []
    joined: list[Joined] = []
    for piece in pieces:
        before = made[-1] if made else None
        if (
            before is not None
            and before.kind == piece.kind == Kind.TEXT
            and is_open(before.text)
            and before.text[-1].isalpha()
            and piece.text[:1].islower()
            and not piece.text.startswith(("http://", "https://"))
            and "@" not in before.text.split()[-1]
        ):
            joined.append((piece.line, around(before.text, piece.text)))
            before.take(piece)
        else:
            made.append(replace(piece, rows=list(piece.rows)))
    return made, joined


def around(before: str, after: str) -> str:
    """Return the last and the first words about a break: `noen av / prosjektene likevel`."""
    return f"{' '.join(before.split()[-3:])} / {' '.join(after.split()[:3])}"


class _Reader:
    """Takes one block after another from the lines."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces, self.at = pieces, 0
        lengths = sorted(len(piece.text) for piece in pieces if piece.kind == Kind.LINE) or [0]
        self.width = lengths[int(len(lengths) * 0.9)]
        self.chapter = 0
        self.counted = 0  # the number of the item one is at in a counted list
        self.joined: list[Joined] = []

    def blocks(self) -> list[Piece]:
        """Return the blocks; what is no line is passed on as it is."""
        made: list[Piece] = []
        while self.at < len(self.pieces):
            piece = self.pieces[self.at]
            if piece.kind != Kind.LINE:
                self.at += 1
                made.append(piece)
            else:
                made.append(self._block(piece))
        return made

    def _block(self, piece: Piece) -> Piece:
        text, after = piece.text, self._peek(1)
        chapter, sub = _CHAPTER.match(text), _SUBCHAPTER.match(text)
        if chapter and int(chapter[1]) == self.chapter + 1 and self._may_be_heading(piece):
            self.chapter, self.counted = self.chapter + 1, 0
            return self._heading(piece, level=1)
        if sub and int(sub[1]) == self.chapter and self._may_be_heading(piece):
            self.counted = 0
            return self._heading(piece, level=2)
        if _INTRODUCTION.match(text):
            return self._heading(piece, level=1)
        if match := _BULLET.match(text):
            return self._item(piece, match[0], counted=False)
        if (match := _COUNTED.match(text)) and self._counts(int(match[1]), after):
            self.counted = int(match[1])
            return self._item(piece, match[0], counted=True)
        if after and self._is_minor_heading(piece, after):
            return self._take(Kind.HEADING, level=3)
        if self.at == 0 and after and self._is_title(piece, after):
            return self._take(Kind.HEADING)
        self.counted = 0
        return self._paragraph(self._take(Kind.TEXT))

    def _is_minor_heading(self, piece: Piece, after: Piece) -> bool:
        """Return whether a line without a number is a heading: short, alone, no sentence, and text right beneath."""
        short = self._ends_early(piece, after) and piece.after_blank and not after.after_blank
        says_nothing = is_open(piece.text) and not re.search(r"[,:@]", piece.text)
        return short and says_nothing and piece.text[:1].isupper() and after.text[:1].isupper()

    def _is_title(self, piece: Piece, after: Piece) -> bool:
        """Return whether the first line of all is the title: alone, and no sentence."""
        return after.after_blank and is_open(piece.text) and len(piece.text) <= _HEADING_AT_MOST

    def _may_be_heading(self, piece: Piece) -> bool:
        """Return whether a numbered line is a heading: it is no sentence, and no item with the next one beneath it."""
        after = self._peek(1)
        following = _COUNTED.match(after.text) if after and not after.after_blank else None
        number = _COUNTED.match(piece.text)
        in_a_list = following and number and int(following[1]) == int(number[1]) + 1
        goes_on = self.counted and number and int(number[1]) == self.counted + 1 and not piece.after_blank
        dashed = after and not after.after_blank and self._is_a_dash(piece, after)
        if in_a_list or goes_on or dashed:
            return False
        if (
            after
            and not after.after_blank
            and after.text[:1].islower()
            and not self._ends_early(piece, after)
        ):
            return is_open(self._whole(2)) and len(self._whole(2)) <= _HEADING_AT_MOST
        return is_open(piece.text) and len(piece.text) <= _HEADING_AT_MOST

    def _whole(self, count: int) -> str:
        return " ".join(each.text for each in self.pieces[self.at : self.at + count])

    def _counts(self, number: int, after: Piece | None) -> bool:
        """Return whether a number counts items: it follows the last one, or is 1 with a 2 to come."""
        if number == self.counted + 1 and self.counted:
            return True
        second = f"{number + 1}"
        later = self.pieces[self.at + 1 : self.at + 8]
        return number == 1 and any(
            (match := _COUNTED.match(each.text)) and match[1] == second for each in later
        )

    def _heading(self, piece: Piece, level: int) -> Piece:
        """Take a heading with the lines it runs over."""
        heading = self._take(Kind.HEADING, level=level)
        while (after := self._peek(0)) and after.kind == Kind.LINE:
            goes_on = bool(_GOES_ON.search(heading.text)) and not after.after_blank
            goes_on = goes_on and is_open(after.text) and len(after.text) < _EARLY * self.width
            if not (after.text[:1].islower() or goes_on) or _BULLET.match(after.text):
                break
            if len(heading.text) + len(after.text) > _HEADING_AT_MOST or after.text.endswith("."):
                break
            heading.take(self._take(Kind.HEADING))
        return heading

    def _item(self, piece: Piece, mark: str, *, counted: bool) -> Piece:
        item = self._take(Kind.ITEM)
        item.html = item.html.removeprefix(mark)
        item.numbered = counted
        if not counted:
            item.rows = [(item.line, item.rows[0][1].removeprefix(mark))]
        return self._paragraph(item)

    def _paragraph(self, block: Piece) -> Piece:
        """Let a block take the lines that go on with it."""
        last = self.pieces[self.at - 1]
        while (after := self._peek(0)) and after.kind == Kind.LINE and self._goes_on(last, after):
            if after.new_page:
                self.joined.append((after.line, around(block.text, after.text)))
            last = self._take(Kind.TEXT)
            block.take(last)
        return block

    def _goes_on(self, last: Piece, after: Piece) -> bool:
        broken = after.new_page and is_open(last.text) and not self._ends_early(last, after)
        if after.after_blank and not broken:
            return False
        if self.counted and _COUNTED.match(after.text):
            return False
        if _BULLET.match(after.text) and not self._is_a_dash(last, after):
            return False
        if last.text.endswith(":") or self._begins_chapter(after):
            return False
        if self._ends_early(last, after):
            return is_open(last.text) and (after.text[:1].islower() or after.text[:1].isdigit())
        return True

    def _is_a_dash(self, last: Piece, after: Piece) -> bool:
        """Return whether a line begins with a dash that stands within a sentence, and no item."""
        within = is_open(last.text) and not self._ends_early(last, after) and not _BULLET.match(last.text)
        return bool(_DASH.match(after.text)) and within

    def _begins_chapter(self, after: Piece) -> bool:
        match = _CHAPTER.match(after.text)
        return bool(match) and after.new_page and int(match[1]) == self.chapter + 1  # type: ignore[index]

    def _ends_early(self, piece: Piece, after: Piece) -> bool:
        """Return whether the next line's first word had had room on this one."""
        first = after.text.split()[0]
        return len(piece.text) + 1 + len(first) < _EARLY * self.width

    def _take(self, kind: Kind, level: int = 0) -> Piece:
        piece = self.pieces[self.at]
        self.at += 1
        return replace(piece, kind=kind, rows=list(piece.rows), level=level)

    def _peek(self, ahead: int) -> Piece | None:
        at = self.at + ahead
        return self.pieces[at] if at < len(self.pieces) else None
