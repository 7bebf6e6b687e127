"""Examples: a case in a few facts, and what the rules should find (R1.5). They are run by `cms/examples.py`."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from workflows.cases.models.findings import Step
from workflows.rules.kinds import ASKED, MET, NOT_OWED, OWED, UNMET
from workflows.rules.words import fact_label
from workflows.schemes.models import SchemeCode

from .schemes import SchemeCodeBlock, scheme_choices
from .sentences import SentenceBlock
from .values import fact_choices, read_fact

NO_FINDING = "no_finding"
OUTCOMES = [
    (MET, _("is met")),
    (UNMET, _("is not met")),
    (OWED, _("gives a duty")),
    (NOT_OWED, _("gives no duty")),
    (ASKED, _("is a question for the caseworker")),
    (NO_FINDING, _("is not checked")),
]


def in_words(expected: dict[str, Any]) -> str:
    """Return `Paragraph 3.7 is not met`."""
    outcome = dict(OUTCOMES).get(expected["outcome"], "")
    said = {"code": expected["paragraph"], "outcome": outcome, "number": expected["number"]}
    if expected["number"]:
        return _now("Paragraph %(code)s, rule %(number)s, %(outcome)s") % said
    return _now("Paragraph %(code)s %(outcome)s") % said


class GivenBlock(SentenceBlock):
    """One fact of the example, and its value."""

    sentence = ("fact", "=", "value")

    fact = blocks.ChoiceBlock(choices=fact_choices, label=_("Fact"))
    value = blocks.CharBlock(max_length=100, label=_("Value"))

    class Meta:
        label = _("Fact")
        icon = "edit"
        description = _("A fact of the example, and its value.")
        template = "cms/blocks/given.html"
        label_format = "{fact}: {value}"
        preview_value = {"fact": "overhead_percent_awarded", "value": "5,01"}

    def get_context(self, value: dict[str, Any], parent_context: Any = None) -> dict[str, Any]:
        """Add what the fact is called."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return context | {"label": fact_label(value["fact"])}

    def clean(self, value: dict[str, Any]) -> dict[str, Any]:
        """Refuse a value that the fact cannot have."""
        cleaned = super().clean(value)
        try:
            read_fact(cleaned["fact"], cleaned["value"])
        except ValidationError as error:
            raise StructBlockValidationError({"value": error}) from None
        return cleaned


class ExpectedBlock(SentenceBlock):
    """What the rules of a paragraph should find."""

    sentence = (_("Paragraph"), "paragraph", _("rule"), "number", "outcome")

    paragraph = blocks.RegexBlock(
        regex=r"^([0-9A-Za-z_]+-)?\d+(\.\d+)*$", max_length=41, label=_("Paragraph"),
        error_messages={"invalid": _("Write a paragraph such as 3.7, or 2021-0.2.")},
    )  # fmt: skip
    number = blocks.IntegerBlock(required=False, min_value=1, label=_("Rule number"))
    outcome = blocks.ChoiceBlock(choices=OUTCOMES, label=_("Outcome"))

    class Meta:
        label = _("What follows")
        icon = "success"
        description = _("What the rules of a paragraph should find.")
        template = "cms/blocks/expected.html"
        label_format = "{paragraph} {outcome}"
        preview_value = {"paragraph": "3.7", "number": None, "outcome": UNMET}

    def get_context(self, value: dict[str, Any], parent_context: Any = None) -> dict[str, Any]:
        """Add what follows in words."""
        return super().get_context(value, parent_context=parent_context) | {"sentence": in_words(value)}


class ExampleBlock(blocks.StructBlock):
    """A case in a few facts. It illustrates the rule for readers, and tests it before the page is published."""

    description = blocks.TextBlock(
        max_length=500,
        rows=2,
        label=_("The example"),
        help_text=_("As readers see it: “A network with three services applies for 450 000 kroner …”"),
    )
    scheme = SchemeCodeBlock(choices=scheme_choices, label=_("Scheme"))
    step = blocks.ChoiceBlock(choices=Step.choices, label=_("Checked at"))
    given = blocks.ListBlock(
        GivenBlock(),
        label=_("What is known of the case"),
        help_text=_("A value is a number, yes or no. What is not given is not known."),
    )
    expected = blocks.ListBlock(
        ExpectedBlock(),
        label=_("What follows"),
        help_text=_(
            "A paragraph such as 3.7, or 2021-0.2 in an older document that still holds. Without a rule number, "
            "every rule of it is meant."
        ),
    )

    class Meta:
        label = _("Example")
        icon = "clipboard-list"
        description = _(
            "A case in a few facts, and what the rules should find. It is shown beneath the paragraph, and is run "
            "whenever the page is saved; the page is not published while the rules find something else."
        )
        template = "cms/blocks/example.html"
        label_format = "{description}"
        preview_value = {
            "description": _(
                "A network is awarded 200 000 kroner, and overhead is 10 020 kroner: 5,01 per cent."
            ),
            "scheme": SchemeCode.SELF_INITIATED,
            "step": Step.DECISION,
            "given": [GivenBlock._meta_class.preview_value],
            "expected": [ExpectedBlock._meta_class.preview_value],
        }


class ExamplesBlock(blocks.StreamBlock):
    """The examples of a paragraph."""

    example = ExampleBlock()

    class Meta:
        required = False
        collapsed = True
        label = _("Examples")
        icon = "clipboard-list"
        help_text = description = _("Cases that show what the rules come to, and that test them.")
        template = "cms/blocks/stream.html"
        preview_value = [("example", ExampleBlock._meta_class.preview_value)]
