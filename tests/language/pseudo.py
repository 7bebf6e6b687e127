"""A language in which every text that goes through gettext stands within ⁅ ⁆, so that what does not is seen.

`naked()` gives the words of a page that stand outside. Some of them are not ours to translate: names, what people
typed, what editors published, dates. Those are known by where they are stored, not by lists of words.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup, Comment, Doctype, NavigableString
from django.apps import apps
from django.conf import settings
from django.utils import translation
from django.utils.translation import trans_real

from imports.reference import sources
from workflows.directory.models import User
from workflows.ui.dates import MONTHS

OPEN, CLOSE = "⁅", "⁆"  # in no text of ours, and in the font of the PDFs
READ_ALOUD = ("alt", "aria-label", "aria-description", "placeholder", "title", "data-limit", "data-count")

# Words that are the same in every language of the site, each with its reason.
SAME_EVERYWHERE = re.compile(
    "|".join(
        [
            rf"\d{{1,2}}\. (?:{'|'.join(MONTHS)})(?: \d{{4}})?",  # dates: the months are called the same
            rf"\b(?:{'|'.join(MONTHS)}) \d{{4}}",
            r"\b[A-Z]{3,6}-[0-9A-Z]{4,}(?:-\d+)?\b",  # case numbers: ROG-2024-1042, UTKAST-0A1B2C3D
            r"\b[0-9a-f]{12}\b",  # the beginning of a checksum
            r"\bkl\.",  # times: 4. mars 2024 kl. 09.00
            r"\bkr\b",  # amounts: kr 150 000
            r"(?<![/\w.])www\.[\w.-]+(?![\w./-])",  # sites of the web, called by their address
            r"\b[\w-]+\.(?:csv|json|xlsx|zip)\b",  # files by their names
            r"\b(?:kB|MB|PDF|DOCX|ODT|XLSX|PNG|JPEG|JPG|CSV|JSON|ZIP)\b",  # sizes and kinds of files
            *(rf"\b{name}\b" for _code, name in settings.LANGUAGES),  # a language is called by its own name
        ]
    ),
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_]{2,}")
ALTERNATIVES = re.compile(r"\w+(,\w+){1,2}")
CODE = re.compile(r"[a-z][a-z0-9_.-]*")  # what programs call things: never shown, and English


def speak(patch: pytest.MonkeyPatch) -> set[str]:
    """Wrap every text in ⁅ ⁆ for as long as the patch lasts; return the texts met, of any package, as they come."""
    met: set[str] = set()

    def wrapped(original: Any, with_context: bool) -> Any:
        def say(*args: Any) -> str:
            met.add(f"{args[0]}\x04{args[1]}" if with_context else str(args[0]))
            text = original(*args)
            parts = text.split(",") if ALTERNATIVES.fullmatch(text) else [text]  # for the filter yesno
            return ",".join(f"{OPEN}{part}{CLOSE}" if part.strip() else part for part in parts)

        return say

    for name in ("gettext", "ngettext", "pgettext", "npgettext"):
        patch.setattr(
            translation._trans, name, wrapped(getattr(translation._trans, name), "pgettext" in name)
        )
    return met


def lacking(language: str, texts: set[str]) -> list[str]:
    """Return the texts that have no translation of their own in a language, sorted."""
    own = trans_real.DjangoTranslation(language)._catalog
    return sorted(text for text in texts if text.strip() and text not in own and (text, 0) not in own)


def naked(soup: BeautifulSoup, data: "Data") -> list[str]:
    """Return the texts of a page that stand outside ⁅ ⁆ and are not people's own words, in order."""
    found = []
    depth = 0
    for node in soup.descendants:
        if isinstance(node, NavigableString):
            if isinstance(node, Comment | Doctype) or node.parent.name in {"script", "style"}:
                continue
            if node.find_parent(translate="no"):  # says of itself that it is the same in every language
                continue
            outside, depth = _outside(str(node), depth)
            found += outside
        else:
            for name in READ_ALOUD:
                found += _outside(str(node.get(name, "")), 0)[0]
            if node.name == "input" and node.get("type") in {"submit", "button"}:
                found += _outside(str(node.get("value", "")), 0)[0]
    assert depth == 0, "a text is opened and never closed"
    return [text for text in found if not data.knows(text)]


def _outside(text: str, depth: int) -> tuple[list[str], int]:
    """Return the pieces of a text that stand outside ⁅ ⁆ and have words, and the depth after it."""
    pieces = [""]
    for character in text:
        if character == OPEN:
            depth += 1
            pieces.append("")
        elif character == CLOSE:
            depth -= 1
        elif depth == 0:
            pieces[-1] += character
    return [_plain(piece) for piece in pieces if WORD.search(SAME_EVERYWHERE.sub(" ", piece))], depth


class Data:
    """What is stored: names, answers, published texts. A text on a page that stands here is data."""

    def __init__(self) -> None:
        texts: set[str] = set()
        for model in apps.get_models():
            for row in model._default_manager.values_list(
                *(each.attname for each in model._meta.concrete_fields)
            ):
                texts.update(text.lower() for value in row for text in _texts(value))
        texts.update(str(person).lower() for person in User.objects.all())  # stored in two parts
        for source in vars(
            sources
        ).values():  # registers and licences have names, in the code beside their tables
            if isinstance(source, sources.Source):
                texts.update(text.lower() for text in (source.name, source.through, str(source.licence.name)))
        self._corpus = "\n".join(sorted(texts))
        self._known: dict[str, bool] = {}

    def knows(self, text: str) -> bool:
        """Return whether all words of a text stand together somewhere in the data, between marks of any kind."""
        rest = SAME_EVERYWHERE.sub("\n", text.lower())
        return all(self._has(part) for part in re.split(r"[\n\d,:;()«»|·–—]+", rest) if WORD.search(part))

    def _has(self, part: str) -> bool:
        inside = part.strip(" .?!…*@[]-")
        if inside not in self._known:
            self._known[inside] = any(
                self._whole(start, len(inside)) for start in _places(inside, self._corpus)
            )
        return self._known[inside]

    def _whole(self, start: int, length: int) -> bool:
        """Return whether whole words stand there, and not the beginning or the end of a longer one."""
        before, after = self._corpus[start - 1 : start], self._corpus[start + length : start + length + 1]
        return not any(character.isalnum() or character == "_" for character in (before, after))


def _places(text: str, within: str) -> Iterator[int]:
    start = within.find(text)
    while start >= 0:
        yield start
        start = within.find(text, start + 1)


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a stored value, without markup; not what only programs read."""
    if isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    elif hasattr(value, "get_prep_value"):  # Wagtail's stream of blocks
        yield from _texts(value.get_prep_value())
    elif isinstance(value, str) and not CODE.fullmatch(value):
        yield _plain(BeautifulSoup(value, "html.parser").get_text(" ") if "<" in value else value)
        if "<" in value:
            yield _plain(BeautifulSoup(value, "html.parser").get_text())


def _plain(text: str) -> str:
    return " ".join(text.split())
