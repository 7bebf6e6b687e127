"""What can happen on the way to a complete application, and a refusal."""

from workflows.cases.models import Case, Document
from workflows.grant.models import Outcome
from workflows.walkthrough.turns import Turn, Typed

from .base import Variant, after, at_first, nothing, only, says

_REASON = "Søknaden kom én dag for sent fordi systemet var nede."


def _rounds(case: Case) -> list[bool]:
    return list(case.formal_checks.order_by("id").values_list("complete", flat=True))


def _refused(case: Case) -> bool:
    letter = case.documents.filter(kind="refused", direction=Document.Direction.OUT)
    return case.decision.outcome == Outcome.REFUSED and letter.exists()


def _refuses(turn: Turn, typed: Typed) -> Typed:
    return typed | {
        "outcome": "refused",
        "awarded_amount": "",
        "reasons": "Prosjektet faller utenfor formålet.",
    }


VARIANTS = [
    Variant(
        "supplement",
        "The office asks for what is missing, and gets it.",
        changes={
            "application.formal_check": at_first(
                only(result="ask", asked_for="En tydeligere framdriftsplan.")
            )
        },
        seen=lambda case: _rounds(case) == [False, True],
    ),
    Variant(
        "changed",
        "The network takes the application back before it is sent, changes it, and participants are asked anew.",
        changes={"application.submit": at_first(only(choice="change"))},
        seen=lambda case: case.journal.filter(action="application.write").count() == 2,
    ),
    Variant(
        "late",
        "The application comes after the deadline, and is handled with a reason.",
        changes={"application.formal_check": says(late_accepted_reason=_REASON)},
        waits={"application.submit": after(lambda turn: turn.case.call.deadline, days=1)},
        seen=lambda case: (
            case.application.late and case.formal_checks.exclude(late_accepted_reason="").exists()
        ),
    ),
    Variant(
        "unconfirmed",
        "No participant stands behind the application; it is seen, and stops nothing.",
        changes={"application.confirm": nothing},
        seen=lambda case: not case.statements.filter(given_at__isnull=False).exists(),
    ),
    Variant(
        "refusal",
        "The caseworker recommends to refuse, and the decision maker refuses.",
        changes={
            "assessment.assess": says(recommendation="refuse", recommended_amount=""),
            "grant.decide": _refuses,
        },
        seen=_refused,
    ),
]
