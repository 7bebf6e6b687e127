"""The fields of a form as an editor fills them in: a block for each type of field (R3.9).

A plugin registers its type with `workflows.schemes.fields.register`, and has a block by that: label, help and
conditions. Where the type needs to be told more, `register_field_block` gives it one of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from workflows.schemes.fields import known_types

from .conditions import ConditionsBlock, Fields, item
from .words import CODE_LENGTH, apart, both, code_of, said

FACTS_LIST = "scheme-facts"  # the datalist of known facts
Definition = Mapping[str, Any]


class CodeBlock(blocks.RegexBlock):
    """A code: made from the label where none is given, and then kept."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Code"))
        super().__init__(
            regex=r"^[a-z][a-z0-9_]*$", required=False, max_length=CODE_LENGTH,
            error_messages={"invalid": _("A code is small letters, digits and underscores.")}, **kwargs,
        )  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """What one type of field is told besides: the block it is asked with, and how that becomes JSON and back.

    `compile` gives None for what is to be left out of the definition.
    """

    block: Callable[[], Any]
    compile: Callable[[Any], Any] = lambda value: value if value not in ("", [], False) else None
    of: Callable[[Any], Any] = lambda value: value


class FieldBlock(blocks.StructBlock):
    """A field: label and help in both language forms, whether it must be answered, its conditions and its code."""

    kind: ClassVar[str]
    settings: ClassVar[dict[str, Setting]] = {}

    def __init__(self, **kwargs: Any) -> None:
        own = [(name, setting.block()) for name, setting in self.settings.items()]
        layout = blocks.BlockGroup(
            children=[
                "label_nb", "label_nn", "help_nb", "help_nn", "required", *self.settings, "conditions",
            ],
            settings=["code", "fact"],
        )  # fmt: skip
        super().__init__(own, form_layout=layout, **kwargs)

    label_nb = blocks.CharBlock(max_length=300, label=_("Label in bokmål"))
    label_nn = blocks.CharBlock(max_length=300, label=_("Label in nynorsk"))
    help_nb = blocks.TextBlock(required=False, max_length=1000, rows=2, label=_("Help in bokmål"))
    help_nn = blocks.TextBlock(required=False, max_length=1000, rows=2, label=_("Help in nynorsk"))
    required = blocks.BooleanBlock(required=False, label=_("Must be answered"))
    code = CodeBlock(help_text=_("Made from the label when it is empty, and kept when the label is changed."))
    fact = blocks.RegexBlock(
        regex=r"^[a-z][a-z0-9_]*$", required=False, max_length=60, label=_("Fact"),
        help_text=_("What rules call the answer, where a rule compares it."),
        error_messages={"invalid": _("A code is small letters, digits and underscores.")},
    )  # fmt: skip
    conditions = ConditionsBlock()

    class Meta:
        label_format = "{label_nb}"

        @staticmethod
        def preview_value() -> dict[str, Any]:
            """Return a field with label and help."""
            return {
                "label_nb": "Tema",
                "label_nn": "Tema",
                "help_nb": "Hva vil dere utvikle?",
                "required": True,
            }

    def compile(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return the field, but for its conditions; raises ValidationError."""
        field: dict[str, Any] = {
            "code": value["code"] or "",
            "type": self.kind,
            "label": both(value, "label") or {"nb": "", "nn": ""},
            "required": bool(value["required"]),
        }
        field |= said(help=both(value, "help"), fact=value["fact"] or None)
        errors = {}
        for name, setting in self.settings.items():
            try:
                field |= said(**{name: setting.compile(value[name])})
            except ValidationError as error:
                errors[name] = error
        if errors:
            raise StructBlockValidationError(errors)
        return field

    def conditions_of(self, value: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
        """Return the conditions of the field among the fields of its form; raises StructBlockValidationError."""
        conditions: Any = self.child_blocks["conditions"]
        try:
            found: dict[str, Any] = conditions.compile(
                value["conditions"], fields.get(value["code"], {}), fields
            )
        except ValidationError as error:
            raise StructBlockValidationError({"conditions": error}) from None
        return found

    def of(self, field: Definition, fields: Fields) -> dict[str, Any]:
        """Return the block's fields for a field of a definition."""
        conditions: Any = self.child_blocks["conditions"]
        own = {
            name: setting.of(field[name])
            for name, setting in self.settings.items()
            if field.get(name) is not None
        }
        return {
            **apart(field.get("label"), "label"),
            **apart(field.get("help"), "help"),
            "required": bool(field.get("required")),
            "code": field["code"],
            "fact": field.get("fact") or "",
            "conditions": conditions.of(field, fields),
        } | own


_blocks: dict[str, FieldBlock] = {}


def register_field_block(made: type[FieldBlock]) -> type[FieldBlock]:
    """Let editors ask for fields of a type with this block; raises ValueError for a second one of the type."""
    if made.kind in _blocks:
        raise ValueError(f"The type of field {made.kind} has a block already.")
    _blocks[made.kind] = _named(made)
    return made


def field_blocks() -> dict[str, FieldBlock]:
    """Return a block for each registered type of field: its own, or one with label and help alone."""
    for kind, known in known_types().items():
        if kind not in _blocks:
            _blocks[kind] = _named(plain_block(kind, known.name))
    return {kind: block for kind, block in _blocks.items() if kind in known_types()}


def plain_block(kind: str, label: Any, icon: str = "edit", **settings: Setting) -> type[FieldBlock]:
    """Return the block of a type that is told these settings besides label and help."""
    meta = type("Meta", (), {"label": label, "icon": icon})
    return type(f"{kind.title()}Block", (FieldBlock,), {"kind": kind, "settings": settings, "Meta": meta})


def _named(made: type[FieldBlock]) -> FieldBlock:
    block = made()
    block.set_name(made.kind)
    return block


# What the core's types are told


class ChoiceRowBlock(blocks.StructBlock):
    """Something to choose."""

    label_nb = blocks.CharBlock(max_length=200, label=_("In bokmål"))
    label_nn = blocks.CharBlock(max_length=200, label=_("In nynorsk"))
    code = CodeBlock()

    class Meta:
        icon = "list-ul"
        label = _("Choice")
        label_format = "{label_nb}"
        form_layout = blocks.BlockGroup(children=["label_nb", "label_nn"], settings=["code"])


class IndicatorRowBlock(blocks.StructBlock):
    """Something that is counted."""

    title_nb = blocks.CharBlock(max_length=200, label=_("What is counted, in bokmål"))
    title_nn = blocks.CharBlock(max_length=200, label=_("What is counted, in nynorsk"))
    unit_nb = blocks.CharBlock(required=False, max_length=60, label=_("Unit in bokmål"))
    unit_nn = blocks.CharBlock(required=False, max_length=60, label=_("Unit in nynorsk"))
    code = CodeBlock()

    class Meta:
        icon = "list-ol"
        label = _("Indicator")
        label_format = "{title_nb}"
        form_layout = blocks.BlockGroup(
            children=["title_nb", "title_nn", "unit_nb", "unit_nn"], settings=["code"]
        )


def _rows(name: str, *optional: str) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    """Return how rows with texts and a code become JSON, each with a code of its own, and back."""

    def compile(rows: Any) -> list[dict[str, Any]] | None:
        taken: list[str] = []
        made = []
        for row in rows:
            texts = {each: both(row, each) for each in (name, *optional)}
            code = row["code"] or code_of(row[f"{name}_nb"] or "", taken)
            if code in taken:
                raise ValidationError(_now("Two have the code %(code)s.") % {"code": code})
            taken.append(code)
            made.append({"code": code} | said(**texts))
        return made or None

    def of(rows: Any) -> list[dict[str, Any]]:
        return [
            item(
                {"code": row["code"]}
                | {
                    key: text
                    for each in (name, *optional)
                    for key, text in apart(row.get(each), each).items()
                }
            )
            for row in rows
        ]

    return compile, of


def _number(label: Any) -> Setting:
    return Setting(
        lambda: blocks.IntegerBlock(required=False, label=label), lambda value: value, lambda value: value
    )


def _template() -> Any:
    from wagtail.documents.blocks import DocumentChooserBlock

    return DocumentChooserBlock(required=False, label=_("Template to download"))


def _compile_template(document: Any) -> Any:
    return {"title": document.title, "url": document.url} if document else None


def _of_template(template: Definition) -> int | None:
    """Return the document at an address of ours; a file from elsewhere has none here."""
    from wagtail.documents import get_document_model

    number = str(template.get("url") or "").strip("/").split("/")
    known = get_document_model().objects
    document = known.filter(pk=number[1]).first() if len(number) > 1 and number[1].isdecimal() else None
    return document.pk if document and document.url == template["url"] else None


MAX_LENGTH = {"max_length": _number(_("Characters at most"))}
SIZES = {"min_value": _number(_("At least")), "max_value": _number(_("At most"))}
CHOICES = {
    "choices": Setting(lambda: blocks.ListBlock(ChoiceRowBlock(), label=_("Choices")), *_rows("label"))
}
_COLUMNS = [
    ("baseline", _("how it is now")),
    ("target", _("where one is going")),
    ("actual", _("how it went")),
]
INDICATORS = {
    "rows": Setting(lambda: blocks.ListBlock(IndicatorRowBlock(), label=_("Indicators")), *_rows("title", "unit")),
    "columns": Setting(
        lambda: blocks.MultipleChoiceBlock(choices=_COLUMNS, label=_("Columns"), widget=CheckboxSelectMultiple),
        lambda value: list(value or ()) or None,
    ),
    "compare_with": Setting(
        lambda: blocks.CharBlock(
            required=False, max_length=CODE_LENGTH, label=_("Compared with"),
            help_text=_("In the report: the code of the indicators of the application."),
        )
    ),
}  # fmt: skip
SEVERAL = {"multiple": Setting(lambda: blocks.BooleanBlock(required=False, label=_("Several can be chosen")))}

for _block in (
    plain_block("text", _("Short text"), "title", **MAX_LENGTH),
    plain_block("longtext", _("Long text"), "pilcrow", **MAX_LENGTH),
    plain_block("amount", _("Amount in kroner"), "calc", **SIZES),
    plain_block("number", _("Whole number"), "order", **SIZES),
    plain_block("date", _("Date"), "date"),
    plain_block("choice", _("Choice"), "radio-full", **CHOICES),
    plain_block("choices", _("Several choices"), "tasks", **CHOICES),
    plain_block("yesno", _("Yes or no"), "check"),
    plain_block("municipality", _("Municipality"), "site", **SEVERAL),
    plain_block("organisation", _("Organisation"), "group"),
    plain_block("person", _("Person"), "user"),
    plain_block("partners", _("Partners"), "group"),
    plain_block("file", _("File"), "doc-full", template=Setting(_template, _compile_template, _of_template)),
    plain_block("budget", _("Budget"), "table"),
    plain_block("indicators", _("Indicators"), "history", **INDICATORS),
    plain_block("postcode", _("Postcode"), "site", **MAX_LENGTH),
    plain_block("phone", _("Phone"), "mail"),
    plain_block("email", _("E-mail"), "mail"),
):
    register_field_block(_block)
