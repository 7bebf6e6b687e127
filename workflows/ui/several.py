"""Fields of several inputs in one fieldset, each with its own label and its own error (R3.9, R4.3)."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .boundfield import BoundField, SummaryEntry


class Part(NamedTuple):
    """One of the inputs, as the page shows it."""

    code: str
    label: str
    control: str
    id: str
    error_id: str
    errors: list[str]


class SeveralWidget(forms.MultiWidget):
    """One input for each part, named `<field>_<part>`."""

    use_fieldset = True

    def __init__(self, codes: list[str], attrs: dict[str, Any] | None = None) -> None:
        self.codes = codes
        super().__init__(dict.fromkeys(codes, forms.TextInput), attrs)

    def decompress(self, value: Mapping[str, Any] | None) -> list[Any]:
        """Return the values of the parts in the order of the inputs, None where there is none."""
        return [(value or {}).get(code) for code in self.codes]


class SeveralField(forms.MultiValueField):
    """A dict of parts to their values, None for a blank one; {} where nothing at all was written.

    Errors name the part they are about, and the error summary leads to its input.
    """

    widget: SeveralWidget
    nothing_written = _("Write at least one amount.")

    def __init__(self, parts: Mapping[str, forms.Field], **kwargs: Any) -> None:
        self.codes = list(parts)
        widget = kwargs.pop("widget", SeveralWidget)(self.codes)
        super().__init__(list(parts.values()), require_all_fields=False, widget=widget, **kwargs)
        for part, control in zip(self.fields, self.widget.widgets, strict=True):
            control.attrs |= part.widget_attrs(control)

    def clean(self, value: Any) -> dict[str, Any]:
        """Return the parts; raise ValidationError with one error for each that cannot be read."""
        if self.disabled and isinstance(value, dict):
            return value
        written = value if isinstance(value, list) else self.widget.decompress(value)
        values: dict[str, Any] = {}
        errors = []
        for code, part, text in zip(self.codes, self.fields, written, strict=True):
            try:
                values[code] = part.clean(text)
            except ValidationError as error:
                errors.append(self.about(code, error.messages[0]))
        if errors:
            raise ValidationError(errors)
        if all(each is None for each in values.values()):
            if self.required:
                raise ValidationError(self.nothing_written, code="required")
            return {}
        self.run_validators(values)
        return values

    def about(self, code: str, message: Any) -> ValidationError:
        """Return an error about one part."""
        label = self.fields[self.codes.index(code)].label
        params = {"kind": label, "error": message, "code": code}
        return ValidationError(_("%(kind)s: %(error)s"), code="row", params=params)

    def compress(self, data_list: list[Any]) -> dict[str, Any]:
        """Return the dict of a list of values."""
        return dict(zip(self.codes, data_list, strict=True)) if data_list else {}

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> "SeveralBoundField":
        """Return the field with its data, able to show its parts."""
        return SeveralBoundField(form, self, field_name)


class SeveralBoundField(BoundField):
    """A field of several inputs with its data."""

    field: SeveralField

    @property
    def rows(self) -> list[Part]:
        """Return the inputs, with what is wrong with each."""
        parts = zip(self.field.codes, self.field.fields, self.field.widget.widgets, self.texts(), strict=True)
        return [self._part(index, *each) for index, each in enumerate(parts)]

    @property
    def own_errors(self) -> list[str]:
        """Return what is wrong with the field as a whole."""
        return [message for error in self._faults() if error.code != "row" for message in error.messages]

    def summary(self) -> Iterator[SummaryEntry]:
        """Yield what the error summary says, each line leading to its own input."""
        for message in self.own_errors:
            yield SummaryEntry(self.labelled(message), f"{self.auto_id}_0")
        for row in self.rows:
            for message in row.errors:
                yield SummaryEntry(f"{row.label}: {message}", row.id)

    def texts(self) -> list[Any]:
        """Return what stands in the inputs, in their order."""
        value = self.value()
        return value if isinstance(value, list) else self.field.widget.decompress(value)

    def _faults(self) -> list[ValidationError]:
        return self.errors.as_data() if self.errors else []

    def _part(self, index: int, code: str, field: forms.Field, widget: forms.Widget, text: Any) -> Part:
        part_id = f"{self.auto_id}_{index}"
        faults = [error.params or {} for error in self._faults() if error.code == "row"]
        errors = [str(fault["error"]) for fault in faults if fault["code"] == code]
        attrs: dict[str, Any] = {"id": part_id, "class": "ds-input", "disabled": self.field.disabled}
        if errors:
            attrs |= {"aria-invalid": "true", "aria-describedby": f"{part_id}_error"}
        control = widget.render(
            f"{self.html_name}_{code}", field.prepare_value(text), attrs, renderer=self.form.renderer
        )
        return Part(code, str(field.label), control, part_id, f"{part_id}_error", errors)
