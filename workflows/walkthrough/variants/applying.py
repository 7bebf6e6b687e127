"""What can happen on the way to a complete application, and how a case ends without money."""

from workflows.application.withdrawing import withdraw
from workflows.cases.models import Case, CaseEnding, Document
from workflows.directory.models import Role
from workflows.grant.models import Outcome
from workflows.walkthrough.turns import Turn, Typed

from .base import Variant, after, at_first, holder, nothing, only, says

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


def _withdrawn(case: Case) -> None:
    withdraw(case=case, by=holder(case, Role.NETWORK_LEADER), reason="Vi søker på nytt neste år.")


def _ended_early(case: Case, ending: str, letter: str) -> bool:
    """Return whether a case ended before anything was decided, with a letter that says so."""
    told = case.documents.filter(kind=letter, direction=Document.Direction.OUT).exists()
    return case.ending == ending and told and not hasattr(case, "decision")


REFUSES = {
    "assessment.assess": says(recommendation="refuse", recommended_amount=""),
    "grant.decide": _refuses,
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
        changes=REFUSES,
        seen=_refused,
    ),
    Variant(
        "dismissal",
        "The application is outside the scheme, and dismissed.",
        changes={
            "application.formal_check": only(result="dismiss", reasons="Tiltaket er drift, ikke utvikling.")
        },
        seen=lambda case: _ended_early(case, CaseEnding.DISMISSED, "dismissed"),
    ),
    Variant(
        "withdrawal",
        "The network withdraws its application while it is assessed.",
        acts={"assessment.assess": _withdrawn},
        seen=lambda case: _ended_early(case, CaseEnding.WITHDRAWN, "withdrawn"),
    ),
]
