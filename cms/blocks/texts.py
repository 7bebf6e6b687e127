"""What stands between paragraphs: tables, quotes, figures, definitions and attachments; and the steps of a case.

Figures are documents, as attachments are: Wagtail's image library is not open to editors, and its files are served
by address, which nothing here is. A document goes out through Wagtail's own view.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock, TypedTableBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock

PROSE = ["bold", "italic", "ol", "ul", "link", "document-link"]
PICTURES = ("PNG", "JPEG", "GIF", "WEBP")


class TableBlock(TypedTableBlock):
    """A table with a caption, a heading for each column, and rows named by their first cell."""

    text = blocks.CharBlock(required=False, max_length=300, label=_("Text"), icon="pilcrow")
    figure = blocks.CharBlock(required=False, max_length=40, label=_("Numbers"), icon="decimal")

    class Meta:
        label = _("Table")
        icon = "table"
        description = _(
            "Figures or words in columns. It needs a caption, and a heading over each column; the first "
            "column names the row."
        )
        template = "cms/blocks/table.html"
        preview_value = {
            "caption": _("Deadlines in the year of the grant"),
            "columns": [
                {"type": "text", "heading": _("What")},
                {"type": "figure", "heading": _("Day")},
            ],
            "rows": [
                {"values": [_("The call opens"), "15.1."]},
                {"values": [_("The application is sent"), "1.3."]},
            ],
        }

    def clean(self, table: Any) -> Any:
        """Refuse a table that nobody could read without seeing it."""
        cleaned = super().clean(table)
        headings = [str(column["heading"] or "").strip() for column in cleaned.columns]
        if not str(cleaned.caption or "").strip() or not headings or not all(headings):
            fault = ValidationError(_now("A table needs a caption, and a heading over each column."))
            raise TypedTableBlockValidationError(cell_errors={}, non_block_errors=[fault])
        return cleaned


class QuoteBlock(blocks.StructBlock):
    """What somebody else has said, and who."""

    text = blocks.TextBlock(max_length=2000, rows=3, label=_("Quote"))
    source = blocks.CharBlock(required=False, max_length=200, label=_("Who says it, and where"))
    url = blocks.URLBlock(required=False, label=_("Web page"))

    class Meta:
        label = _("Quote")
        icon = "openquote"
        description = _("The words of an act, a white paper or a person, with where they stand.")
        template = "cms/blocks/quote.html"
        preview_value = {
            "text": _("The best interests of the child shall be a fundamental consideration."),
            "source": _("The Norwegian Constitution, article 104"),
            "url": "",
        }


class FigureBlock(blocks.StructBlock):
    """A picture with a caption, and words for those who do not see it."""

    picture = DocumentChooserBlock(
        label=_("Picture"), help_text=_("A document that is PNG, JPEG, GIF or WebP.")
    )
    alternative = blocks.CharBlock(
        max_length=300,
        label=_("What the picture shows"),
        help_text=_("Read out to those who do not see the picture."),
    )
    caption = blocks.CharBlock(required=False, max_length=300, label=_("Caption"))

    class Meta:
        label = _("Figure")
        icon = "image"
        description = _("A drawing or a photograph with a caption, described for those who do not see it.")
        template = "cms/blocks/figure.html"
        preview_value = {
            "picture": None,
            "alternative": _("Boxes in a row: call, application, assessment, grant, report, audit."),
            "caption": _("The way of a case"),
        }

    def clean(self, value: dict[str, Any]) -> dict[str, Any]:
        """Refuse a document that is no picture, whatever its name says."""
        cleaned = super().clean(value)
        if cleaned["picture"] is not None and not is_picture(cleaned["picture"]):
            fault = ValidationError(
                _now("This document is no picture. Choose a PNG, JPEG, GIF or WebP file.")
            )
            raise StructBlockValidationError({"picture": fault})
        return cleaned


class DefinitionBlock(blocks.StructBlock):
    """A term, and what it means here."""

    term = blocks.CharBlock(max_length=100, label=_("Term"))
    meaning = blocks.TextBlock(max_length=1000, rows=2, label=_("Meaning"))

    class Meta:
        label = _("Definition")
        icon = "tag"
        description = _("A term, and what it means in this guideline.")
        template = "cms/blocks/definition.html"
        preview_value = {
            "term": _("Overhead"),
            "meaning": _("The part of the costs of common services that is charged to the project."),
        }


class AttachmentBlock(blocks.StructBlock):
    """A document that can be downloaded where it is spoken of."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(
        required=False,
        max_length=200,
        label=_("Title"),
        help_text=_("The document's own title if left empty."),
    )

    class Meta:
        label = _("Attachment")
        icon = "doc-full-inverse"
        description = _("A document to download: a template, a form, a circular.")
        template = "cms/blocks/attachment.html"
        preview_value = {"document": None, "title": _("Template for a project plan")}


class StepBlock(blocks.StructBlock):
    """One step on the way of a case."""

    title = blocks.CharBlock(max_length=80, label=_("Title"))
    text = blocks.CharBlock(max_length=300, label=_("Text"))

    class Meta:
        label = _("Step")
        icon = "arrow-right"
        description = _("One step on the way of a case, as readers meet it.")
        template = "cms/blocks/step.html"
        preview_value = {
            "title": _("Apply"),
            "text": _("The network applies to the county governor before the deadline."),
        }


def is_picture(document: Any) -> bool:
    """Return whether a document's file is a picture that browsers and the PDF can show."""
    try:
        with document.file.open("rb") as file, Image.open(file, formats=PICTURES) as picture:
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return True
