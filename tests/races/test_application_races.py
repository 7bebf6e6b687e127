"""What can happen to an application at the same moment: decided and withdrawn, replied to twice."""

from collections import Counter
from typing import Any

import pytest

from tests import seeing, way
from tests.together import at_once
from workflows.cases.models import Case
from workflows.grant.models import Decision
from workflows.verifying import verify_all
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.requirement("R3.11", "decided and withdrawn at the same moment: one of the two, never both")
@pytest.mark.adversary(
    "A1", "a decision races a withdrawal: money is committed or the case withdrawn, never both"
)
def test_a_case_is_decided_or_withdrawn(browse: Any, cast: Any) -> None:
    outcomes = []
    for _round in range(3):
        case = way.ready_to_decide()
        decide = way.item(case, "decide").get_absolute_url()
        data = {"action": "complete", **answers.decision(case, 150_000)}
        decider, leader = browse(cast.decision_maker), browse(way.leader_of(case))
        pages = at_once(
            lambda url=decide, data=data, decider=decider: decider.post(url, data),
            lambda case=case, leader=leader: leader.post(f"/saker/{case.number}/trekk/", {}),
        )
        case = Case.objects.get(pk=case.pk)
        decided = Decision.objects.filter(case=case).exists()
        assert decided is not (case.ending == "withdrawn")
        assert bool(seeing.ledger(case)) is decided
        assert Counter(page.status_code == 302 for page in pages) == {True: 1, False: 1}
        assert all(page.status_code in (302, 403, 409) for page in pages)
        outcomes.append(decided)
    assert len(outcomes) == 3
    assert verify_all().faults == []


def test_a_preliminary_reply_is_sent_once(browse: Any, cast: Any) -> None:
    case = way.submitted("self_initiated", 200_000)
    browsers = [browse(person) for person in (cast.caseworker, cast.second_caseworker) * 2]
    day = {"expected_by": "25.04.2024"}
    path = f"/saker/{case.number}/forelopig-svar/"
    pages = at_once(*[lambda each=each: each.post(path, day) for each in browsers])
    assert Counter(page.status_code for page in pages) == {302: 1, 409: 3}
    assert [kind for kind, _language in seeing.letters(case)] == ["receipt", "preliminary_reply"]
