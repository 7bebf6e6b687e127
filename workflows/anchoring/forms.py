"""What the network's leader types: who confirms for each participant, and a resolution that is signed already."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.cases.acts import ActForm
from workflows.cases.models import ParticipantStatement
from workflows.directory.models import KnowledgeEnvironment
from workflows.schemes.uploads import UploadField
from workflows.ui.forms import DateField

from . import asking
from .showing import accounts_of

NAME, EMAIL = gettext_lazy("Name"), gettext_lazy("E-mail")


class AskForm(ActForm):
    """Whom to ask, one name and address for each participant that was not asked yet; empty rows count for nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.statements = asking.to_ask(self.case)
        accounts = accounts_of(self.statements)
        for statement in self.statements:
            known, has_account = asking.suggestion(statement), accounts.get(statement.pk)
            fields = {"name": (forms.CharField, NAME, 150), "email": (forms.EmailField, EMAIL, 254)}
            for kind, (field, label, longest) in fields.items():
                self.fields[f"{kind}_{statement.pk}"] = field(
                    label=f"{statement}: {label}",
                    max_length=longest,
                    required=False,
                    initial=known[kind],
                )
            if has_account:
                self.fields[f"name_{statement.pk}"].help_text = _(
                    "%(people)s can log in and confirm already. Leave this empty, or ask somebody else too."
                ) % {"people": ", ".join(has_account)}

    def clean(self) -> dict[str, Any]:
        """Demand both or none of name and address, and somebody to ask."""
        cleaned = super().clean() or self.cleaned_data
        for statement in self.statements:
            for kind, other in (("name", "email"), ("email", "name")):
                field = f"{kind}_{statement.pk}"
                if (
                    cleaned.get(f"{other}_{statement.pk}")
                    and not cleaned.get(field)
                    and field not in self.errors
                ):
                    self.add_error(field, _("Write both name and e-mail, or neither."))
        if not self.errors and not self.asked():
            raise forms.ValidationError(_("Write who shall confirm, for at least one participant."))
        return cleaned

    def asked(self) -> list[tuple[ParticipantStatement, str, str]]:
        """Return who is asked for which participant."""
        typed = self.cleaned_data
        rows = (
            (each, typed.get(f"name_{each.pk}"), typed.get(f"email_{each.pk}")) for each in self.statements
        )
        return [(statement, name, email) for statement, name, email in rows if name and email]


class AgainForm(ActForm):
    """Whom the link is sent to, anew."""

    name = forms.CharField(label=NAME, max_length=150)
    email = forms.EmailField(label=EMAIL)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = asking.suggestion(self.on)


class ResolutionForm(ActForm):
    """The signed resolution: who signed and when."""

    name = forms.CharField(label=gettext_lazy("Who signed"), max_length=150)
    title = forms.CharField(label=gettext_lazy("Their title"), max_length=150)
    decided_on = DateField(label=gettext_lazy("Date of the resolution"))
    resolution = UploadField(label=gettext_lazy("The signed resolution"))


class CooperationForm(ActForm):
    """Which knowledge environment confirms, and who there."""

    environment = forms.ModelChoiceField(
        KnowledgeEnvironment.objects.none(), label=gettext_lazy("Knowledge environment")
    )
    name = forms.CharField(label=NAME, max_length=150)
    email = forms.EmailField(label=EMAIL)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = KnowledgeEnvironment.objects.beside(self.case.office)
        self.fields["environment"].queryset = known  # type: ignore[attr-defined]
