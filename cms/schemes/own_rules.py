"""The rule paragraphs of a scheme's own: as a guideline's, but of this scheme alone, and in both language forms."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.blocks import PROSE, ParagraphBlock, RuleBlock, rule_blocks
from cms.blocks.rules import RulesBlock

from .conditions import block
from .fields import FACTS_LIST
from .words import each

THIS = "this_scheme"  # stands for the scheme's code until the page is compiled
NOT_OWN = {"schemes"}  # which schemes there are is for guidelines to say
FIGURES_LIST, DUTIES_LIST = "scheme-figures", "scheme-duties"  # datalists of figures, and of what can be owed
OFFERED = {
    "comparison": {"fact": FACTS_LIST},
    "obligation": {"fact": FACTS_LIST, "obligation": DUTIES_LIST},
    "parameter": {"name": FIGURES_LIST},
}
_IN_NYNORSK = {
    "wording": _("The rule in a sentence, in nynorsk"),
    "question": _("Question in nynorsk"),
}


class ListedBlock(blocks.RegexBlock):
    """A name that a rule speaks of, offered in a list of the editor's page."""

    def __init__(self, offered: str, **kwargs: Any) -> None:
        super().__init__(regex=r"^[a-z][a-z0-9_]*$", max_length=60, **kwargs)
        self.field.widget.attrs |= {"list": offered, "autocomplete": "off"}


def own_block(kind: type[RuleBlock]) -> RuleBlock:
    """Return the block of a kind of rule for a scheme's own: it concerns that scheme, and is worded in nynorsk too."""
    made: Any = type(f"Own{kind.__name__}", (_OwnRule, kind), {})
    children = {name: child for name, child in kind.base_blocks.items() if name != "schemes"}
    for name, offered in OFFERED.get(kind.kind, {}).items():
        children[name] = ListedBlock(offered, label=children[name].label)
    for name, label in _IN_NYNORSK.items():
        if name in children:
            children[f"{name}_nn"] = blocks.CharBlock(max_length=500, required=False, label=label)
    for name, child in children.items():
        child.set_name(name)
    made.base_blocks = children
    block: RuleBlock = made()
    block.set_name(kind.kind)
    return block


class _OwnRule(RuleBlock):
    """A rule that names no schemes, and has its nynorsk words beside those in bokmål."""

    def clean(self, value: Any) -> Any:
        """Refuse what is no rule; which facts there are, the page knows, whose fields bring some."""
        cleaned = blocks.StructBlock.clean(self, value)
        try:
            self.compile(cleaned)
        except ValidationError as error:
            raise StructBlockValidationError(non_block_errors=[error]) from None
        return cleaned

    def compile(self, value: Any) -> dict[str, Any]:
        """Return the rule in both language forms, of this scheme; raises ValidationError."""
        rule = super().compile({**value, "schemes": [THIS]})
        rule["wording"]["nn"] = value["wording_nn"] or ""
        if "question_nn" in value:
            rule["params"]["question"]["nn"] = value["question_nn"] or ""
        return rule

    def of_rule(self, rule: dict[str, Any], language: str) -> dict[str, Any]:
        """Return the block's fields for a rule."""
        fields = super().of_rule({**rule, "schemes": []}, "nb")
        fields.pop("schemes", None)
        fields["wording_nn"] = rule["wording"].get("nn") or ""
        if "question" in rule["params"]:
            fields["question_nn"] = rule["params"]["question"].get("nn") or ""
        return fields


_made: dict[type[RuleBlock], RuleBlock] = {}


class OwnRulesBlock(RulesBlock):
    """The rules of a paragraph of a scheme's own."""

    @property
    def child_blocks(self) -> dict[str, Any]:
        """Return a block for each registered kind of rule."""
        for kind in map(type, rule_blocks().values()):
            if kind not in _made:
                _made[kind] = own_block(kind)
        return self._own | {
            name: _made[type(each)] for name, each in rule_blocks().items() if name not in NOT_OWN
        }

    @child_blocks.setter
    def child_blocks(self, own: dict[str, Any]) -> None:
        self._own = own

    def deconstruct_with_lookup(self, lookup: Any) -> tuple[str, list[Any], dict[str, Any]]:
        """Write no kinds into migrations."""
        return "wagtail.blocks.StreamBlock", [[]], self._constructor_kwargs


class OwnParagraphBlock(blocks.StructBlock):
    """A paragraph of the scheme's own, with its code, its words in both language forms, and its rules."""

    code = ParagraphBlock.base_blocks["code"]
    text = blocks.RichTextBlock(features=PROSE, label=_("Text"))
    text_nn = blocks.RichTextBlock(features=PROSE, required=False, label=_("Text in nynorsk"))
    rules = OwnRulesBlock()

    class Meta:
        label = _("Paragraph")
        icon = "pilcrow"
        description = _("Text with a code of its own, and the rules that stand in it.")
        template = "cms/blocks/paragraph.html"
        label_format = "{code}"


def rules_of(paragraphs: Any, scheme: str) -> list[dict[str, Any]]:
    """Return the rules of a scheme's paragraphs, numbered as they come; raises a ValidationError at their place."""
    made = each(paragraphs, lambda child: _rules_in(child.value, scheme), StreamBlockValidationError)
    return [rule for rules in made for rule in rules]


def _rules_in(value: Any, scheme: str) -> list[dict[str, Any]]:
    def one(child: Any) -> dict[str, Any]:
        return child.block.compile(child.value) | {"code": value["code"], "schemes": [scheme]}

    try:
        rules = each(value["rules"], one, StreamBlockValidationError)
    except ValidationError as error:
        raise StructBlockValidationError({"rules": error}) from None
    return [rule | {"number": number} for number, rule in enumerate(rules, start=1)]


def stream_of(paragraphs: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the blocks of paragraphs with their rules, as a stream keeps them."""
    kinds = OwnRulesBlock().child_blocks
    return [
        block(
            "paragraph",
            {
                "code": each["code"],
                "text": each["text"]["nb"],
                "text_nn": each["text"].get("nn") or "",
                "rules": [
                    block(rule["kind"], kinds[rule["kind"]].of_rule(rule, "nb")) for rule in each["rules"]
                ],
            },
        )
        for each in paragraphs
    ]
