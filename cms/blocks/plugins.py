"""Blocks of plugins: their kinds of rule, with a form made of the kind's fields, and their blocks of public pages."""

from functools import cache
from typing import Any

from django.utils.functional import lazystr
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail import blocks
from wagtail.fields import StreamField

from workflows.plugins.manifest import Setting
from workflows.plugins.page_blocks import page_blocks
from workflows.rules.registry import RuleKind, known_kinds
from workflows.schemes.fields import in_language

from .rules import RuleBlock, register_rule_block, rule_blocks


def register_made() -> None:
    """Let editors write rules of the kinds that bring no block of their own, with one made of their fields."""
    for kind in known_kinds().values():
        if kind.fields and kind.code not in rule_blocks():
            register_rule_block(_rule_block(kind))


def _rule_block(kind: RuleKind) -> type[RuleBlock]:
    names = [field.name for field in kind.fields]

    def params(self: RuleBlock, value: dict[str, Any]) -> dict[str, Any]:
        return {name: value[name] for name in names}

    def fields_of(self: RuleBlock, params: dict[str, Any], language: str) -> dict[str, Any]:
        return {name: params.get(name) for name in names}

    made = {field.name: _field(field) for field in kind.fields}
    meta = type("Meta", (), {"label": kind.label, "icon": "check"})
    parts = {
        "kind": kind.code,
        "sentence": (*names, "–", "severity"),
        "params": params,
        "fields_of": fields_of,
    }
    return type(f"{kind.code.title()}Block", (RuleBlock,), {**made, **parts, "Meta": meta})


def _field(field: Setting) -> blocks.FieldBlock:
    told: dict[str, Any] = {"label": lazystr(_Label(field)), "default": field.default}
    if field.type == "number":
        return blocks.IntegerBlock(min_value=field.minimum, max_value=field.maximum, **told)
    if field.type == "yes_no":
        return blocks.BooleanBlock(required=False, **told)
    if field.type == "choice":
        choices = [(code, texts["nb"]) for code, texts in (field.choices or {}).items()]
        return blocks.ChoiceBlock(choices=choices, **told)
    return blocks.CharBlock(max_length=field.maximum or 500, required=bool(field.minimum), **told)


class _Label:
    """A label in the language of whoever reads."""

    def __init__(self, field: Setting) -> None:
        self.field = field

    def __str__(self) -> str:
        return in_language(self.field.label, get_language() or "nb")


class _TextBody(blocks.StreamBlock):
    """Text, and the blocks of the plugins that are there now."""

    def __init__(self, own: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for name, block in own:
            block.set_name(name)
            self._own[name] = block

    @property
    def child_blocks(self) -> dict[str, Any]:
        return self._own | {code: _page_block(code) for code in page_blocks()}

    @child_blocks.setter
    def child_blocks(self, own: dict[str, Any]) -> None:
        self._own = own


@cache
def _page_block(code: str) -> blocks.Block:
    made: blocks.Block = page_blocks()[code].make()
    made.set_name(code)
    return made


class TextField(StreamField):
    """The text of a page. Migrations know our own blocks alone, so that a plugin changes none of ours."""

    def __init__(self, block_types: Any, **kwargs: Any) -> None:
        super().__init__(block_types if kwargs.get("block_lookup") else _TextBody(block_types), **kwargs)

    def deconstruct(self) -> Any:
        """Write our own blocks, as a stream field of Wagtail's."""
        blocks = getattr(self.stream_block, "_own", self.stream_block.child_blocks)
        own = StreamField(list(blocks.items()), blank=self.blank, verbose_name=self.verbose_name)
        own.name = self.name
        _name, path, args, kwargs = own.deconstruct()
        return self.name, path, args, kwargs


def rendered(block: Any) -> SafeString:
    """Return what a plugin's block on a page looks like."""
    return page_blocks()[block.block_type].render(block.value)
