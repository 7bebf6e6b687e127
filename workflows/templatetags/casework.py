"""Tags for pages of cases: status, and what a finding says (`{% load casework %}`)."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from workflows.cases.models import Case
from workflows.pages.timeline import STATUS_TONES
from workflows.rules.facts import AMOUNT, PERCENT, known_facts
from workflows.ui.amounts import format_amount

from .ui import status_tag

register = template.Library()


@register.simple_tag
def case_status(case: Case) -> SafeString:
    """The case's status in words, coloured."""
    return status_tag(case.get_status_display(), STATUS_TONES[case.status])


@register.simple_tag
def finding_tag(finding: Any) -> SafeString:
    """What a finding comes to: met, not met (a demand or a recommendation), asked, owed."""
    unmet = (_("Not met"), "danger") if finding.severity == "must" else (_("Recommended"), "warning")
    words = {
        "met": (_("Met"), "success"),
        "unmet": unmet,
        "asked": (_("To be answered"), "info"),
        "owed": (_("Owed"), "warning"),
        "not_owed": (_("Not owed"), "neutral"),
    }
    return status_tag(*words[finding.outcome])


@register.simple_tag
def finding_value(finding: Any) -> str:
    """The value a finding rests on, as people write it."""
    fact = known_facts().get(finding.fact)
    if isinstance(finding.value, bool):
        return _("yes") if finding.value else _("no")
    if fact and fact.type == AMOUNT:
        return format_amount(finding.value)
    if fact and fact.type == PERCENT:
        return _("%(number)s per cent") % {
            "number": f"{float(finding.value):.2f}".rstrip("0").rstrip(".").replace(".", ",")
        }
    return str(finding.value)
