"""What is typed about contacts, offers and environments."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.directory.models import ContactPerson, KnowledgeEnvironment, RegionOffer
from workflows.ui.dates import long_date
from workflows.ui.forms import DateField, PhoneField

from .places import Place

LONGEST_TEXT = 1000


class PeriodForm(forms.ModelForm):
    """Something of a place that holds for a period. `place` is where; the row is new, or of that place."""

    valid_from = DateField(label=gettext_lazy("Shown from"))
    valid_to = DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("From the day after, it is no longer shown. What was is kept here."),
    )

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = place

    def clean(self) -> dict[str, Any] | None:
        """Refuse a period that ends before it begins."""
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("valid_from"), cleaned.get("valid_to")
        if begins and ends and ends < begins:
            self.add_error("valid_to", _("The last day is before the first."))
        return cleaned

    def _refuse_second(self, name: str, value: str, **where: Any) -> str:
        """Refuse a name the place already has, also one that has ended: it is taken up again instead."""
        rows = self._meta.model._default_manager.filter(**{name: value}, **where)
        other = rows.exclude(pk=self.instance.pk).first()
        if other and other.has_ended:
            raise forms.ValidationError(
                _("%(name)s is here already, until %(date)s. Open that one and take away the last day.")
                % {"name": value, "date": long_date(other.valid_to)}
            )
        if other:
            raise forms.ValidationError(_("%(name)s is here already.") % {"name": value})
        return value


class PersonForm(PeriodForm):
    """A contact person."""

    phone = PhoneField(label=gettext_lazy("Phone"), required=False)

    class Meta:
        model = ContactPerson
        fields = ("name", "role_nb", "role_nn", "phone", "email", "valid_from", "valid_to")
        help_texts = {"role_nb": gettext_lazy("Leave both roles empty for an address that you share.")}

    def clean_name(self) -> str:
        """Refuse a second contact of the same name."""
        return self._refuse_second("name", self.cleaned_data["name"], **self.place.where)

    def clean(self) -> dict[str, Any] | None:
        """Demand the role in both languages or none, and a way to reach the person."""
        cleaned = super().clean() or {}
        bokmaal, nynorsk = cleaned.get("role_nb"), cleaned.get("role_nn")
        if bokmaal and nynorsk == "":
            self.add_error("role_nn", _("Write the role in nynorsk too."))
        if nynorsk and bokmaal == "":
            self.add_error("role_nb", _("Write the role in bokmål too."))
        if cleaned.get("phone") == "" and cleaned.get("email") == "":
            self.add_error("email", _("Write a phone number or an e-mail address."))
        return cleaned


class OfferForm(PeriodForm):
    """Something a region offers."""

    url = forms.URLField(label=gettext_lazy("Web page"), required=False, assume_scheme="https")
    description_nb = forms.CharField(
        label=gettext_lazy("Description in bokmål"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    description_nn = forms.CharField(
        label=gettext_lazy("Description in nynorsk"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = RegionOffer
        fields = (
            "kind", "name_nb", "name_nn", "description_nb", "description_nn", "url", "valid_from", "valid_to",
        )  # fmt: skip
        widgets = {"kind": forms.RadioSelect}

    def clean_name_nb(self) -> str:
        """Refuse a second offer of the same name."""
        return self._refuse_second("name_nb", self.cleaned_data["name_nb"], region=self.place.of)


class EnvironmentForm(forms.ModelForm):
    """What an environment says of itself, and what the directorate says of the agreement: each as they may."""

    url = OfferForm.base_fields["url"]
    description_nb = OfferForm.base_fields["description_nb"]
    description_nn = OfferForm.base_fields["description_nn"]
    agreement_from = DateField(label=gettext_lazy("Agreement with the directorate from"), required=False)
    agreement_to = DateField(
        label=gettext_lazy("Agreement to"),
        required=False,
        help_text=gettext_lazy("The last day. Leave it empty for an agreement without an end."),
    )

    class Meta:
        model = KnowledgeEnvironment
        fields = ("description_nb", "description_nn", "url", "agreement_from", "agreement_to")

    def __init__(self, *args: Any, may_describe: bool, may_set_agreement: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self._meta.fields or ():
            allowed = may_set_agreement if name.startswith("agreement_") else may_describe
            if not allowed:
                del self.fields[name]

    def clean(self) -> dict[str, Any] | None:
        """Refuse an agreement that ends before it begins, or that only ends."""
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("agreement_from"), cleaned.get("agreement_to")
        if ends and "agreement_from" not in self.errors and (begins is None or ends < begins):
            self.add_error("agreement_to", _("The agreement must begin before it ends."))
        return cleaned
