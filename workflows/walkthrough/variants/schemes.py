"""What a scheme may have besides: a second assessor, and a second decision maker over an amount of its own rules."""

from collections.abc import Mapping
from typing import Any

from workflows.cases.models import Capacity, Case, Participation
from workflows.grant.models import HeldDecision

from .base import Variant, at_first, says, times

_LIMIT = 100_000  # kroner
_OVER_THE_LIMIT: Mapping[str, Any] = {
    "code": "9.1",
    "kind": "parameter",
    "severity": "must",
    "steps": ["decision"],
    "params": {"name": "second_approval_over", "value": _LIMIT},
    "wording": {
        "nb": "Tilskudd over 100 000 kroner godkjennes av to beslutningstakere.",
        "nn": "Tilskot over 100 000 kroner blir godkjende av to avgjerdstakarar.",
    },
}


def _two_persons(case: Case, *capacities: str) -> bool:
    """Return whether different persons took part in these capacities."""
    took = Participation.objects.filter(case=case, capacity__in=capacities)
    people = {each.capacity: each.person_id for each in took}
    return len(people) == len(capacities) == len(set(people.values()))


VARIANTS = [
    Variant(
        "second-assessor",
        "A second caseworker asks for it to be assessed anew, and then agrees.",
        options={"second_assessor": True},
        changes={
            "assessment.second_assess": at_first(says(result="anew", reasons="Se på budsjettet igjen."))
        },
        seen=lambda case: (
            times(case, "assessment.assess") == 2
            and _two_persons(case, Capacity.ASSESSED, Capacity.SECOND_ASSESSED)
        ),
    ),
    Variant(
        "second-approval",
        "The award is over what one decides alone: another sends it back, and then approves it.",
        rules=(_OVER_THE_LIMIT,),
        changes={"grant.approve": at_first(says(result="return", note="Se på fristen."))},
        seen=lambda case: (
            [held.approved for held in HeldDecision.objects.filter(case=case)] == [False, True]
            and _two_persons(case, Capacity.APPROVED, Capacity.SECOND_APPROVED)
        ),
    ),
]
