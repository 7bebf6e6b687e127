"""A form as an editor makes it: sections with fields, and what becomes of them in a scheme's definition."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from .conditions import Fields, block
from .fields import CodeBlock, field_blocks
from .held import HeldBlock, adapt, hold, let_go
from .words import apart, both, code_of, each

Definition = Mapping[str, Any]


class FieldsBlock(blocks.StreamBlock):
    """The fields of a section: a block for every type there is, a plugin's too, and one for those that are gone."""

    held = HeldBlock()

    class Meta:
        required = False
        collapsed = True
        label = _("Fields")
        icon = "form"
        description = _("What is asked, in order.")
        template = "cms/blocks/stream.html"

    @property
    def child_blocks(self) -> dict[str, Any]:
        """Return the blocks of the registered types, so that one that comes after this was made is there too."""
        return self._own | field_blocks()

    @child_blocks.setter
    def child_blocks(self, own: dict[str, Any]) -> None:
        self._own = own

    def to_python(self, value: Any) -> Any:
        """Read a stream, and hold the fields of types that are not here."""
        return super().to_python(self._held(json.loads(value) if isinstance(value, str) and value else value))

    def bulk_to_python(self, values: Any) -> Any:
        """Read several streams, and hold the fields of types that are not here."""
        return super().bulk_to_python([self._held(value) for value in values])

    def get_prep_value(self, value: Any) -> list[Any]:
        """Return a stream as it is stored, with the fields that are held as they were."""
        return let_go(super().get_prep_value(value))

    def _held(self, value: Any) -> Any:
        return hold(value, self.child_blocks) if isinstance(value, list) else value

    def deconstruct_with_lookup(self, lookup: Any) -> tuple[str, list[Any], dict[str, Any]]:
        """Write no types of field into migrations: what a field is told changes no table."""
        return "wagtail.blocks.StreamBlock", [[]], self._constructor_kwargs


adapt(FieldsBlock)


class SectionBlock(blocks.StructBlock):
    """A part of the form with its fields."""

    title_nb = blocks.CharBlock(max_length=200, label=_("Title in bokmål"))
    title_nn = blocks.CharBlock(max_length=200, label=_("Title in nynorsk"))
    fields = FieldsBlock()
    code = CodeBlock(help_text=_("Made from the title when it is empty, and kept when the title is changed."))

    class Meta:
        label = _("Part")
        icon = "list-ul"
        description = _("A part of the form: its title, and the fields beneath it.")
        label_format = "{title_nb}"
        form_layout = blocks.BlockGroup(children=["title_nb", "title_nn", "fields"], settings=["code"])


class FormBlock(blocks.StreamBlock):
    """The parts of a form, in order."""

    section = SectionBlock()

    class Meta:
        required = False
        collapsed = True
        label = _("Form")
        icon = "form"
        description = _("The parts of the form, in order.")

    def clean(self, value: Any) -> Any:
        """Give every part and field its code, and refuse conditions that name what is not there."""
        cleaned = super().clean(value)
        give_codes(cleaned)
        compile_form(cleaned)
        return cleaned


def give_codes(form: Any) -> None:
    """Write codes, made from titles and labels, into the parts and fields of a form that have none."""
    _give(list(form), "title_nb")
    _give([field for section in form for field in section.value["fields"]], "label_nb")


def _give(children: list[Any], label: str) -> None:
    taken = {child.value["code"] for child in children if child.value["code"]}
    for child in children:
        if not child.value["code"] and child.value[label]:
            child.value["code"] = code_of(child.value[label], taken)
            taken.add(child.value["code"])


def compile_form(form: Any) -> list[dict[str, Any]]:
    """Return the sections of a form; raises StreamBlockValidationError, each fault at its place."""
    _refuse_same(form)
    sections: list[dict[str, Any]] = each(
        form, lambda child: _section(child.value), StreamBlockValidationError
    )
    fields = {field["code"]: field for section in sections for field in section["fields"]}
    conditions = each(form, lambda child: _conditions(child.value, fields), StreamBlockValidationError)
    for section, found in zip(sections, conditions, strict=True):
        for field, more in zip(section["fields"], found, strict=True):
            field |= more
    return sections


def _section(value: Any) -> dict[str, Any]:
    fields = _in_fields(value, lambda child: child.block.compile(child.value))
    return {
        "code": value["code"] or "",
        "title": both(value, "title") or {"nb": "", "nn": ""},
        "fields": fields,
    }


def _conditions(value: Any, fields: Fields) -> list[dict[str, Any]]:
    return _in_fields(value, lambda child: child.block.conditions_of(child.value, fields))


def _in_fields(value: Any, compile: Any) -> list[Any]:
    try:
        return each(value["fields"], compile, StreamBlockValidationError)
    except ValidationError as error:
        raise StructBlockValidationError({"fields": error}) from None


def _refuse_same(form: Any) -> None:
    """Raise where two fields of a form have one code."""
    seen: set[str] = set()

    def one(child: Any) -> None:
        code = child.value["code"]
        if code and code in seen:
            fault = ValidationError(_now("Another field has the code %(code)s.") % {"code": code})
            raise StructBlockValidationError({"code": fault})
        seen.add(code)

    each(form, lambda section: _in_fields(section.value, one), StreamBlockValidationError)


def stream_of(sections: list[Definition] | None) -> list[dict[str, Any]]:
    """Return the blocks of the sections of a form, as a stream keeps them; raises LookupError for an unknown type."""
    sections = sections or []
    fields = {field["code"]: field for section in sections for field in section["fields"]}
    kinds = field_blocks()
    return [
        block(
            "section",
            {
                **apart(section.get("title"), "title"),
                "code": section["code"],
                "fields": [
                    block(field["type"], kinds[field["type"]].of(field, fields))
                    for field in section["fields"]
                ],
            },
        )
        for section in sections
    ]
