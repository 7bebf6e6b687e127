"""What the case page shows of the assessment, to the office."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflows.cases.checking import latest_findings
from workflows.cases.models import Case
from workflows.cases.panels import CasePanel, register
from workflows.directory.models import User

from .models import Assessment, RuleAnswer, SecondAssessment


def assessment(case: Case, user: User) -> dict[str, Any]:
    """Return scores, answers, recommendation and findings."""
    language = get_language() or "nb"
    found = Assessment.objects.filter(case=case).select_related("by").prefetch_related("scores").first()
    titles = {c["code"]: c["title"][language] for c in case.scheme_version.definition.get("criteria", [])}
    answers = RuleAnswer.objects.filter(case=case).select_related("rule__edition")
    return {
        "assessment": found,
        "seconds": list(SecondAssessment.objects.filter(case=case).select_related("by")),
        "scores": [
            {"title": titles.get(s.criterion, s.criterion), "score": s.score, "reason": s.reason}
            for s in (found.scores.all() if found else [])
        ],
        "answers": [
            {
                "rule": a.rule,
                "question": a.rule.params["question"][language],
                "answer": a.answer,
                "reason": a.reason,
            }
            for a in answers
        ],
        "findings": [(f.rule, f) for f in latest_findings(case, "assessment")],
    }


register(
    CasePanel(
        "vurdering", _("Assessment"), "assessment/part_assessment.html", assessment, order=20, internal=True
    )
)
