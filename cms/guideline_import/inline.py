"""The words of a Markdown paragraph: lines for the report, HTML for the draft."""

import re

from django.utils.html import escape
from markdown_it.token import Token

from .pieces import Row
from .richtext import is_link, prose, reference

_REFERENCE = re.compile(r"\[\^([^\]\s]{1,40})\]")
_HTML = re.compile(r"^<(/?)(b|strong|i|em)\s*>$", re.IGNORECASE)
_TAGS = {"strong": "b", "em": "i"}


class Inline:
    """Takes the tokens of a paragraph one by one. Tags always close, in the right order."""

    def __init__(self, line: int, notes: dict[str, int]) -> None:
        self.line, self.notes = line, notes
        self.html, self.pictures = "", 0
        self.rows: list[Row] = []
        self.dead_links: list[str] = []
        self.hidden: list[Row] = []
        self.url = ""  # of the last link that leads somewhere
        self._row = ""
        self._open: list[str] = []
        self._link: tuple[bool, str, int] | None = (
            None  # whether it leads anywhere, the row before, tags open then
        )

    def take(self, token: Token) -> None:
        """Take a token; what is not known is left out, its words stay."""
        if token.type in ("text", "code_inline", "text_special"):
            self._say(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            self.html += "<br/>" if token.type == "hardbreak" else " "
            self._end_row()
        elif token.type == "link_open":
            href = str(token.attrGet("href") or "")
            self._link = (is_link(href), self._row, len(self._open))
            if self._link[0]:
                self.url = href
                self.html += f'<a href="{escape(href)}">'
        elif token.type == "link_close" and self._link:
            alive, row, outside = self._link
            while len(self._open) > outside:
                self.html += f"</{self._open.pop()}>"
            self._link = None
            if alive:
                self.html += "</a>"
            else:
                self.dead_links.append(self._row.removeprefix(row).strip())
        elif token.type == "image":
            self.pictures += 1
            self._say(token.content)
        elif token.type.endswith(("_open", "_close")):
            self._tag(_TAGS.get(token.tag, token.tag), closes=token.type.endswith("_close"))
        elif token.type == "html_inline":
            if match := _HTML.match(token.content):
                tag = match[2].lower()
                self._tag(_TAGS.get(tag, tag), closes=bool(match[1]))
            elif token.content.lower().startswith("<br"):
                self.html += "<br/>"
                self._row += " "
            elif token.content.startswith("<!--"):
                self.hidden.append((self.line, token.content))

    def finish(self) -> None:
        """Close what is open."""
        while self._open:
            self.html += f"</{self._open.pop()}>"
        self._end_row()
        self.rows = [(line, text) for line, text in self.rows if text.strip()]

    def _say(self, text: str) -> None:
        at = 0
        for match in _REFERENCE.finditer(text):
            if (number := self.notes.get(match[1])) is None:
                continue
            self._words(text[at : match.start()])
            self.html += reference(number)
            self._row += str(number)
            at = match.end()
        self._words(text[at:])

    def _words(self, text: str) -> None:
        self.html += escape(text) if self._link else prose(text)
        self._row += text

    def _tag(self, tag: str, *, closes: bool) -> None:
        if tag not in ("b", "i"):
            return
        outside = self._link[2] if self._link else 0
        if not closes and tag not in self._open:
            self._open.append(tag)
            self.html += f"<{tag}>"
        elif closes and len(self._open) > outside and self._open[-1] == tag:
            self._open.pop()
            self.html += f"</{tag}>"

    def _end_row(self) -> None:
        self.rows.append((self.line, self._row.strip()))
        self.line, self._row = self.line + 1, ""
