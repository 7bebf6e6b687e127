"""The form that begins the next edition."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from workflows.ui.dates import long_date


class NextEditionForm(forms.Form):
    """What sets the next edition apart from the one it takes over from."""

    code = forms.RegexField(
        r"^[0-9A-Za-z][0-9A-Za-z_]*$", max_length=20, label=_("Code"),
        help_text=_("Such as 2026. It stands in every reference to a paragraph."),
        error_messages={"invalid": _("Letters and digits, such as 2026.")},
    )  # fmt: skip
    valid_from = forms.DateField(
        label=_("Valid from"), widget=AdminDateInput,
        help_text=_("The edition before ends the day before. It takes over by itself on this day."),
    )  # fmt: skip
    title = forms.CharField(max_length=250, label=_("Title"))
    title_nn = forms.CharField(max_length=250, label=_("Title in nynorsk"), required=False)

    def __init__(self, *args: Any, page: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page

    def clean_code(self) -> str:
        """Refuse a code that another edition has, or has had."""
        code = self.cleaned_data["code"]
        beneath = type(self.page).objects.sibling_of(self.page)
        if type(self.page).objects.filter(code=code).exists() or beneath.filter(slug=slugify(code)).exists():
            raise ValidationError(_now("There is an edition with this code already."))
        return code

    def clean_valid_from(self) -> Any:
        """Refuse a day on which the edition before had not begun."""
        day = self.cleaned_data["valid_from"]
        if day <= self.page.valid_from:
            began = _now("It must begin after %(day)s, when the edition before it began.")
            raise ValidationError(began % {"day": long_date(self.page.valid_from)})
        return day
