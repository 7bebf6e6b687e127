"""The core's own field types (R3.3, R3.9, R8.11)."""

import calendar
import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from workflows.ui.amounts import format_amount, group_digits
from workflows.ui.dates import long_date
from workflows.ui.forms import (
    COST_KINDS,
    AmountField,
    BudgetField,
    DateField,
    PhoneField,
    YesNoField,
)
from workflows.ui.numbers import format_orgnr, format_phone

from .fields import (
    DAY,
    NUMBER,
    ONE,
    SEVERAL,
    YES_NO,
    Definition,
    FieldType,
    Shown,
    common,
    in_language,
    register,
)
from .municipalities import municipality_names
from .places import (
    MunicipalitiesField,
    MunicipalityField,
    OrganisationField,
    RegisteredPostcodeField,
)
from .uploads import StoredFile, UploadField

TEXT_LENGTH, LONG_TEXT_LENGTH = 200, 5000  # characters, where the definition sets no limit of its own
FEW_CHOICES = 7  # so many are shown as buttons, more as a list
LEAST_AMOUNT = {"requested_amount": 1}  # kroner; one does not apply for nothing


class LongTextField(forms.CharField):
    """A text of several lines. A line break counts as one character, whatever the browser sends."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """Return the text with plain line breaks."""
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value) or ""


def _text(definition: Definition, language: str) -> forms.Field:
    return forms.CharField(
        max_length=definition.get("max_length", TEXT_LENGTH), **common(definition, language)
    )


def _long_text(definition: Definition, language: str) -> forms.Field:
    limit = definition.get("max_length", LONG_TEXT_LENGTH)
    widget = forms.Textarea(attrs={"rows": 4 if limit <= 1000 else 8})
    return LongTextField(max_length=limit, widget=widget, **common(definition, language))


def _amount(definition: Definition, language: str) -> forms.Field:
    least = definition.get("min_value", LEAST_AMOUNT.get(definition["code"]))
    return AmountField(min_value=least, max_value=definition.get("max_value"), **common(definition, language))


def _number(definition: Definition, language: str) -> forms.Field:
    least, most = definition.get("min_value", 0), definition.get("max_value")
    return forms.IntegerField(min_value=least, max_value=most, **common(definition, language))


def _choices(definition: Definition, language: str) -> list[tuple[str, str]]:
    return [(choice["code"], in_language(choice["label"], language)) for choice in definition["choices"]]


def _choice(definition: Definition, language: str) -> forms.Field:
    choices = _choices(definition, language)
    if len(choices) <= FEW_CHOICES:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common(definition, language))
    return forms.ChoiceField(choices=[("", _("Choose")), *choices], **common(definition, language))


def _several_choices(definition: Definition, language: str) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=_choices(definition, language),
        widget=forms.CheckboxSelectMultiple,
        **common(definition, language),
    )


def _municipality(definition: Definition, language: str) -> forms.Field:
    several = definition.get("multiple")
    return (MunicipalitiesField if several else MunicipalityField)(**common(definition, language))


def _show_choice(value: Any, definition: Definition, language: str) -> Shown:
    labels = dict(_choices(definition, language))
    chosen = value if isinstance(value, list) else [value]
    return Shown(", ".join(labels.get(code) or code for code in chosen))


def _show_municipality(value: Any, definition: Definition, language: str) -> Shown:
    return Shown(", ".join(municipality_names(value if isinstance(value, list) else [value])))


def _show_budget(value: dict[str, int], definition: Definition, language: str) -> Shown:
    rows = tuple((str(label), format_amount(value.get(kind, 0))) for kind, label in COST_KINDS.items())
    return Shown(format_amount(sum(value.values())), rows=rows)


def _choice_faults(definition: Definition) -> list[str]:
    """Return what is wrong with the choices: none, or one without a code of its own or words in both languages."""
    choices, said = definition.get("choices") or [], {"code": definition.get("code")}
    if not choices:
        return [_now("%(code)s: there is nothing to choose from.") % said]
    codes = [choice.get("code") for choice in choices]
    labels = [(choice.get("label") or {}).get(language) for choice in choices for language in ("nb", "nn")]
    if all(codes) and len(set(codes)) == len(codes) and all(labels):
        return []
    return [_now("%(code)s: a choice lacks a code or words, or two have the same code.") % said]


def _carry_choice(value: Any, definition: Definition, years: int) -> Any:
    """Return what is still among the choices."""
    codes = {choice["code"] for choice in definition["choices"]}
    if isinstance(value, list):
        return [code for code in value if code in codes] or None
    return value if value in codes else None


def _carry_date(value: str, definition: Definition, years: int) -> str:
    """Return the same day so many years later; of 29 February the day before, where there is none."""
    day = dt.date.fromisoformat(value)
    year = day.year + years
    last = calendar.monthrange(year, day.month)[1]
    return day.replace(year=year, day=min(day.day, last)).isoformat()


def _by(field_class: type[forms.Field]) -> Any:
    """Return a maker for a field that is told nothing but label, help and whether it is required."""

    def make(definition: Definition, language: str) -> forms.Field:
        return field_class(**common(definition, language))

    return make


register(FieldType("text", _text))
register(FieldType("longtext", _long_text))
register(
    FieldType("amount", _amount, show=lambda value, *_args: Shown(format_amount(value)), compared_as=NUMBER)
)
register(
    FieldType("number", _number, show=lambda value, *_args: Shown(group_digits(value)), compared_as=NUMBER)
)
register(
    FieldType(
        "date",
        _by(DateField),
        to_json=dt.date.isoformat,
        from_json=dt.date.fromisoformat,
        show=lambda value, *_args: Shown(long_date(dt.date.fromisoformat(value))),
        carry=_carry_date,
        compared_as=DAY,
    )
)
_CHOSEN: dict[str, Any] = {"show": _show_choice, "carry": _carry_choice, "faults": _choice_faults}
register(FieldType("choice", _choice, compared_as=ONE, **_CHOSEN))
register(FieldType("choices", _several_choices, compared_as=SEVERAL, **_CHOSEN))
register(
    FieldType(
        "yesno",
        _by(YesNoField),
        show=lambda value, *_args: Shown(str(_("Yes") if value else _("No"))),
        compared_as=YES_NO,
    )
)
register(FieldType("municipality", _municipality, show=_show_municipality, compared_as=ONE))
register(
    FieldType(
        "organisation",
        _by(OrganisationField),
        show=lambda value, *_args: Shown(format_orgnr(str(value))),
    )
)
register(FieldType("postcode", _by(RegisteredPostcodeField), to_json=str))
register(FieldType("phone", _by(PhoneField), show=lambda value, *_args: Shown(format_phone(str(value)))))
register(FieldType("email", _by(forms.EmailField)))
register(
    FieldType(
        "file",
        _by(UploadField),
        to_json=lambda stored: stored.pk,
        from_json=StoredFile,
        show=lambda value, *_args: Shown(str(_("Attached file")), document=value),
        carry=lambda *_args: None,  # a document belongs to its case
    )
)
register(FieldType("budget", _by(BudgetField), show=_show_budget))
