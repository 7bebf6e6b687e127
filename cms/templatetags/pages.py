"""Filters of the public pages (`{% load pages %}`)."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def breakable(address: str) -> SafeString:
    """An e-mail address that may be broken after @ and before the domain's dots, and nowhere else."""
    name, _at, domain = address.partition("@")
    pieces = domain.split(".")
    broken = format_html("{}@<wbr>{}", name, pieces[0]) if domain else format_html("{}", name)
    for piece in pieces[1:]:
        broken = format_html("{}<wbr>.{}", broken, piece)
    return broken
