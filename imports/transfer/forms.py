"""What is typed when a case comes from another installation."""

from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from workflows.cases.rights import HANDLING_ROLES, Scope
from workflows.directory.models import GovernorOffice, Network, User
from workflows.scanning import refuse_malware
from workflows.schemes.places import MunicipalityField
from workflows.sending.starting import Start

from .opening import Came
from .placing import Placing, calls_for, people_in

MAKE = "+"  # what is not here is made, as it is told
MOST_PEOPLE = 60  # who are asked about one by one; there are some ten in a case


class PackageField(forms.FileField):
    """A package, without malware."""

    default_validators = [refuse_malware]

    @property
    def accepts(self) -> str:
        """Return what is taken, and how large."""
        return _now("%(kinds)s, at most %(limit)s") % {
            "kinds": "ZIP", "limit": filesizeformat(settings.MAX_PACKAGE_BYTES),
        }  # fmt: skip


class TakeInForm(forms.Form):
    """The file, for which of one's offices, and the seal if the sender told it."""

    file = PackageField(label=_("The package"), max_length=200)
    office = forms.ModelChoiceField(
        GovernorOffice.objects.none(), label=_("For the office"), empty_label=None
    )
    seal = forms.CharField(
        label=_("Seal"),
        required=False,
        max_length=64,
        help_text=_("As the sender told it in another way: then a package made anew by others is found too."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = Scope.of(by).places("office", *HANDLING_ROLES)
        self.fields["office"].queryset = GovernorOffice.objects.filter(pk__in=offices)  # type: ignore[attr-defined]


class PlaceForm(forms.Form):
    """Where the case belongs here, who its people are, from which step it goes on, and why."""

    network = forms.ChoiceField(label=_("Network"))
    municipality = MunicipalityField(label=_("Responsible municipality"))
    call = forms.ChoiceField(label=_("Call"))
    step = forms.ChoiceField(label=_("The case goes on from"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(
        self, *args: Any, came: Came, office: GovernorOffice, steps: list[Start], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        told = came.told["network"]
        networks = Network.objects.real().order_by("name").values_list("code", "name")
        make = _now("Make it here: %(name)s") % {"name": told["name"]}
        known = list(networks)
        self._choices("network", [*known] if told["code"] in dict(known) else [(MAKE, make), *known])
        calls = [(str(each.pk), str(each)) for each in calls_for(came, office)]
        announced = _now("As it was announced there, kept as history")
        self._choices("call", [*calls, (MAKE, announced)])
        self._choices("step", [(start.code, start.title) for start in steps])
        self.people = people_in(came)[:MOST_PEOPLE]
        for key, name in self.people:
            self.fields[f"person_{key}"] = forms.CharField(
                label=_now("Who is %(name)s here?") % {"name": name},
                required=False,
                max_length=150,
                help_text=_("The user name of the account. Empty: somebody of the other installation."),
            )

        self.order_fields(
            ["network", "municipality", "call", *(f"person_{key}" for key, _name in self.people)]
        )

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse names that no account has."""
        cleaned: dict[str, Any] = super().clean() or {}
        named = {f"person_{key}": cleaned.get(f"person_{key}") for key, _name in self.people}
        asked = {name for name in named.values() if name}
        known = set(
            User.objects.filter(username__in=asked, is_active=True).values_list("username", flat=True)
        )
        for field, name in named.items():
            if name and name not in known:
                self.add_error(field, _("There is no account of this name."))
        return cleaned

    @property
    def placing(self) -> Placing:
        """Return what was chosen, as it is kept."""
        chosen = {name: str(self.cleaned_data[name]) for name in ("network", "municipality", "call")}
        chosen = {name: "" if value == MAKE else value for name, value in chosen.items()}
        people = {key: self.cleaned_data[f"person_{key}"] for key, _name in self.people}
        return chosen | {"people": {key: name for key, name in people.items() if name}}

    @staticmethod
    def initial_of(placing: Placing) -> dict[str, Any]:
        """Return what the form begins with."""
        chosen = {name: placing.get(name) or MAKE for name in ("network", "call")}
        return placing | chosen | {f"person_{key}": name for key, name in placing.get("people", {}).items()}


class DecideForm(forms.Form):
    """Why it is taken, or not."""

    note = forms.CharField(
        label=_("What you say"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed when the case is not taken."),
    )
