"""What is typed about who is away, and about roles that end."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from workflows import clock
from workflows.cases.rights import Scope
from workflows.directory.models import (
    OFFICE_ROLES,
    BufetatRegion,
    GovernorOffice,
    KnowledgeEnvironment,
    Municipality,
    Network,
    Role,
    RoleAssignment,
    Service,
    User,
)
from workflows.ui.dates import short_date
from workflows.ui.forms import DateField

from .absences import at_offices


class AbsenceForm(forms.Form):
    """Who is away (an administrator says who), when, and who stands in."""

    person = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Who is away"))
    first_day = DateField(label=gettext_lazy("First day away"))
    last_day = DateField(label=gettext_lazy("Last day away"))
    substitute = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Substitute"),
        help_text=gettext_lazy(
            "A colleague of the same office with the same role. Both of you count where two persons are needed."
        ),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        people = at_offices()
        person, substitute = (self.fields[name] for name in ("person", "substitute"))
        if Scope.of(by).holds(Role.ADMINISTRATOR):
            person.queryset = substitute.queryset = people  # type: ignore[attr-defined]
            return
        del self.fields["person"]
        offices = Scope.of(by).places("office", *OFFICE_ROLES)
        held = RoleAssignment.objects.in_force().filter(office__in=offices, role__in=OFFICE_ROLES)
        substitute.queryset = people.filter(pk__in=held.values("user")).exclude(pk=by.pk)  # type: ignore[attr-defined]

    @property
    def who(self) -> User:
        """Return the one who is away."""
        person: User = self.cleaned_data.get("person") or self.by
        return person


class InviteForm(forms.Form):
    """Whom an administrator invites, and in which language the letter is."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the letter"),
        choices=[("nb", gettext_lazy("Bokmål")), ("nn", gettext_lazy("Nynorsk"))],
        widget=forms.RadioSelect,
        initial="nb",
    )


class GiveRoleForm(forms.Form):
    """A role, where it is held, and for how long."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=[("", "–"), *Role.choices])
    place = forms.ChoiceField(
        label=gettext_lazy("Where"),
        required=False,
        help_text=gettext_lazy("Roles of the directorate, and auditors, are held at no one place."),
    )
    first_day = DateField(label=gettext_lazy("First day with the role"))
    last_day = DateField(
        label=gettext_lazy("Last day with the role"),
        required=False,
        help_text=gettext_lazy("Leave it empty when no end is known."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", gettext_lazy("No one place")), *_places()]  # type: ignore[attr-defined]
        self.fields["first_day"].initial = short_date(clock.today())

    def clean_place(self) -> tuple[str, int] | None:
        """Return the kind of place and its key, or None for none."""
        kind, _colon, key = self.cleaned_data["place"].partition(":")
        return (kind, int(key)) if key else None


def _places() -> Iterator[tuple[Any, list[tuple[str, str]]]]:
    """Yield the places a role can be held at, a group for each kind."""
    kinds: list[tuple[str, Any, Any]] = [
        ("office", gettext_lazy("County governors"), GovernorOffice.objects.real()),
        ("network", gettext_lazy("Networks"), Network.objects.real()),
        ("service", gettext_lazy("Child-welfare services"), Service.objects.real()),
        ("municipality", gettext_lazy("Municipalities"), Municipality.objects.real()),
        ("region", gettext_lazy("Bufetat’s regions"), BufetatRegion.objects.real()),
        ("environment", gettext_lazy("Knowledge environments"), KnowledgeEnvironment.objects.real()),
    ]
    for kind, label, places in kinds:
        yield label, [(f"{kind}:{place.pk}", str(place)) for place in places]


class EndRoleForm(forms.Form):
    """The last day of a role."""

    last_day = DateField(label=gettext_lazy("Last day with the role"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = short_date(clock.today())
