"""Which flow starts when one ends, and that a case closes only when everything is settled (R6.5)."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import gettext as _

from tests import seeing, way
from workflows.audit.models import AuditObligation
from workflows.cases.models import Case
from workflows.cases.settling import unsettled
from workflows.change.actions import start
from workflows.errors import Refused
from workflows.handover import audit_settled
from workflows.report.models import Report
from workflows.report.progress import demand_progress_report
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db
REPORT, REPAYMENT = _("The report is not approved."), _("What was not used is not paid back.")
STATEMENT = _("The audit statement is not approved.")


def flows(case: Case) -> list[tuple[str, str]]:
    """Return the flows that were started in a case, and how far each is."""
    processes = case.processes.order_by("id")
    return [(process.flow_class.folder(), process.status) for process in processes]


def reported(at: Any, scheme: str = "leader_network", amount: int = 250_000, used: int | None = None) -> Case:
    case = way.paid(scheme, amount)
    at(2025, 1, 10)
    return way.do(case, "report", way.leader_of(case), **answers.report(amount if used is None else used))


def controlled(case: Case) -> Case:
    return way.do(case, "control", "caseworker", **answers.control(case))


@pytest.mark.requirement(
    "R6.5", "one flow follows when another ends, and the case closes at the end of the fifth"
)
def test_each_flow_hands_over_to_the_next(at: Any) -> None:
    case = reported(at)
    done = ["application", "assessment", "grant"]
    assert flows(case) == [*((name, "DONE") for name in done), ("report", "NEW")]
    case = controlled(case)
    assert flows(case)[-2:] == [("report", "DONE"), ("audit", "NEW")]
    case = way.do(case, "appoint", way.leader_of(case), email="auditor@example.org")
    case = way.do(case, "state", "auditor", **answers.statement("09.01.2025"))
    case = way.do(case, "control", "caseworker", **answers.control(case, "audit"))
    assert flows(case)[-1] == ("audit", "DONE")
    assert (case.status, case.closed_at is not None) == ("closed", True)


def test_a_refusal_starts_no_further_flow() -> None:
    case = way.ready_to_decide()
    case = way.do(case, "decide", "decision_maker", outcome="refused", reasons="Midlene rekker ikke.")
    assert flows(case) == [("application", "DONE"), ("assessment", "DONE"), ("grant", "DONE")]
    assert case.status == "closed"


@pytest.mark.requirement(
    "R6.5", "what is lacking keeps the case open: report, repayment, audit statement, in turn"
)
def test_what_is_lacking_keeps_the_case_open(at: Any) -> None:
    case = way.paid("self_initiated", 250_000)
    assert unsettled(case) == [REPORT]
    at(2025, 1, 10)
    case = way.do(case, "report", way.leader_of(case), **answers.report(240_000))
    assert unsettled(case) == [REPORT]
    case = controlled(case)
    assert (unsettled(case), case.status) == ([REPAYMENT], "in_progress")
    case = way.do(case, "repay", "caseworker", received_on="10.01.2025")
    assert (unsettled(case), case.status) == ([STATEMENT], "waiting_for_you")
    case = way.do(case, "appoint", way.leader_of(case), email="auditor@example.org")
    case = way.do(case, "state", "auditor", **answers.statement("10.01.2025"))
    assert (unsettled(case), case.status) == ([STATEMENT], "in_progress")
    case = way.do(case, "control", "caseworker", **answers.control(case, "audit"))
    assert (unsettled(case), case.status) == ([], "closed")


@pytest.mark.requirement(
    "R6.5", "also a flow that came to its end out of turn does not close an unsettled case"
)
def test_an_unsettled_case_is_not_closed(at: Any) -> None:
    case = reported(at)
    AuditObligation.objects.create(case=case, owed=True, amount=250_000)
    with pytest.raises(Refused) as refused:
        audit_settled(case)
    assert refused.value.messages == (REPORT, STATEMENT)
    assert Case.objects.get(pk=case.pk).closed_at is None
    AuditObligation.objects.filter(case=case).delete()


def test_an_old_approved_report_does_not_settle_a_newer_one(at: Any) -> None:
    case = controlled(reported(at, amount=150_000, used=100_000))
    at(2026, 1, 10)
    case = way.do(case, "report", way.leader_of(case), **answers.report(50_000))
    assert list(Report.objects.filter(case=case).values_list("approved", flat=True)) == [True, None]
    assert unsettled(case) == [REPORT]


@pytest.mark.requirement("R6.2", "a progress report that is waited for does not take the yearly one's place")
def test_the_yearly_report_is_asked_for_beside_a_progress_report(cast: SimpleNamespace) -> None:
    case = way.granted()
    demand_progress_report(case=case, by=cast.caseworker, due=dt.date(2024, 9, 1))
    case = way.do(case, "accept", way.leader_of(case), account_number=way.ACCOUNT, accepted="on")
    case = way.do(case, "register_payment", "caseworker", paid_on="04.03.2024")
    case = way.do(case, "attest_payment", "payment_attester", attested="on")
    assert seeing.open_tasks(case) == ["report.progress", "report.report"]


@pytest.mark.requirement(
    "R6.5", "what is granted more after a report is reported on too, before the case closes"
)
def test_what_is_granted_more_after_the_report_is_reported_on_too(cast: SimpleNamespace, at: Any) -> None:
    case = way.paid(requested=300_000, awarded=250_000)
    at(2025, 1, 10)
    case = way.do(case, "report", way.leader_of(case), **answers.report(250_000))
    case = controlled(case)
    start(case=case, by=cast.caseworker, cause="change", text="Prosjektet er blitt større.")
    anew = {"result": "change", "awarded_amount": "300000", "reasons": "Større omfang.", "other_changes": ""}
    case = way.do(case, "propose", "caseworker", **anew)
    assert unsettled(case) == [_("The change of the decision is not decided."), STATEMENT]
    case = way.do(case, "decide", "decision_maker", **anew)
    case = way.do(case, "register_payment", "caseworker", paid_on="10.01.2025")
    case = way.do(case, "attest_payment", "payment_attester", attested="on")
    assert seeing.open_tasks(case) == ["audit.appoint", "report.report"]
    at(2026, 1, 10)
    case = controlled(way.do(case, "report", way.leader_of(case), **answers.report(50_000)))
    assert (seeing.open_tasks(case), case.audit_obligation.amount) == (["audit.appoint"], 300_000)
    case = way.do(case, "appoint", way.leader_of(case), email="auditor@example.org")
    case = way.do(case, "state", "auditor", **answers.statement("10.01.2026"))
    case = way.do(case, "control", "caseworker", **answers.control(case, "audit"))
    assert (case.status, seeing.open_tasks(case), seeing.faults()) == ("closed", [], [])


@pytest.mark.requirement("R8.7", "the network is told by letter that its case is closed")
def test_the_network_is_told_that_the_case_is_closed(at: Any) -> None:
    case = controlled(reported(at, amount=150_000))
    assert seeing.letters(case)[-1] == ("closed", "nb")
    assert case.number in seeing.letter(case, "closed")


def test_who_did_the_last_piece_of_work_closed_the_case(at: Any) -> None:
    case = controlled(reported(at, "self_initiated", amount=150_000, used=140_000))
    case = way.do(case, "repay", "second_caseworker", received_on="10.01.2025")
    assert seeing.acts(case)[-2:] == [
        ("report.repay", "second_caseworker"),
        ("case.closed", "second_caseworker"),
    ]
    assert seeing.faults() == []
