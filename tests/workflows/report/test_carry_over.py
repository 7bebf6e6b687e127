"""Carry-over by application: with the report, by a day, at most what is not used; decided by another (R5.2)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tests import seeing, way
from workflows.cases.models import Case
from workflows.directory.models import User
from workflows.errors import NotAllowed
from workflows.report.models import CarryOverRequest
from workflows.ui.amounts import format_amount
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db


def applied(
    at: Any, *, used: int = 100_000, asked: int = 50_000, day: tuple[int, int, int] = (2025, 2, 15)
) -> Case:
    """Return a case whose report is approved, with an application to be decided on."""
    case = way.paid("self_initiated", 150_000)
    at(*day)
    typed = answers.report(used) | answers.carry_over(asked)
    case = way.do(case, "report", way.leader_of(case), **typed)
    return way.do(case, "control", "caseworker", **answers.control(case))


@pytest.mark.requirement(
    "R5.2", "money left is applied for with the report, at most what is not used, with reason and plan"
)
def test_what_is_left_is_paid_back_or_applied_for(at: Any, browse: Any) -> None:
    case = way.paid("self_initiated", 150_000)
    at(2025, 2, 15)
    page = browse(way.leader_of(case)).get(way.item(case, "report").get_absolute_url()).content.decode()
    assert "15. februar 2025" in page

    def refused(**typed: str) -> dict[str, list[str]]:
        return seeing.refusals(case, "report", way.leader_of(case), **answers.report(100_000) | typed)

    say = _("Say what is to be done with the %(left)s.") % {"left": format_amount(50_000)}
    assert refused(carry_over="") == {"carry_over": [say]}
    most = _("You can apply for at most what is not used: %(left)s.") % {"left": format_amount(50_000)}
    assert refused(**answers.carry_over(50_001)) == {"carry_over_amount": [most]}
    assert set(refused(carry_over="apply")) == {
        *("carry_over_amount", "carry_over_reason", "carry_over_plan")
    }
    assert refused(**answers.carry_over(50_000)) == {}
    request = case.carry_overs.get()
    assert (request.year, request.amount, request.late, request.granted_amount) == (2024, 50_000, False, None)
    assert not CarryOverRequest.objects.exclude(pk=request.pk).exists()


@pytest.mark.requirement(
    "R5.2", "what is granted is carried in the ledger, used by 31 December, and reported on"
)
@pytest.mark.requirement("R5.4", "a learning network reports again in the carry-over year")
def test_a_granted_carry_over_is_used_and_reported_on_next_year(at: Any) -> None:
    case = applied(at)
    assert seeing.open_tasks(case) == ["report.decide_carry_over"]
    case = way.do(case, "decide_carry_over", "decision_maker", **answers.carry_over_decision())
    assert seeing.ledger(case)[-1] == ("carry_over", 50_000)
    assert (case.status, seeing.open_tasks(case)) == ("report_pending", ["report.report"])
    letter = seeing.letter(case, "carry_over_granted")
    assert ("kr 50 000" in letter, "31. desember 2025" in letter) == (True, True)
    item = way.item(case, "report")
    assert (str(item.opens_on), str(item.due)) == ("2025-12-01", "2026-02-15")
    at(2026, 1, 10)
    case = way.do(case, "report", way.leader_of(case), **answers.report(50_000))
    case = way.do(case, "control", "caseworker", **answers.control(case))
    assert (case.status, seeing.faults()) == ("closed", [])


@pytest.mark.requirement(
    "R5.2", "a part can be granted: the rest is claimed at once, and the part is used next year"
)
@pytest.mark.requirement("R5.3", "the case does not close before the rest has come too")
def test_a_part_is_carried_over_and_the_rest_is_claimed(at: Any) -> None:
    case = applied(at)
    assert seeing.refusals(
        case, "decide_carry_over", "decision_maker", **answers.carry_over_decision(50_000)
    ) == {"granted_amount": [_("In part is less than what was applied for.")]}
    case = way.do(case, "decide_carry_over", "decision_maker", **answers.carry_over_decision(30_000))
    assert [(claim.year, claim.amount, claim.left) for claim in case.claims.all()] == [(2024, 20_000, 20_000)]
    assert seeing.open_tasks(case) == ["report.report"]
    at(2026, 1, 10)
    too_much = _("No more than %(left)s was there to use.") % {"left": format_amount(30_000)}
    leader = way.leader_of(case)
    assert seeing.refusals(case, "report", leader, **answers.report(30_001)) == {"used_amount": [too_much]}
    case = way.do(case, "report", leader, **answers.report(25_000))
    case = way.do(case, "control", "caseworker", **answers.control(case))
    assert [(claim.year, claim.amount) for claim in case.claims.all()] == [(2024, 20_000), (2025, 5_000)]
    for _sum in ("20 000", "5 000"):
        assert (case.closed_at, seeing.open_tasks(case)) == (None, ["report.repay"])
        case = way.do(case, "repay", "caseworker", received_on="10.01.2026", amount="")
    assert seeing.ledger(case)[2:] == [("carry_over", 30_000), ("repayment", 20_000), ("repayment", 5_000)]
    assert (case.status, seeing.faults()) == ("closed", [])


@pytest.mark.requirement(
    "R5.2", "a refusal is told in a letter with its reasons, and all that is left is claimed"
)
def test_what_is_refused_is_claimed(at: Any) -> None:
    case = applied(at, asked=40_000)
    case = way.do(case, "decide_carry_over", "decision_maker", **answers.carry_over_decision(0))
    assert (seeing.open_tasks(case), case.claims.get().amount) == (["report.repay"], 50_000)
    letter = seeing.letter(case, "carry_over_refused")
    assert ("kr 50 000" in letter, "Slik planen beskriver." in letter) == (True, True)


@pytest.mark.requirement(
    "R5.2", "an application after 15 February is marked as late, and granted with a reason only"
)
def test_a_late_application_is_marked_and_needs_a_reason(at: Any, browse: Any) -> None:
    case = applied(at, day=(2025, 2, 16))
    assert case.carry_overs.get().late
    maker = case.decision.by
    page = browse(maker).get(way.item(case, "decide_carry_over").get_absolute_url()).content.decode()
    assert _("Came after the deadline") in page
    late = {"late_reason": [_("The application came late. Say why it is handled.")]}
    assert seeing.refusals(case, "decide_carry_over", maker, **answers.carry_over_decision()) == late
    typed = answers.carry_over_decision() | {"late_reason": "Nettverkslederen var syk."}
    case = way.do(case, "decide_carry_over", maker, **typed)
    assert case.carry_overs.get().granted_amount == 50_000


@pytest.mark.requirement("R4.7", "who controlled the report does not decide on the carry-over")
def test_two_persons_are_needed(at: Any) -> None:
    case = way.paid("self_initiated", 150_000)
    at(2025, 2, 15)
    case = way.do(case, "report", way.leader_of(case), **answers.report(100_000) | answers.carry_over(50_000))
    maker = case.decision.by
    maker.roles.create(role="caseworker", office=case.office)
    case = way.do(case, "control", maker, **answers.control(case))
    with pytest.raises(NotAllowed):
        way.do(case, "decide_carry_over", maker, **answers.carry_over_decision())


def test_a_report_sent_back_can_change_its_mind(at: Any, browse: Any) -> None:
    case = way.paid("self_initiated", 150_000)
    at(2025, 1, 10)
    leader = way.leader_of(case)
    case = way.do(case, "report", leader, **answers.report(100_000) | answers.carry_over(50_000))
    back = answers.control(case) | {"result": "return", "note": "Mangler bilag."}
    case = way.do(case, "control", "caseworker", **back)
    page = browse(leader).get(way.item(case, "report").get_absolute_url()).content.decode()
    assert "Samlingen holdes i mars." in page
    case = way.do(case, "report", leader, **answers.report(100_000))
    assert not case.carry_overs.exists()
    case = way.do(case, "control", "caseworker", **answers.control(case))
    assert seeing.open_tasks(case) == ["report.repay"]


@pytest.mark.adversary(
    "A8", "the database refuses more than was applied for, and a late grant without a reason"
)
@pytest.mark.parametrize(
    "changes", [{"granted_amount": 50_001}, {"late": True}, {"decided_by": None}, {"reasons": ""}]
)
def test_the_database_refuses_a_decision_out_of_order(at: Any, changes: dict[str, Any]) -> None:
    case = applied(at)
    decided = {"granted_amount": 50_000, "decided_by": case.decision.by, "reasons": "Ja."}
    with pytest.raises(IntegrityError), transaction.atomic():
        CarryOverRequest.objects.filter(case=case).update(**decided | changes)


@pytest.mark.requirement(
    "R5.2", "whoever leads a network with money finds from home and case how unspent money is applied for"
)
def test_the_way_to_apply_is_found_from_home_and_from_the_case(at: Any, browse: Any) -> None:
    case = way.paid("self_initiated", 150_000)
    leader, link = browse(way.leader_of(case)), reverse("carry-over", args=[case.number])
    report = way.item(case, "report").get_absolute_url()
    assert all(link in leader.get(page).content.decode() for page in ("/min-side/", case.get_absolute_url()))
    page = leader.get(link).content.decode()
    assert [word in page for word in ("1. desember 2024", "15. februar 2025", report)] == [True, True, False]
    at(2025, 2, 1)
    open_page, form = leader.get(link).content.decode(), leader.get(report).content.decode()
    assert (f'href="{report}#section-unspent"' in open_page, 'id="section-unspent"' in form) == (True, True)
    at(2025, 2, 16)
    late_page = leader.get(link).content.decode()
    assert [each.count('ds-alert" data-color="warning"') for each in (open_page, late_page)] == [0, 1]
    others = (
        browse(User.objects.get(username=name)).get(link) for name in ("caseworker", "klepp_management")
    )
    assert [(answer.status_code, answer.url) for answer in others] == [
        (302, reverse("case-part", args=[case.number, "rapport"]))
    ] * 2
    way.do(case, "report", way.leader_of(case), **answers.report(150_000))
    assert leader.get(link).status_code == 302
