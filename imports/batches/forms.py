"""What is typed and chosen about a batch."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from imports.kinds import Kind, importable
from imports.reading import Column
from workflows.directory.models import User
from workflows.scanning import refuse_malware


class HandInForm(forms.Form):
    """A file, and what it holds."""

    kind = forms.ChoiceField(label=_("What the file holds"))
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "XLSX, CSV or JSON; for applications also a ZIP of one such file and the files that it names. "
            "Nothing is changed before you have seen what the file would do."
        ),
        validators=[refuse_malware],
        max_length=500,
        allow_empty_file=True,  # what an empty file is, is said by the guard
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds: dict[str, Kind] = {kind.code: kind for kind in importable(by)}
        kinds: Any = self.fields["kind"]
        kinds.choices = [(code, kind.label) for code, kind in self.kinds.items()]
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv,.json,.txt,.zip"


class HeadingsForm(forms.Form):
    """Which column each heading of the file is. Fields are numbered: headings are anything."""

    def __init__(
        self, *args: Any, mapped: list[dict[str, str]], columns: list[Column], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.mapped, self.columns = mapped, columns
        choices = [("", _("Leave this column out")), *[(each.name, each.heading) for each in columns]]
        for number, each in enumerate(mapped):
            self.fields[f"h{number}"] = forms.ChoiceField(
                label=each["header"] or _("Column %(number)s, without a heading") % {"number": number + 1},
                choices=choices,
                initial=each["column"],
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """Refuse one column for two headings."""
        data = super().clean() or {}
        labels = {each.name: each.heading for each in self.columns}
        taken: set[str] = set()
        for name, column in list(data.items()):  # an error takes the name out
            if column and column in taken:
                self.add_error(name, _("«%(column)s» is chosen twice.") % {"column": labels[column]})
            taken.add(column)
        return data

    @property
    def mapping(self) -> dict[str, str]:
        """Return the column of each heading, '' for one that is left out."""
        return {each["header"]: self.cleaned_data[f"h{n}"] for n, each in enumerate(self.mapped)}


class AnswersForm(forms.Form):
    """What only the sender can answer: one choice for each question."""

    def __init__(self, *args: Any, questions: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for number, each in enumerate(questions):
            self.fields[f"q{number}"] = forms.ChoiceField(
                label=each["text"],
                choices=[tuple(choice) for choice in each["choices"]],
                widget=forms.RadioSelect,
                initial=each["answer"],
            )

    @property
    def answers(self) -> dict[str, str]:
        """Return the answers by question."""
        return {each["key"]: self.cleaned_data[f"q{n}"] for n, each in enumerate(self.questions)}


class ApplyForm(forms.Form):
    """Whether rows that are refused are left out."""

    leave_out = forms.BooleanField(
        label=_("Take in the other rows without those that are refused"), required=False
    )
