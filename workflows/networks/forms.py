"""What is typed about networks. Each form knows the network, what it is about (`target`), and who types (`by`)."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import clock
from workflows.cases.models import DevelopmentProject
from workflows.directory.models import HelpRequest, Municipality, MunicipalityNote, Network, Service, User
from workflows.schemes.uploads import UploadField
from workflows.ui.dates import short_date
from workflows.ui.forms import DateField, YesNoField

from . import helping, people, rights, themes

LONGEST_TEXT = 2000
MOST_PERSONS = 999


def text(label: Any, **kwargs: Any) -> forms.CharField:
    """Return a field for a longer text."""
    return forms.CharField(
        label=label, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}), **kwargs
    )


class ServiceChoice(forms.ModelChoiceField):
    """A choice among services, each with its host municipality."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the service and its host."""
        return f"{obj} ({obj.host})"


class ServicesChoice(ServiceChoice, forms.ModelMultipleChoiceField):
    """A choice of several services."""


class Form(forms.Form):
    """A form about a network."""

    def __init__(
        self, *args: Any, by: User, network: Network | None = None, target: Any = None, **kwargs: Any
    ) -> None:
        self.by, self.network, self.target = by, network, target
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices and what is known."""

    def today_in(self, name: str) -> None:
        """Let today's date stand in a date field."""
        self.fields[name].initial = short_date(clock.today())


class StartForm(Form):
    """A new network."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=Network.Kind.choices, widget=forms.RadioSelect
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label=gettext_lazy("Responsible municipality")
    )
    started = DateField(label=gettext_lazy("Started"))
    services = ServicesChoice(
        Service.objects.none(),
        label=gettext_lazy("Child-welfare services"),
        help_text=gettext_lazy("At least two. Services of other counties can join afterwards."),
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        """Offer the municipalities and services of the office."""
        own = rights.visible_municipalities(self.by)
        self.fields["municipality"].queryset = own  # type: ignore[attr-defined]
        services = Service.objects.filter(kind=Service.Kind.CHILD_WELFARE, municipalities__in=own)
        self.fields["services"].queryset = services.select_related("host").distinct()  # type: ignore[attr-defined]
        self.today_in("started")


class ServiceForm(Form):
    """A service that is in the register, or one that is not yet."""

    service = ServiceChoice(Service.objects.none(), label=gettext_lazy("Service"), required=False)
    new_name = forms.CharField(
        label=gettext_lazy("Or the name of a service that is not in the list"), max_length=200, required=False
    )
    new_host = forms.ModelChoiceField(
        Municipality.objects.real(), label=gettext_lazy("Its host municipality"), required=False
    )
    new_serves = forms.CharField(
        label=gettext_lazy("Other municipalities it serves"),
        help_text=gettext_lazy("Municipality numbers with commas between, for example 1121, 1122."),
        max_length=200,
        required=False,
    )

    def clean_new_serves(self) -> list[Municipality]:
        """Return the municipalities of the numbers that were written."""
        codes = {code.strip() for code in self.cleaned_data["new_serves"].split(",") if code.strip()}
        found = list(Municipality.objects.real().filter(code__in=codes))
        if unknown := sorted(codes - {each.code for each in found}):
            raise forms.ValidationError(
                _("There is no municipality with the number %(code)s.") % {"code": unknown[0]}
            )
        return found

    def clean(self) -> dict[str, Any] | None:
        """Demand one service, chosen or written."""
        cleaned = super().clean() or {}
        chosen, written = cleaned.get("service"), cleaned.get("new_name")
        if chosen and written:
            self.add_error("new_name", _("Choose a service or write a new one, not both."))
        elif not chosen and not written and "service" not in self.errors:
            self.add_error("service", _("Choose a service, or write one that is not in the list."))
        elif written and not cleaned.get("new_host") and "new_host" not in self.errors:
            self.add_error("new_host", _("Choose the host municipality."))
        return cleaned


class JoinForm(ServiceForm):
    """A child-welfare service joins."""

    joined = DateField(label=gettext_lazy("First day"))
    persons = forms.IntegerField(
        label=gettext_lazy("Persons it sends"), min_value=0, max_value=MOST_PERSONS, initial=0
    )
    persons_from_leadership = forms.IntegerField(
        label=gettext_lazy("Of them from the leadership"), min_value=0, max_value=MOST_PERSONS, initial=0
    )

    def prepare(self) -> None:
        """Offer child-welfare services."""
        assert self.network is not None
        services = Service.objects.beside(self.network.office).filter(kind=Service.Kind.CHILD_WELFARE)
        services = services.select_related("host")
        self.fields["service"].queryset = services  # type: ignore[attr-defined]
        self.today_in("joined")


class LeaveForm(Form):
    """A service leaves."""

    left = DateField(label=gettext_lazy("Last day"), help_text=gettext_lazy("The history is kept."))

    def prepare(self) -> None:
        """Suggest today."""
        self.today_in("left")


class PersonsForm(Form):
    """How many a service sends."""

    persons = JoinForm.base_fields["persons"]
    persons_from_leadership = JoinForm.base_fields["persons_from_leadership"]

    def prepare(self) -> None:
        """Show what is known."""
        for name in ("persons", "persons_from_leadership"):
            self.fields[name].initial = getattr(self.target, name)


class LeaderForm(Form):
    """Who leads the network, from when."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("One of the people of the network and its members"),
        required=False,
    )
    email = forms.EmailField(
        label=gettext_lazy("Or the e-mail address of somebody else who has an account"), required=False
    )
    from_day = DateField(
        label=gettext_lazy("From"),
        help_text=gettext_lazy("Who leads the network now does so until the day before."),
    )

    def prepare(self) -> None:
        """Offer the people of the network; only the office may name somebody else."""
        assert self.network is not None
        self.fields["person"].queryset = people.candidates(self.network)  # type: ignore[attr-defined]
        if not rights.handles(self.by, self.network.office):
            del self.fields["email"]
        self.today_in("from_day")

    def clean(self) -> dict[str, Any] | None:
        """Find the person. An address without an account is refused."""
        cleaned = super().clean() or {}
        email = cleaned.get("email")
        if email and cleaned.get("person"):
            self.add_error("email", _("Choose a person or write an address, not both."))
        elif email:
            assert self.network is not None
            cleaned["person"] = people.find_person(email, self.network)
            if cleaned["person"] is None:
                self.add_error("email", _("Nobody with an account has this address."))
        elif not cleaned.get("person") and not self.errors:
            self.add_error("person", _("Choose who will lead the network."))
        return cleaned


class SteeringForm(Form):
    """Somebody joins the steering group."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    position = forms.CharField(label=gettext_lazy("Position"), max_length=150)
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label=gettext_lazy("Municipality"), required=False
    )
    municipal_leadership = forms.BooleanField(
        label=gettext_lazy("Belongs to the municipal leadership"),
        help_text=gettext_lazy("Municipal leadership in the steering group is recommended."),
        required=False,
    )
    valid_from = DateField(label=gettext_lazy("From"))

    def prepare(self) -> None:
        """Offer the municipalities of the members."""
        assert self.network is not None
        self.fields["municipality"].queryset = self.network.municipalities_on()  # type: ignore[attr-defined]
        self.today_in("valid_from")


class SteeringEndForm(Form):
    """Somebody leaves the steering group."""

    valid_to = DateField(label=gettext_lazy("Last day"))

    def prepare(self) -> None:
        """Suggest today."""
        self.today_in("valid_to")


class PlanForm(Form):
    """A plan."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    dated = DateField(label=gettext_lazy("Date of the plan"))
    upload = UploadField(label=gettext_lazy("File"))


class ThemeFields(forms.Form):
    """What a network works on: themes of the list, and others."""

    listed = forms.MultipleChoiceField(
        label=gettext_lazy("Themes"),
        choices=list(themes.LISTED.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    free = forms.CharField(
        label=gettext_lazy("Other themes"),
        help_text=gettext_lazy("Write commas between them."),
        max_length=themes.LONGEST,
        required=False,
    )


class ThemesForm(ThemeFields, Form):
    """The themes of a network, as they are."""

    def prepare(self) -> None:
        """Show what is known."""
        assert self.network is not None
        listed, free = themes.split(self.network.themes)
        self.fields["listed"].initial, self.fields["free"].initial = listed, ", ".join(free)

    def clean_free(self) -> list[str]:
        """Return the free words."""
        return str(self.cleaned_data["free"]).split(",")


class ContinuationForm(Form):
    """How the cooperation continues without funds."""

    text = text(gettext_lazy("How will you continue the cooperation without funds?"), required=False)

    def prepare(self) -> None:
        """Show what is known."""
        assert self.network is not None
        self.fields["text"].initial = self.network.continuation


class InvitationForm(ServiceForm):
    """Another municipal service is invited."""

    new_kind = forms.ChoiceField(
        label=gettext_lazy("What kind of service it is"),
        choices=[choice for choice in Service.Kind.choices if choice[0] != Service.Kind.CHILD_WELFARE],
        required=False,
    )
    initiated_by = ServiceChoice(
        Service.objects.none(), label=gettext_lazy("Child-welfare service that invites")
    )
    project = forms.ModelChoiceField(
        DevelopmentProject.objects.none(),
        label=gettext_lazy("To one project only"),
        empty_label=gettext_lazy("To the whole network"),
        required=False,
    )
    purpose = text(gettext_lazy("What are they invited to?"))
    target_group = forms.BooleanField(
        label=gettext_lazy(
            "The target group is children and families who are, or may come to be, in need of child-welfare services"
        )
    )
    contact_name = forms.CharField(
        label=gettext_lazy("Who answers there"),
        help_text=gettext_lazy("They get a link by e-mail, and answer without an account."),
        required=False,
        max_length=150,
    )
    contact_email = forms.EmailField(label=gettext_lazy("Their e-mail"), required=False)
    field_order = ["service", "new_name", "new_kind"]

    def clean(self) -> dict[str, Any]:
        """Demand both or none of name and address."""
        cleaned = super().clean() or self.cleaned_data
        for field, other in (("contact_name", "contact_email"), ("contact_email", "contact_name")):
            if cleaned.get(other) and not cleaned.get(field) and field not in self.errors:
                self.add_error(field, gettext_lazy("Write both name and e-mail, or neither."))
        return cleaned

    def prepare(self) -> None:
        """Offer other services than child welfare, the network's own services, and its projects."""
        assert self.network is not None
        others = (
            Service.objects.beside(self.network.office)
            .exclude(kind=Service.Kind.CHILD_WELFARE)
            .select_related("host")
        )
        members = self.network.members_on().values("service")
        own = Service.objects.filter(kind=Service.Kind.CHILD_WELFARE, pk__in=members).select_related("host")
        projects = DevelopmentProject.objects.filter(network=self.network).order_by("-id")
        for name, rows in (("service", others), ("initiated_by", own), ("project", projects)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


class InvitationAnswerForm(Form):
    """What the municipality decided."""

    accepted = YesNoField(label=gettext_lazy("Does the municipality accept?"))
    contribution = text(
        gettext_lazy("Own contribution"),
        help_text=gettext_lazy("Each municipality decides its own contribution."),
        required=False,
    )
    decided_by = forms.CharField(
        label=gettext_lazy("Who decided in the municipality"),
        help_text=gettext_lazy("Name and position."),
        max_length=200,
    )
    decided_on = DateField(label=gettext_lazy("Decided"))

    def prepare(self) -> None:
        """Suggest today."""
        self.today_in("decided_on")


class LinkForm(Form):
    """Whom the link to answer an invitation by is sent to."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    email = forms.EmailField(label=gettext_lazy("E-mail"))

    def prepare(self) -> None:
        """Fill in whom it was sent to before."""
        if last := self.target.links.order_by("-id").first():
            self.initial = {"name": last.name, "email": last.email}


class LinkAnswerForm(forms.Form):
    """What an invited service answers by its link."""

    accepted = YesNoField(label=gettext_lazy("Do you accept the invitation?"))
    contribution = text(
        gettext_lazy("Own contribution"),
        help_text=gettext_lazy(
            "Each municipality decides its own contribution. Leave it empty if you decline."
        ),
        required=False,
    )
    decided_by = forms.CharField(label=gettext_lazy("Your name"), max_length=90)
    title = forms.CharField(label=gettext_lazy("Your title"), max_length=90)


class HelpForm(Form):
    """A network asks for help."""

    wanted = forms.ChoiceField(
        label=gettext_lazy("What do you need help to find?"),
        choices=HelpRequest.Wanted.choices,
        widget=forms.RadioSelect,
    )
    text = text(gettext_lazy("What is it about?"))

    def prepare(self) -> None:
        """Say where there is no Bufetat region to ask (R2.15)."""
        assert self.network is not None
        if helping.region_of(self.network) is None:
            self.fields["wanted"].help_text = _(
                "Oslo belongs to no Bufetat region. The county governor helps you to find whom you can ask instead."
            )


class HelpAnswerForm(Form):
    """What came of a request."""

    outcome = text(gettext_lazy("Outcome"), help_text=gettext_lazy("The network reads this."))


class FollowUpForm(Form):
    """Follow-up by the office."""

    on = DateField(label=gettext_lazy("Day"))
    text = text(
        gettext_lazy("What was done"),
        help_text=gettext_lazy("Only the office and the directorate read this."),
    )

    def prepare(self) -> None:
        """Suggest today."""
        self.today_in("on")


class NoteForm(Form):
    """Outreach to a municipality, or a mark. `target` is the municipality with its `mark`."""

    kind = forms.ChoiceField(label=gettext_lazy("What do you write?"), widget=forms.RadioSelect)
    on = DateField(label=gettext_lazy("Day"))
    whom = forms.CharField(label=gettext_lazy("Who was spoken to"), max_length=200, required=False)
    text = text(gettext_lazy("What was said or done, or why"))

    def prepare(self) -> None:
        """Offer outreach, and the mark that would change something."""
        kind = MunicipalityNote.Kind
        mark = kind.UNMARKED if self.target.mark == kind.MARKED else kind.MARKED
        self.fields["kind"].choices = [(each.value, each.label) for each in (kind.OUTREACH, mark)]  # type: ignore[attr-defined]
        self.today_in("on")
