"""A whole edition as an accessible PDF for archives (PDF/UA-1, PDF/A-2a): contents, chapters, notes, links (R1.1).

Texts reach the template as data, never as source, so that nothing anybody writes is read as markup.
"""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from workflows.letters.rendering import compiled
from workflows.ui.dates import long_date

from . import reading
from .cache import MINUTE, public
from .pdf_pieces import piece_data

TEMPLATE = Path(__file__).resolve().parent / "typst" / "guideline.typ"
KNOWN_TAGS = {"p", "ul", "ol", "li", "b", "strong", "i", "em", "a", "br", "h2", "h3", "h4"}
_OWN_RULE = re.compile(r"^(?:/nn)?/regel/(?:(?P<document>\w+)-)?(?P<code>[\d.]+)/$")

Node = dict[str, Any]


class _Tree(HTMLParser):
    """Reads the HTML of a paragraph into nested nodes; tags it does not know are left out, their text stays."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: Node = {"tag": "root", "children": []}
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in KNOWN_TAGS:
            return
        node: Node = {"tag": {"strong": "b", "em": "i"}.get(tag, tag), "children": []}
        if tag == "a":
            node["href"] = dict(attrs).get("href") or ""
        self.open[-1]["children"].append(node)
        if tag != "br":
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        tag = {"strong": "b", "em": "i"}.get(tag, tag)
        if any(node["tag"] == tag for node in self.open[1:]):
            while self.open.pop()["tag"] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip() or self.open[-1]["tag"] not in ("root", "ul", "ol"):
            self.open[-1]["children"].append(re.sub(r"\s+", " ", data))


_WITHOUT_NORWEGIAN_LETTERS: dict[int, str] = {ord("æ"): "ae", ord("ø"): "o", ord("å"): "a"}


def response(page: Any) -> HttpResponse:
    """Return the PDF of a guideline page, to be kept like the page."""
    answer = HttpResponse(make(page), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{file_name(page.title)}.pdf"'
    return public(answer, seconds=5 * MINUTE)


def file_name(title: str) -> str:
    """Return a title as a file name that every system can read: `Døme på skjema` gives `dome-pa-skjema`."""
    return slugify(title.lower().translate(_WITHOUT_NORWEGIAN_LETTERS))


def make(page: Any) -> bytes:
    """Return the PDF of a guideline page; equal content gives equal bytes, the time in it is the publication's."""
    published = page.last_published_at.replace(microsecond=0) if page.last_published_at else None
    return compiled(TEMPLATE, "document", content(page), at=published)


def content(page: Any) -> dict[str, Any]:
    """Return what the template shows."""
    document = reading.document(page)
    codes = {paragraph.code for chapter in document.chapters for paragraph in chapter.paragraphs}
    return {
        "title": page.title,
        "language": page.locale.language_code,
        "intro": page.intro,
        "responsible_body": page.responsible_body,
        "facts": [
            [_("Standing"), document.status.label],
            [_("Valid from"), long_date(page.valid_from)],
            [_("Valid to"), long_date(page.last_day) or _("until further notice")],
            [_("Responsible body"), page.responsible_body],
            [_("To be revised"), document.revised or "–"],
        ],
        "labels": {"contents": _("Contents"), "page": _("Page"), "of": _("of")},
        "footnotes": {
            str(note["number"]): {"text": note["text"], "url": note["url"] or ""}
            for note in document.footnotes
        },
        "chapters": [
            {
                "number": chapter.shown_number,
                "title": chapter.title,
                "paragraphs": [
                    {
                        "kind": "paragraph",
                        "code": each.code,
                        "nodes": _nodes(str(each.html), page.code, codes),
                        "marks": [f"{mark.label} · {mark.says}" for mark in each.marks],
                        "examples": [piece_data(example) for example in each.examples],
                    }
                    if isinstance(each, reading.Paragraph)
                    else piece_data(each)
                    for each in chapter.content
                ],
            }
            for chapter in document.chapters
        ],
    }


def _nodes(html: str, document: str, codes: set[str]) -> list[Any]:
    """Return a paragraph as nodes, its links leading inside the PDF where they can, else to the site."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    _aim(tree.root, document, codes)
    return tree.root["children"]


def _aim(node: Node, document: str, codes: set[str]) -> None:
    for child in node["children"]:
        if isinstance(child, str):
            continue
        _aim(child, document, codes)
        if child["tag"] == "a":
            child |= _target(child["href"], document, codes)


def _target(href: str, document: str, codes: set[str]) -> dict[str, str]:
    """Return where a link leads: a footnote, a paragraph here, or an address."""
    if href.startswith("#fotnote-"):
        return {"tag": "note", "number": href.removeprefix("#fotnote-")}
    inside = href.removeprefix("#p-") if href.startswith("#p-") else ""
    if (match := _OWN_RULE.match(href)) and match["document"] in (None, document):
        inside = match["code"]
    if inside in codes:
        return {"tag": "inside", "code": inside}
    if href.startswith("/"):
        return {"href": settings.SITE_URL.rstrip("/") + href}
    return {} if href.startswith(("https://", "http://", "mailto:")) else {"tag": "span"}
