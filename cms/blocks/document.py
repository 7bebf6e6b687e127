"""The shape of a guideline: chapters, paragraphs with their codes, footnotes, and what it says of older documents."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from workflows.schemes.models import Standing

from .examples import ExamplesBlock
from .rules import RulesBlock
from .texts import PROSE, AttachmentBlock, DefinitionBlock, FigureBlock, QuoteBlock, TableBlock


class ParagraphBlock(blocks.StructBlock):
    """A paragraph with the code that people and rules refer to."""

    code = blocks.RegexBlock(
        regex=r"^\d+(\.\d+)*$", max_length=20, label=_("Code"),
        help_text=_("Such as 3.7; it follows the paragraph for ever."),
        error_messages={"invalid": _("A paragraph code is numbers with full stops between, such as 3.7.")},
    )  # fmt: skip
    text = blocks.RichTextBlock(features=PROSE, label=_("Text"))
    rules = RulesBlock()
    examples = ExamplesBlock()

    class Meta:
        label = _("Paragraph")
        icon = "pilcrow"
        description = _("Text with a code of its own, the rules that stand in it, and examples of them.")
        template = "cms/blocks/paragraph.html"
        label_format = "{code}"

        @staticmethod
        def preview_value() -> dict[str, Any]:
            """Return a paragraph with a rule and an example."""
            text = _("Overhead can be at most 5 per cent of the amount that is awarded.")
            return {
                "code": "3.7",
                "text": f"<p>{text}</p>",
                "rules": RulesBlock().get_preview_value(),
                "examples": ExamplesBlock().get_preview_value(),
            }


class ChapterContentBlock(blocks.StreamBlock):
    """What a chapter is made of."""

    paragraph = ParagraphBlock()
    table = TableBlock()
    quote = QuoteBlock()
    figure = FigureBlock()
    definition = DefinitionBlock()
    attachment = AttachmentBlock()

    class Meta:
        label = _("Content")
        icon = "list-ul"
        description = _("Paragraphs, and what stands between them.")
        template = "cms/blocks/stream.html"

        @staticmethod
        def preview_value() -> list[tuple[str, Any]]:
            """Return a paragraph."""
            return [("paragraph", ParagraphBlock().get_preview_value())]


class ChapterBlock(blocks.StructBlock):
    """A numbered chapter; 0 is the introduction, and is shown without its number."""

    number = blocks.RegexBlock(
        regex=r"^\d+$", max_length=3, label=_("Number"), help_text=_("0 for the introduction.")
    )
    title = blocks.CharBlock(max_length=200, label=_("Title"))
    content = ChapterContentBlock()

    class Meta:
        label = _("Chapter")
        icon = "list-ol"
        description = _("A chapter with its paragraphs.")
        template = "cms/blocks/chapter.html"
        label_format = "{number} {title}"

        @staticmethod
        def preview_value() -> dict[str, Any]:
            """Return a chapter of one paragraph."""
            content = ChapterContentBlock().get_preview_value()
            return {"number": "3", "title": _("Using the money"), "content": content}


class FootnoteBlock(blocks.StructBlock):
    """A footnote; a paragraph refers to it by a link to #fotnote-1."""

    number = blocks.IntegerBlock(min_value=1, label=_("Number"))
    text = blocks.CharBlock(max_length=500, label=_("Text"))
    url = blocks.URLBlock(required=False, label=_("Web page"))

    class Meta:
        label = _("Footnote")
        icon = "superscript"
        description = _("Refer to it from a paragraph by a link to #fotnote- and its number.")
        template = "cms/blocks/footnote.html"
        preview_value = {"number": 1, "text": _("Read more on the directorate's pages."), "url": ""}


class StandingBlock(blocks.StructBlock):
    """What this edition says of a rule of an older document."""

    document = blocks.CharBlock(max_length=20, label=_("Document"), help_text=_("Such as 2021."))
    code = blocks.CharBlock(max_length=20, label=_("Paragraph"))
    standing = blocks.ChoiceBlock(
        choices=Standing.Kind.choices, default=Standing.Kind.KEPT, label=_("Standing")
    )
    replaced_by = blocks.CharBlock(max_length=20, required=False, label=_("Replaced by paragraph"))

    class Meta:
        label = _("Rule of an older document")
        icon = "history"
        description = _("Kept unless said otherwise: replaced by a paragraph here, or lapsed.")
        template = "cms/blocks/standing.html"
        preview_value = {"document": "2021", "code": "2.3", "standing": "replaced", "replaced_by": "2.8"}

    def get_context(self, value: dict[str, Any], parent_context: Any = None) -> dict[str, Any]:
        """Add the standing in words."""
        standing = dict(Standing.Kind.choices).get(value["standing"], "")
        return super().get_context(value, parent_context=parent_context) | {"standing": standing}
