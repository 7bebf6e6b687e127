"""The forms of the health page: a plugin's settings, made of its manifest, and where it is switched on."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.directory.models import GovernorOffice
from workflows.schemes.fields import in_language
from workflows.schemes.models import SchemeVersion
from workflows.ui.forms import DateField, YesNoField

from .manifest import Manifest, Setting


def settings_form(manifest: Manifest) -> type[forms.Form]:
    """Return the form of a plugin's settings; its clean values are JSON, within the manifest's limits."""
    return type("SettingsForm", (forms.Form,), {each.name: _field(each) for each in manifest.settings})


def _field(setting: Setting) -> forms.Field:
    language = get_language() or "nb"
    told: dict[str, Any] = {"label": in_language(setting.label, language)}
    if setting.type == "yes_no":
        return YesNoField(**told)
    if setting.type == "number":
        return forms.IntegerField(min_value=setting.minimum, max_value=setting.maximum, **told)
    if setting.type == "choice":
        choices = [(code, in_language(texts, language)) for code, texts in (setting.choices or {}).items()]
        return forms.ChoiceField(choices=choices, **told)
    return forms.CharField(
        min_length=setting.minimum, max_length=setting.maximum or 500, required=bool(setting.minimum), **told
    )


class ActivationForm(forms.Form):
    """In whose cases a plugin is to work."""

    scheme = forms.ChoiceField(label=_("Scheme"), required=False)
    office = forms.ModelChoiceField(
        GovernorOffice.objects.none(), label=_("Office"), required=False, empty_label=_("All offices")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest: dict[str, str] = {}
        for version in SchemeVersion.objects.order_by("code", "-version").defer("definition"):
            newest.setdefault(version.code, str(version))
        self.fields["scheme"].choices = [("", _("All schemes")), *newest.items()]  # type: ignore[attr-defined]
        self.fields["office"].queryset = GovernorOffice.objects.order_by("code")  # type: ignore[attr-defined]


class ReplayForm(forms.Form):
    """From which day a plugin is told again what happened."""

    since = DateField(label=_("Tell again what happened since"))

    def clean_since(self) -> dt.date:
        """Refuse a day to come."""
        since: dt.date = self.cleaned_data["since"]
        if since > clock.today():
            raise forms.ValidationError(_("The day has not come yet."), code="future")
        return since
