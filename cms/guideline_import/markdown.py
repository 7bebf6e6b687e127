"""Markdown, by the rules of CommonMark, with tables and footnotes. HTML in it is read, never passed on."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import pairwise

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from .inline import Inline
from .pieces import Kind, Piece, Removed, Row, Source
from .richtext import prose

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+\S", re.MULTILINE)
_NOTE = re.compile(r"^\[\^([^\]\s]{1,40})\]:[ \t]*(.*)$")
_TAG = re.compile(r"<[^<>]*>")
_UNSEEN = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)


def is_markdown(text: str, *, named_so: bool) -> bool:
    """Return whether a text is Markdown: it has headings, and more than one unless its name says Markdown."""
    found = _HEADING.findall(text)
    return len(found) > 1 or (named_so and bool(found))


def source_of(text: str, charset: str) -> Source:
    """Return a Markdown document as pieces, every line with its number."""
    text, notes = _without_notes(text)
    parser = MarkdownIt("commonmark").enable("table")
    numbers = {label: number for number, (label, _line, _said) in enumerate(notes, start=1)}
    reader = _Reader(numbers)
    pieces = list(reader.pieces_of(parser.parse(text)))
    for label, line, said in notes:
        read = reader.inline(parser.parseInline(said)[0], line)
        words, number = " ".join(text for _line, text in read.rows), numbers[label]
        pieces.append(Piece(Kind.NOTE, [(line, f"{number} {words}")], read.html, number=number, url=read.url))
    return Source("markdown", charset, pieces, reader.hidden, reader.remarks())


def _without_notes(text: str) -> tuple[str, list[tuple[str, int, str]]]:
    """Return the text with its notes blanked, so that lines keep their numbers, and label, line and words of each."""
    rows = text.split("\n")
    notes: list[tuple[str, int, str]] = []
    for at, row in enumerate(rows):
        if (match := _NOTE.match(row)) and match[1] not in {label for label, *_rest in notes}:
            said, rows[at] = [match[2]], ""
            for after in range(at + 1, len(rows)):
                if not rows[after].startswith(("  ", "\t")) or not rows[after].strip():
                    break
                said.append(rows[after].strip())
                rows[after] = ""
            notes.append((match[1], at + 1, " ".join(said).strip()))
    return "\n".join(rows), notes


def _unseen() -> str:
    return _("A comment or code that readers do not see")


class _Reader:
    """Walks the tokens of a document."""

    def __init__(self, notes: dict[str, int]) -> None:
        self.notes, self.hidden = notes, []
        self.dead_links: list[str] = []
        self.pictures = 0
        self.tables: list[int] = []

    hidden: list[Removed]

    def pieces_of(self, tokens: Sequence[Token]) -> Iterator[Piece]:
        """Yield headings, paragraphs and items."""
        counts: list[int] = []  # of the lists one is in: the next number, or -1 for bullets
        label, item, level = "", False, 0
        row: list[Token] = []
        for before, token in pairwise([Token("start", "", 0), *tokens]):
            line = (token.map or [0])[0] + 1
            if token.type in ("bullet_list_open", "ordered_list_open"):
                counts.append(int(token.attrGet("start") or 1) if token.type[0] == "o" else -1)
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                counts.pop()
            elif token.type == "list_item_open":
                item, label = True, ""
                if counts[-1] >= 0:
                    label = f"{counts[-1]}. "
                    counts[-1] += 1
            elif token.type == "heading_open":
                level = int(token.tag[1])
            elif token.type == "heading_close":
                level = 0
            elif token.type == "table_open":
                self.tables.append(line)
            elif token.type == "tr_open":
                row = []
            elif token.type == "tr_close":
                cells = [self.inline(cell) for cell in row]
                said = " ".join(text for cell in cells for _line, text in cell.rows)
                if said:
                    at = (token.map or (row[0].map if row else None) or [0])[0] + 1
                    yield Piece(Kind.ITEM, [(at, said)], " ".join(cell.html for cell in cells), in_table=True)
            elif token.type == "inline" and before.type in ("th_open", "td_open"):
                row.append(token)
            elif token.type == "inline":
                read = self.inline(token)
                if not read.rows:
                    continue
                if level:
                    yield Piece(Kind.HEADING, read.rows, read.html, level=level)
                elif counts and item:
                    first, text = read.rows[0]
                    rows = [(first, label + text), *read.rows[1:]]
                    yield Piece(Kind.ITEM, rows, read.html, level=len(counts) - 1, numbered=bool(label))
                    item = False
                else:
                    yield Piece(Kind.TEXT, read.rows, read.html, after_blank=True)
            elif token.type in ("fence", "code_block"):
                first = line + (token.type == "fence")
                rows = [
                    (first + nth, said) for nth, said in enumerate(token.content.split("\n")) if said.strip()
                ]
                if rows:
                    html = "<br/>".join(prose(said.strip()) for _line, said in rows)
                    yield Piece(Kind.TEXT, rows, html, after_blank=True)
            elif token.type == "html_block":
                yield from self._html_block(token.content, line)

    def inline(self, token: Token, line: int = 0) -> Inline:
        """Return the words of a paragraph, a cell or a note."""
        read = Inline(line or (token.map or [0])[0] + 1, self.notes)
        for child in token.children or []:
            read.take(child)
        read.finish()
        self.dead_links += read.dead_links
        self.pictures += read.pictures
        self.hidden += [Removed(line, said, _unseen()) for line, said in read.hidden]
        return read

    def _html_block(self, html: str, line: int) -> Iterator[Piece]:
        def unseen(match: re.Match[str]) -> str:
            said = " ".join(unescape(match[0]).split())
            at = line + html.count("\n", 0, match.start())
            self.hidden.append(Removed(at, said, _unseen()))
            return "\n" * match[0].count("\n")

        rows: list[Row] = []
        for nth, row in enumerate(_UNSEEN.sub(unseen, html).split("\n")):
            if said := " ".join(unescape(_TAG.sub(" ", row)).split()):
                rows.append((line + nth, said))
        if rows:
            yield Piece(Kind.TEXT, rows, prose(" ".join(said for _line, said in rows)), after_blank=True)

    def remarks(self) -> list[str]:
        """Return what an editor has to see to by hand."""
        said = [
            _("The link “%(text)s” leads nowhere in the source. Its words are kept, without a link.")
            % {"text": text}
            for text in self.dead_links
        ]
        said += [
            _("The table in line %(line)s became a list, a row an item. Make it a table.") % {"line": line}
            for line in self.tables
        ]
        if self.pictures:
            said.append(
                _("Pictures were not taken over. Where they had a description, it stands in the text.")
            )
        return said
