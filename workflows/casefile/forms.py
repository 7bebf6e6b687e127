"""What is typed about documents, in messages and in notes."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from workflows.cases.models import Document, DocumentRegistration
from workflows.cases.registering import FIELDS
from workflows.schemes.uploads import UploadField
from workflows.ui.forms import DateField

LONGEST_TEXT = 5000
Channel, Direction = DocumentRegistration.Channel, Document.Direction
_PERSONAL = re.compile(
    r"\S+@\S+|(?<!\d)\d{6}[ .]?\d{5}(?!\d)"
)  # an e-mail address, a national identity number
_DISPATCH = ("dispatched_on", "channel")


class WriteForm(forms.Form):
    """A message or a note."""

    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6})
    )


class RegisterForm(forms.Form):
    """What the register says of a document. Dispatch is asked of what is sent; why, of a correction."""

    public_title = forms.CharField(
        label=gettext_lazy("Public title"),
        max_length=250,
        required=False,
        help_text=gettext_lazy(
            "Shown in the public record. Without names of persons or other personal data."
        ),
    )
    archive_reference = forms.CharField(
        label=gettext_lazy("Archive reference"), max_length=60, required=False
    )
    dispatched_on = DateField(label=gettext_lazy("Dispatched on"), required=False)
    channel = forms.ChoiceField(
        label=pgettext_lazy("how a letter is sent", "Channel"),
        choices=[("", "–"), *Channel.choices],
        required=False,
    )
    withheld = forms.BooleanField(label=gettext_lazy("Withheld from the public"), required=False)
    legal_reason = forms.CharField(
        label=gettext_lazy("Legal reason"),
        max_length=250,
        required=False,
        help_text=gettext_lazy("The paragraph it is withheld by, as it is to stand in the public record."),
    )
    reason = forms.CharField(label=gettext_lazy("Why it is corrected"), max_length=250)

    def __init__(self, *args: Any, sent: bool, corrects: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in [*(() if sent else _DISPATCH), *(() if corrects else ("reason",))]:
            del self.fields[name]

    def clean_public_title(self) -> str:
        """Refuse what is plainly personal data (R8.6)."""
        title: str = self.cleaned_data["public_title"]
        if _PERSONAL.search(title):
            raise forms.ValidationError(
                _("The public title holds an e-mail address or an identity number. Leave it out.")
            )
        return title

    def clean(self) -> dict[str, Any]:
        """Demand the reason for withholding, and day and channel of a dispatch together."""
        cleaned = super().clean() or {}
        if cleaned.get("withheld") and not cleaned.get("legal_reason"):
            self.add_error("legal_reason", _("Say by which paragraph it is withheld."))
        if "channel" in self.fields and not self.errors.get("dispatched_on"):
            day, channel = (cleaned.get(name) for name in _DISPATCH)
            if day and not channel:
                self.add_error("channel", _("Say how it was sent."))
            if channel and not day:
                self.add_error("dispatched_on", _("Say when it was sent."))
        if not cleaned.get("withheld"):
            cleaned["legal_reason"] = ""
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """Return what was typed, as the register keeps it."""
        empty = {"dispatched_on": None, "channel": "", "withheld": False}
        return {name: self.cleaned_data.get(name, empty.get(name, "")) for name in FIELDS}


class DocumentForm(RegisterForm):
    """A document that the office adds: received outside the flows, or its own."""

    direction = forms.ChoiceField(
        label=gettext_lazy("Direction"),
        choices=[(Direction.IN, Direction.IN.label), (Direction.INTERNAL, Direction.INTERNAL.label)],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("The network does not see internal documents."),
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=250)
    party = forms.CharField(label=gettext_lazy("Sender or recipient"), max_length=250, required=False)
    file = UploadField(label=gettext_lazy("File"))
    field_order = ("direction", "title", "party", "file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, sent=False, corrects=False, **kwargs)
