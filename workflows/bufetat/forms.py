"""What a region answers, and how requests are chosen from."""

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.directory.models import BufetatRegion

from .models import BufetatRequest


class AnswerForm(forms.Form):
    """Whether the region can help, and with what."""

    answer = forms.ChoiceField(
        label=_("Can the region help?"), choices=BufetatRequest.Answer.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("What you offer, or why you cannot help"),
        help_text=_("The network and the county governor read this."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class FilterForm(forms.Form):
    """Which requests are shown."""

    WAITING = "waiting"
    region = forms.ModelChoiceField(
        BufetatRegion.objects.real(),
        label=_("Region"),
        required=False,
        to_field_name="code",
        empty_label=_("All"),
    )
    svar = forms.ChoiceField(
        label=_("Answer"),
        required=False,
        choices=[("", _("All")), (WAITING, _("Not answered yet")), *BufetatRequest.Answer.choices],
    )
