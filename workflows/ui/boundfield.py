"""How a form's fields meet the design system: one BoundField, and the entries of the error summary.

Everything of ours happens in `control`, `options` and what the field templates ask for, so that other
makers' pages (Wagtail's admin) render their own fields as before.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from .combobox import Combobox


class SummaryEntry(NamedTuple):
    """One line of the error summary: what is wrong, and the id of the control that mends it ('' for none)."""

    message: str
    target: str


class BoundField(forms.BoundField):
    """A field with its data, as `ui/forms/field.html` shows it."""

    @property
    def kind(self) -> str:
        """Return which shape the field takes on the page: checkbox, choices, file, fieldset or input."""
        widget = self.field.widget
        if isinstance(widget, forms.CheckboxInput):
            return "checkbox"
        if isinstance(widget, forms.FileInput):
            return "file"
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return "choices"
        return "fieldset" if self.use_fieldset else "input"

    @property
    def description(self) -> str | Promise:
        """Return the help text; markup in it counts only where code has declared it safe."""
        return self.help_text

    @property
    def is_optional(self) -> bool:
        """Return whether the label says that the field may be left empty."""
        demanded = self.field.required or getattr(self.field, "may_be_demanded", False)
        return not demanded and not self.field.disabled and self.kind != "checkbox"

    @property
    def unit_before(self) -> str:
        """Return what stands before the input, such as `kr`."""
        return getattr(self.field, "unit_before", "")

    @property
    def unit_after(self) -> str:
        """Return what stands after the input, such as `%`."""
        return getattr(self.field, "unit_after", "")

    @property
    def show_when(self) -> str:
        """Return as JSON which other answers show the field, for the script that shows and hides it; '' for always."""
        return getattr(self.field, "show_when", "")

    @property
    def limit(self) -> int | None:
        """Return how many characters a long text may have; the server checks, the browser cuts nothing off."""
        return (
            getattr(self.field, "max_length", None) if isinstance(self.field.widget, forms.Textarea) else None
        )

    @property
    def accepts(self) -> str:
        """Return which kinds of file are taken, and how large, where the field says it."""
        return str(getattr(self.field, "accepts", ""))

    @property
    def accepts_id(self) -> str:
        """Return the id of the line that tells what is taken."""
        return f"{self.auto_id}_accepts"

    @property
    def most_bytes(self) -> int:
        """Return how large an uploaded file may be."""
        return settings.MAX_UPLOAD_BYTES

    @property
    def helptext_id(self) -> str:
        """Return the id of the description."""
        return f"{self.auto_id}_helptext"

    @property
    def limit_id(self) -> str:
        """Return the id of the line that tells how long the text may be."""
        return f"{self.auto_id}_limit"

    @property
    def error_id(self) -> str:
        """Return the id of the validation message."""
        return f"{self.auto_id}_error"

    @property
    def own_errors(self) -> list[str]:
        """Return the validation messages that stand by the field as a whole."""
        return [str(error) for error in self.errors]

    @property
    def described_by(self) -> str:
        """Return the ids of everything on the page that describes this field."""
        ids = [self.helptext_id] if self.description else []
        ids += [self.limit_id] if self.limit else []
        ids += [self.accepts_id] if self.accepts else []
        ids += [self.error_id] if self.own_errors else []
        return " ".join(ids)

    @property
    def control(self) -> SafeString:
        """Return the input, select or textarea in the design system's dress."""
        widget = self.field.widget
        attrs = self._dressed(widget)
        if described_by := "" if self.use_fieldset else self.described_by:
            attrs["aria-describedby"] = described_by
        if isinstance(widget, forms.Textarea):
            # a browser would silently cut off what is pasted; the sheet decides the width
            attrs |= {"maxlength": False, "cols": False}
        if isinstance(widget, forms.ClearableFileInput):
            widget = forms.FileInput({k: v for k, v in widget.attrs.items() if k != "class"})
            attrs["required"] = self.field.required and not self.initial and self.form.use_required_attribute
        return self.as_widget(widget, attrs)

    @property
    def options(self) -> list[forms.boundfield.BoundWidget]:
        """Return the radio buttons or checkboxes of a choice, each in the design system's dress."""
        widget = self.field.widget
        attrs = self.build_widget_attrs(
            {"id": widget.attrs.get("id") or self.auto_id} | self._dressed(widget)
        )
        subwidgets = widget.subwidgets(self.html_name, self.value(), attrs=attrs)
        return [forms.boundfield.BoundWidget(widget, option, self.form.renderer) for option in subwidgets]

    @property
    def candidates(self) -> list[tuple[str, str]]:
        """Return what a text that is not understood may mean, for fields that ask a register."""
        widget = self.field.widget
        text = widget.unclear(self.value()) if isinstance(widget, Combobox) else ""
        return widget.candidates(text) if text else []

    @property
    def current_file(self) -> Any:
        """Return the file that is stored already, if any."""
        return self.initial or None

    @property
    def clear_name(self) -> str:
        """Return the name of the checkbox that takes a stored file away; '' where that may not be done."""
        widget = self.field.widget
        if self.field.required or not self.initial or not isinstance(widget, forms.ClearableFileInput):
            return ""
        return widget.clear_checkbox_name(self.html_name)

    @property
    def target(self) -> str:
        """Return the id of the control that a link in the error summary leads to."""
        if self.kind in ("choices", "fieldset"):
            return f"{self.auto_id}_0" if self.auto_id else ""
        return self.id_for_label

    def summary(self) -> Iterator[SummaryEntry]:
        """Yield what the error summary says about this field."""
        for message in self.errors:
            yield SummaryEntry(self.labelled(message), self.target)

    def labelled(self, message: object) -> str:
        """Return a message with the field's label in front, for where the field itself is not near."""
        label = str(self.label)
        if not label:
            return str(message)
        return f"{label}{' ' if label[-1] in ':?.!' else ': '}{message}"

    def _dressed(self, widget: forms.Widget) -> dict[str, Any]:
        return {"class": f"{widget.attrs.get('class', '')} ds-input".strip(), "placeholder": False}


def summary(form: forms.BaseForm) -> list[SummaryEntry]:
    """Return everything that is wrong with a form, in the order of its fields; those of the whole form first."""
    entries = [SummaryEntry(str(message), "") for message in form.non_field_errors()]
    for field in form:
        if isinstance(field, BoundField) and not field.is_hidden:
            entries += field.summary()
        else:
            entries += [SummaryEntry(str(message), "") for message in field.errors]
    return entries
