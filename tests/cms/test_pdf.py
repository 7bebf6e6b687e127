"""A whole edition as a PDF: both standards, its parts in order, the same bytes each time, whatever is written in it."""

import hashlib
import re
import shutil
import subprocess
from typing import Any

import pytest

from cms import pdf
from tests.cms.site import overhead, page_of, paragraph, publish

pytestmark = pytest.mark.usefixtures("pages")
needs_pdftotext = pytest.mark.skipif(
    not shutil.which("pdftotext"), reason="pdftotext (poppler) is not installed"
)


def text_of(data: bytes, *options: str) -> str:
    """Return the text of a PDF as a reader gets it."""
    read = subprocess.run(["pdftotext", *options, "-", "-"], input=data, capture_output=True, check=True)
    return read.stdout.decode()


@pytest.mark.requirement("R1.1", "the PDF is PDF/UA-1 and PDF/A-2a, with language, title and author")
@pytest.mark.parametrize("language", ["nb", "nn"])
def test_an_edition_follows_both_standards(language: str) -> None:
    page = page_of("2024", language)
    data = pdf.make(page)

    assert re.search(rb"pdfuaid:part>1<", data)
    assert re.search(rb"pdfaid:part>2<.*pdfaid:conformance>A<", data, re.DOTALL)
    assert re.search(rf"/Lang ?\({language}".encode(), data)
    assert b"/StructTreeRoot" in data
    assert page.title.encode() in data
    assert page.responsible_body.encode() in data


@needs_pdftotext
@pytest.mark.requirement(
    "R1.1", "the PDF has contents, every chapter and paragraph in order, footnotes, a header"
)
def test_an_edition_has_all_its_parts_in_order() -> None:
    page = page_of("2024")
    text, shown = text_of(pdf.make(page)), pdf.content(page)
    words = " ".join(text.split())
    codes = [each["code"] for chapter in shown["chapters"] for each in chapter["paragraphs"]]
    titles = [" ".join(filter(None, [each["number"], each["title"]])) for each in shown["chapters"]]

    assert [code for code in re.findall(r"^(\d+\.\d+)$", text, re.MULTILINE) if code in codes] == codes
    assert words.index(shown["labels"]["contents"]) < words.index(titles[0])
    assert [title for title in titles if words.count(title) < 2] == [], "in the contents and in place"
    assert [words.index(title) for title in titles] == sorted(words.index(title) for title in titles)
    assert all(note["text"] in words for note in shown["footnotes"].values())
    assert text.count(page.responsible_body) >= text.count("\f"), (
        "on the first page, and in the header of the others"
    )


def test_made_twice_it_is_the_same_file() -> None:
    page = page_of("2024")
    assert len({hashlib.sha256(pdf.make(page)).hexdigest() for _twice in range(2)}) == 1


@needs_pdftotext
@pytest.mark.adversary(
    "E1", "markup, signs without a glyph and invisible marks are text in the PDF, or nothing"
)
def test_whatever_is_written_is_text_in_the_pdf() -> None:
    hostile = "#import &quot;x&quot; $x$ *fet* 😀 \u202e skjult\u200b &lt;script&gt; \ue000 က"
    page: Any = publish(
        "2031", paragraph("3.7", overhead(), text=hostile), intro={"nb": "😀 #x", "nn": "😀 #x"}
    )
    text = text_of(pdf.make(page))
    assert '#import "x" $x$ *fet* □' in text
    assert "<script>" in text
    assert "\u202e" not in text
