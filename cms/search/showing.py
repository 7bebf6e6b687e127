"""What was found, as it is shown: where it leads, what it says around the words, and the words marked."""

import difflib
import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from .finding import Answer, readable
from .living import Candidate
from .models import SearchEntry
from .words import found_in, likeness

SNIPPET = 260  # letters shown of a text
_BEFORE = 60  # of them before the first word that was found
_MOST_CORRECTED = 3
_A_WORD = re.compile(r"[^\W\d_]{3,}")
KINDS = {
    "paragraph": _("Paragraph"),
    "guideline": _("Guidelines"),
    "call": _("Call"),
    "contact": _("Contact"),
    "article": _("Page"),
}


@dataclass(frozen=True)
class Result:
    """One thing found."""

    kind: Any
    title: SafeString
    place: str
    snippet: SafeString
    url: str
    language: str
    tag: Any


def results(request: HttpRequest, found: list[Candidate], stems: list[str]) -> list[Result]:
    """Return what was found as it is shown, in one query however many."""
    keys = [each.pk for each in found if each.pk]
    entries = SearchEntry.objects.filter(pk__in=keys).select_related("page__locale").in_bulk() if keys else {}
    return [_result(request, each, entries.get(each.pk or 0), stems) for each in found]


def _result(request: HttpRequest, found: Candidate, entry: SearchEntry | None, stems: list[str]) -> Result:
    title, place, text, url = found.title, found.heading, found.text, found.url
    if entry:
        title, place, text, url = entry.title, "", entry.text, entry.page.get_url(request) or ""
        if entry.code:
            title, place, url = f"{entry.code} {entry.heading}", entry.title, f"{url}#p-{entry.code}"
    return Result(
        KINDS[found.kind], marked(title, stems), place, snippet(text, stems), url, found.language, found.tag
    )


def snippet(text: str, stems: list[str]) -> SafeString:
    """Return the part of a text that has most of the words, escaped, with the words marked."""
    if len(text) <= SNIPPET:
        return marked(text, stems)
    hits = [(start, stem) for start, _end, stem in _hits(text, stems)]
    windows = [
        (-len({stem for at, stem in hits if start <= at < start + SNIPPET - _BEFORE}), start)
        for start, _stem in hits
    ]
    first = max(min(windows)[1] - _BEFORE, 0) if windows else 0
    begin = 0 if first == 0 else text.find(" ", first) + 1
    end = text.rfind(" ", begin, begin + SNIPPET) if begin + SNIPPET < len(text) else len(text)
    end = end if end > begin else begin + SNIPPET
    return format_html(
        "{}{}{}", "… " if begin else "", marked(text[begin:end], stems), " …" if end < len(text) else ""
    )


def marked(text: str, stems: list[str]) -> SafeString:
    """Return a text, escaped, with every word that was looked for marked."""
    pieces, last = [], 0
    for start, end, _stem in _hits(text, stems):
        pieces.append((text[last:start], text[start:end]))
        last = end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[last:])


def _hits(text: str, stems: list[str]) -> list[tuple[int, int, str]]:
    """Return where the words that were looked for stand, each with the stem it answers."""
    return [
        (start, end, asked)
        for start, end, word in found_in(text)
        if (asked := max(stems, key=lambda each: likeness(each, word), default="")) and likeness(asked, word)
    ]


def suggestion(answer: Answer, language: str) -> str:
    """Return the question with words that nobody wrote changed for those most like them, or nothing."""
    if not answer.unknown:
        return ""
    texts = readable().filter(language=language).values_list("title", "text")
    vocabulary = {
        word.casefold() for title, text in texts for part in (title, text) for word in _A_WORD.findall(part)
    }
    text = answer.question.text
    changed = False
    for written in answer.unknown[:_MOST_CORRECTED]:
        for near in difflib.get_close_matches(written.casefold(), sorted(vocabulary), n=1, cutoff=0.75):
            text, changed = re.sub(rf"\b{re.escape(written)}\b", near, text), True
    return text if changed else ""
