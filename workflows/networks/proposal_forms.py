"""What is typed to start a network: by anybody, and by the office that decides (R8.17)."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.directory.finding import meant, nearly
from workflows.directory.models import Municipality, Network, NetworkProposal, Service
from workflows.ui.forms import PhoneField

from . import themes
from .forms import ServicesChoice, ThemeFields, text

APPROVE, ASK, DECLINE = "approve", "ask", "decline"
MOST_NEW = 10  # services that are not in the register


def find_municipality(asked: str) -> tuple[Municipality | None, list[Municipality]]:
    """Return the municipality that is meant by a number or a name, or else those it may be."""
    asked = " ".join(asked.replace("\0", "").split())[:60]
    if not asked:
        return None, []
    municipalities = list(Municipality.objects.real().select_related("county"))
    found, _formerly = meant(municipalities, asked)
    if len(found) == 1:
        return found[0], []
    return None, (found or nearly(municipalities, asked))[:10]


class ProposalForm(ThemeFields):
    """A network that wants to start, with its responsible municipality known."""

    field_order = ("name", "kind", "services", "new_services", *ThemeFields.base_fields)

    name = forms.CharField(label=gettext_lazy("Name of the network"), max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=Network.Kind.choices, widget=forms.RadioSelect
    )
    services = ServicesChoice(
        Service.objects.none(),
        label=gettext_lazy("Child-welfare services"),
        help_text=gettext_lazy(
            "A network has at least two. One must be that of the responsible municipality."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    new_services = forms.CharField(
        label=gettext_lazy("Services that are not in the list"),
        help_text=gettext_lazy("One on each line: name, comma, host municipality."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    contact_name = forms.CharField(label=gettext_lazy("Contact person"), max_length=150)
    contact_title = forms.CharField(label=gettext_lazy("Title"), max_length=150)
    contact_phone = PhoneField(label=gettext_lazy("Phone"))
    contact_email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("A link is sent here. The office gets the proposal when you have opened it."),
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = Service.objects.filter(
            kind=Service.Kind.CHILD_WELFARE, municipalities__county__office=municipality.county.office_id
        )
        self.fields["services"].queryset = near.select_related("host").distinct()  # type: ignore[attr-defined]

    def clean_new_services(self) -> list[dict[str, Any]]:
        """Return the services that were written, each with the key of its host; bad lines are named."""
        found, faults = [], []
        for number, line in enumerate(self.cleaned_data["new_services"].splitlines(), start=1):
            if not line.strip():
                continue
            name, _comma, place = line.rpartition(",")
            host, _others = find_municipality(place)
            if not name.strip() or host is None:
                told = {"number": number, "text": line.strip()[:100]}
                faults.append(_("Line %(number)s has no name or no municipality: %(text)s") % told)
            else:
                found.append({"name": " ".join(name.split())[:200], "host": host.pk})
        if len(found) > MOST_NEW:
            faults.append(_("Write at most %(most)s services.") % {"most": MOST_NEW})
        if faults:
            raise forms.ValidationError(faults)
        return found

    def clean(self) -> dict[str, Any]:
        """Let the themes be one text, as a network keeps them."""
        cleaned = super().clean() or self.cleaned_data
        written = themes.as_text(cleaned.pop("listed", []), str(cleaned.pop("free", "")).split(","))
        if len(written) > themes.LONGEST:
            self.add_error("free", _("These are too many or too long. There is room for 300 characters."))
        cleaned["themes"] = written
        cleaned["services"] = list(cleaned.get("services") or [])
        return cleaned


def initial_of(proposal: NetworkProposal, new_services: list[tuple[str, Municipality]]) -> dict[str, Any]:
    """Return what a proposal says, as its form shows it."""
    listed, free = themes.split(proposal.themes)
    kept = ("name", "kind", "contact_name", "contact_title", "contact_phone", "contact_email")
    return {
        **{name: getattr(proposal, name) for name in kept},
        "services": list(proposal.services.values_list("pk", flat=True)),
        "new_services": "\n".join(f"{name}, {host}" for name, host in new_services),
        "listed": listed,
        "free": ", ".join(free),
    }


class DecideForm(forms.Form):
    """What the office decides."""

    choice = forms.ChoiceField(
        label=gettext_lazy("What do you decide?"),
        choices=[
            (APPROVE, gettext_lazy("Approve: the network starts, and the contact person leads it")),
            (ASK, gettext_lazy("Ask for more")),
            (DECLINE, gettext_lazy("Say no")),
        ],
        widget=forms.RadioSelect,
    )
    reason = text(
        gettext_lazy("What you ask for, or the reason"),
        help_text=gettext_lazy("It is mailed to the contact person."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Demand words for all but an approval."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("choice") in (ASK, DECLINE) and not cleaned.get("reason"):
            self.add_error("reason", _("Write what you ask for, or why the answer is no."))
        return cleaned
