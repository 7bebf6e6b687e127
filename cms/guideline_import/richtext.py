"""Safe HTML of what was read, and the words of HTML again."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.utils.html import escape

from .pieces import Piece

_LINKED = re.compile(
    r"(?P<url>https?://[^\s<>\"«»]{1,500})|(?P<mail>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})"
)
_NUMBER = re.compile(r"^(\d+)[.)]$")


def is_link(href: str) -> bool:
    """Return whether an address leads somewhere and runs nothing: a web page or a mail address."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return False
    return (parts.scheme in ("http", "https") and bool(parts.hostname)) or (
        parts.scheme == "mailto" and "@" in parts.path
    )


def link(href: str, html: str) -> str:
    """Return a link around HTML, or the HTML alone where the address leads nowhere."""
    return f'<a href="{escape(href.strip())}">{html}</a>' if is_link(href) else html


def reference(number: int) -> str:
    """Return the link to a footnote, as the public page and the PDF know it."""
    return f'<a href="#fotnote-{number}">[{number}]</a>'


def prose(text: str) -> str:
    """Return plain text as HTML, its web and mail addresses as links."""
    made: list[str] = []
    at = 0
    for match in _LINKED.finditer(text):
        address = match[0].rstrip(".,;:!?)")
        made.append(escape(text[at : match.start()]))
        made.append(link(address if match["url"] else f"mailto:{address}", str(escape(address))))
        at = match.start() + len(address)
    return "".join([*made, escape(text[at:])])


def list_html(items: Sequence[Piece]) -> str:
    """Return items as a list, deeper ones in lists of their own within the item before."""
    made, at = "", 0
    tag = "ol" if items[0].numbered else "ul"
    while at < len(items):
        end = at + 1
        while end < len(items) and items[end].level > items[0].level:
            end += 1
        inner = list_html(items[at + 1 : end]) if end > at + 1 else ""
        made += f"<li>{items[at].html}{inner}</li>"
        at = end
    return f"<{tag}>{made}</{tag}>"


class _Words(HTMLParser):
    """Reads rich text as people do: items of a counted list have numbers, `[1]` is the mark of a footnote."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.in_reference = "", False
        self.counts: list[int] = []  # of the lists one is in; -1 for bullets

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ol", "ul"):
            self.counts.append(0 if tag == "ol" else -1)
        elif tag == "li" and self.counts and self.counts[-1] >= 0:
            self.counts[-1] += 1
            self.text += f" {self.counts[-1]}."
        elif tag == "a":
            self.in_reference = (dict(attrs).get("href") or "").startswith("#fotnote-")
        if tag in ("p", "li", "br"):
            self.text += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ol", "ul") and self.counts:
            self.counts.pop()
        if tag in ("p", "li", "ol", "ul"):
            self.text += " "
        if tag == "a":
            self.in_reference = False

    def handle_data(self, data: str) -> None:
        self.text += data.strip("[]") if self.in_reference else data


def text_of(html: str) -> str:
    """Return what people read in rich text."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return " ".join(reader.text.split())


def words_of(html: str) -> list[str]:
    """Return the words people read in rich text."""
    return words(text_of(html))


def words(text: str) -> list[str]:
    """Return the words of a text; `3.` and `3)` before a heading or an item are both the number 3."""
    return [_NUMBER.sub(r"\1", word) for word in text.split()]
