"""What is typed about who is away, and about roles that end."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from workflows import clock
from workflows.cases.rights import Scope
from workflows.directory.models import OFFICE_ROLES, Role, RoleAssignment, User
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


class EndRoleForm(forms.Form):
    """The last day of a role."""

    last_day = DateField(label=gettext_lazy("Last day with the role"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = short_date(clock.today())
