"""All variants in all schemes they can happen in, walked one after the other: a row for each."""

from collections.abc import Iterator
from dataclasses import dataclass

from workflows import publishing
from workflows.cases.models import Case, CaseEnding
from workflows.funds.balances import balance_of
from workflows.schemes.models import SchemeVersion

from .calls import NotOffered
from .course import Strayed
from .people import Cast
from .variants import VARIANTS, Variant
from .walking import Tell, Walk


@dataclass(frozen=True)
class Walked:
    """How one walk went: amounts in whole kroner; `as_told` says whether it ended as its variant says."""

    variant: str
    scheme: str
    edition: str
    awarded: int
    number: str
    outcome: str
    as_told: bool


def walk_all(*, office: str, tell: Tell, trial: str = "") -> Iterator[Walked]:
    """Walk everything at an office, and yield how each walk went as it ends; of a `trial`, that scheme alone."""
    cast = Cast()
    for variant, scheme, awarded in rows_of_trial(trial) if trial else rows():
        walk = Walk(variant, scheme=scheme.code, office=office, awarded=awarded, tell=tell, cast=cast)
        yield _walked(walk)


def rows() -> Iterator[tuple[Variant, SchemeVersion, int | None]]:
    """Yield what is walked: variant, scheme, and the award in whole kroner where it is not the variant's own."""
    for variant in VARIANTS.values():
        for scheme in publishing.offered_schemes():
            if variant.happens_in(scheme.code):
                for awarded in variant.amounts or (None,):
                    yield variant, scheme, awarded


def rows_of_trial(code: str) -> Iterator[tuple[Variant, SchemeVersion, int | None]]:
    """Yield what is walked of a scheme on trial: what needs no other office than the trial's, under its guideline."""
    scheme = SchemeVersion.objects.newest(code, trial=True)
    for variant in VARIANTS.values():
        if scheme and variant.happens_in(code) and variant.offices == 1 and not variant.edition:
            for awarded in variant.amounts or (None,):
                yield variant, scheme, awarded


def _walked(walk: Walk) -> Walked:
    number, as_told = "-", False
    try:
        case = walk.go()
        number, outcome, as_told = case.number, outcome_of(case), walk.variant.went_so(case)
    except NotOffered as refused:
        outcome, as_told = f"refused: {refused}", not walk.variant.can_be_announced
    except Strayed as strayed:
        outcome = f"strayed: {strayed}"
    return Walked(
        walk.variant.name,
        walk.scheme.code,
        walk.edition or "newest",
        walk.plan.awarded,
        number,
        outcome,
        as_told,
    )


def outcome_of(case: Case) -> str:
    """Return how a case ended, in few words: its status, its decision, and what became of the money."""
    balance = balance_of(case)
    told = [case.status]
    if case.ending in (CaseEnding.DISMISSED, CaseEnding.WITHDRAWN):
        told.append(case.ending)
    if hasattr(case, "decision"):
        told.append(case.decision.outcome)
    if hasattr(case, "audit_obligation") and case.audit_obligation.owed:
        told.append("audited")
    if balance.carried_over:
        told.append("carried over")
    if balance.repaid:
        told.append("repaid")
    return ", ".join(told)
