"""DOCX: paragraphs, headings, lists, links and notes by their styles; a "line" is the paragraph's number."""

import io
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from . import styles
from .archive import broken, check_docx
from .pieces import Kind, Piece, Removed, Source
from .richtext import prose
from .runs import Runs

# What python-docx and lxml raise for parts that are missing or make no sense; errors of XML are SyntaxErrors.
_BROKEN = (KeyError, ValueError, AttributeError, TypeError, IndexError, SyntaxError)
_WRITTEN_BY_WORD = ("separator", "continuationSeparator", "continuationNotice")


def source_of(data: bytes) -> Source:
    """Return a DOCX as pieces; raises ImportRefused when it is no DOCX, or not one that can be trusted."""
    check_docx(data)
    try:
        return _Reader(Document(io.BytesIO(data))).source()
    except _BROKEN:
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
        counts: dict[int, int] = {}  # of counted items, by how deep they lie
        new_page = False
        last: Piece | None = None
        body = self.document.element.body
        paragraphs = (each for each in body.iter(qn("w:p")) if not styles.is_fallback(each))
        for line, element in enumerate(paragraphs, start=1):
            runs = Runs(self.document.part, self.numbers)
            runs.take(element)
            self.pictures += runs.pictures
            self.tracked += runs.tracked
            new_page = new_page or runs.new_page or element.find(f".//{qn('w:pageBreakBefore')}") is not None
            if not runs.text.strip():
                continue
            piece = Piece(
                Kind.TEXT, [(line, runs.text.strip())], runs.html, after_blank=True, new_page=new_page
            )
            new_page = False
            counts = self._classify(piece, element, counts)
            row, self.row = self.row, next(element.iterancestors(qn("w:tr")), None)
            if self.row is not None and piece.level >= 0:
                piece.kind, piece.level, piece.in_table = Kind.ITEM, 0, True
                piece.rows, piece.numbered, self.tables = [(line, runs.text.strip())], False, True
                if row is self.row and last is not None:
                    last.take(piece)
                    continue
            if last is not None:
                yield last
            last = piece
        if last is not None:
            yield last

    def _classify(self, piece: Piece, element: Any, counts: dict[int, int]) -> dict[int, int]:
        """Let a piece be what its style says, and an item have its number; return the counts from here on."""
        style = styles.style_of(self.document, element)
        if styles.in_contents(element) or style.startswith("toc "):
            piece.level = -1  # the table of contents, says Word
        elif level := styles.heading_level(style):
            piece.kind, piece.level = Kind.HEADING, level
        elif (depth := styles.depth_of(self.document, element, style)) is not None:
            piece.kind, piece.level = Kind.ITEM, depth[1]
            piece.numbered = styles.is_counted(self.document, depth, style)
        if piece.kind != Kind.ITEM:
            return {}
        counts = {deep: count for deep, count in counts.items() if deep <= piece.level}
        if piece.numbered:
            counts[piece.level] = counts.get(piece.level, 0) + 1
            line, said = piece.rows[0]
            piece.rows = [(line, f"{counts[piece.level]}. {said}")]
        return counts

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
