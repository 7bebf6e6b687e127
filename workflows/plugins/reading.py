"""What plugins may read of a case and do in it, beside what its own fields and their own tables hold."""

from workflows.assessment.models import Assessment, Recommendation
from workflows.base import Work
from workflows.cases import impartiality
from workflows.cases.checking import check_case, refuse_if_blocked
from workflows.cases.models import Case
from workflows.directory.models import User
from workflows.grant.flows import GrantFlow
from workflows.rules.facts import once


def municipality_codes(case: Case) -> list[str]:
    """Return the numbers of the municipalities that take part in a case's network today, in order."""

    def read() -> list[str]:
        codes = case.network.members_on().values_list("service__municipalities__code", flat=True)
        return sorted({code for code in codes if code})

    return once(case, "municipality_codes", read)


def answers(case: Case) -> dict[str, object]:
    """Return the application's answers by the codes of its fields."""
    return dict(getattr(getattr(case, "application", None), "answers", None) or {})


def declare_impartial(case: Case, *, by: User) -> None:
    """Keep that a person is impartial in a case: nobody assesses or decides without having said so."""
    impartiality.declare(case=case, by=by, partial=False)


def recommend(work: Work, *, amount: int, reasons: str) -> None:
    """Recommend to grant so many kroner, or with 0 to refuse, and check the case as it now stands.

    Raises Refused with the paragraphs that are not met, unless it is recommended to refuse.
    """
    asked = work.case.application.requested_amount
    granted = Recommendation.GRANT if amount == asked else Recommendation.GRANT_IN_PART
    Assessment.objects.create(
        case=work.case,
        recommendation=granted if amount else Recommendation.REFUSE,
        recommended_amount=amount,
        reasons=reasons,
        by=work.by,
        at=work.at,
    )
    findings = check_case(work.case, "assessment")
    if amount:
        refuse_if_blocked(work.case, findings)


def to_decision(case: Case) -> None:
    """Let what is recommended be decided on, as in any scheme."""
    GrantFlow.begin(case)
