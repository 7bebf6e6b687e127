"""A field whose type is not here now: its plugin is gone, or rests. It is shown, kept as it was, and cannot be edited.

A stream forgets what it has no block for. These are told apart before that, as one block of their own, and written
back as what they were. What was stored travels through the editor's form signed, so that nothing else comes back.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.blocks.stream_block import StreamBlockAdapter

from .conditions import ConditionsBlock, Fields
from .words import both

HELD = "held"  # the name of the block
_SALT = "cms.schemes.held"


class ShownBlock(blocks.CharBlock):
    """Something that is read and not written."""

    def __init__(self, *, area: bool = False, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        if area:
            self.field.widget = forms.Textarea(attrs={"rows": 1})
        self.field.widget.attrs |= {"readonly": True}


class HeldBlock(blocks.StructBlock):
    """A field of a type that nobody has registered, with what was stored of it."""

    label_nb = ShownBlock(label=_("Label in bokmål"))
    type = ShownBlock(label=_("Type that is not here now"))
    code = ShownBlock(label=_("Code"))
    stored = ShownBlock(area=True, label=_("What is kept of it"))

    class Meta:
        label = _("Field that is held")
        icon = "lock"
        description = _("A field of a type whose plugin is not here now. It is kept as it is.")
        help_text = _(
            "The plugin with this type of field is not here now. The field is kept as it is, and the scheme cannot "
            "be published before the plugin is back or the field is taken away."
        )
        label_format = "{label_nb} ({type})"
        form_layout = blocks.BlockGroup(children=["label_nb", "type"], settings=["code", "stored"])

    def clean(self, value: Mapping[str, Any]) -> Any:
        """Return what was stored, whatever is shown; raises ValidationError where it is not what we wrote."""
        return self.to_python(shown(self._stored(value)))

    def compile(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return the field as far as it is known without its type."""
        was = self._stored(value)["value"]
        return {
            "code": was.get("code") or "",
            "type": value["type"],
            "label": both(was, "label") or {"nb": "", "nn": ""},
            "required": bool(was.get("required")),
        }

    def conditions_of(self, value: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
        """Return its conditions, on which other fields may be; none where they cannot be read now."""
        block, was = ConditionsBlock(), self._stored(value)["value"]
        try:
            found = block.to_python(was.get("conditions") or [])
            return block.compile(found, fields.get(was.get("code") or "", {}), fields)
        except ValidationError:
            return {}

    def _stored(self, value: Mapping[str, Any]) -> dict[str, Any]:
        try:
            stored: dict[str, Any] = signing.loads(value["stored"] or "", salt=_SALT)
        except signing.BadSignature:
            raise ValidationError(_("A field that is held can only be kept or taken away.")) from None
        return stored


def shown(child: Mapping[str, Any]) -> dict[str, Any]:
    """Return the value of the held block of a field as a stream stores it."""
    was = child["value"]
    return {
        "label_nb": was.get("label_nb") or "",
        "type": child["type"],
        "code": was.get("code") or "",
        "stored": signing.dumps({"type": child["type"], "value": was}, salt=_SALT, compress=True),
    }


def hold(children: Iterable[Any], known: Iterable[str]) -> list[Any]:
    """Return the children of a stream, those of no known type held."""
    known = set(known)
    return [
        {**child, "type": HELD, "value": shown(child)}
        if isinstance(child, Mapping) and child["type"] not in known and isinstance(child["value"], Mapping)
        else child
        for child in children
    ]


def let_go(children: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Return the children of a stream as they are stored, those that were held as what they were."""
    return [
        {**child, **signing.loads(child["value"]["stored"], salt=_SALT)} if child["type"] == HELD else child
        for child in children
    ]


class FieldsAdapter(StreamBlockAdapter):
    """Tells the editor's page to offer no field that is held among those that can be added."""

    js_constructor = "cms.schemes.FieldsBlock"

    @cached_property
    def media(self) -> forms.Media:
        """Return the scripts of a stream, and ours after them."""
        return super().media + forms.Media(js=[versioned_static("cms/held-fields.js")])


def adapt(block: type[blocks.StreamBlock]) -> None:
    """Let the editor's page show a stream of fields with those that are held."""
    register(FieldsAdapter(), block)
