"""Which steps of one case may not share a person: a table everyone can read (R4.7, R8.19).

By person in this case, whatever role they hold now; both the person and the one they act for count. Two
persons at an office can finish a case: one checks, assesses, registers and controls, the other decides (also on
carry-over) and attests.
"""

import itertools

from django.db.models import Q, QuerySet

from workflows.directory.models import User

from .models import Capacity, Case, Participation

NETWORK_SIDE = frozenset(
    {
        Capacity.APPLIED,
        Capacity.CONFIRMED,
        Capacity.DOCUMENTED,
        Capacity.ACCEPTED,
        Capacity.REPORTED,
        Capacity.SENT_STATEMENT,
        Capacity.ASKED_FOR_CHANGE,
        Capacity.APPEALED,
    }
)
OFFICE_SIDE = frozenset(
    {
        Capacity.REGISTERED_APPLICATION,
        Capacity.CHECKED,
        Capacity.ASSESSED,
        Capacity.SECOND_ASSESSED,
        Capacity.APPROVED,
        Capacity.SECOND_APPROVED,
        Capacity.REGISTERED_PAYMENT,
        Capacity.ATTESTED_PAYMENT,
        Capacity.CONTROLLED,
        Capacity.DECIDED_CARRY_OVER,
        Capacity.REGISTERED_REPAYMENT,
        Capacity.CONTROLLED_AUDIT,
        Capacity.CONTROLLED_CONDITIONS,
        Capacity.PROPOSED_CHANGE,
        Capacity.DECIDED_CHANGE,
        Capacity.PREPARED_APPEAL,
        Capacity.REVERSED,
    }
)
# Who decides anew after an appeal took no part in what is appealed, nor in preparing the appeal (R8.4).
_APPEALED_AGAINST = (
    Capacity.CHECKED,
    Capacity.ASSESSED,
    Capacity.SECOND_ASSESSED,
    Capacity.APPROVED,
    Capacity.SECOND_APPROVED,
    Capacity.PROPOSED_CHANGE,
    Capacity.DECIDED_CHANGE,
    Capacity.PREPARED_APPEAL,
    Capacity.REVERSED,
)
# Each of these looks at the others' work before money is awarded; the second of either where the scheme has it.
_AWARD = (Capacity.ASSESSED, Capacity.SECOND_ASSESSED, Capacity.APPROVED, Capacity.SECOND_APPROVED)
_PAIRS = [
    *itertools.combinations(_AWARD, 2),
    (Capacity.REGISTERED_PAYMENT, Capacity.ATTESTED_PAYMENT),
    (Capacity.PROPOSED_CHANGE, Capacity.DECIDED_CHANGE),
    *((Capacity.REVERSED, earlier) for earlier in _APPEALED_AGAINST),
    *((Capacity.DECIDED_APPEAL, side) for side in sorted(NETWORK_SIDE | OFFICE_SIDE)),
    (Capacity.CONTROLLED, Capacity.DECIDED_CARRY_OVER),
    *((Capacity.AUDITED, side) for side in sorted(NETWORK_SIDE | OFFICE_SIDE)),
    *((office, network) for office in sorted(OFFICE_SIDE) for network in sorted(NETWORK_SIDE)),
]
APART: frozenset[frozenset[str]] = frozenset(frozenset(pair) for pair in _PAIRS)


def may_share(one: str, other: str) -> bool:
    """Return whether one person may do both steps of the same case."""
    return frozenset((one, other)) not in APART


def forbidding(capacity: str) -> list[str]:
    """Return the capacities that shut a person out of `capacity` in the same case, sorted."""
    return sorted(str(other) for other in Capacity if not may_share(capacity, other))


def conflict(*, case: Case, person: User, acting_for: User | None, capacity: str) -> Participation | None:
    """Return what the person, or the one they act for, did before that shuts them out of `capacity`, if anything."""
    return conflicts(person=person, acting_for=acting_for, capacity=capacity).filter(case=case).first()


def conflicts(*, person: User, acting_for: User | None, capacity: str) -> QuerySet[Participation]:
    """Return all that the person, or the one they act for, did in any case that shuts them out of `capacity` there."""
    people = [person] if acting_for is None else [person, acting_for]
    took_part = Participation.objects.filter(Q(person__in=people) | Q(acting_for__in=people))
    return took_part.filter(capacity__in=forbidding(capacity)).order_by("id")
