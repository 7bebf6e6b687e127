"""The promise in the tests' own words: neither side is read by the code that is tested."""

import re
from typing import Any

from bs4 import BeautifulSoup

from cms.guideline_import.pieces import Removed


def said(text: str) -> list[str]:
    """Return the words of a text; the full stop after a number of a heading or an item is no part of it."""
    return [re.sub(r"^(\d+)\.$", r"\1", word) for word in text.split()]


def words_of_line(line: str) -> list[str]:
    """Return the words of a line of plain text or Markdown, its markup taken off."""
    if re.fullmatch(r"[\s|:-]*", line):
        return []  # nothing, a ruler, or that of a table
    line = re.sub(r"^\s*(?:#{1,6}|[•-])\s+", "", line.replace("\f", " "))
    line = re.sub(r"\[\^om\]:?", "1", line)  # the one note of our own document
    line = re.sub(r"\[((?:[^\]\\]|\\.)*)\]\((?!javascript)[^)]*\)", r"\1", line)
    line = re.sub(r"<(https:[^>]*)>", r"\1", line)
    line = re.sub(r"\*|</?(?:b|script)>", "", line)
    return said(re.sub(r"\\([()])", r"\1", line).replace("|", " "))


def kept(source: str, gone: list[Removed]) -> list[str]:
    """Return the source's words without the lines that a report lists; each must be just what stands there."""
    lines = [words_of_line(line) for line in source.split("\n")]
    for each in gone:
        assert lines[each.line - 1] == said(each.text), each
        lines[each.line - 1] = []
    return [word for line in lines for word in line]


def drafted(page: Any, *, titled: bool) -> list[str]:
    """Return the words a page shows in its text, with its title where the source had one."""
    found = said(page.title) if titled else []
    for chapter in page.body:
        number = chapter.value["number"]
        found += (
            said(f"{number}. {chapter.value['title']}") if number != "0" else said(chapter.value["title"])
        )
        for paragraph in chapter.value["content"]:
            found += _shown(paragraph.value["text"].source)
    return found


def notes(page: Any) -> list[str]:
    """Return the words of a page's notes."""
    return [
        word
        for note in page.footnotes
        for word in said(f"{note.value['number']} {note.value['text']} {note.value['url']}")
    ]


def _shown(html: str) -> list[str]:
    soup = BeautifulSoup(html, "html.parser")
    for mark in soup.select('a[href^="#fotnote-"]'):
        mark.string = mark.text.strip("[]")
    for counted in soup.find_all("ol"):
        for number, item in enumerate(counted.find_all("li", recursive=False), start=1):
            item.insert(0, f"{number} ")
    for block in soup.find_all(["p", "li", "br"]):
        block.insert_before(" ")
    return said(soup.get_text())
