"""The report flow's forms."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.application.models import BudgetLine
from workflows.assessment.questions import add_questions, demand_reasons, questions_at
from workflows.base import ConfirmForm
from workflows.cases.models import Case, CaseTask
from workflows.directory.models import User
from workflows.schemes.forms import build_form, initial_from
from workflows.schemes.indicators import beside
from workflows.ui.amounts import format_amount
from workflows.ui.forms import DateField

from .models import Report


class WithinWhatIsLeft(forms.Form):
    """No more is used than there is; that the accounts add up to it is the scheme form's own rule."""

    year: int
    left: int  # kroner
    returned: Report | None
    approved: list[BudgetLine]

    def clean(self) -> dict[str, Any]:
        """See that no more is used than there is."""
        cleaned = super().clean() or self.cleaned_data
        used = cleaned.get("used_amount")
        if used is not None and used > self.left:
            left = {"left": format_amount(self.left)}
            self.add_error("used_amount", _now("No more than %(left)s was there to use.") % left)
        return cleaned


def report_form(data: Any = None, files: Any = None, *, case: Case, task: CaseTask, by: User) -> forms.Form:
    """Return the report form of the case's scheme version; a report sent back is filled with what it said."""
    from .actions import left_to_use, use_by, year_to_report

    sections = case.scheme_version.definition["report"]["sections"]
    year = year_to_report(case)
    returned = Report.objects.filter(case=case, year=year).first()
    about = {
        "year": year,
        "left": left_to_use(case),
        "use_by": use_by(case),
        "returned": returned,
        "approved": list(case.budget_lines.filter(stage=BudgetLine.Stage.APPROVED)),
    }
    compared = beside(sections, case.application.answers)
    own = build_form(compared, language=get_language() or "nb")
    form_class: type[forms.Form] = type("ReportForm", (WithinWhatIsLeft, own), about)
    initial = initial_from(returned.answers, sections, case.documents.in_bulk()) if returned else {}
    return form_class(data, files, initial=initial)


class ControlForm(ConfirmForm):
    """Approve, or send back with what must be corrected."""

    step = "report"

    APPROVE, RETURN = "approve", "return"
    result = forms.ChoiceField(
        label=_("Result of the control"),
        choices=[(APPROVE, _("Approve the report")), (RETURN, _("Send it back to be corrected"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Needed when the report is sent back: the network reads it."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions_at(self.case, self.step)
        self.order_fields(add_questions(self, self.questions))

    @property
    def reports(self) -> list[dict[str, Any]]:
        """Return the reports to be controlled, to be read beside the form."""
        from .views import shown

        return shown(self.case)

    def clean(self) -> dict[str, Any]:
        """Demand a text when the report goes back, and a reason for every answer."""
        cleaned = super().clean() or self.cleaned_data
        demand_reasons(self, self.questions)
        if cleaned.get("result") == self.RETURN and not cleaned.get("note"):
            self.add_error("note", _("Say what must be corrected."))
        return cleaned


class RepaymentForm(ConfirmForm):
    """The unspent money has come back."""

    received_on = DateField(label=_("Received on"))
    received = forms.BooleanField(label=_("The whole amount has been received."))

    @property
    def amount(self) -> int:
        """Return what is to come back, in kroner."""
        from .actions import latest_report

        return latest_report(self.case).unspent_amount

    def clean_received_on(self) -> Any:
        """Refuse a date to come, or one before the money was paid."""
        day = self.cleaned_data["received_on"]
        if day > clock.today():
            raise forms.ValidationError(_("The date has not come yet."))
        if day < self.case.payment.paid_on:
            raise forms.ValidationError(_("The date is before the payment."))
        return day
