"""Forms: the renderer that every form uses (settings.FORM_RENDERER), and our fields in one place to import from."""

from django.forms.renderers import TemplatesSetting

from .boundfield import BoundField, SummaryEntry, summary
from .budget import COST_KINDS, BudgetField
from .fields import (
    AccountNumberField,
    AmountField,
    DateField,
    OrganisationNumberField,
    PhoneField,
    PostcodeField,
    YesNoField,
)

__all__ = [
    "COST_KINDS",
    "AccountNumberField",
    "AmountField",
    "BoundField",
    "BudgetField",
    "DateField",
    "OrganisationNumberField",
    "PhoneField",
    "PostcodeField",
    "Renderer",
    "SummaryEntry",
    "YesNoField",
    "summary",
]


class Renderer(TemplatesSetting):
    """Render forms with the templates under `ui/forms/`: error summary first, then each field with all it needs.

    `{{ form }}` shows everything; `{{ form.name.as_field_group }}` one field. Forms say `novalidate`, so that
    our own messages are the ones people meet.
    """

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = BoundField
