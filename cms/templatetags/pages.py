"""Filters of the public pages (`{% load pages %}`)."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cms import reading
from cms.comparing import showing, telling
from cms.comparing.compare import Row
from cms.comparing.editions import Rule
from cms.comparing.rules import RuleChange
from workflows.templatetags.ui import status_tag

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


@register.simple_tag
def row_status(row: Row, shown: showing.Shown) -> SafeString:
    """What became of a paragraph, in words and coloured."""
    return status_tag(shown.statuses[row.status], showing.TONES[row.status])


@register.simple_tag
def severity_tag(rule: Rule) -> SafeString:
    """`Must`, `Should` or `Can`, coloured."""
    label, tone = reading.SEVERITY[rule.severity]
    return status_tag(str(label), tone)


@register.filter
def told(change: RuleChange) -> list[str]:
    """What became of a rule, in sentences."""
    return telling.sentences(change)
