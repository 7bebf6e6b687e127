"""Questions that published paragraphs ask, answered with a reason by the one who handles the step (R4.10)."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflows.base import Work
from workflows.cases.checking import rules_of
from workflows.cases.models import Case
from workflows.schemes.models import Rule

from .models import RuleAnswer

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def questions_at(case: Case, step: str) -> list[Rule]:
    """Return the questions the case's edition asks at `step`."""
    return [
        r for r in rules_of(case) if r.kind == "question" and case.scheme in r.schemes and step in r.steps
    ]


def add_questions(form: forms.Form, questions: list[Rule]) -> list[str]:
    """Add two fields for each question, and return their names; what only may be answered may be left open."""
    language = get_language() or "nb"
    names = []
    for rule in questions:
        answer, reason = f"answer_{rule.pk}", f"answer_reason_{rule.pk}"
        text = rule.params["question"].get(language) or rule.params["question"]["nb"]
        demanded = rule.severity == "must"
        form.fields[answer] = forms.ChoiceField(
            label=text, choices=YES_NO, widget=forms.RadioSelect, required=demanded
        )
        form.fields[reason] = forms.CharField(
            label=_("Reason for the answer"),
            required=demanded,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        names += [answer, reason]
    return names


def demand_reasons(form: forms.Form, questions: list[Rule]) -> None:
    """Put an error on an answer without a reason."""
    for rule in questions:
        answer, reason = form.cleaned_data.get(f"answer_{rule.pk}"), f"answer_reason_{rule.pk}"
        if answer and not form.cleaned_data.get(reason) and reason not in form.errors:
            form.add_error(reason, _("Give the reason for the answer."))


def keep_answers(work: Work, questions: list[Rule]) -> dict[str, Any]:
    """Keep what was answered, and return it for the journal."""
    answered = [rule for rule in questions if work.data.get(f"answer_{rule.pk}")]
    RuleAnswer.objects.bulk_create(
        [
            RuleAnswer(
                case=work.case,
                rule=rule,
                answer=work.data[f"answer_{rule.pk}"] == "yes",
                reason=work.data[f"answer_reason_{rule.pk}"],
                by=work.by,
                at=work.at,
            )
            for rule in answered
        ],
        update_conflicts=True,
        unique_fields=["case", "rule"],
        update_fields=["answer", "reason", "by", "at"],
    )
    return {str(rule): work.data[f"answer_{rule.pk}"] for rule in answered}
