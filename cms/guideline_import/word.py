"""DOCX: paragraphs, headings, lists, links and notes by their styles; a "line" is the paragraph's number."""

import io
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from .archive import broken, check_docx
from .pieces import Kind, Piece, Removed, Source
from .richtext import prose
from .runs import Runs

_WRITTEN_BY_WORD = ("separator", "continuationSeparator", "continuationNotice")


def source_of(data: bytes) -> Source:
    """Return a DOCX as pieces; raises ImportRefused when it is no DOCX, or not one that can be trusted."""
    check_docx(data)
    try:
        return _Reader(Document(io.BytesIO(data))).source()
    except (
        KeyError,
        ValueError,
        AttributeError,
        TypeError,
        IndexError,
        SyntaxError,
    ):  # lxml's are SyntaxErrors
        raise broken() from None


class _Reader:
    """Walks a document in order, into tables and content controls too."""

    def __init__(self, document: Any) -> None:
        self.document, self.notes = document, _notes_of(document.part)
        self.numbers: dict[tuple[str, str], int] = {}  # of notes, as they are referred to
        self.pictures = self.tracked = 0
        self.row: Any = None  # of the table one is in
        self.tables = False

    def source(self) -> Source:
        """Return the document."""
        hidden = list(self._around())
        pieces = list(self._pieces())
        for key, number in self.numbers.items():
            said = self.notes.get(key, "")
            pieces.append(Piece(Kind.NOTE, [(0, f"{number} {said}")], prose(said), number=number))
        return Source("docx", "", pieces, hidden, self._remarks())

    def _around(self) -> Iterator[Removed]:
        """Yield what stands above and below every page."""
        for section in self.document.sections:
            for name in ("header", "first_page_header", "even_page_header"):
                for part in (getattr(section, name), getattr(section, name.replace("header", "footer"))):
                    for paragraph in () if part.is_linked_to_previous else part.paragraphs:
                        if said := paragraph.text.strip():
                            yield Removed(0, said, _("Running header or footer"))

    def _pieces(self) -> Iterator[Piece]:
        new_page, counts = False, {}
        last: Any = None
        body = self.document.element.body
        paragraphs = (each for each in body.iter(qn("w:p")) if not _is_fallback(each))
        for line, element in enumerate(paragraphs, start=1):
            runs = Runs(self.document.part, self.numbers)
            runs.take(element)
            self.pictures += runs.pictures
            self.tracked += runs.tracked
            style = _style_of(self.document, element)
            new_page = new_page or runs.new_page or element.find(f".//{qn('w:pageBreakBefore')}") is not None
            if not runs.text.strip():
                continue
            piece = Piece(
                Kind.TEXT, [(line, runs.text.strip())], runs.html, after_blank=True, new_page=new_page
            )
            new_page = False
            if _in_contents(element) or style.startswith("toc "):
                piece.level = -1  # the table of contents, says Word
            elif level := _heading_level(style):
                piece.kind, piece.level = Kind.HEADING, level
            elif (depth := _depth_of(self.document, element, style)) is not None:
                piece.kind, piece.level = Kind.ITEM, depth[1]
                piece.numbered = _is_counted(self.document, depth, style)
                if piece.numbered:
                    counts = {deep: count for deep, count in counts.items() if deep <= piece.level}
                    counts[piece.level] = counts.get(piece.level, 0) + 1
                    piece.rows = [(line, f"{counts[piece.level]}. {runs.text.strip()}")]
            row, self.row = self.row, next(element.iterancestors(qn("w:tr")), None)
            if self.row is not None and piece.level >= 0:
                piece.kind, piece.level, piece.in_table = Kind.ITEM, 0, True
                piece.rows, piece.numbered, self.tables = [(line, runs.text.strip())], False, True
                if row is self.row:
                    last.take(piece)
                    continue
            if piece.kind != Kind.ITEM:
                counts = {}
            if last is not None:
                yield last
            last = piece
        if last is not None:
            yield last

    def _remarks(self) -> list[str]:
        said = []
        if self.tables:
            said.append(_("Tables became lists, a row an item. Make them tables."))
        if self.pictures:
            said.append(
                _("Pictures were not taken over. Where they had a description, it stands in the text.")
            )
        if self.tracked:
            said.append(_("Tracked changes were read as if they were accepted."))
        return said


def _is_fallback(element: Any) -> bool:
    """Return whether a paragraph is said twice: Word keeps text boxes once more for old programs."""
    return any(parent.tag.endswith("}Fallback") for parent in element.iterancestors())


def _in_contents(element: Any) -> bool:
    for control in element.iterancestors(qn("w:sdt")):
        gallery = control.find(f"{qn('w:sdtPr')}/{qn('w:docPartObj')}/{qn('w:docPartGallery')}")
        if gallery is not None and gallery.get(qn("w:val")) == "Table of Contents":
            return True
    return False


def _style_of(document: Any, element: Any) -> str:
    style = document.part.get_style(element.style, 1)
    return str(style.name or "").lower()


def _heading_level(style: str) -> int:
    """Return 1 for a title, 2 for Heading 1 and so on; 0 for what is no heading."""
    if style == "title":
        return 1
    last = style.removeprefix("heading ")
    return int(last) + 1 if last != style and last.isdigit() else 0


def _depth_of(document: Any, element: Any, style: str) -> tuple[str, int] | None:
    """Return the numbering and the depth of an item of a list, or None."""
    found = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    if found is None and style.startswith("list"):
        named = document.part.get_style(element.style, 1).element
        found = named.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if found is None:
            return ("", 0) if style.startswith(("list bullet", "list number")) else None
    if found is None:
        return None
    number, depth = found.find(qn("w:numId")), found.find(qn("w:ilvl"))
    numbering = number.get(qn("w:val")) if number is not None else ""
    if numbering == "0":
        return None  # Word's way of taking a numbering away
    return numbering, int(depth.get(qn("w:val"))) if depth is not None else _last_digit(style)


def _last_digit(style: str) -> int:
    return int(style[-1]) - 1 if style[-1:].isdigit() else 0


def _is_counted(document: Any, numbering: tuple[str, int], style: str) -> bool:
    """Return whether a list is counted 1, 2, 3 and not marked with bullets."""
    if "bullet" in style or "number" in style:
        return "number" in style
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return False
    for number in root.iter(qn("w:num")):
        if number.get(qn("w:numId")) == numbering[0]:
            wanted = number.find(qn("w:abstractNumId")).get(qn("w:val"))
            for kind in root.iter(qn("w:abstractNum")):
                if kind.get(qn("w:abstractNumId")) == wanted:
                    for level in kind.iter(qn("w:lvl")):
                        if level.get(qn("w:ilvl")) == str(numbering[1]):
                            shown = level.find(qn("w:numFmt"))
                            return shown is not None and shown.get(qn("w:val")) == "decimal"
    return False


def _notes_of(part: Any) -> dict[tuple[str, str], str]:
    """Return footnotes and endnotes by kind and id; python-docx does not know them."""
    notes = {}
    for kind, relation in (("footnote", RT.FOOTNOTES), ("endnote", RT.ENDNOTES)):
        for rel in part.rels.values():
            if rel.reltype == relation and not rel.is_external:
                for note in parse_xml(rel.target_part.blob).iter(qn(f"w:{kind}")):
                    if note.get(qn("w:type")) not in _WRITTEN_BY_WORD:
                        runs = Runs(part, {})
                        for paragraph in note.iter(qn("w:p")):
                            runs.take(paragraph)
                            runs.text += " "
                        notes[kind, note.get(qn("w:id"))] = " ".join(runs.text.split())
    return notes
