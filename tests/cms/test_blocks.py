"""The blocks of a guideline: what each tells editors of itself, and what readers see on the page and in the PDF."""

import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from wagtail.blocks import Block, FieldBlock
from wagtail.documents import get_document_model

from cms import pdf
from cms.blocks import (
    ChapterBlock,
    FigureBlock,
    FootnoteBlock,
    RuleBlock,
    RulesBlock,
    StandingBlock,
    StepBlock,
    TableBlock,
    register_rule_block,
    rule_blocks,
)
from cms.blocks import rules as rules_module
from cms.blocks.values import fact_choices, read_fact
from cms.models import GuidelinePage
from tests.cms.site import example, follows, overhead, page_of, paragraph, publish
from workflows.rules import registry
from workflows.rules.facts import known_facts
from workflows.rules.kinds import MET, Finding

TOP = [ChapterBlock, FootnoteBlock, StandingBlock, StepBlock]


def ours(block: Block) -> Iterator[Block]:
    """Yield a block and every block of ours in it: not the single fields."""
    if type(block).__module__.startswith("cms.") and not isinstance(block, FieldBlock):
        yield block
    for child in (*getattr(block, "child_blocks", {}).values(), getattr(block, "child_block", None)):
        if child is not None:
            yield from ours(child)


BLOCKS = {type(block).__name__: block for top in TOP for block in ours(top())}


def document(name: str, content: bytes, title: str = "Vedlegg") -> Any:
    """Return a stored document."""
    made = get_document_model()(title=title)
    made.file.save(name, ContentFile(content))
    made.save()
    return made


def png(width: int = 40, mode: str = "RGBA") -> bytes:
    """Return a small picture."""
    file = io.BytesIO()
    Image.new(mode, (width, 30), (30, 60, 90, 128)[: len(mode)]).save(file, "PNG")
    return file.getvalue()


def with_pieces(page: GuidelinePage, *pieces: tuple[str, Any]) -> GuidelinePage:
    """Publish a page again, with pieces after the paragraphs of its chapter."""
    body = json.loads(json.dumps(page.body.get_prep_value()))
    body[0]["value"]["content"] += [{"type": kind, "value": value} for kind, value in pieces]
    page.body = json.dumps(body)
    page.save_revision().publish()
    return page_of(page.code)


def pieces() -> list[tuple[str, Any]]:
    """Return one of each thing that stands between paragraphs."""
    table = {
        "caption": "Frister <i>",
        "columns": [{"type": "text", "heading": "Hva"}, {"type": "figure", "heading": "Beløp"}],
        "rows": [{"values": ["Søknad & plan", "200 000"]}, {"values": ["Rapport", ""]}],
    }
    picture = document("vei.png", png(), "Veien")
    return [
        ("table", table),
        ("quote", {"text": "Barnets beste.\n\nAlltid.", "source": "Loven", "url": "https://example.org/"}),
        (
            "figure",
            {"picture": picture.pk, "alternative": "Fem bokser <b>", "caption": "Veien til en sak"},
        ),
        ("definition", {"term": "Overhead", "meaning": "Felles kostnader"}),
        ("attachment", {"document": document("plan.pdf", b"%PDF-1.4").pk, "title": "Mal for plan"}),
    ]


# --- in the editor


def test_the_list_of_blocks_is_whole() -> None:
    assert set(BLOCKS) >= {
        "AttachmentBlock", "ChapterBlock", "ChapterContentBlock", "ComparisonBlock", "DefinitionBlock",
        "ExampleBlock", "ExamplesBlock", "ExpectedBlock", "FigureBlock", "FootnoteBlock", "GivenBlock",
        "ObligationBlock", "ParagraphBlock", "ParameterBlock", "QuestionBlock", "QuoteBlock", "RulesBlock",
        "SchemesBlock", "StandingBlock", "StepBlock", "TableBlock",
    }  # fmt: skip


@pytest.mark.requirement("R1.1", "every block has a name, a picture, a word of help and a preview")
@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_every_block_tells_what_it_is(name: str, db: None) -> None:
    block = BLOCKS[name]
    assert str(block.label)
    assert block.meta.icon != "placeholder"
    assert render_to_string(f"wagtailadmin/icons/{block.meta.icon}.svg")
    assert str(block.get_description())
    assert block.is_previewable
    assert block.meta.template == f"cms/blocks/{block.meta.template.rpartition('/')[2]}"


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_every_block_has_a_preview_as_readers_will_see_it(name: str, browse: Any, cast: Any) -> None:
    block = BLOCKS[name]
    answer = browse(cast.editor).get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    html = answer.content.decode()
    shown = re.search(r'<div class="w-block-[^>]*>(.*)</div>\s*</div>\s*</main>', html, re.DOTALL)

    assert answer.status_code == 200
    assert "designsystemet.css" in html
    assert shown
    words = re.sub(r"<[^>]+>", " ", shown[1]).split()
    assert words
    assert "None" not in words


@pytest.mark.requirement(
    "R1.5", "a rule is written in a line that reads as a sentence, with words for operators"
)
def test_a_rule_is_written_as_a_sentence(db: None) -> None:
    block = rule_blocks()["comparison"]
    form = str(block.render_form_template())
    sentence = form[form.index('class="sentence"') : form.index('data-contentpath="schemes"')]

    assert re.findall(r'data-structblock-child="(\w+)"', sentence) == [
        "fact", "operator", "value", "severity",
    ]  # fmt: skip
    assert set(re.findall(r'data-structblock-child="(\w+)"', form)) == set(block.child_blocks)
    choices = dict(block.child_blocks["operator"].field.choices)
    assert {"<", "<=", ">", ">=", "==", "!=", "is_true"} <= set(choices)
    assert not any(re.search(r"[<>=_]", str(words)) for sign, words in choices.items() if sign)


def test_facts_are_chosen_by_what_they_speak_of_and_with_their_unit(db: None) -> None:
    groups = dict(fact_choices())
    names = [name for facts in groups.values() for name, _label in facts]

    assert len(groups) == 5
    assert sorted(names) == sorted(known_facts())
    labels = {name: label for facts in groups.values() for name, label in facts}
    assert labels["awarded_amount"].endswith("(kroner)")
    assert labels["overhead_percent_awarded"].endswith("(prosent)")


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("awarded_amount", "200 001", 200_001),
        ("overhead_percent_awarded", "5,01", "5.01"),
        ("overhead_percent_awarded", "5,0", 5),
        ("has_network_leader", "Ja", True),
        ("has_network_leader", "nei", False),
    ],
)
def test_facts_of_an_example_are_read_as_a_fact_sheet_stores_them(fact: str, text: str, value: Any) -> None:
    assert read_fact(fact, text) == value


@pytest.mark.parametrize(
    ("fact", "text"), [("has_network_leader", "5"), ("awarded_amount", "mye"), ("x", "1")]
)
def test_a_value_that_a_fact_cannot_have_is_refused(fact: str, text: str) -> None:
    with pytest.raises(ValidationError):
        read_fact(fact, text)


@pytest.mark.parametrize(
    "changes",
    [{"caption": " "}, {"columns": []}, {"columns": [{"type": "text", "heading": ""}] * 2}],
)
def test_a_table_that_cannot_be_read_out_is_refused(changes: dict[str, Any]) -> None:
    block, table = TableBlock(), pieces_table()
    assert block.clean(block.to_python(table)).caption == "Frister"
    with pytest.raises(ValidationError):
        block.clean(block.to_python(table | {"rows": []} | changes))


def pieces_table() -> dict[str, Any]:
    """Return a table that can be read."""
    columns = [{"type": "text", "heading": "Hva"}, {"type": "figure", "heading": "Dag"}]
    return {"caption": "Frister", "columns": columns, "rows": [{"values": ["Søknad", "1.3."]}]}


@pytest.mark.parametrize(
    ("name", "content"), [("a.png", b"<svg onload='x'/>"), ("a.svg", b"<svg/>"), ("a.pdf", b"%PDF-1.4")]
)
def test_a_figure_is_a_picture_whatever_its_name_says(name: str, content: bytes, db: None) -> None:
    block = FigureBlock()
    value = {"alternative": "Fem bokser", "caption": ""}
    assert block.clean(block.to_python(value | {"picture": document("b.png", png()).pk}))
    with pytest.raises(ValidationError):
        block.clean(block.to_python(value | {"picture": document(name, content).pk}))


# --- a plugin's kind


def test_a_kind_of_rule_brings_its_block() -> None:
    kind = registry.RuleKind(
        "weekday", "Weekday", lambda rule, facts: Finding(rule.key, rule.code, rule.severity, MET),
        lambda params: [], lambda params: "Fridays",
    )  # fmt: skip

    class WeekdayBlock(RuleBlock):
        kind = "weekday"

    made_before = RulesBlock()
    with registry.changed_for_a_while(), rules_module.changed_for_a_while():
        with pytest.raises(ValueError, match="weekday"):
            register_rule_block(WeekdayBlock)  # its kind is not known yet
        registry.register(kind)
        register_rule_block(WeekdayBlock)
        with pytest.raises(ValueError, match="weekday"):
            register_rule_block(WeekdayBlock)
        assert "weekday" in made_before.child_blocks
        assert made_before.child_blocks["weekday"].name == "weekday"
    assert list(RulesBlock().child_blocks) == ["comparison", "question", "obligation", "parameter", "schemes"]


# --- as readers see them


@pytest.mark.requirement(
    "R1.1", "tables, quotes, figures, definitions and attachments stand among the paragraphs"
)
def test_a_chapter_shows_what_stands_between_its_paragraphs(db: None) -> None:
    with_pieces(publish("2031", paragraph("3.7", overhead())), *pieces())
    html = Client().get("/retningslinjer/2031/").content.decode()

    assert '<div class="table-region" role="region" tabindex="0" aria-label="Frister &lt;i&gt;">' in html
    assert "<caption>Frister &lt;i&gt;</caption>" in html
    assert '<th scope="col">Hva</th><th scope="col" class="figure">Beløp</th>' in html
    assert '<th scope="row">Søknad &amp; plan</th><td class="figure">200 000</td>' in html
    assert "<blockquote><p>Barnets beste.</p>" in html
    assert '<a class="ds-link" href="https://example.org/">Loven</a>' in html
    picture = re.search(r'<img src="(/dokumenter/\d+/vei[^"]*\.png)" alt="Fem bokser &lt;b&gt;"', html)
    assert picture
    assert "Veien til en sak</figcaption>" in html
    assert "<dt><dfn>Overhead</dfn></dt><dd><p>Felles kostnader</p></dd>" in html
    attachment = re.search(
        r'href="(/dokumenter/\d+/plan[^"]*\.pdf)">Mal for plan</a> <span class="hint">\(PDF\)', html
    )
    assert attachment
    for address, type in ((picture[1], "image/png"), (attachment[1], "application/pdf")):
        answer = Client().get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, type)


@pytest.mark.requirement("R1.5", "an example stands beneath its paragraph, with what follows from the rules")
def test_an_example_is_shown_in_plain_text(db: None) -> None:
    publish("2031", paragraph("3.7", overhead(), examples=[example(follows("3.7", "unmet"))]))
    html = Client().get("/retningslinjer/2031/").content.decode()
    shown = re.search(r'<div class="example">(.*?)</div>', html, re.DOTALL)

    assert shown
    assert re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", shown[1])).strip() == (
        "Eksempel: Overhead er 5,01 prosent. Punkt 3.7 er ikke oppfylt"
    )


def test_more_pieces_cost_no_more_queries(db: None) -> None:
    page = publish("2031", paragraph("3.7", overhead(), examples=[example(follows("3.7", "unmet"))] * 3))
    few = queries_after(with_pieces(page, *pieces()))
    many = queries_after(with_pieces(page_of("2031"), *(piece for _again in range(8) for piece in pieces())))
    assert many <= few <= 10


def queries_after(page: GuidelinePage) -> int:
    """Return how many queries it takes to make a page that is not kept."""
    from cms import cache

    Client().get("/personvern/")
    cache.renew()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert Client().get(f"/retningslinjer/{page.code}/").status_code == 200
    return len(captured)


@pytest.mark.requirement("R1.1", "the PDF has them all, the picture with the words that are read out")
def test_the_pdf_shows_them_all(db: None) -> None:
    examples = [example(follows("3.7", "unmet"))]
    page = with_pieces(publish("2031", paragraph("3.7", overhead(), examples=examples)), *pieces())
    shown = pdf.content(page)["chapters"][0]["paragraphs"]

    assert [each["kind"] for each in shown] == [
        "paragraph", "table", "quote", "figure", "definition", "attachment",
    ]  # fmt: skip
    assert shown[0]["examples"][0]["follows"] == ["Punkt 3.7 er ikke oppfylt"]
    assert shown[1]["rows"] == [["Søknad & plan", "200 000"], ["Rapport", ""]]
    assert bytes(shown[3]["picture"][:2]) == b"\xff\xd8"
    file = pdf.make(page)
    assert file[:5] == b"%PDF-"
    assert all(tag in file for tag in (b"/Table", b"/Figure", b"/BlockQuote"))


def test_a_picture_whose_file_is_gone_leaves_its_words(db: None) -> None:
    page = with_pieces(publish("2031", paragraph("3.7")), *pieces())
    for each in get_document_model().objects.all():
        each.file.storage.delete(each.file.name)
    assert pdf.content(page)["chapters"][0]["paragraphs"][3]["picture"] == []
    assert pdf.make(page)[:5] == b"%PDF-"
    get_document_model().objects.all().delete()
    assert Client().get("/retningslinjer/2031/").status_code == 200
    assert pdf.make(page_of("2031"))[:5] == b"%PDF-"
