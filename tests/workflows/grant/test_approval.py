"""An award over the amount one decision maker may decide alone takes another's approval."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import DatabaseError, transaction

from tests import cast, seeing, way
from workflows.cases.models import Case
from workflows.cases.rights import can
from workflows.directory.models import User
from workflows.funds.models import LedgerEntry
from workflows.grant.models import Decision, HeldDecision
from workflows.publishing import publish_scheme
from workflows.schemes.models import Call

pytestmark = pytest.mark.django_db
LIMIT = {
    "code": "2.1",
    "kind": "parameter",
    "severity": "must",
    "steps": ["decision"],
    "params": {"name": "second_approval_over", "value": 100_000},
    "wording": {"nb": "Over 100 000 kroner godkjenner to.", "nn": "Over 100 000 kroner godkjenner to."},
}
APPROVES = {"result": "approve", "note": "", "impartial": "on"}


@pytest.fixture
def second(db: None) -> User:
    """Another decision maker at the office."""
    return cast.make_person("second_decision_maker", "decision_maker", office="ROG")


def ready(requested: int) -> Case:
    """Return a case of a scheme with the limit as a rule of its own, that waits for its decision."""
    call = Call.objects.get(office__code="ROG", scheme_version__code="leader_network")
    version = publish_scheme(call.scheme_version.definition, rules=[LIMIT])
    Call.objects.filter(pk=call.pk).update(scheme_version=version)
    return way.ready_to_decide(requested=requested)


def decided(case: Case, amount: int) -> Case:
    return way.do(case, "decide", "decision_maker", **way.answers.decision(case, amount))


def money(case: Case) -> list[Any]:
    return list(LedgerEntry.objects.filter(case=case).values_list("kind", "amount"))


@pytest.mark.requirement(
    "R8.4", "100 000 kroner one decides alone; of 100 001 nothing holds before another approves"
)
def test_over_the_amount_nothing_holds_before_another_approves(second: User) -> None:
    alone = decided(ready(100_000), 100_000)
    case = decided(ready(100_001), 100_001)

    assert alone.decision.awarded_amount == 100_000
    assert (hasattr(case, "decision"), money(case), case.documents.filter(kind="granted").count()) == (
        False,
        [],
        0,
    )

    case = way.do(case, "approve", second, **APPROVES)
    decision: Decision = case.decision
    assert (decision.awarded_amount, decision.by.username) == (100_001, "decision_maker")
    assert case.documents.filter(kind="granted").count() == 1
    assert case.participations.filter(capacity="second_approved", person=second).exists()


@pytest.mark.adversary("A11", "who decided cannot approve the decision, nor can who assessed")
def test_nobody_approves_their_own_decision(second: User) -> None:
    case = decided(ready(150_000), 150_000)
    item = way.item(case, "approve")
    assert can(second, "work", item)
    for username in ("decision_maker", "caseworker"):
        assert not can(User.objects.get(username=username), "work", item)


def test_what_is_sent_back_is_decided_anew_and_asked_for_with_a_note(second: User, browse: Any) -> None:
    case = decided(ready(150_000), 150_000)
    assert list(seeing.refusals(case, "approve", second, result="return", impartial="on")) == ["note"]
    case = way.do(case, "approve", second, result="return", note="For mye.", impartial="on")
    page = browse(User.objects.get(username="decision_maker")).get(
        way.item(case, "decide").get_absolute_url()
    )
    soup = BeautifulSoup(page.content, "html.parser")
    typed = soup.select_one("[name=awarded_amount]")
    assert "For mye." in soup.text
    assert typed is not None
    assert typed["value"].replace("\u00a0", " ") == "150 000"
    lower = way.answers.decision(case, 90_000)
    case = way.do(case, "decide", "decision_maker", **lower)

    assert case.decision.awarded_amount == 90_000
    assert [held.approved for held in HeldDecision.objects.filter(case=case)] == [False]


@pytest.mark.adversary("A14", "what is held for approval cannot be changed before it is approved")
def test_a_held_decision_stays_as_it_was_typed(second: User) -> None:
    held = HeldDecision.objects.filter(case=decided(ready(150_000), 150_000))
    with pytest.raises(DatabaseError), transaction.atomic():
        held.update(awarded_amount=1)
