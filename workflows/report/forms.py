"""The report flow's forms."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.application.models import BudgetLine, CostKind
from workflows.assessment.questions import add_questions, demand_reasons, questions_at
from workflows.base import ConfirmForm
from workflows.cases.checking import parameter
from workflows.cases.limits import tell_overhead
from workflows.cases.models import Case, CaseTask
from workflows.directory.models import User
from workflows.grant.facts import awarded_amount
from workflows.schemes.forms import build_form, initial_from
from workflows.schemes.indicators import beside
from workflows.ui.amounts import format_amount
from workflows.ui.forms import AmountField, DateField

from .carry_forms import AppliesForCarryOver, asked_before
from .claiming import oldest_open
from .facts import Limit, applied_for, deviation_limit, deviation_of, reported_until
from .models import RepaymentClaim, Report

EXPLAINED = "deviation_reasons"  # the field of a scheme's report form that explains deviations


class WithinWhatIsLeft(forms.Form):
    """No more is used than there is; that the accounts add up to it is the scheme form's own rule."""

    year: int
    left: int  # kroner
    returned: Report | None
    approved: list[BudgetLine]
    limit: Limit | None
    applied_for: str
    reported_before: dict[str, int]  # kroner by cost kind, in earlier years
    asked: dict[str, Any] | None = None  # what is applied for, where one can apply for carry-over

    def clean(self) -> dict[str, Any]:
        """See that no more is used than there is."""
        cleaned = super().clean() or self.cleaned_data
        used = cleaned.get("used_amount")
        if used is not None and used > self.left:
            left = {"left": format_amount(self.left)}
            self.add_error("used_amount", _now("No more than %(left)s was there to use.") % left)
        self._explain(cleaned)
        return cleaned

    def _explain(self, cleaned: dict[str, Any]) -> None:
        """Demand an explanation of what deviates more than a paragraph lets it, where it demands one (R5.7)."""
        limit, accounts = self.limit, cleaned.get("accounts")
        if limit is None or not limit.demanded or not accounts or not self.approved:
            return
        if EXPLAINED not in self.fields or cleaned.get(EXPLAINED):
            return
        approved = {line.kind: line.amount for line in self.approved}
        spent = {kind: amount + self.reported_before.get(kind, 0) for kind, amount in accounts.items()}
        if kinds := deviation_of(approved, spent, limit):
            costs = ", ".join(str(CostKind(kind).label) for kind in kinds)
            told = {"costs": costs, "limit": f"{limit.percent.normalize():f}"}
            message = _now("Explain what deviates more than %(limit)s per cent: %(costs)s.") % told
            self.add_error(EXPLAINED, message)


def report_form(data: Any = None, files: Any = None, *, case: Case, task: CaseTask, by: User) -> forms.Form:
    """Return the report form of the case's scheme version; a report sent back is filled with what it said."""
    from .actions import left_to_use, use_by, year_to_report
    from .carrying import apply_by, may_apply

    sections = case.scheme_version.definition["report"]["sections"]
    year = year_to_report(case)
    returned = Report.objects.filter(case=case, year=year).first()
    about = {
        "year": year,
        "left": left_to_use(case),
        "use_by": use_by(case),
        "returned": returned,
        "limit": deviation_limit(case),
        "applied_for": applied_for(case),
        "reported_before": reported_until(case, year - 1),
        "says_of_carry_over": parameter(case, "carry_over"),
        "approved": list(case.budget_lines.filter(stage=BudgetLine.Stage.APPROVED)),
    }
    compared = beside(sections, case.application.answers)
    own = build_form(compared, language=get_language() or "nb", trial=case.scheme_version.trial)
    parts: tuple[type[forms.Form], ...] = (WithinWhatIsLeft, own)
    initial = initial_from(returned.answers, sections, case.documents.in_bulk()) if returned else {}
    if may_apply(case, year):
        parts = (AppliesForCarryOver, *parts)
        about["apply_by"] = apply_by(case)
        initial |= asked_before(case, year) if returned else {}
    form_class: type[forms.Form] = type("ReportForm", parts, about)
    form = form_class(data, files, initial=initial)
    tell_overhead(
        form,
        case,
        "overhead_percent_reported",
        of=awarded_amount(case),
        already=about["reported_before"].get(CostKind.OVERHEAD, 0),
    )
    return form


class ApproveForm(ConfirmForm):
    """Approve, or send back with what must be corrected."""

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

    def clean(self) -> dict[str, Any]:
        """Demand a text when the report goes back."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("result") == self.RETURN and not cleaned.get("note"):
            self.add_error("note", _("Say what must be corrected."))
        return cleaned


class ControlForm(ApproveForm):
    """The yearly report's control, with the questions that paragraphs ask."""

    step = "report"

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
        """Demand a reason for every answer, and a text when the report goes back."""
        demand_reasons(self, self.questions)
        return super().clean()


class ProgressControlForm(ApproveForm):
    """The progress report's control."""

    @property
    def progress(self) -> list[dict[str, Any]]:
        """Return the progress reports, to be read beside the form."""
        from .views import shown_progress

        return shown_progress(self.case)


class RepaymentForm(ConfirmForm):
    """A sum that has come: all that is left of the claim, or a part."""

    received_on = DateField(label=_("Received on"))
    amount = AmountField(label=_("Amount received"), required=False, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].help_text = _now("Leave it empty if all of it came: %(left)s.") % {
            "left": format_amount(self.left)
        }

    @property
    def claim(self) -> RepaymentClaim | None:
        """Return the claim that the money belongs to."""
        return oldest_open(self.case)

    @property
    def left(self) -> int:
        """Return what is to come back, in kroner."""
        return self.claim.left if self.claim else 0

    def clean_amount(self) -> int | None:
        """Refuse more than is left."""
        amount: int | None = self.cleaned_data["amount"]
        if amount and amount > self.left:
            left = {"left": format_amount(self.left)}
            raise forms.ValidationError(_now("No more than %(left)s is left to pay.") % left)
        return amount

    def clean_received_on(self) -> Any:
        """Refuse a date to come, or one before the money was paid."""
        return received_in_time(self.case, self.cleaned_data["received_on"])


def received_in_time(case: Case, day: dt.date) -> dt.date:
    """Return the day money came back; raise ValidationError for a day to come, or one before it was paid out."""
    if day > clock.today():
        raise forms.ValidationError(_("The date has not come yet."))
    if day < case.payment.paid_on:
        raise forms.ValidationError(_("The date is before the payment."))
    return day
