"""Tags for pages of cases: status, and what a finding says (`{% load casework %}`)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from workflows import clock
from workflows.cases.models import Case
from workflows.cases.unstated import unstated_in_words
from workflows.pages.timeline import STATUS_TONES
from workflows.rules.facts import known_facts
from workflows.rules.words import value_in_words
from workflows.ui import dates

from .ui import status_tag

register = template.Library()
_ASKS = {"unmet", "asked", "unchecked"}


@register.simple_tag
def case_status(case: Case) -> SafeString:
    """The case's status in words, coloured."""
    return status_tag(case.status_in_words, STATUS_TONES[case.status])


@register.simple_tag
def finding_tag(finding: Any) -> SafeString:
    """What a finding comes to: met, not met (a demand or a recommendation), asked, owed."""
    unmet = (_("Not met"), "danger") if finding.severity == "must" else (_("Advised"), "warning")
    words = {
        "met": (_("Met"), "success"),
        "unmet": unmet,
        "asked": (_("To be answered"), "info"),
        "owed": (_("Owed"), "warning"),
        "not_owed": (_("Not owed"), "neutral"),
        "unchecked": (_("Cannot be checked now"), "warning"),
    }
    return status_tag(*words[finding.outcome])


@register.simple_tag
def finding_value(finding: Any) -> str:
    """What a finding rests on, named and as people write it; nothing for a yes or a no, which the outcome says."""
    fact = known_facts().get(finding.fact)
    if fact is None or finding.value in (None, "") or isinstance(finding.value, bool):
        return ""
    return f"{fact.label}: {value_in_words(finding.value, fact.type)}"


@register.filter
def lately(value: dt.datetime | None) -> str:
    """`10.32` for what was today, otherwise with the date."""
    return dates.lately(value, clock.today())


@register.filter
def not_stated(case: Case) -> list[str]:
    """What the documents the case is under say nothing of."""
    return unstated_in_words(case)


@register.filter
def to_see_to(findings: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """The findings that ask for something: not met, or to be answered."""
    return [pair for pair in findings if pair[1].outcome in _ASKS]


@register.filter
def in_order(findings: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """The other findings: met, or only to be known of."""
    return [pair for pair in findings if pair[1].outcome not in _ASKS]
