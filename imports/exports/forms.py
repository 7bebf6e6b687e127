"""What is asked for: columns, cut, format and headings; and the name it is kept under."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from workflows.cases.models import CaseStatus
from workflows.directory.models import GovernorOffice, User
from workflows.money.reading import scheme_names
from workflows.ui.exporting import exporters

from . import saving
from .models import PACKAGE, Asked, ExportDefinition
from .sending import may_use_folder
from .tables import Table
from .writing import HEADINGS

FIRST_YEAR, LAST_YEAR = 2000, 2100
CUT = ("year", "office", "scheme", "status")


class AskForm(forms.Form):
    """What of a table is taken out, and how it is written; of the package only the cut is chosen."""

    year = forms.IntegerField(
        label=gettext_lazy("Year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR, localize=False
    )
    office = forms.ChoiceField(label=gettext_lazy("County governor"), required=False)
    scheme = forms.ChoiceField(label=gettext_lazy("Scheme"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    format = forms.ChoiceField(label=gettext_lazy("Format"))
    headings = forms.ChoiceField(
        label=gettext_lazy("Headings"),
        choices=list(HEADINGS.items()),
        help_text=gettext_lazy("Programs read names for machines, with codes in place of words."),
    )
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, table: Table | None, **kwargs: Any) -> None:
        names = [] if table is None else [each.name for each in table.every_column]
        first = {"format": "xlsx", "headings": get_language() or "nb", "columns": names}
        kwargs["initial"] = first | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.table = table
        if table is None:
            for name in ("columns", "format", "headings", "status"):
                del self.fields[name]
        else:
            self._offer("format", [(ending, ending.upper()) for ending in exporters()])
            self._offer("columns", [(each.name, each.heading) for each in table.every_column])
            for name in CUT:
                if name not in table.filters:
                    del self.fields[name]
        offices = GovernorOffice.objects.real().order_by("name_nb")
        self._offer("office", [("", _("All")), *((each.code, str(each)) for each in offices)])
        self._offer("scheme", [("", _("All")), *scheme_names().items()])
        self._offer("status", [("", _("All")), *CaseStatus.choices])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        if name in self.fields:
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """Return what is asked for, as it is kept; all columns are kept as none."""
        said = self.cleaned_data
        cut = {name: said[name] for name in CUT if said.get(name)}
        if self.table is None:
            return {"table": PACKAGE, "cut": cut, "format": PACKAGE, "headings": "names"}
        chosen = said["columns"]
        every = [each.name for each in self.table.every_column]
        return {
            "table": self.table.code,
            "columns": [] if not chosen or len(chosen) == len(every) else chosen,
            "cut": cut,
            "format": said["format"],
            "headings": said["headings"],
        }


def initial_of(asked: Asked, table: Table | None) -> dict[str, Any]:
    """Return what a form shows for something that was kept."""
    columns = asked.columns or ([] if table is None else [each.name for each in table.every_column])
    return {"format": asked.format, "headings": asked.headings, "columns": columns, **asked.cut}


class SaveForm(forms.ModelForm):
    """Under which name it is kept, with whom it is shared, and how often it is made by itself."""

    class Meta:
        model = ExportDefinition
        fields = ("name", "shared_with", "schedule", "to")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["shared_with"].empty_label = _("Nobody")
        if offices := saving.offices_of(by):
            fields["shared_with"].queryset = GovernorOffice.objects.filter(pk__in=offices)
        else:
            del fields["shared_with"]
        if not may_use_folder(by):
            fields["to"].choices = [each for each in ExportDefinition.To.choices if each[0] != "folder"]
        fields["to"].help_text = (
            _("Nothing of the content is mailed. Files are kept for %(days)s days.")
            % {"days": settings.EXPORT_KEPT_DAYS}
        )  # fmt: skip
