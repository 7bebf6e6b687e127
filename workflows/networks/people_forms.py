"""Whom one invites to a network: what they are to do, and their addresses, one a line."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.directory.models import Municipality, Role, Service

from .forms import Form, ServiceChoice

MOST_AT_ONCE = 50  # addresses


class InvitePeopleForm(Form):
    """People who are invited by e-mail."""

    role = forms.ChoiceField(
        label=gettext_lazy("What do you invite them to?"),
        choices=[
            (Role.PARTICIPANT, gettext_lazy("To take part, and write with us")),
            (Role.CHILD_WELFARE_LEADER, gettext_lazy("As child-welfare leader of a service")),
            (Role.MUNICIPAL_MANAGEMENT, gettext_lazy("As municipal management, who confirms")),
        ],
        widget=forms.RadioSelect,
        initial=Role.PARTICIPANT,
    )
    service = ServiceChoice(
        Service.objects.none(), label=gettext_lazy("Service, for its child-welfare leader"), required=False
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label=gettext_lazy("Municipality, for its management"), required=False
    )
    emails = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        help_text=gettext_lazy(
            "One on each line. Each gets a link that can be used once, and holds for 30 days."
        ),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def prepare(self) -> None:
        """Offer the network's services and their municipalities."""
        assert self.network is not None
        members = self.network.members_on().values("service")
        own = Service.objects.filter(kind=Service.Kind.CHILD_WELFARE, pk__in=members).select_related("host")
        self.fields["service"].queryset = own  # type: ignore[attr-defined]
        self.fields["municipality"].queryset = self.network.municipalities_on()  # type: ignore[attr-defined]

    def clean_emails(self) -> list[str]:
        """Return the addresses, each once; those that are none are named with their line."""
        found: dict[str, str] = {}
        faults = []
        for number, line in enumerate(self.cleaned_data["emails"].splitlines(), start=1):
            address = line.strip().strip(",;").strip()
            try:
                if address:
                    validate_email(address)
                    found.setdefault(address.lower(), address.lower())
            except ValidationError:
                told = {"number": number, "text": address[:100]}
                faults.append(_("Line %(number)s is not an e-mail address: %(text)s") % told)
        if len(found) > MOST_AT_ONCE:
            faults.append(_("Invite at most %(most)s at once.") % {"most": MOST_AT_ONCE})
        if not found and not faults:
            faults.append(_("Write at least one address."))
        if faults:
            raise ValidationError(faults)
        return list(found)

    def clean(self) -> dict[str, Any]:
        """Demand the place that the role is held at, and keep no other."""
        cleaned = super().clean() or self.cleaned_data
        places = {Role.CHILD_WELFARE_LEADER: "service", Role.MUNICIPAL_MANAGEMENT: "municipality"}
        wanted = places.get(cleaned.get("role", ""))
        for place in places.values():
            if place == wanted and not cleaned.get(place) and place not in self.errors:
                self.add_error(place, _("Choose the service or municipality."))
            elif place != wanted:
                cleaned[place] = None
        return cleaned
