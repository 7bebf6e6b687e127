"""What is typed when a statement is asked for, given, and not waited for."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import clock
from workflows.base import ConfirmForm
from workflows.cases.models import Case
from workflows.directory.models import BufetatRegion, KnowledgeEnvironment
from workflows.schemes.uploads import UploadField
from workflows.ui.forms import DateField

from .asking import environments_for
from .models import Statement


class AskForm(forms.Form):
    """Whom to ask, what, and by when: the region of the case's municipality, or a knowledge environment."""

    whom = forms.ChoiceField(label=gettext_lazy("Whom to ask"))
    question = forms.CharField(
        label=gettext_lazy("Question"),
        help_text=gettext_lazy("They read the question and the application, and nothing else of the case."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    due = DateField(label=gettext_lazy("Answer by"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region = case.municipality.bufetat_region
        self.bodies: dict[str, BufetatRegion | KnowledgeEnvironment] = {}
        if self.region:
            self.bodies[f"region-{self.region.pk}"] = self.region
        else:
            self.fields["whom"].help_text = _("The municipality belongs to none of Bufetat’s regions.")
        self.bodies |= {f"environment-{each.pk}": each for each in environments_for(case)}
        choices = [(code, _named(body)) for code, body in self.bodies.items()]
        self.fields["whom"].choices = choices  # type: ignore[attr-defined]

    def clean_due(self) -> Any:
        """Refuse a day that has passed."""
        if self.cleaned_data["due"] < clock.today():
            raise forms.ValidationError(_("The date has passed."))
        return self.cleaned_data["due"]

    @property
    def body(self) -> BufetatRegion | KnowledgeEnvironment:
        """Return whom was chosen."""
        return self.bodies[self.cleaned_data["whom"]]


class AnswerForm(ConfirmForm):
    """The statement: a text, and an attachment if wished."""

    answer = forms.CharField(
        label=gettext_lazy("Your statement"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 10})
    )
    attachment = UploadField(label=gettext_lazy("Attachment"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.statement = Statement.objects.select_related("region", "environment", "asked_by").get(
            pk=self.task.data["statement"]
        )


def _named(body: BufetatRegion | KnowledgeEnvironment) -> str:
    return _("Bufetat, %(region)s") % {"region": body} if isinstance(body, BufetatRegion) else str(body)
