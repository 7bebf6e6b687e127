"""A file to an outline and a report: every stage in order, nothing of the database."""

import re
from collections.abc import Iterator

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from . import charset, fields, footnotes, furniture, lines, markdown, plain, word
from .accounting import account
from .pieces import Kind, Source
from .refusal import ImportRefused
from .report import Candidate, Report
from .richtext import text_of
from .structure import Outline, outline_of

KINDS = ("txt", "md", "markdown", "docx")
MOST_LETTERS = 500_000  # about two hundred pages
MOST_LINES = 10_000  # the same
_FIGURE = re.compile(r"\d\s?(?:prosent|%|kroner)|\bkr\.?\s?\d", re.IGNORECASE)
_ASKS = re.compile(r"\b(?:skal|må|bør|kan)\b", re.IGNORECASE)
_LIMIT = re.compile(
    r"\b(?:minst|minimum|høyst|høgst|maksimalt|inntil)\s+(?:\d|én|ett|to|tre|fire|fem)"
    r"|\b(?:to|tre|fire|fem)\s+personer|\b(?:innen|innan)\s+(?:\d|utgangen)",
    re.IGNORECASE,
)
_PART = re.compile(r"</p>|</li>|<ul>|<ol>")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÆØÅ«])")


def understand(name: str, data: bytes) -> tuple[Outline, Report]:
    """Return what a file holds and the report of it; raises ImportRefused with the reason in the user's language."""
    source = read(name, data)
    rows = [row for piece in source.pieces for row in list(piece.rows)]
    kept, gone = furniture.remove_furniture(source.pieces)
    if source.kind == "docx" and not any(piece.kind == Kind.HEADING for piece in kept):
        for piece in kept:  # a DOCX without styles is read as the text it shows
            piece.kind = Kind.LINE if piece.kind == Kind.TEXT else piece.kind
    blocks, joined = lines.blocks_of(kept)
    blocks, broken = lines.join_sentences(footnotes.find_notes(blocks))
    blocks, found_fields, contacts = fields.find_lists(blocks)
    outline = outline_of(blocks)
    outline.removed = sorted([*gone, *outline.removed], key=lambda each: each.line)
    report = Report(
        kind=source.kind,
        charset=source.charset,
        outline=outline,
        hidden=source.hidden,
        joined=sorted([*joined, *broken]),
        fields=found_fields,
        contacts=contacts,
        remarks=[*source.remarks, *outline.remarks],
        candidates=list(_candidates(outline)),
        account=account(rows, outline),
    )
    return outline, report


def read(name: str, data: bytes) -> Source:
    """Return a file as pieces, by what it holds; raises ImportRefused."""
    ending = name.rpartition(".")[2].lower()
    check_size(len(data))
    if ending not in KINDS:
        raise ImportRefused(_("Choose a file of one of these kinds: %(kinds)s.") % {"kinds": "txt, md, docx"})
    if not data.strip():
        raise ImportRefused(_("The file is empty."))
    source = word.source_of(data) if ending == "docx" else _text(data, ending)
    if not any(letter.isalnum() for piece in source.pieces for letter in piece.text):
        raise ImportRefused(_("The file holds no text."))
    if len(source.pieces) > MOST_LINES or sum(len(piece.html) for piece in source.pieces) > 2 * MOST_LETTERS:
        raise _too_long()
    return source


def check_size(size: int) -> None:
    """Raise ImportRefused when a file is larger than uploads may be; `size` is in bytes."""
    if size > settings.MAX_UPLOAD_BYTES:
        raise ImportRefused(
            _("The file is %(size)s. It can be at most %(limit)s.")
            % {"size": filesizeformat(size), "limit": filesizeformat(settings.MAX_UPLOAD_BYTES)}
        )


def _text(data: bytes, ending: str) -> Source:
    if len(data) > 4 * MOST_LETTERS:
        raise _too_long()
    text, name = charset.decode(data)
    if len(text) > MOST_LETTERS or text.count("\n") > MOST_LINES:
        raise _too_long()
    if markdown.is_markdown(text, named_so=ending != "txt"):
        return markdown.source_of(text, name)
    return Source("text", name, plain.pieces_of(text))


def _too_long() -> ImportRefused:
    return ImportRefused(_("The text is longer than any guideline: more than two hundred pages."))


def _candidates(outline: Outline) -> Iterator[Candidate]:
    """Yield sentences with an amount, a share, a least or a last day: an editor may make them rules."""
    for chapter in outline.chapters:
        for paragraph in chapter.paragraphs:
            parts = (text_of(part) for part in _PART.split(paragraph.html))
            for sentence in (each for part in parts for each in _SENTENCE.split(part)):
                if _FIGURE.search(sentence) or (_ASKS.search(sentence) and _LIMIT.search(sentence)):
                    yield Candidate(paragraph.code, sentence)
