"""The field types `person` and `partners`: who is responsible, and who takes part with what (R3.3, R8.4).

`{"type": "partners", "most": 5}` asks of at most so many organisations: number, role and contribution in kroner.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from workflows.ui.amounts import format_amount
from workflows.ui.forms import AmountField, PhoneField
from workflows.ui.indicators import IndicatorRow, Row
from workflows.ui.numbers import format_orgnr, format_phone
from workflows.ui.several import SeveralBoundField, SeveralField, SeveralWidget

from .fields import Definition, FieldType, Shown, common, register
from .municipalities import shared_register
from .places import OrganisationField

PERSON = ("name", "title", "email", "phone")
PARTNER = ("number", "role", "contribution")
USUAL, MOST = 5, 20  # organisations
Partners = dict[str, dict[str, Any]]  # of each row, numbered from 1


class PersonField(SeveralField):
    """A dict with name, title, e-mail and phone, the name always; {} where nothing at all was written."""

    nothing_written = _("Write who it is.")

    def __init__(self, **kwargs: Any) -> None:
        parts: dict[str, forms.Field] = {
            "name": forms.CharField(label=_("Name"), max_length=200, required=False, empty_value=None),
            "title": forms.CharField(label=_("Title"), max_length=200, required=False, empty_value=None),
            "email": forms.EmailField(label=_("E-mail"), required=False, empty_value=None),
            "phone": PhoneField(label=_("Phone"), required=False),
        }
        super().__init__(parts, **kwargs)

    def clean(self, value: Any) -> dict[str, Any]:
        """Return the person; raise ValidationError where there is no name."""
        person = {code: part or None for code, part in super().clean(value).items()}
        if not any(person.values()):
            if self.required:
                raise ValidationError(self.nothing_written, code="required")
            return {}
        if not person["name"]:
            raise ValidationError([self.about("name", self.error_messages["required"])])
        return person

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> "PersonBoundField":
        """Return the field with its data, able to show its parts."""
        return PersonBoundField(form, self, field_name)


class PersonBoundField(SeveralBoundField):
    """A person with their data."""

    @property
    def kind(self) -> str:
        """Return the shape it takes on the page."""
        return "several"


class PartnersWidget(SeveralWidget):
    """Three inputs for each organisation, named `<field>_<row>_<part>`."""

    def decompress(self, value: Any) -> list[Any]:
        """Return the parts row by row."""
        flat = {f"{row}_{part}": each for row, of in (value or {}).items() for part, each in of.items()}
        return super().decompress(flat)


class PartnersField(SeveralField):
    """A dict of rows to dicts of number, name, role and contribution; {} where nothing at all was written.

    The name is the register's, '' where it does not know the number. Rows are numbered anew: none is empty between.
    """

    nothing_written = _("Write at least one organisation.")

    def __init__(self, *, most: int = USUAL, **kwargs: Any) -> None:
        self.most, self.register = most, shared_register()
        parts: dict[str, forms.Field] = {}
        for row in range(1, most + 1):
            parts |= {
                f"{row}_number": OrganisationField(label=_("Organisation number"), required=False),
                f"{row}_role": forms.CharField(
                    label=_("Role"), max_length=200, required=False, empty_value=None
                ),
                f"{row}_contribution": AmountField(
                    label=_("Contribution, kroner"), min_value=0, required=False
                ),
            }
        super().__init__(parts, widget=PartnersWidget, **kwargs)

    def clean(self, value: Any) -> Partners:
        """Return the organisations; raise ValidationError where one lacks its number or its role."""
        flat = super().clean(value)
        if self.disabled and isinstance(value, dict):
            return flat
        rows = [{part: flat.get(f"{row}_{part}") for part in PARTNER} for row in range(1, self.most + 1)]
        lacking = [
            self.about(f"{at}_{part}", self.error_messages["required"])
            for at, row in enumerate(rows, 1)
            for part in ("number", "role")
            if any(each not in (None, "") for each in row.values()) and not row[part]
        ]
        if lacking:
            raise ValidationError(lacking)
        kept = [row for row in rows if row["number"]]
        if self.required and not kept:
            raise ValidationError(self.nothing_written, code="required")
        return {str(at): {**row, "name": self._name_of(row["number"])} for at, row in enumerate(kept, 1)}

    def _name_of(self, number: Any) -> str:
        known = (str(each) for each in self.register.municipalities if each.org_number == number)
        return next(known, "")

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> "PartnersBoundField":
        """Return the field with its data, able to show its rows."""
        return PartnersBoundField(form, self, field_name)


class PartnersBoundField(SeveralBoundField):
    """Organisations with their data, row by row as indicators are."""

    field: PartnersField

    @property
    def kind(self) -> str:
        """Return the shape it takes on the page."""
        return "indicators"

    @property
    def measured(self) -> list[IndicatorRow]:
        """Return the rows, each with its three inputs."""
        parts = iter(self.rows)
        return [
            IndicatorRow(
                Row(str(row), _now("Organisation %(number)s") % {"number": row}),
                [],
                [next(parts) for _part in PARTNER],
            )
            for row in range(1, self.field.most + 1)
        ]


def _make_person(definition: Definition, language: str) -> PersonField:
    return PersonField(**common(definition, language))


def _make_partners(definition: Definition, language: str) -> PartnersField:
    return PartnersField(most=definition.get("most", USUAL), **common(definition, language))


def _show_person(value: dict[str, Any], definition: Definition, language: str) -> Shown:
    said = [value.get("name"), value.get("title"), value.get("email")]
    phone = value.get("phone")
    return Shown(", ".join(str(each) for each in [*said, format_phone(str(phone)) if phone else ""] if each))


def _show_partners(value: Partners, definition: Definition, language: str) -> Shown:
    rows = tuple(_row(value[at]) for at in sorted(value, key=int))
    columns = (_now("Role"), _now("Contribution"))
    return Shown("; ".join(", ".join(row) for row in rows), rows=rows, columns=columns)


def _row(partner: dict[str, Any]) -> tuple[str, str, str]:
    number, contribution = format_orgnr(str(partner["number"])), partner.get("contribution")
    name = partner.get("name")
    return (
        f"{name} ({number})" if name else number,
        str(partner.get("role") or ""),
        "–" if contribution is None else format_amount(contribution),
    )


def _partner_faults(definition: Definition) -> list[str]:
    most = definition.get("most", USUAL)
    if isinstance(most, int) and not isinstance(most, bool) and 1 <= most <= MOST:
        return []
    return [_now("%(code)s: the organisations are from 1 to 20.") % {"code": definition.get("code")}]


register(FieldType("person", _make_person, show=_show_person))
register(FieldType("partners", _make_partners, show=_show_partners, faults=_partner_faults))
