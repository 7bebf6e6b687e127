"""A document of our own, with the furniture of the real ones, in all three formats."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from cms.blocks import PROSE
from cms.guideline_import.documents import understand
from cms.guideline_import.richtext import words_of
from cms.models import GuidelinePage

from . import promise, source

FILES = {"book.txt": source.PLAIN.encode(), "book.md": source.MARKDOWN.encode(), "book.docx": source.docx()}
By = Callable[..., tuple[GuidelinePage, str]]


def chapters(page: Any) -> list[tuple[str, str]]:
    return [(each.value["number"], each.value["title"]) for each in page.body]


def codes(page: Any) -> list[str]:
    return [each.value["code"] for chapter in page.body for each in chapter.value["content"]]


def html(page: Any, code: str) -> str:
    return next(
        each.value["text"].source
        for chapter in page.body
        for each in chapter.value["content"]
        if each.value["code"] == code
    )


@pytest.mark.requirement(
    "R1.1", "the draft's words are the document's, in order, but for a printed list of what was removed"
)
@pytest.mark.parametrize(("name", "text"), [("book.txt", source.PLAIN), ("book.md", source.MARKDOWN)])
def test_every_word_is_in_the_draft_or_on_the_list(name: str, text: str, by_command: By) -> None:
    page, printed = by_command(name, text.encode())
    outline, report = understand(name, text.encode())

    gone = [*outline.removed, *report.hidden, *outline.moved]
    assert promise.kept(text, gone) == promise.drafted(page, titled=True)
    assert [word for each in outline.moved for word in promise.said(each.text)] == promise.notes(page)
    assert [each for each in gone if f"{each.line}: {each.text}" not in printed] == []
    assert report.account.is_whole


def test_every_word_of_a_docx_is_in_the_draft_or_on_the_list(by_command: By) -> None:
    page, _printed = by_command("book.docx", source.docx())
    outline, report = understand("book.docx", source.docx())

    removed = [word for each in outline.removed for word in promise.said(each.text)]
    assert removed == "Prøvehuset Innhold Innledning 2 1 Hva en prøve er til for 2 2 Spørsmål 3".split()
    left = [*source.DOCX_WORDS[1:4], *source.DOCX_WORDS[len(removed) + 3 :]]
    assert left == promise.drafted(page, titled=True)
    assert promise.notes(page) == "1 Les mer om prøver hos den som lagde dem".split()
    assert [each.text for each in report.hidden] == ["Håndbok for prøvenettverk", "Side 1"]
    assert report.account.is_whole


@pytest.mark.requirement(
    "R1.1",
    "numbered chapters, headings over two lines, sub-chapters and paragraphs with codes are recognised",
)
def test_plain_text_becomes_chapters_and_paragraphs(by_command: By) -> None:
    page, _printed = by_command("book.txt", source.PLAIN.encode())
    assert (page.title, page.live, page.code) == ("Håndbok for prøvenettverk", False, "2031")
    assert chapters(page) == source.CHAPTERS
    assert codes(page) == ["0.1", "0.2", "1.1", "2.0.1", "2.1.1", "3.1", "3.2", "3.3", "4.1"]
    assert html(page, "2.1.1").startswith("<p><b>2.1. Særlig om dem som bor langt unna</b></p><p>De som bor")
    assert html(page, "3.2").startswith("<p><b>Reiser</b></p><p>Reiser skal betales")


def test_lists_links_and_notes_are_recognised(by_command: By) -> None:
    page, _printed = by_command("book.txt", source.PLAIN.encode())
    assert html(page, "0.2") == (
        "<p>Prøvene er delt i tre slag:</p><ul><li>små prøver, som tar en time</li><li>store prøver, som tar en dag "
        "og som krever at minst to personer er til stede</li><li>andre prøver.</li></ul>"
    )
    assert html(page, "3.1") == (
        "<p>Pengene brukes i denne rekkefølgen:</p>"
        "<ol><li>Først til reiser</li><li>Så til mat</li><li>Til slutt til papir</li></ol>"
    )
    assert '<a href="https://prove.example.org/reiser">https://prove.example.org/reiser</a>.' in html(
        page, "3.2"
    )
    assert 'nettverk.<a href="#fotnote-1">[1]</a> Ingen' in html(page, "0.1")
    assert [dict(note.value) for note in page.footnotes] == [
        {
            "number": 1,
            "text": "Les mer om prøver hos den som lagde dem",
            "url": "https://prove.example.org/om/",
        }
    ]


@pytest.mark.requirement("R1.1", "a sentence that a page break cut in two is one again")
@pytest.mark.parametrize(
    ("name", "code"), [("book.txt", "1.1"), ("book.md", "1.0.1"), ("book.docx", "1.0.1")]
)
def test_a_sentence_broken_over_the_page_is_whole_again(name: str, code: str, by_command: By) -> None:
    page, printed = by_command(name, FILES[name])
    assert "noen av resultatene skrevet ned på et" in html(page, code)
    assert "noen av / resultatene skrevet ned" in printed


@pytest.mark.parametrize(("name", "code"), [("book.txt", "3.3"), ("book.docx", "2.1")])
def test_the_fields_of_a_form_are_a_list_with_the_contact_persons_beneath_it(
    name: str, code: str, by_command: By
) -> None:
    page, _printed = by_command(name, FILES[name])
    assert html(page, code).startswith(
        "<p>Søknaden skal ha med følgende:</p><ul><li>Navn på prøven:</li><li>Adresse:</li>"
        "<li>Kontaktperson for prøven:<ul><li>Navn:</li><li>Telefon:</li><li>E-post:</li></ul></li>"
        "<li>Beløp:</li><li>Hva pengene skal gå til:</li></ul>"
    )
    assert understand(name, FILES[name])[1].fields == source.FIELDS


@pytest.mark.parametrize(("name", "code"), [("book.txt", "4.1"), ("book.md", "2.1")])
def test_contacts_are_a_list_as_the_source_has_them(name: str, code: str, by_command: By) -> None:
    page, _printed = by_command(name, FILES[name])
    assert html(page, code) == (
        "<p>Disse svarer på spørsmål:</p><ul>"
        '<li>Avdeling opp: Vår Vik, 22 00 00 01, <a href="mailto:vaar@example.org">vaar@example.org</a></li>'
        '<li>Avdeling ned: Høst Hei, 22 00 00 02, <a href="mailto:host@example.org">host@example.org</a></li></ul>'
    )


def test_markdown_and_docx_give_their_headings_lists_and_notes(by_command: By) -> None:
    page, _printed = by_command("book.md", source.MARKDOWN.encode())
    assert chapters(page) == [("0", "Innledning"), ("1", "Hva en prøve er til for"), ("2", "Spørsmål")]
    assert codes(page) == ["0.1", "1.0.1", "1.0.2", "1.0.3", "1.0.4", "1.1.1", "1.1.2", "2.1"]
    assert html(page, "1.0.2") == (
        "<ul><li>små prøver</li><li>store prøver<ul><li>som tar en dag</li></ul></li><li>andre prøver</li></ul>"
    )
    assert [note.value["url"] for note in page.footnotes] == ["https://prove.example.org/om/"]

    page, _printed = by_command("book.docx", source.docx(), code="2032")
    assert chapters(page) == [("0", "Innledning"), ("1", "Hva en prøve er til for"), ("2", "Spørsmål")]
    assert html(page, "0.1").startswith(
        "<p>Denne håndboken er skrevet for dem som <b>prøver ut</b> programmer."
        '<a href="#fotnote-1">[1]</a> Ingen'
    )
    assert html(page, "1.1.1").endswith(
        '<p>Se også <a href="https://prove.example.org/reiser">siden om reiser</a></p>'
    )
    assert html(page, "1.1.2") == "<ol><li>Først til reiser</li><li>Så til mat</li></ol>"


@pytest.mark.adversary(
    "E1", "nothing in a document runs: links run no scripts, tags of the source are text or gone"
)
def test_what_a_document_brings_does_not_run(by_command: By) -> None:
    page, _printed = by_command("book.md", source.MARKDOWN.encode())
    assert html(page, "1.0.4").endswith("alert(1)[Se her](javascript:alert(1))</p>")
    hostile = "# A\n\n## 1. B\n\n<img src=x onerror=alert(1)> og [x](data:text/html,y) og <b>[z</b>](https://a.example)"
    page, _printed = by_command("hostile.md", hostile.encode(), code="2033")
    assert html(page, "1.1") == (
        '<p> og [x](data:text/html,y) og <b><a href="https://a.example">z</a></b></p>'
    )


@pytest.mark.parametrize("name", FILES)
def test_the_editor_keeps_every_word_of_the_draft(name: str, by_command: By) -> None:
    page, _printed = by_command(name, FILES[name])
    converter = ContentstateConverter(PROSE)
    for chapter in page.body:
        for each in chapter.value["content"]:
            stored = each.value["text"].source
            saved = converter.to_database_format(converter.from_database_format(stored))
            assert words_of(saved) == words_of(stored)


def test_no_rule_is_made_up_but_candidates_are_shown(by_command: By) -> None:
    page, printed = by_command("book.txt", source.PLAIN.encode())
    assert [
        rule for chapter in page.body for each in chapter.value["content"] for rule in each.value["rules"]
    ] == []
    assert "2.1.1: De som bor mer enn 40 kilometer unna, kan få dekket inntil 500 kroner" in printed


PAGES = """\
Håndbok 2030

1. Hvem
1.1 Alle skal være med på dette, og de skal være med hver eneste dag hele året
gjennom.

1.2 Alle bør ta med minst to andre, og de som er med \u2013 for det meste er det naboer
\u2013 kan gå når de vil. Det gjelder også dem som

- 3 -

Håndbok 2030

bor langt unna, og fristen er
2025

- 4 -

Håndbok 2030

2. Når
Hver dag.
"""


def test_headers_go_where_no_page_breaks_are_told_and_own_codes_stay(by_command: By) -> None:
    page, _printed = by_command("pages.txt", PAGES.encode())
    outline, report = understand("pages.txt", PAGES.encode())
    assert (page.title, chapters(page)) == ("Håndbok 2030", [("1", "Hvem"), ("2", "Når")])
    assert [(each.line, each.text) for each in outline.removed] == [
        (10, "- 3 -"), (12, "Håndbok 2030"), (17, "- 4 -"), (19, "Håndbok 2030"),
    ]  # fmt: skip
    assert html(page, "1.2") == (
        "<p>Alle bør ta med minst to andre, og de som er med \u2013 for det meste er det naboer \u2013 kan gå når de "
        "vil. Det gjelder også dem som bor langt unna, og fristen er 2025</p>"
    )
    assert codes(page) == ["1.1", "1.2", "2.1"]
    assert report.account.is_whole


def test_a_docx_without_styles_is_read_as_the_text_it_shows() -> None:
    document, file = Document(), io.BytesIO()
    for text in (
        "Håndbok for alt", "Innledning", "Dette er om alt.", "1. Formål med alt", "Alt skal være bra.", "• en ting",
        "• to ting", "2. Rammer", "2.1. Særlig", "Noe skjer her.",
    ):  # fmt: skip
        document.add_paragraph(text)
    document.save(file)
    outline, report = understand("bok.docx", file.getvalue())
    assert outline.title == "Håndbok for alt"
    assert [(each.number, each.title) for each in outline.chapters] == [
        ("0", "Innledning"), ("1", "Formål med alt"), ("2", "Rammer"),
    ]  # fmt: skip
    assert outline.chapters[1].paragraphs[1].html == "<ul><li>en ting</li><li>to ting</li></ul>"
    assert outline.chapters[2].subchapters == ["2.1. Særlig"]
    assert report.account.is_whole
