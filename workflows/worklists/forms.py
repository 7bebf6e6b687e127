"""What is asked of a list of work, what a kept filter is called, and who is given tasks."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.base import flows, steps
from workflows.directory.models import GovernorOffice, Role, User
from workflows.schemes.models import Call
from workflows.ui.dates import short_date
from workflows.ui.forms import DateField

from . import listing


class FilterForm(forms.Form):
    """A filter of the lists of work; it stands in the address, so that it can be kept and sent to others."""

    scheme = forms.ChoiceField(label=gettext_lazy("Scheme"), required=False)
    year = forms.ChoiceField(label=gettext_lazy("Year"), required=False)
    call = forms.ChoiceField(label=gettext_lazy("Call"), required=False)
    step = forms.ChoiceField(label=gettext_lazy("Task"), required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    place = forms.CharField(label=gettext_lazy("Network or municipality"), required=False, max_length=100)
    owner = forms.ChoiceField(label=gettext_lazy("Assigned to"), required=False)
    due_before = DateField(label=gettext_lazy("Due by"), required=False)
    overdue = forms.BooleanField(label=gettext_lazy("Overdue"), required=False)

    def __init__(self, *args: Any, calls: list[Call], people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schemes = {call.scheme_version.code: str(call.scheme_version) for call in calls}
        self._offer("scheme", list(schemes.items()))
        self._offer("year", [(str(year), str(year)) for year in dict.fromkeys(call.year for call in calls)])
        self._offer(
            "call", [(str(call.pk), f"{call.scheme_version} {call.year}, {call.office}") for call in calls]
        )
        self._offer("step", [(f"{flow.folder()}.{step.name}", f"{flow.process_title}: {step.task_title}")
                             for flow in flows() for step in steps(flow)])  # fmt: skip
        self._offer("role", [(role.value, role.label) for role in Role if role in _working()])
        if people:
            self._offer(
                "owner", [(listing.NOBODY, _("Nobody yet")), *((str(each.pk), str(each)) for each in people)]
            )
        else:
            del self.fields["owner"]

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = [("", _("All")), *choices]  # type: ignore[attr-defined]

    @cached_property
    def wanted(self) -> dict[str, Any]:
        """Return what was asked for and can be meant; a field that cannot has its error, and filters nothing."""
        return {name: value for name, value in self.cleaned_data.items() if value} if self.is_bound else {}

    @property
    def query(self) -> str:
        """Return what was asked for as the rest of an address."""
        return urlencode({name: _written(value) for name, value in self.wanted.items()})


def _working() -> set[str]:
    """Return the roles that have steps."""
    return {step.role for flow in flows() for step in steps(flow)}


def _written(value: Any) -> str:
    """Return a value as it stands in the address."""
    if value is True:
        return "on"
    return short_date(value) if hasattr(value, "isoformat") else str(value)


class SaveForm(forms.Form):
    """What a filter is called, and with which office it is shared."""

    name = forms.CharField(label=gettext_lazy("Name of the filter"), max_length=60)
    shared_with = forms.ModelChoiceField(
        GovernorOffice.objects.none(),
        label=gettext_lazy("Share it with"),
        required=False,
        empty_label=gettext_lazy("Nobody"),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["shared_with"]
        if offices := listing.offices_of(by):
            field.queryset = GovernorOffice.objects.filter(pk__in=offices)
        else:
            del self.fields["shared_with"]


class AssignForm(forms.Form):
    """Who is given the tasks that were marked."""

    to = forms.ChoiceField(label=gettext_lazy("Give the marked tasks to"))

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["to"].choices = [("", "–"), *((pk, str(each)) for pk, each in self.people.items())]  # type: ignore[attr-defined]

    @property
    def to_person(self) -> User:
        """Return the chosen colleague."""
        return self.people[self.cleaned_data["to"]]
