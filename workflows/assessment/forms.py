"""The assessment's form: criteria, the questions that published paragraphs ask, and the recommendation."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflows.cases.impartiality import ImpartialDoer
from workflows.statements.actions import unanswered
from workflows.ui.forms import AmountField

from .conditions import ConditionRows, Wanted
from .models import Assessment, Recommendation
from .questions import add_questions, demand_reasons, questions_at

SCORES = [(str(n), str(n)) for n in range(6)]


class AssessmentForm(ConditionRows, ImpartialDoer):
    """Scores with reasons, answers with reasons, and a recommended amount."""

    recommendation = forms.ChoiceField(
        label=_("Recommendation"), choices=Recommendation.choices, widget=forms.RadioSelect
    )
    recommended_amount = AmountField(label=_("Recommended amount"), required=False)
    reasons = forms.CharField(label=_("Reasons"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "nb"
        self.criteria = self.case.scheme_version.definition.get("criteria", [])
        self.questions = questions_at(self.case, "assessment")
        first = add_questions(self, self.questions)
        for criterion in self.criteria:
            first += self._add_criterion(criterion, language)
        self._say_again()
        self.unanswered = unanswered(self.case)
        if self.unanswered:
            self._add_not_waiting()
        self.order_fields(["impartial", "not_waited_for", *first])

    def _say_again(self) -> None:
        """Fill in what was said before, where a second caseworker asks for it to be assessed anew."""
        before = Assessment.objects.filter(case=self.case).prefetch_related("scores").first()
        self.add_rows([Wanted.read(each) for each in (before.proposed_conditions if before else None) or []])
        seconds = self.case.second_assessments.filter(agrees=False) if before else None
        self.sent_back = seconds.select_related("by").last() if seconds is not None else None
        if before:
            said = {
                name: getattr(before, name) for name in ("recommendation", "recommended_amount", "reasons")
            }
            scores = {f"score_{each.criterion}": str(each.score) for each in before.scores.all()}
            reasons = {f"score_reason_{each.criterion}": each.reason for each in before.scores.all()}
            self.initial = said | scores | reasons | dict(self.initial)

    def _add_not_waiting(self) -> None:
        """Ask why it is assessed without the statements that are still out: nobody has to wait for them."""
        asked = ", ".join(str(statement) for statement in self.unanswered)
        self.fields["not_waited_for"] = forms.CharField(
            label=_("Why you do not wait for the statement"),
            help_text=_("Not answered yet: %(bodies)s. You can wait, or assess with a reason.")
            % {"bodies": asked},
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def _add_criterion(self, criterion: dict[str, Any], language: str) -> list[str]:
        score, reason = f"score_{criterion['code']}", f"score_reason_{criterion['code']}"
        self.fields[score] = score_field(criterion, language)
        self.fields[reason] = forms.CharField(
            label=_("Reason for the score"),
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        return [score, reason]

    def clean(self) -> dict[str, Any]:
        """See that the amount fits the recommendation, the application and the call's maximum."""
        cleaned = super().clean() or self.cleaned_data
        demand_reasons(self, self.questions)
        self.check_rows()
        recommendation, amount = cleaned.get("recommendation"), cleaned.get("recommended_amount")
        if not recommendation or "recommended_amount" in self.errors:
            return cleaned
        if recommendation == Recommendation.REFUSE:
            cleaned["recommended_amount"] = 0
            return cleaned
        requested = self.case.application.requested_amount
        if recommendation == Recommendation.GRANT and not amount:
            cleaned["recommended_amount"] = amount = requested
        check_amount(self, "recommended_amount", amount, requested)
        if recommendation == Recommendation.GRANT and amount and amount != requested:
            self.add_error("recommended_amount", _("To grant in full is to grant what was requested."))
        if recommendation == Recommendation.GRANT_IN_PART and amount and amount == requested:
            self.add_error("recommended_amount", _("In part is less than what was requested."))
        return cleaned


class SecondAssessmentForm(ImpartialDoer):
    """A second caseworker's own scores, and whether they agree with the recommendation (R8.4)."""

    AGREE, ANEW = "agree", "anew"
    result = forms.ChoiceField(
        label=_("Your assessment"),
        choices=[
            (AGREE, _("I agree with the recommendation")),
            (ANEW, _("It must be assessed anew")),
        ],
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(label=_("Reasons"), max_length=8000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "nb"
        self.criteria = self.case.scheme_version.definition.get("criteria", [])
        scores = {f"score_{each['code']}": score_field(each, language) for each in self.criteria}
        self.fields |= scores
        self.order_fields(["impartial", *scores])


def score_field(criterion: Mapping[str, Any], language: str) -> forms.ChoiceField:
    """Return the field that scores one criterion from 0 to 5."""
    return forms.ChoiceField(
        label=criterion["title"][language],
        help_text=criterion.get("guidance", {}).get(language, ""),
        choices=SCORES,
        widget=forms.RadioSelect,
    )


def check_amount(form: Any, name: str, amount: int | None, requested: int | None) -> None:
    """Put an error on the form for an amount (kroner) that is missing, over the request, or over the call's maximum."""
    cap = form.case.call.max_amount
    if not amount:
        form.add_error(name, _("Enter an amount over zero."))
    elif requested is not None and amount > requested:
        form.add_error(name, _("No more can be granted than was requested."))
    elif cap is not None and amount > cap:
        form.add_error(name, _("The amount is over the call's maximum."))
