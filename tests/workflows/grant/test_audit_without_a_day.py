"""A paragraph that demands an audit statement and no paragraph that says when: refused, and never a broken page."""

import datetime as dt
from typing import Any

import pytest

from tests import seeing, way
from tests.workflows.schemes import test_fourth_scheme as fourth
from tests.workflows.schemes.test_own_rules import DUE, OVER
from tests.workflows.test_publishing import publish, rule, schemes
from workflows.publishing import PublishError
from workflows.schemes.models import Call

pytestmark = pytest.mark.django_db


@pytest.mark.requirement(
    "R6.1", "a guideline that demands an audit statement says when it is due, for every scheme"
)
def test_a_guideline_that_demands_an_audit_says_when_it_is_due() -> None:
    both = ["self_initiated", "leader_network"]
    owed = rule("6.1", kind="obligation", steps=["decision", "audit"], params=OVER, schemes=both)
    due = rule("6.2", kind="parameter", steps=["decision"], params=DUE, schemes=both[:1])
    with pytest.raises(PublishError) as refusal:
        publish("2034", schemes(*both), owed, due)
    [told] = refusal.value.messages
    assert (told[:4], "audit_deadline" in told, "leader_network" in told, "self_initiated" in told) == (
        "6.1:", True, True, False,
    )  # fmt: skip
    publish("2033", schemes(*both), due | {"schemes": both})
    older = publish("2034", schemes(*both), owed, due | {"schemes": both})
    assert publish("2035", schemes(*both), owed | {"code": "7.1"}, rests_on=[older])


@pytest.fixture
def call(db: None, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return a call from before this was looked at."""
    monkeypatch.setattr("workflows.publishing.scheme_rules._audits_left_out", lambda *whose: [])
    monkeypatch.setattr(fourth, "RULES", [each for each in fourth.RULES if each["code"] != "2.5"])
    made: Call = fourth.call.__wrapped__(None)  # type: ignore[attr-defined]
    return made


@pytest.mark.requirement(
    "R6.1", "where the day is not stated, the decision says it; without it nothing is decided"
)
def test_the_decision_says_the_day_where_no_paragraph_does(call: Call) -> None:
    case = way.do(fourth.sent(call, 100_001), "formal_check", "caseworker", result="complete")
    case = way.do(case, "declare", "caseworker", declaration="impartial")
    case = way.do(case, "assess", "caseworker", **way.answers.assessment(case))
    case = way.do(case, "declare", "decision_maker", declaration="impartial")
    typed: dict[str, Any] = way.answers.decision(case, 100_001) | {"terms_reasons": "Ikke sagt."}

    said_no = seeing.refusals(case, "decide", "decision_maker", **typed | {"terms_audit": "no"})
    assert "terms_audit" in said_no
    day = {"terms_audit": "yes", "terms_audit_deadline": "01.04.2025"}
    case = way.do(case, "decide", "decision_maker", **typed | day)
    assert case.decision.audit_deadline == dt.date(2025, 4, 1)
    assert seeing.faults() == []
