"""Anybody tries anything, in any order: the site answers and stands as a small model says, after every act."""

import random
import uuid
from types import SimpleNamespace
from typing import Any

import pytest

from tests import way
from workflows.cases.models import Case, WorkItem
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db
ACTS = 40
# The plain way: whose each step is. Nobody else of the cast can do it.
WAY = [
    ("application", "submit", "leader_network_leader"),
    ("application", "formal_check", "caseworker"),
    ("assessment", "declare", "caseworker"),
    ("assessment", "assess", "caseworker"),
    ("grant", "declare", "decision_maker"),
    ("grant", "decide", "decision_maker"),
    ("grant", "accept", "leader_network_leader"),
    ("grant", "register_payment", "caseworker"),
    ("grant", "attest_payment", "payment_attester"),
    ("report", "report", "leader_network_leader"),  # not open before next year: nobody gets further
]
INSIDE = ("caseworker", "decision_maker", "payment_attester")
OUTSIDE = ("other_caseworker", "other_decision_maker", "network_leader", "outsider")


def typed(node: str, case: Case) -> dict[str, Any]:
    """Return what the one whose step it is would type."""
    return {
        "submit": {"choice": "send"},
        "formal_check": {"result": "complete"},
        "declare": {"declaration": "impartial"},
        "assess": answers.assessment(case),
        "decide": answers.decision(case, 150_000) if node == "decide" else {},
        "accept": {"account_number": way.ACCOUNT, "accepted": "on"},
        "register_payment": {"paid_on": "04.03.2024", "reference": ""},
        "attest_payment": {"attested": "on"},
        "report": answers.report(150_000),
    }[node]


def expected(step: int, reached: int, person: str) -> int:
    """Return what the model answers to a person who posts step number `step` when `reached` steps are done."""
    if person in OUTSIDE or (reached == 0 and person in INSIDE):
        return 404  # not theirs to see, a draft not even the office's
    if WAY[step][2] != person:
        return 403
    if step < reached:
        return 409  # it is done, and the page says by whom
    return 403 if WAY[step][1] == "report" else 302


@pytest.mark.adversary(
    "A17",
    "forty random acts, legal and not, of roles in two offices: answer and state are the model's each time",
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_site_stands_where_the_model_says(seed: int, cast: SimpleNamespace, browse: Any) -> None:
    chance = random.Random(seed)
    case, reached = way.written(), 0
    browsers = {name: browse(getattr(cast, name)) for name in {*INSIDE, *OUTSIDE, "leader_network_leader"}}
    for _act in range(ACTS):
        legal = chance.random() < 0.4
        step = reached if legal else chance.randrange(reached + 1)
        person = WAY[step][2] if legal else chance.choice(sorted(browsers))
        flow, node, _whose = WAY[step]
        item = WorkItem.objects.select_related("case").get(case=case, flow=flow, node=node)
        data = {"key": uuid.uuid4().hex, "action": "complete", **typed(node, item.case)}
        answer = browsers[person].post(item.get_absolute_url(), data)
        wanted = expected(step, reached, person)
        assert (answer.status_code, step, person) == (wanted, step, person)
        reached += wanted == 302
        open_now = WorkItem.objects.filter(case=case, open=True).exclude(node="confirm")
        assert list(open_now.values_list("flow", "node")) == [WAY[reached][:2]]
    assert reached > 4, "the walk must come far enough to try something"
