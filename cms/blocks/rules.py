"""Rules as editors fill them in: one block for each kind, its form a sentence.

A rule block is what an editor fills in; `compile()` gives the rule as `workflows.publishing` takes it, `of_rule()`
goes the other way. Each kind of rule is a block of its own, so that each can get a form that reads as a sentence.
"""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from workflows.cases.models.findings import Step
from workflows.publishing import check_rule
from workflows.registry import Registry, changed_for_a_while
from workflows.rules.kinds import CAN, MUST, SHOULD
from workflows.rules.registry import kind_of, known_kinds

from .schemes import SchemeCodesBlock, scheme_choices
from .sentences import SentenceBlock

__all__ = [
    "SEVERITIES",
    "RuleBlock",
    "RulesBlock",
    "changed_for_a_while",
    "register_rule_block",
    "rule_blocks",
]
SEVERITIES = [(MUST, _("must")), (SHOULD, _("should")), (CAN, _("can"))]


class RuleBlock(SentenceBlock):
    """What every rule says: how strict it is, whom it concerns, when it is checked, and its words."""

    kind: ClassVar[str]
    sentence: ClassVar[tuple[Any, ...]] = ("severity",)

    severity = blocks.ChoiceBlock(choices=SEVERITIES, label=_("How strict"))
    schemes = SchemeCodesBlock(
        choices=scheme_choices, label=_("Schemes it concerns"), widget=CheckboxSelectMultiple
    )
    steps = blocks.MultipleChoiceBlock(
        choices=Step.choices, label=_("Checked at"), widget=CheckboxSelectMultiple
    )
    wording = blocks.CharBlock(
        max_length=500,
        label=_("The rule in a sentence"),
        help_text=_("What people see beside what was found."),
    )

    def params(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return the parameters of this kind; raises ValidationError."""
        raise NotImplementedError  # each kind of rule says it

    def fields_of(self, params: dict[str, Any], language: str) -> dict[str, Any]:
        """Return this kind's own fields as an editor sees them."""
        raise NotImplementedError  # each kind of rule says it

    def compile(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return the rule, but for its place; raises ValidationError."""
        return {
            "kind": self.kind,
            "severity": value["severity"],
            "schemes": list(value["schemes"] or ()),
            "steps": list(value["steps"] or ()),
            "params": self.params(value),
            "wording": {"nb": value["wording"]},
        }

    def of_rule(self, rule: dict[str, Any], language: str) -> dict[str, Any]:
        """Return the block's fields for a rule, worded in a language."""
        common = {name: rule[name] for name in ("severity", "schemes", "steps")}
        return common | {"wording": rule["wording"][language]} | self.fields_of(rule["params"], language)

    class Meta:
        template = "cms/blocks/rule.html"

    def get_context(self, value: dict[str, Any], parent_context: Any = None) -> dict[str, Any]:
        """Add what the rule says in words, where it can be read as a rule."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        try:
            params = self.params(value)
        except ValidationError:
            return context
        in_words = "" if kind_of(self.kind).validate(params) else kind_of(self.kind).sentence(params)
        return context | {"in_words": in_words, "severity": dict(SEVERITIES).get(value["severity"], "")}

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


_blocks: Registry[RuleBlock] = Registry("The block of the kind of rule")
_CORE = ("comparison", "question", "obligation", "parameter", "schemes")


def register_rule_block(block: type[RuleBlock]) -> type[RuleBlock]:
    """Let editors write rules of a kind with this block; raises ValueError for a second one, or an unknown kind."""
    if block.kind not in known_kinds():
        raise ValueError(f"No kind of rule is called {block.kind}: register it before its block.")
    made = block()
    made.set_name(block.kind)
    _blocks.add(block.kind, made)
    return block


def rule_blocks() -> dict[str, RuleBlock]:
    """Return the block of each kind."""
    return dict(_blocks)


class RulesBlock(blocks.StreamBlock):
    """The rules of a paragraph, numbered as they come; a block for every kind that has one registered."""

    class Meta:
        required = False
        collapsed = True
        label = _("Rules")
        icon = "check"
        help_text = description = _("What stands in this paragraph and is checked in the casework.")
        template = "cms/blocks/stream.html"

        @staticmethod
        def preview_value() -> list[tuple[str, Any]]:
            """Return one rule of the first kind."""
            kind, block = next(iter(_blocks.items()))
            return [(kind, block.get_preview_value())]

    @property
    def child_blocks(self) -> dict[str, Any]:
        """Return the registered blocks, so that one that comes after this was made is there too."""
        from .plugins import register_made

        register_made()
        return self._own | _blocks

    @child_blocks.setter
    def child_blocks(self, own: dict[str, Any]) -> None:
        self._own = own

    def deconstruct_with_lookup(self, lookup: Any) -> tuple[str, list[Any], dict[str, Any]]:
        """Write the core's kinds into migrations and no plugin's, so that a plugin changes no migration of ours."""
        core = [(kind, lookup.add_block(_blocks[kind])) for kind in _CORE]
        return "wagtail.blocks.StreamBlock", [core], self._constructor_kwargs
