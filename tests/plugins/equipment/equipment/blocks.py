"""A block of public pages: what kinds of equipment the grant is for."""

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from workflows.plugins import api


def make() -> blocks.Block:
    """Return the block that editors fill in: a title and lines."""
    lines = blocks.ListBlock(blocks.CharBlock(max_length=100), label=_("Equipment"))
    return blocks.StructBlock(
        [("title", blocks.CharBlock(max_length=100, label=_("Title"))), ("lines", lines)],
        label=_("List of equipment"),
        icon="list-ul",
    )


def render(value: Any) -> SafeString:
    """Return the list."""
    lines = format_html_join("", "<li>{}</li>", ((line,) for line in value["lines"]))
    return format_html('<h2>{}</h2><ul class="ds-list">{}</ul>', value["title"], lines)


def register() -> None:
    """Register the block."""
    api.register_page_block(api.PageBlock("equipment", make, render))
