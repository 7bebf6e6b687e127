"""Conditions on a field as sentences chosen from lists: show it when …, require it when …, at most … (R3.9).

What they become is data that `workflows.schemes.conditions` reads; nothing an editor writes is ever run.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.blocks.sentences import SentenceBlock
from cms.blocks.values import read_number, show_value
from workflows.rules.words import OPERATOR_WORDS
from workflows.ui.forms import DateField

from .words import apart, both, each, said

FIELDS_LIST = "scheme-fields"  # the datalist of this page's fields
ALL, ANY = "all", "any"
MATCHES = [(ALL, _("all")), (ANY, _("one"))]
SIZES = [
    ("<=", _("at most")),
    (">=", _("at least")),
    ("<", _("less than")),
    (">", _("more than")),
    ("==", _("exactly")),
    ("!=", _("other than")),
]
ASKS_NOTHING = {"answered", "not_answered"}
TESTS = [
    ("==", _("is")),
    *((sign, OPERATOR_WORDS[sign]) for sign in ("!=", ">=", "<=", ">", "<")),
    ("includes", _("includes")),
    ("answered", _("is answered")),
    ("not_answered", _("is not answered")),
]
_YES, _NO = ("ja", "yes"), ("nei", "no")
Fields = Mapping[str, Mapping[str, Any]]  # the fields of a form, by code


class FieldNameBlock(blocks.CharBlock):
    """The name of a field of the same form: its code or its label, offered in a list and never demanded of memory."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)
        self.field.widget.attrs |= {"list": FIELDS_LIST, "autocomplete": "off"}

    class Meta:
        icon = "link"
        preview_value = "requested_amount"


def named(name: str | None, fields: Fields) -> str:
    """Return the code of the field that an editor named by code or label; raises ValidationError."""
    wanted = " ".join((name or "").split())
    if wanted in fields:
        return wanted
    alike = [
        code
        for code, field in fields.items()
        if wanted.lower() in {text.lower() for text in (field.get("label") or {}).values() if text}
    ]
    if len(alike) == 1:
        return alike[0]
    if alike:
        raise ValidationError(
            _now("More than one field is called “%(name)s”. Write its code.") % {"name": wanted}
        )
    raise ValidationError(_now("This form has no field “%(name)s”.") % {"name": wanted})


def read_answer(text: str | None, field: Mapping[str, Any]) -> Any:
    """Return a value that an answer is compared with, as answers are kept; raises ValidationError."""
    written, kind = " ".join((text or "").split()), field.get("type")
    if not written:
        raise ValidationError(_now("Write what the answer is compared with."))
    if kind == "yesno":
        if written.lower() not in _YES + _NO:
            raise ValidationError(_now("Write yes or no."))
        return written.lower() in _YES
    if kind in ("amount", "number"):
        return read_number(written)
    if kind in ("choice", "choices"):
        return _choice(written, field)
    if kind == "date":
        day: dt.date = DateField().clean(written)
        return day.isoformat()
    return written


def _choice(written: str, field: Mapping[str, Any]) -> str:
    choices = field.get("choices") or []
    for choice in choices:
        if written == choice["code"] or written.lower() in {
            text.lower() for text in choice["label"].values()
        }:
            code: str = choice["code"]
            return code
    known = ", ".join(choice["label"].get("nb", "") for choice in choices)
    raise ValidationError(_now("Choose one of these: %(choices)s") % {"choices": known})


def show_answer(value: Any, field: Mapping[str, Any]) -> str:
    """Return a value as an editor writes it."""
    if isinstance(value, bool):
        return "ja" if value else "nei"
    for choice in field.get("choices") or []:
        if choice["code"] == value:
            return str(choice["label"].get("nb") or value)
    return show_value(value) if isinstance(value, int | float) else str(value)


class TestBlock(SentenceBlock):
    """One test: a field, how it is compared, and with what."""

    __test__ = False  # no test of pytest's
    sentence = ("field", "operator", "value")

    field = FieldNameBlock(label=_("Field"))
    operator = blocks.ChoiceBlock(choices=TESTS, default="==", label=_("Is compared"))
    value = blocks.CharBlock(required=False, max_length=100, label=_("With"))

    class Meta:
        label = _("When")
        icon = "check"
        description = _("A field of this form, and what its answer is.")
        label_format = "{field} {operator} {value}"
        preview_value = {"field": "bufetat_help", "operator": "==", "value": "ja"}

    def compile(self, value: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
        """Return the test; raises StructBlockValidationError by field."""
        code = _at("field", lambda: named(value["field"], fields))
        test = {"field": code, "operator": value["operator"]}
        if value["operator"] in ASKS_NOTHING:
            return test
        return test | {"value": _at("value", lambda: read_answer(value["value"], fields[code]))}

    def of(self, test: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
        """Return the block's fields for a test."""
        shown = show_answer(test["value"], fields.get(test["field"], {})) if "value" in test else ""
        return {"field": test["field"], "operator": test["operator"], "value": shown}


class WhenBlock(SentenceBlock):
    """Tests of which all, or one, must hold."""

    match = blocks.ChoiceBlock(choices=MATCHES, default=ALL, label=_("How many"))
    tests = blocks.ListBlock(TestBlock(), label=_("Tests"))

    def compile(self, value: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
        """Return the condition; raises StructBlockValidationError by field."""
        block: Any = self.child_blocks["tests"].child_block
        tests = _at(
            "tests",
            lambda: each(value["tests"], lambda test: block.compile(test, fields), ListBlockValidationError),
        )
        return {value["match"] or ALL: tests}

    def of(self, condition: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
        """Return the block's fields for a condition."""
        match = ANY if ANY in condition else ALL
        block: Any = self.child_blocks["tests"].child_block
        return {"match": match, "tests": [item(block.of(test, fields)) for test in condition[match]]}


class ShowBlock(WhenBlock):
    """Show the field when …"""

    sentence = (_("Show this field when"), "match", _("of these is so:"))

    class Meta:
        label = _("Show this field when …")
        icon = "view"
        description = _("Otherwise it is neither asked about nor kept.")
        preview_value = {"match": ALL, "tests": [TestBlock._meta_class.preview_value]}


class RequireBlock(WhenBlock):
    """Require an answer when …"""

    sentence = (_("Require an answer when"), "match", _("of these is so:"))

    class Meta:
        label = _("Require an answer when …")
        icon = "warning"
        description = _("Otherwise it may be left empty.")
        preview_value = {"match": ALL, "tests": [TestBlock._meta_class.preview_value]}


class LimitBlock(SentenceBlock):
    """The answer must be at most …, also only when …"""

    sentence = (_("The answer must be"), "operator", "value", _("or as the field"), "field")

    operator = blocks.ChoiceBlock(choices=SIZES, default="<=", label=_("How it is compared"))
    value = blocks.CharBlock(required=False, max_length=100, label=_("With"))
    field = FieldNameBlock(required=False, label=_("Or with the field"))
    message_nb = blocks.CharBlock(
        required=False, max_length=300, label=_("What is said otherwise, in bokmål")
    )
    message_nn = blocks.CharBlock(
        required=False, max_length=300, label=_("What is said otherwise, in nynorsk")
    )
    match = blocks.ChoiceBlock(choices=MATCHES, default=ALL, label=_("Holds only when so many are so"))
    tests = blocks.ListBlock(TestBlock(), min_num=0, default=[], label=_("Only when"))

    class Meta:
        label = _("At most, or at least …")
        icon = "order"
        description = _("A limit for the answer: a number, a date, or the answer to another field.")
        preview_value = {"operator": "<=", "value": "500 000", "field": "", "match": ALL, "tests": []}

    def compile(self, value: Mapping[str, Any], own: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
        """Return the limit of a field; raises StructBlockValidationError by field."""
        limit: dict[str, Any] = {"operator": value["operator"]}
        if value["field"]:
            limit["field"] = _at("field", lambda: named(value["field"], fields))
        else:
            limit["value"] = _at("value", lambda: read_answer(value["value"], own))
        block: Any = self.child_blocks["tests"].child_block
        tests = _at(
            "tests",
            lambda: each(value["tests"], lambda test: block.compile(test, fields), ListBlockValidationError),
        )
        when = {value["match"] or ALL: tests} if tests else None
        return limit | said(when=when, message=both(value, "message"))

    def of(self, limit: Mapping[str, Any], own: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
        """Return the block's fields for a limit."""
        when = limit.get("when") or {ALL: []}
        match = ANY if ANY in when else ALL
        block: Any = self.child_blocks["tests"].child_block
        return {
            "operator": limit["operator"],
            "value": show_answer(limit["value"], own) if "value" in limit else "",
            "field": limit.get("field") or "",
            "match": match,
            "tests": [item(block.of(test, fields)) for test in when[match]],
        } | apart(limit.get("message"), "message")


class ConditionsBlock(blocks.StreamBlock):
    """The conditions of a field, each a sentence."""

    show = ShowBlock()
    require = RequireBlock()
    limit = LimitBlock()

    class Meta:
        required = False
        label = _("Conditions")
        icon = "decline"
        block_counts = {"show": {"max_num": 1}, "require": {"max_num": 1}}
        description = _("When the field is shown and must be answered, and what the answer can be.")

        @staticmethod
        def preview_value() -> list[tuple[str, Any]]:
            """Return one condition."""
            return [("show", ShowBlock().get_preview_value())]

    def compile(self, value: Any, own: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
        """Return `show_when`, `require_when` and `limits`, where there are any; raises StreamBlockValidationError."""
        found: dict[str, Any] = {}
        others = {code: field for code, field in fields.items() if code != own.get("code")}

        def one(child: Any) -> None:
            if child.block_type == "limit":
                found.setdefault("limits", []).append(child.block.compile(child.value, own, others))
            else:
                found[f"{child.block_type}_when"] = child.block.compile(child.value, others)

        each(value or (), one, StreamBlockValidationError)
        return found

    def of(self, field: Mapping[str, Any], fields: Fields) -> list[dict[str, Any]]:
        """Return the blocks of a field's conditions."""
        kinds: Any = self.child_blocks
        rows = [
            (kind, kinds[kind].of(field[f"{kind}_when"], fields))
            for kind in ("show", "require")
            if field.get(f"{kind}_when")
        ]
        rows += [("limit", kinds["limit"].of(limit, field, fields)) for limit in field.get("limits") or []]
        return [block(kind, value) for kind, value in rows]


def block(kind: str, value: Any) -> dict[str, Any]:
    """Return a block as a stream or a list keeps it."""
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def item(value: Any) -> dict[str, Any]:
    """Return a row as a list keeps it."""
    return block("item", value)


def _at(name: str, compile: Callable[[], Any]) -> Any:
    """Return what is compiled; raises StructBlockValidationError that puts what is wrong by the field of that name."""
    try:
        return compile()
    except ValidationError as error:
        raise StructBlockValidationError({name: error}) from None
