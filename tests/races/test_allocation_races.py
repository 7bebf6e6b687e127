"""Real threads at one allocation: two who answer a proposal, workers who decide the same cases, the last kroner."""

from collections.abc import Callable
from typing import Any

import pytest

from tests import seeing, way
from tests.bare import pot_of
from tests.cast import make_person
from tests.races.test_funds_races import kinds
from tests.together import at_once
from tests.workflows.allocation.rounds import proposed, states
from workflows.allocation import actions, deciding
from workflows.allocation.models import Alternative, Proposal
from workflows.allocation.reading import rows_of
from workflows.cases.models import Case
from workflows.directory.models import Role, User
from workflows.errors import AlreadyDone
from workflows.funds import actions as funds
from workflows.verifying import verify_all

pytestmark = pytest.mark.django_db(transaction=True)


def person(name: str) -> User:
    return User.objects.get(username=name)


def two_cases() -> list[Case]:
    return [way.assessed(requested=150_000), way.assessed(requested=100_000)]


def deciding_line(line: int) -> Callable[[], Any]:
    return lambda: deciding.decide({"line": line})


@pytest.mark.adversary(
    "A1", "a proposal approved and returned at once is answered once; the others hear by whom"
)
def test_a_proposal_is_answered_once() -> None:
    cases = two_cases()
    proposal = proposed(cases[0].call, dict.fromkeys(cases, 100_000), person("caseworker"))
    others = [make_person(f"decides_{n}", Role.DECISION_MAKER, office="ROG") for n in range(4)]

    def answer(by: User, number: int) -> Callable[[], Any]:
        if number % 2:
            return lambda: actions.send_back(proposal=proposal, by=by, reason="Nei.")
        return lambda: actions.approve(proposal=proposal, by=by)

    results = at_once(*[answer(by, number) for number, by in enumerate(others)])
    assert kinds(results) == {"Proposal": 1, "AlreadyDone": 3}
    winner = Proposal.objects.get().decided_by
    assert {result.by for result in results if isinstance(result, AlreadyDone)} == {winner}


@pytest.mark.adversary("B1", "several workers at the same cases at once: each decided once, with one letter")
@pytest.mark.adversary(
    "A6", "the pot covers one of two: exactly one is granted, the other hears what remains"
)
def test_workers_at_the_same_cases_decide_each_once_within_the_pot() -> None:
    cases = two_cases()
    proposal = proposed(cases[0].call, dict.fromkeys(cases, 100_000), person("caseworker"))
    actions.approve(proposal=proposal, by=person("decision_maker"))
    pot = pot_of(cases[0])
    funds.lower_authority(pot=pot, amount=pot.available - 150_000, by=None)
    lines = list(proposal.lines.values_list("pk", flat=True))
    at_once(*[deciding_line(line) for line in lines * 3])
    for line in lines:
        deciding.decide({"line": line})
    assert sorted(state for state, _said in states(proposal)) == ["decided", "failed"]
    pot.refresh_from_db()
    assert pot.available == 50_000
    assert sorted(len(seeing.ledger(case)) for case in cases) == [0, 1]
    sent = [kind for case in cases for kind, _language in seeing.letters(case)]
    assert sum(kind in ("granted", "partly_granted") for kind in sent) == 1
    assert verify_all().faults == []


@pytest.mark.adversary("A1", "an alternative saved by many at once from the same version is changed once")
def test_an_alternative_is_changed_once_from_a_version() -> None:
    case = way.assessed()
    by = person("caseworker")
    kept = actions.save(
        call=case.call, alternative=None, name="Likt", lines={case.pk: (1, "")}, version=0, by=by
    )

    def save(amount: int) -> Callable[[], Any]:
        return lambda: actions.save(
            call=case.call, alternative=kept, name="Likt", lines={case.pk: (amount, "")}, version=1, by=by
        )

    results = at_once(*[save(amount) for amount in range(10, 16)])
    assert kinds(results) == {"Alternative": 1, "AlreadyDone": 5}
    assert Alternative.objects.get().version == 2
    assert rows_of(case.call, by)[0].is_open
