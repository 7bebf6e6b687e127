"""The assessment flow's verbs."""

from typing import Any

from workflows.base import Work
from workflows.cases import impartiality
from workflows.cases.checking import check_case, refuse_if_blocked
from workflows.cases.models import Case

from .models import Assessment, CriterionScore, SecondAssessment
from .questions import keep_answers


def declare(work: Work) -> dict[str, Any]:
    """Keep the declaration; a tie sends the task on to a colleague (R8.2)."""
    partial = work.data["declaration"] == work.form.PARTIAL
    impartiality.declare(case=work.case, by=work.by, partial=partial, reason=work.data["reason"])
    return {"partial": partial, "reason": work.data["reason"] if partial else ""}


def assess(work: Work) -> dict[str, Any]:
    """Keep scores, answers and the recommendation, and check the case as it now stands.

    Raises Refused with the paragraphs that are not met, unless the recommendation is to refuse.
    """
    data, form = work.data, work.form
    if data.get("impartial"):
        impartiality.declare(case=work.case, by=work.by, partial=False)
    answers = keep_answers(work, form.questions)
    said = {
        "recommendation": data["recommendation"],
        "recommended_amount": data["recommended_amount"],
        "reasons": data["reasons"],
        "proposed_conditions": [wanted.plain() for wanted in form.wanted()] or None,
        "not_waited_for": data.get("not_waited_for", ""),
        "by": work.by,
        "at": work.at,
    }
    assessment, _made = Assessment.objects.update_or_create(case=work.case, defaults=said)
    work.case.assessment = assessment
    CriterionScore.objects.filter(
        assessment=assessment
    ).delete()  # those of before a second asked for it anew
    CriterionScore.objects.bulk_create(
        CriterionScore(
            assessment=assessment,
            criterion=criterion["code"],
            score=int(data[f"score_{criterion['code']}"]),
            reason=data[f"score_reason_{criterion['code']}"],
        )
        for criterion in form.criteria
    )
    findings = check_case(work.case, "assessment")
    if assessment.recommended_amount:
        refuse_if_blocked(work.case, findings)
    return {
        "recommendation": assessment.recommendation,
        "recommended_amount": assessment.recommended_amount,
        "answers": answers,
    }


def has_second(case: Case) -> bool:
    """Return whether the scheme has a second caseworker assess before the recommendation stands."""
    return bool(case.scheme_version.option("second_assessor"))


def second_assess(work: Work) -> dict[str, Any]:
    """Agree with the recommendation, or ask the first to assess anew, with reasons and scores of one's own."""
    data, case = work.data, work.case
    if data.get("impartial"):
        impartiality.declare(case=case, by=work.by, partial=False)
    second = SecondAssessment.objects.create(
        case=case,
        agrees=data["result"] == work.form.AGREE,
        recommended_amount=case.assessment.recommended_amount,
        scores={each["code"]: int(data[f"score_{each['code']}"]) for each in work.form.criteria},
        reasons=data["reasons"],
        by=work.by,
        at=work.at,
    )
    return {"agrees": second.agrees, "reasons": second.reasons}
