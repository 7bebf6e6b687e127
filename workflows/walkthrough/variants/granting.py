"""Conditions of a grant: asked for before the award, met before the payment, and met before the case is closed."""

from workflows.assessment.conditions import ConditionKind
from workflows.cases.models import Case
from workflows.directory.models import Role
from workflows.grant import conditions
from workflows.grant.models import Outcome
from workflows.walkthrough.turns import Act, Change, Turn, Typed

from .base import Variant, at_first, holder, says, times

_AGREED = "Kommunene legger fram en signert avtale"


def _with_condition(kind: str, **values: str) -> Change:
    return says(condition_1_text=_AGREED, condition_1_kind=kind, **values)


def _not_met(turn: Turn, typed: Typed) -> Typed:
    """Find nothing met: the network is asked once more."""
    notes = {name.replace("met_", "note_"): "Signaturene mangler." for name in typed}
    return dict.fromkeys(typed, "not_met") | notes


def _documented_and_met(case: Case) -> None:
    """Let the network say how it meets its condition, and the office find that it does."""
    leader, caseworker = (holder(case, role) for role in (Role.NETWORK_LEADER, Role.CASEWORKER))
    for condition in conditions.open_conditions(case):
        conditions.document(condition=condition, by=leader, text="Avtalen er signert.")
        conditions.meet(condition=condition, by=caseworker)


def _was_met(case: Case, kind: str) -> bool:
    """Return whether part was granted with one condition of a kind, which was found met."""
    found = [(condition.kind, bool(condition.met_at)) for condition in case.conditions.all()]
    return case.decision.outcome == Outcome.PARTLY_GRANTED and found == [(kind, True)]


def _meeting(kind: str, says: str, *, before: str) -> Variant:
    acts: dict[str, Act] = {before: _documented_and_met}
    return Variant(
        f"condition-{kind.replace('_', '-')}",
        says,
        awards=80,
        changes={"grant.decide": _with_condition(kind)},
        acts=acts,
        seen=lambda case: _was_met(case, kind),
    )


VARIANTS = [
    Variant(
        "condition-before-award",
        "The network is asked first for what is required for funds to be awarded, twice; then part is granted.",
        awards=80,
        changes={
            "grant.decide": at_first(_with_condition(ConditionKind.BEFORE_AWARD, outcome="ask")),
            "grant.control_conditions": at_first(_not_met),
        },
        seen=lambda case: (
            _was_met(case, ConditionKind.BEFORE_AWARD) and times(case, "grant.document_conditions") == 2
        ),
    ),
    _meeting(
        ConditionKind.BLOCKS_PAYMENT,
        "Part is granted, and paid once a condition is met.",
        before="grant.register_payment",
    ),
    _meeting(
        ConditionKind.BLOCKS_CLOSING,
        "Part is granted, and the case is closed once a condition is met.",
        before="report.control",
    ),
]
