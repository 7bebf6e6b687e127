"""A kind of rule: the network must reach at least so many children, asked for in a sentence of its own."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.plugins import api

from .facts import NAME

FIELDS = (
    api.Setting(
        "children",
        "number",
        {"nb": "Barn i kommunene, minst", "nn": "Barn i kommunane, minst"},
        default=1000,
        minimum=1,
        maximum=2_000_000,
    ),
)


def register() -> None:
    """Let paragraphs hold rules of this kind."""
    api.register_rule_kind(
        api.RuleKind("reach", gettext_lazy("Children reached"), check, validate, sentence, FIELDS)
    )


def check(rule: api.RuleSpec, facts: api.Facts) -> api.Finding:
    """Compare the children of the network with the rule's number; without a figure it cannot be checked."""
    known = facts.get(NAME)
    outcome = api.UNCHECKED if known is None else api.MET if known >= rule.params["children"] else api.UNMET
    return api.Finding(rule.key, rule.code, rule.severity, outcome, NAME, known)


def validate(params: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the number."""
    return [fault] if (fault := FIELDS[0].fault(params.get("children"))) else []


def sentence(params: Mapping[str, Any]) -> str:
    """Return the rule in words."""
    return _("At least %(children)s children live in the participating municipalities") % params
