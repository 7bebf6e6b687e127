"""What the rules may ask of an assessment."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflows.cases.models import Case
from workflows.rules.facts import AMOUNT, AWARD, fact, provider

from .models import Assessment, RuleAnswer


@fact("recommended_amount", AMOUNT, _("Recommended amount"), AWARD)
def recommended_amount(case: Case) -> int | None:
    assessment: Assessment | None = getattr(case, "assessment", None)
    return assessment.recommended_amount if assessment else None


@provider
def answers(case: Case) -> dict[str, Any]:
    """Return each answer to a published question, as the fact `answer:<name>`."""
    given = RuleAnswer.objects.filter(case=case).select_related("rule")
    return {f"answer:{answer.rule.params['name']}": answer.answer for answer in given}
