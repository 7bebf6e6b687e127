"""Pieces to chapters and paragraphs with codes, as a guideline page holds them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.html import escape
from django.utils.translation import gettext as _

from .pieces import Kind, Piece, Removed, removed
from .richtext import list_html, words, words_of

_LABEL = re.compile(r"^(\d{1,3}(?:\.\d{1,3})*)[.)]?\s+(?=\S)")
_OWN_CODE = re.compile(r"^(\d{1,2}\.\d{1,3}(?:\.\d{1,3})*)\.?\s+(?=\S)")
_TITLE_AT_MOST = 255  # letters, of a page
_TAG = re.compile(r"<[^>]*>")
_REFERRED = re.compile(r'"#fotnote-(\d+)"')
_LAST_URL = re.compile(r"\shttps?://\S+$")
_INTRODUCTION = re.compile(r"^(?:innledning|innleiing|introduction)$", re.IGNORECASE)


@dataclass
class Paragraph:
    """A paragraph of the draft. `under`: the chapter or sub-chapter it stands in. `label`: its code in the source."""

    under: str
    html: str = ""
    label: str = ""
    code: str = ""

    def is_lead(self) -> bool:
        """Return whether a list that follows belongs to it: it ends with a colon."""
        return _TAG.sub("", self.html[-100:]).rstrip().endswith(":")


@dataclass
class Chapter:
    """A chapter of the draft. `label`: its number as the source has it, or nothing where it was given one."""

    number: str
    title: str
    label: str = ""
    paragraphs: list[Paragraph] = field(default_factory=list)
    subchapters: list[str] = field(default_factory=list)


@dataclass
class Note:
    """A footnote."""

    number: int
    text: str
    url: str = ""


@dataclass
class Outline:
    """What becomes the page; its title is empty where the source has none."""

    title: str = ""
    chapters: list[Chapter] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    moved: list[Removed] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def words(self) -> list[str]:
        """Return the words of the draft in order, but for the footnotes."""
        said = words(self.title)
        for chapter in self.chapters:
            said += words(f"{chapter.label} {chapter.title}") if chapter.label or chapter.title else []
            for paragraph in chapter.paragraphs:
                said += words(paragraph.label) + words_of(paragraph.html)
        return said


def outline_of(pieces: Sequence[Piece]) -> Outline:
    """Return chapters, paragraphs and notes; what stands before a title is taken off with it as the cover."""
    outline = Outline()
    body = _without_cover(list(pieces), outline)
    levels = [piece.level for piece in body if piece.kind == Kind.HEADING]
    builder = _Builder(outline, chapter_level=min(levels, default=1))
    for piece in body:
        builder.take(piece)
    builder.finish()
    return outline


def _without_cover(pieces: list[Piece], outline: Outline) -> list[Piece]:
    """Return what follows the title: the first heading, where it has no number and stands above all others."""
    headings = [at for at, piece in enumerate(pieces) if piece.kind == Kind.HEADING]
    if not headings:
        return pieces
    first = pieces[headings[0]]
    others = [pieces[at].level for at in headings[1:]]
    if (
        not others
        or _LABEL.match(first.text)
        or first.level >= min(others)
        or len(first.text) > _TITLE_AT_MOST
    ):
        return pieces
    outline.title = first.text
    outline.removed += removed(pieces[: headings[0]], _("Stands before the title"))
    return pieces[headings[0] + 1 :]


def _alike(first: Piece, piece: Piece) -> bool:
    """Return whether an item goes into the same list."""
    return first.in_table == piece.in_table and (first.numbered == piece.numbered or piece.level > 0)


class _Builder:
    """Puts one piece after another where it belongs."""

    def __init__(self, outline: Outline, chapter_level: int) -> None:
        self.outline, self.chapter_level = outline, chapter_level
        self.under = ""
        self.headings: list[str] = []  # minor headings waiting for the paragraph beneath them
        self.items: list[Piece] = []
        self.own_codes: set[str] = set()
        self.highest = 0  # number of a chapter so far

    def take(self, piece: Piece) -> None:
        """Take a piece."""
        if piece.kind == Kind.ITEM and (not self.items or _alike(self.items[0], piece)):
            self.items.append(piece)
            return
        self._end_list()
        if piece.kind == Kind.ITEM:
            self.items.append(piece)
        elif piece.kind == Kind.HEADING:
            self._heading(piece)
        elif piece.kind == Kind.NOTE:
            self._note(piece)
        else:
            self._text(piece)

    def finish(self) -> None:
        """Close what is open, and give paragraphs their codes."""
        self._end_list()
        self._headings_alone()
        for chapter in self.outline.chapters:
            self._number(chapter)
        html = "".join(each.html for chapter in self.outline.chapters for each in chapter.paragraphs)
        referred = set(_REFERRED.findall(html))
        self.outline.remarks += [
            _("Nothing refers to footnote %(number)s.") % {"number": note.number}
            for note in self.outline.notes
            if str(note.number) not in referred
        ]
        if len(self.outline.chapters) < 2:
            self.outline.remarks.append(
                _(
                    "No chapters were found: headings need a number or a style. All text stands in one chapter."
                )
            )

    def _heading(self, piece: Piece) -> None:
        match = _LABEL.match(piece.text)
        parts = match[1].split(".") if match else []
        chapter = self.outline.chapters[-1] if self.outline.chapters else None
        if len(parts) > 1 and chapter and parts[0] == chapter.number:
            self._headings_alone()
            self.under = match[1]  # type: ignore[index]
            chapter.subchapters.append(piece.text)
            self.headings.append(piece.text)
        elif len(parts) == 1 and piece.level <= self.chapter_level + 1 and match:
            self._begin(str(int(parts[0])), piece.text[match.end() :], piece.text[: match.end()].strip())
        elif piece.level <= self.chapter_level:
            self._begin(self._next_number(piece), piece.text, "")
        else:
            self.headings.append(piece.text)

    def _begin(self, number: str, title: str, label: str) -> None:
        self._headings_alone()
        self.under = number
        self.highest = max(self.highest, int(number))
        self.outline.chapters.append(Chapter(number, title, label))

    def _next_number(self, piece: Piece) -> str:
        if not self.outline.chapters and _INTRODUCTION.match(piece.text):
            return "0"
        number = self.highest + 1
        self.outline.remarks.append(
            _("The chapter “%(title)s” has no number in the source. It was given %(number)s.")
            % {"title": piece.text, "number": number}
        )
        return str(number)

    def _text(self, piece: Piece) -> None:
        chapter = self._chapter()
        match = _OWN_CODE.match(piece.text)
        own = match and match[1].startswith(f"{chapter.number}.") and match[1] not in self.own_codes
        if match and own and piece.html.startswith(match[0]):
            self.own_codes.add(match[1])
            html = f"<p>{piece.html.removeprefix(match[0])}</p>"
            self._add(Paragraph(self.under, html, match[0].strip(), match[1]))
        elif self._continues(chapter):
            chapter.paragraphs[-1].html += f"<p>{piece.html}</p>"
        else:
            self._add(Paragraph(self.under, f"<p>{piece.html}</p>"))

    def _continues(self, chapter: Chapter) -> bool:
        """Return whether a paragraph without a code belongs to the one before, which has its own."""
        last = chapter.paragraphs[-1] if chapter.paragraphs else None
        return bool(last and last.label and last.under == self.under and not self.headings)

    def _end_list(self) -> None:
        if not self.items:
            return
        items, self.items = self.items, []
        html, chapter = list_html(items), self._chapter()
        last = chapter.paragraphs[-1] if chapter.paragraphs else None
        if (
            last
            and not self.headings
            and last.under == self.under
            and (last.is_lead() or self._continues(chapter))
        ):
            last.html += html
        else:
            self._add(Paragraph(self.under, html))

    def _add(self, paragraph: Paragraph) -> None:
        before = "".join(f"<p><b>{escape(heading)}</b></p>" for heading in self.headings)
        self.headings = []
        paragraph.html = before + paragraph.html
        self._chapter().paragraphs.append(paragraph)

    def _headings_alone(self) -> None:
        """Keep headings that nothing stands beneath."""
        if self.headings:
            self._add(Paragraph(self.under))

    def _chapter(self) -> Chapter:
        if not self.outline.chapters:
            self.under = "0"
            self.outline.chapters.append(Chapter("0", ""))
        return self.outline.chapters[-1]

    def _note(self, piece: Piece) -> None:
        text, url = piece.text.removeprefix(str(piece.number)).strip(), piece.url
        if not url and (match := _LAST_URL.search(text)):
            url = match[0].strip()
        self.outline.notes.append(Note(piece.number, text.removesuffix(url).strip() or url, url))
        self.outline.moved += removed([piece], _("Footnote %(number)s") % {"number": piece.number})

    def _number(self, chapter: Chapter) -> None:
        """Give codes: 3.1, 3.2 …; where a chapter has sub-chapters 4.1, its own first paragraphs are 4.0.1 …"""
        counts: dict[str, int] = {}
        for paragraph in chapter.paragraphs:
            if paragraph.code:
                continue
            under = paragraph.under
            if chapter.subchapters and under == chapter.number:
                under += ".0"
            while True:
                counts[under] = counts.get(under, 0) + 1
                code = f"{under}.{counts[under]}"
                if code not in self.own_codes:
                    break
            self.own_codes.add(code)
            paragraph.code = code
