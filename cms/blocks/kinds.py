"""The blocks of the core's kinds of rule."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from workflows.rules.kinds import MUST
from workflows.rules.words import OPERATOR_WORDS
from workflows.schemes.models import SchemeCode

from .rules import RuleBlock, register_rule_block
from .values import UNITS, fact_choices, read_number, read_value, show_value

OPERATORS = list(OPERATOR_WORDS.items())


@register_rule_block
class ComparisonBlock(RuleBlock):
    """A fact, an operator and a value: "overhead is at most 5 per cent"."""

    kind = "comparison"
    sentence = ("fact", "operator", "value", "–", "severity")
    fact = blocks.ChoiceBlock(choices=fact_choices, label=_("Fact"))
    operator = blocks.ChoiceBlock(choices=OPERATORS, label=_("Operator"))
    value = blocks.CharBlock(required=False, label=_("Value"))

    class Meta:
        label = _("Comparison")
        icon = "check"
        help_text = _("Write no value when the fact is yes or no.")
        description = _("A fact of the case that is compared with a value, and checked by itself.")
        label_format = "{fact} {operator} {value} – {severity}"
        preview_value = {
            "severity": MUST,
            "schemes": SchemeCode.values,
            "steps": ["decision"],
            "wording": _("Overhead is at most 5 per cent of the awarded amount."),
            "fact": "overhead_percent_awarded",
            "operator": "<=",
            "value": "5",
        }

    def params(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return fact, operator and value."""
        return comparison(value)

    def fields_of(self, params: dict[str, Any], language: str) -> dict[str, Any]:
        """Return fact, operator and value as written."""
        return comparison_fields(params)


@register_rule_block
class QuestionBlock(RuleBlock):
    """A question that somebody answers with a reason."""

    kind = "question"
    sentence = ("question", "–", "severity")
    name = blocks.RegexBlock(
        regex=r"^[a-z][a-z0-9_]*$", label=_("Name"), help_text=_("Small letters and underscores.")
    )
    question = blocks.CharBlock(max_length=500, label=_("Question"))
    asked_of = blocks.ChoiceBlock(
        choices=[("caseworker", _("the caseworker"))], default="caseworker", label=_("Asked of")
    )

    class Meta:
        label = _("Question")
        icon = "help"
        description = _("A question for the caseworker, answered with a reason.")
        label_format = "{question} – {severity}"
        preview_value = {
            "severity": MUST,
            "schemes": SchemeCode.values,
            "steps": ["assessment"],
            "wording": _("The municipalities have a plan for the work in the network."),
            "name": "network_plan",
            "question": _("Have the municipalities made a plan for the work in the network?"),
            "asked_of": "caseworker",
        }

    def params(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return name, question, and who is asked."""
        return {
            "name": value["name"],
            "question": {"nb": value["question"]},
            "asked_of": value["asked_of"],
        }

    def fields_of(self, params: dict[str, Any], language: str) -> dict[str, Any]:
        """Return the question in a language."""
        kept = {name: params.get(name) or "" for name in ("name", "asked_of")}
        return kept | {"question": params["question"].get(language) or params["question"]["nb"]}


@register_rule_block
class ObligationBlock(RuleBlock):
    """Something that is owed when a comparison holds."""

    kind = "obligation"
    sentence = ("obligation", _("is owed when"), "fact", "operator", "value", "–", "severity")
    obligation = blocks.RegexBlock(
        regex=r"^[a-z][a-z0-9_]*$",
        label=_("What is owed"),
    )
    fact = blocks.ChoiceBlock(choices=fact_choices, label=_("Owed when the fact"))
    operator = blocks.ChoiceBlock(choices=OPERATORS, label=_("Operator"))
    value = blocks.CharBlock(required=False, label=_("Value"))

    class Meta:
        label = _("Obligation")
        icon = "date"
        help_text = _("What is owed is such as audit_statement, report or repayment.")
        description = _(
            "Something that is owed when a fact is as said: an audit statement over 200 000 kroner."
        )
        label_format = "{obligation}: {fact} {operator} {value} – {severity}"
        preview_value = {
            "severity": MUST,
            "schemes": SchemeCode.values,
            "steps": ["decision", "report"],
            "wording": _("Those awarded more than 200 000 kroner send an audit statement."),
            "obligation": "audit_statement",
            "fact": "awarded_amount",
            "operator": ">",
            "value": "200 000",
        }

    def params(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return what is owed, and when."""
        return {"obligation": value["obligation"], "when": comparison(value)}

    def fields_of(self, params: dict[str, Any], language: str) -> dict[str, Any]:
        """Return what is owed, and when, as written."""
        return {"obligation": params["obligation"]} | comparison_fields(params["when"])


@register_rule_block
class ParameterBlock(RuleBlock):
    """A figure, a deadline or a list that the casework reads."""

    kind = "parameter"
    sentence = ("name", "=", "value", "unit", "–", "severity")
    name = blocks.RegexBlock(regex=r"^[a-z][a-z0-9_]*$", label=_("Name"))
    unit = blocks.ChoiceBlock(choices=UNITS, label=_("What it is"))
    value = blocks.CharBlock(label=_("Value"))

    class Meta:
        label = _("Figure or deadline")
        icon = "calendar-alt"
        help_text = _(
            "The name is such as report_deadline. A date is written 15.2. +1: 15 February the year after the grant."
        )
        description = _("A figure, a deadline or a list that stands in the text and that the casework reads.")
        label_format = "{name} {value} – {severity}"
        preview_value = {
            "severity": MUST,
            "schemes": SchemeCode.values,
            "steps": ["report"],
            "wording": _("The report is sent by 15 February the year after the grant."),
            "name": "report_deadline",
            "unit": "date",
            "value": "15.2. +1",
        }

    def params(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return name, value and unit."""
        return {
            "name": value["name"],
            "value": read_value(value["value"] or "", value["unit"]),
            "unit": value["unit"],
        }

    def fields_of(self, params: dict[str, Any], language: str) -> dict[str, Any]:
        """Return the figure as written."""
        return {"name": params["name"], "unit": params["unit"], "value": show_value(params["value"])}


@register_rule_block
class SchemesBlock(RuleBlock):
    """The schemes an edition has."""

    kind = "schemes"
    sentence = ("schemes", "–", "severity")

    class Meta:
        label = _("Set of schemes")
        icon = "list-ul"
        description = _("The schemes this edition has; a call can only be made for one of them.")
        label_format = "{schemes} – {severity}"
        preview_value = {
            "severity": MUST,
            "schemes": SchemeCode.values,
            "steps": ["application"],
            "wording": _("There are three schemes this year."),
        }

    def params(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return the schemes, which are those the rule concerns."""
        return {"schemes": list(value["schemes"] or ())}

    def fields_of(self, params: dict[str, Any], language: str) -> dict[str, Any]:
        """Return nothing more: the schemes are there."""
        return {}


def comparison(value: dict[str, Any]) -> dict[str, Any]:
    """Return fact, operator and value of a block; raises ValidationError."""
    if value["operator"] == "is_true":
        return {"fact": value["fact"], "operator": "is_true", "value": True}
    written = value["value"] or ""
    try:
        known: Any = read_number(written)
    except ValidationError:
        if value["operator"] not in ("==", "!=") or not written:
            raise
        known = written  # a fact may be a word, and words are only alike or not
    return {"fact": value["fact"], "operator": value["operator"], "value": known}


def comparison_fields(params: dict[str, Any]) -> dict[str, Any]:
    """Return fact, operator and value as an editor writes them."""
    written = "" if params["operator"] == "is_true" else show_value(params["value"])
    return {"fact": params["fact"], "operator": params["operator"], "value": written}
