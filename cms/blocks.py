"""The blocks a guideline is written in: chapters, paragraphs with codes, rules, footnotes, and standings.

A rule block is what an editor fills in; `compile()` gives the rule as `workflows.publishing` takes it, `of_rule()`
goes the other way. Each kind of rule is a block of its own, so that each can get a form that reads as a sentence.
"""

import re
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from workflows.cases.models.findings import Step
from workflows.publishing import OPERATORS, check_rule
from workflows.rules.facts import known_facts
from workflows.rules.kinds import CAN, MUST, SHOULD
from workflows.schemes.models import SchemeCode, Standing
from workflows.ui.amounts import AmountError, parse_amount

SEVERITIES = [(MUST, _("must")), (SHOULD, _("should")), (CAN, _("can"))]
UNITS = [
    ("number", _("a number")),
    ("days", _("days")),
    ("date", _("a date, counted from the grant year")),
    ("codes", _("codes, with commas between")),
    ("field_codes", _("field codes, with commas between")),
    ("text", _("a word")),
]
PROSE = ["bold", "italic", "ol", "ul", "link", "document-link"]
_YEARLY = re.compile(r"^(\d{1,2})\. ?(\d{1,2})\.? ?(?:\+ ?(\d))?$")


def fact_choices() -> list[tuple[str, Any]]:
    """Return every fact a rule may speak of, by its label."""
    return [(fact.name, fact.label) for fact in known_facts().values()]


def read_number(text: str) -> int | float:
    """Return the number an editor wrote, `200 000` or `5,5`; raises ValidationError."""
    try:
        number = parse_amount(text)
    except AmountError as error:
        raise ValidationError(str(error)) from None
    return int(number) if number == number.to_integral_value() else float(number)


def read_value(text: str, unit: str) -> Any:
    """Return a figure of a unit as the casework reads it; raises ValidationError."""
    text = text.strip()
    if unit in ("number", "days"):
        return read_number(text)
    if unit in ("codes", "field_codes"):
        return [word.strip() for word in text.split(",") if word.strip()]
    if unit == "date":
        if not (match := _YEARLY.match(text)):
            raise ValidationError(
                _now("Write day and month, and how many years after the grant year: 15.2. +1")
            )
        return {"month": int(match[2]), "day": int(match[1]), "years": int(match[3] or 0)}
    return text


def show_value(value: Any) -> str:
    """Return a figure as an editor writes it."""
    if isinstance(value, dict):
        return f"{value['day']}.{value['month']}. +{value['years']}"
    if isinstance(value, list):
        return ", ".join(value)
    return str(Decimal(str(value))).replace(".", ",") if isinstance(value, int | float) else str(value)


class RuleBlock(blocks.StructBlock):
    """What every rule says: how strict it is, whom it concerns, when it is checked, and its words."""

    kind: ClassVar[str]

    severity = blocks.ChoiceBlock(choices=SEVERITIES, label=_("How strict"))
    schemes = blocks.MultipleChoiceBlock(choices=SchemeCode.choices, label=_("Schemes it concerns"))
    steps = blocks.MultipleChoiceBlock(choices=Step.choices, label=_("Checked at"))
    wording = blocks.CharBlock(
        max_length=500,
        label=_("The rule in a sentence"),
        help_text=_("What people see beside what was found."),
    )

    def params(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return the parameters of this kind; raises ValidationError."""
        raise NotImplementedError

    def fields_of(self, params: dict[str, Any], language: str) -> dict[str, Any]:
        """Return this kind's own fields as an editor sees them."""
        raise NotImplementedError

    def compile(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return the rule, but for its place; raises ValidationError."""
        return {
            "kind": self.kind,
            "severity": value["severity"],
            "schemes": list(value["schemes"]),
            "steps": list(value["steps"]),
            "params": self.params(value),
            "wording": {"nb": value["wording"]},
        }

    def of_rule(self, rule: dict[str, Any], language: str) -> dict[str, Any]:
        """Return the block's fields for a rule, worded in a language."""
        common = {name: rule[name] for name in ("severity", "schemes", "steps")}
        return common | {"wording": rule["wording"][language]} | self.fields_of(rule["params"], language)

    def clean(self, value: dict[str, Any]) -> dict[str, Any]:
        """Refuse a rule that could not be compiled."""
        cleaned = super().clean(value)
        try:
            faults = check_rule(self.compile(cleaned) | {"code": "1"})
        except ValidationError as error:
            faults = error.messages
        if faults:
            raise StructBlockValidationError(non_block_errors=[ValidationError(fault) for fault in faults])
        return cleaned


class ComparisonBlock(RuleBlock):
    """A fact, an operator and a value: "overhead is at most 5 per cent"."""

    kind = "comparison"
    fact = blocks.ChoiceBlock(choices=fact_choices, label=_("Fact"))
    operator = blocks.ChoiceBlock(choices=[(sign, sign) for sign in OPERATORS], label=_("Operator"))
    value = blocks.CharBlock(required=False, label=_("Value"), help_text=_("Not needed with is_true."))

    class Meta:
        label = _("Comparison")
        icon = "check"
        description = _("A fact of the case that is compared with a value, and checked by itself.")

    def params(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return fact, operator and value."""
        return comparison(value)

    def fields_of(self, params: dict[str, Any], language: str) -> dict[str, Any]:
        """Return fact, operator and value as written."""
        return comparison_fields(params)


class QuestionBlock(RuleBlock):
    """A question that somebody answers with a reason."""

    kind = "question"
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


class ObligationBlock(RuleBlock):
    """Something that is owed when a comparison holds."""

    kind = "obligation"
    obligation = blocks.RegexBlock(
        regex=r"^[a-z][a-z0-9_]*$",
        label=_("What is owed"),
        help_text=_("Such as audit_statement, report or repayment."),
    )
    fact = blocks.ChoiceBlock(choices=fact_choices, label=_("Owed when the fact"))
    operator = blocks.ChoiceBlock(choices=[(sign, sign) for sign in OPERATORS], label=_("Operator"))
    value = blocks.CharBlock(required=False, label=_("Value"))

    class Meta:
        label = _("Obligation")
        icon = "date"
        description = _(
            "Something that is owed when a fact is as said: an audit statement over 200 000 kroner."
        )

    def params(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return what is owed, and when."""
        return {"obligation": value["obligation"], "when": comparison(value)}

    def fields_of(self, params: dict[str, Any], language: str) -> dict[str, Any]:
        """Return what is owed, and when, as written."""
        return {"obligation": params["obligation"]} | comparison_fields(params["when"])


class ParameterBlock(RuleBlock):
    """A figure, a deadline or a list that the casework reads."""

    kind = "parameter"
    name = blocks.RegexBlock(
        regex=r"^[a-z][a-z0-9_]*$", label=_("Name"), help_text=_("Such as report_deadline.")
    )
    unit = blocks.ChoiceBlock(choices=UNITS, label=_("What it is"))
    value = blocks.CharBlock(
        label=_("Value"), help_text=_("A date is written 15.2. +1: 15 February the year after the grant.")
    )

    class Meta:
        label = _("Figure or deadline")
        icon = "calendar-alt"
        description = _("A figure, a deadline or a list that stands in the text and that the casework reads.")

    def params(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return name, value and unit."""
        return {
            "name": value["name"],
            "value": read_value(value["value"], value["unit"]),
            "unit": value["unit"],
        }

    def fields_of(self, params: dict[str, Any], language: str) -> dict[str, Any]:
        """Return the figure as written."""
        return {"name": params["name"], "unit": params["unit"], "value": show_value(params["value"])}


class SchemesBlock(RuleBlock):
    """The schemes an edition has."""

    kind = "schemes"

    class Meta:
        label = _("Set of schemes")
        icon = "list-ul"
        description = _("The schemes this edition has; a call can only be made for one of them.")

    def params(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return the schemes, which are those the rule concerns."""
        return {"schemes": list(value["schemes"])}

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


class RulesBlock(blocks.StreamBlock):
    """The rules of a paragraph, numbered as they come."""

    comparison = ComparisonBlock()
    question = QuestionBlock()
    obligation = ObligationBlock()
    parameter = ParameterBlock()
    schemes = SchemesBlock()

    class Meta:
        required = False
        collapsed = True
        label = _("Rules")
        help_text = _("What stands in this paragraph and is checked in the casework.")


class ParagraphBlock(blocks.StructBlock):
    """A paragraph with the code that people and rules refer to."""

    code = blocks.RegexBlock(
        regex=r"^\d+(\.\d+)*$", max_length=20, label=_("Code"),
        help_text=_("Such as 3.7; it follows the paragraph for ever."),
        error_messages={"invalid": _("A paragraph code is numbers with full stops between, such as 3.7.")},
    )  # fmt: skip
    text = blocks.RichTextBlock(features=PROSE, label=_("Text"))
    rules = RulesBlock()

    class Meta:
        label = _("Paragraph")
        icon = "pilcrow"
        description = _("Text with a code of its own, and the rules that stand in it.")


class ChapterContentBlock(blocks.StreamBlock):
    """What a chapter is made of."""

    paragraph = ParagraphBlock()

    class Meta:
        label = _("Content")


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


class FootnoteBlock(blocks.StructBlock):
    """A footnote; a paragraph refers to it by a link to #fotnote-1."""

    number = blocks.IntegerBlock(min_value=1, label=_("Number"))
    text = blocks.CharBlock(max_length=500, label=_("Text"))
    url = blocks.URLBlock(required=False, label=_("Web page"))

    class Meta:
        label = _("Footnote")
        icon = "superscript"
        description = _("Refer to it from a paragraph by a link to #fotnote- and its number.")


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


class StepBlock(blocks.StructBlock):
    """One step on the way of a case."""

    title = blocks.CharBlock(max_length=80, label=_("Title"))
    text = blocks.CharBlock(max_length=300, label=_("Text"))

    class Meta:
        label = _("Step")
        icon = "arrow-right"
        description = _("One step on the way of a case, as readers meet it.")
