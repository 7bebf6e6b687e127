"""A proposal is approved by another person, and every case of it is then decided whole, once, or not at all."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.translation import gettext as _

from tests import seeing, way
from tests.bare import plain, pot_of
from tests.cast import make_person
from tests.workflows.allocation.rounds import deliver, proposed, states
from workflows import reminders
from workflows.allocation import actions, deciding
from workflows.allocation.models import Proposal
from workflows.cases.models import Case
from workflows.directory.models import Role, User
from workflows.errors import AlreadyDone, NotAllowed, NotThere, Refused
from workflows.funds import actions as funds
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


def outcomes(*cases: Case) -> list[tuple[str, int]]:
    """Return what was decided in each case."""
    decided = [Case.objects.get(pk=case.pk) for case in cases]
    return [(case.decision.outcome, case.decision.awarded_amount) for case in decided]


@pytest.mark.requirement(
    "R4.7",
    "a proposal approved by another person decides every case of it, each with its letter and its money",
)
def test_an_approved_proposal_decides_every_case(
    cast: SimpleNamespace, browse: Browse, round_: SimpleNamespace
) -> None:
    third = way.assessed(requested=60_000)
    amounts = {round_.first: 150_000, round_.second: 40_000, third: 0}
    proposal, client = proposed(round_.call, amounts, cast.caseworker), browse(cast.decision_maker)
    assert len(reminders.waiting_for(cast.decision_maker)) == 1
    address = proposal.get_absolute_url()
    assert client.get(address).context["count"] == 3
    undeclared = client.post(address, {"action": "approve"})
    assert (undeclared.status_code, Proposal.objects.get().state) == (422, "proposed")
    assert client.post(address, {"action": "approve", "impartial": "on"}).status_code == 302
    deliver()
    assert outcomes(round_.first, round_.second, third) == [
        ("granted", 150_000),
        ("partly_granted", 40_000),
        ("refused", 0),
    ]
    assert states(proposal) == [("decided", "")] * 3
    assert "Etter potten." in seeing.letter(third, "refused")
    assert seeing.ledger(round_.second) == [("commitment", 40_000)]
    assert seeing.open_tasks(round_.first) == ["grant.accept"]
    assert pot_of(round_.first).available == 2_000_000 - 190_000
    assert reminders.waiting_for(cast.decision_maker) == []
    assert _("%(decided)s of %(to_decide)s cases are decided.") % {"decided": 3, "to_decide": 3} in plain(
        client.get(address).content.decode()
    )


@pytest.mark.adversary(
    "A11", "whoever sends a proposal approves neither it nor any case of it, whatever role they get"
)
def test_whoever_sends_does_not_decide(cast: SimpleNamespace, round_: SimpleNamespace) -> None:
    both = User.objects.get(username="second_caseworker")
    both.roles.create(role=Role.DECISION_MAKER, office=round_.call.office, valid_from="2024-01-01")
    proposal = proposed(round_.call, {round_.first: 150_000, round_.second: 1_000}, both)
    with pytest.raises(NotAllowed, match=_("Two persons are needed: you sent this proposal yourself.")):
        actions.approve(proposal=proposal, by=both)
    with pytest.raises(NotAllowed):
        way.do(round_.first, "declare", both, declaration="impartial")
    with pytest.raises(NotAllowed):
        actions.approve(proposal=proposal, by=cast.second_caseworker)
    with pytest.raises(NotThere):
        actions.approve(proposal=proposal, by=cast.other_decision_maker)
    assert not hasattr(Case.objects.get(pk=round_.first.pk), "decision")


@pytest.mark.requirement(
    "R8.2", "cases the approver is partial in, or assessed, are left out and named with the reason"
)
def test_cases_the_approver_cannot_decide_are_left_out_with_the_reason(
    cast: SimpleNamespace, browse: Browse, round_: SimpleNamespace
) -> None:
    both = make_person("both", Role.DECISION_MAKER, office="ROG")
    both.roles.create(role=Role.CASEWORKER, office=round_.call.office, valid_from="2024-01-01")
    mine = way.do(way.complete(requested=70_000), "declare", both, declaration="impartial")
    mine = way.do(mine, "assess", both, **answers.assessment(mine))
    tied = way.do(round_.second, "declare", both, declaration="partial", reason="Søsteren min.")
    amounts = {round_.first: 150_000, tied: 100_000, mine: 70_000}
    proposal = proposed(round_.call, amounts, cast.caseworker)
    page = browse(both).get(proposal.get_absolute_url())
    assert (page.context["count"], page.context["unseen"]) == (1, 1)
    assert mine.number in page.content.decode()
    assert tied.number not in page.content.decode()
    actions.approve(proposal=proposal, by=both)
    deliver()
    found = states(proposal)
    assert [state for state, _said in found] == ["decided", "left_out", "left_out"]
    assert found[1][1] == _("You have declared that you are partial in this case.")
    assert str(_("assessed and recommended")) in found[2][1]
    assert seeing.open_tasks(mine) == ["grant.declare"]


@pytest.mark.requirement("R4.7", "a proposal is sent back with a reason, and another can then be sent")
def test_a_proposal_is_sent_back_with_a_reason(
    cast: SimpleNamespace, browse: Browse, round_: SimpleNamespace
) -> None:
    proposal = proposed(round_.call, {round_.first: 150_000}, cast.caseworker)
    with pytest.raises(Refused, match=_("Another proposal of this call waits for approval.")):
        proposed(round_.call, {round_.second: 1_000}, cast.second_caseworker)
    client, address = browse(cast.decision_maker), proposal.get_absolute_url()
    assert client.post(address, {"action": "return", "reason": ""}).status_code == 422
    assert client.post(address, {"action": "return", "reason": "Mer til Strand."}).status_code == 302
    late = client.post(address, {"action": "approve", "impartial": "on"})
    assert (late.status_code, str(cast.decision_maker) in late.content.decode()) == (409, True)
    assert "Mer til Strand." in browse(cast.caseworker).get(address).content.decode()
    assert proposed(round_.call, {round_.second: 1_000}, cast.second_caseworker).state == "proposed"


@pytest.mark.adversary(
    "B1", "killed in the middle, a case is whole or untouched; run again, nothing is done twice"
)
def test_a_worker_that_dies_in_the_middle_leaves_each_case_whole(
    cast: SimpleNamespace, round_: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = proposed(round_.call, {round_.first: 150_000, round_.second: 100_000}, cast.caseworker)
    actions.approve(proposal=proposal, by=cast.decision_maker)
    first, second = proposal.lines.order_by("id")
    deciding.decide({"line": first.pk})

    class Killed(BaseException):
        pass

    def die(*args: Any, **kwargs: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr("workflows.grant.letters.letters.compose", die)
        deciding.decide({"line": second.pk})
    assert seeing.open_tasks(round_.second) == ["grant.declare"]
    assert seeing.ledger(round_.second) == []
    for _again in range(2):
        for line in (first, second):
            deciding.decide({"line": line.pk})
    deliver()
    assert outcomes(round_.first, round_.second) == [("granted", 150_000), ("granted", 100_000)]
    assert [seeing.letters(case).count(("granted", "nb")) for case in (round_.first, round_.second)] == [1, 1]


@pytest.mark.adversary(
    "A6", "the pot has shrunk since: what it no longer covers is not granted, and is tried again"
)
def test_what_the_pot_no_longer_covers_is_told_and_tried_again(
    cast: SimpleNamespace, browse: Browse, round_: SimpleNamespace
) -> None:
    proposal = proposed(round_.call, {round_.first: 150_000, round_.second: 100_000}, cast.caseworker)
    actions.approve(proposal=proposal, by=cast.decision_maker)
    pot = pot_of(round_.first)
    funds.lower_authority(pot=pot, amount=1_800_000, by=None)
    deliver()
    (one, _nothing), (other, said) = states(proposal)
    assert (one, other) == ("decided", "failed")
    assert "kr 50 000" in plain(said)
    funds.change_authority(pot=pot, change=50_000, by=None)
    assert (
        browse(cast.decision_maker).post(proposal.get_absolute_url(), {"action": "again"}).status_code == 302
    )
    deliver()
    assert states(proposal) == [("decided", "")] * 2
    assert pot_of(round_.first).available == 0
    assert actions.try_again(proposal=proposal, by=cast.decision_maker) == 0


def test_a_case_decided_meanwhile_keeps_its_decision(cast: SimpleNamespace, round_: SimpleNamespace) -> None:
    proposal = proposed(round_.call, {round_.first: 150_000, round_.second: 90_000}, cast.caseworker)
    actions.approve(proposal=proposal, by=cast.decision_maker)
    other = make_person("another_decision_maker", Role.DECISION_MAKER, office="ROG")
    case = way.do(round_.second, "declare", other, declaration="impartial")
    way.do(case, "decide", other, **answers.decision(case, 100_000))
    deliver()
    assert states(proposal) == [("decided", ""), ("failed", _("The case does not wait for a decision."))]
    assert outcomes(round_.second) == [("granted", 100_000)]
    with pytest.raises(AlreadyDone):
        actions.approve(proposal=proposal, by=cast.decision_maker)


@pytest.mark.requirement(
    "R3.9", "the approved budget is scaled to what is awarded: it adds up, and overhead is never rounded up"
)
def test_the_approved_budget_is_scaled_to_the_award(cast: SimpleNamespace) -> None:
    assert deciding.scaled(
        {"project_positions": 100_000, "external_competence": 33_333, "overhead": 6_667, "other": 0}, 70_001
    ) == {"project_positions": 50_002, "external_competence": 16_666, "overhead": 3_333, "other": 0}
    case = way.assessed("self_initiated", requested=140_000)
    proposal = proposed(case.call, {case: 70_001}, cast.caseworker)
    actions.approve(proposal=proposal, by=cast.decision_maker)
    deliver()
    assert states(proposal) == [("decided", "")]
    approved = case.budget_lines.filter(stage="approved")
    assert sum(line.amount for line in approved) == 70_001


@pytest.mark.adversary("A14", "what was sent to be approved is changed by nobody, before or after")
@pytest.mark.parametrize("change", [{"amount": 1}, {"reasons": "Annet."}, {"case_id": 1}, None])
def test_what_was_proposed_stays_as_it_was(
    change: dict[str, Any] | None, cast: SimpleNamespace, round_: SimpleNamespace
) -> None:
    lines = proposed(round_.call, {round_.second: 90_000}, cast.caseworker).lines.all()
    with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
        lines.update(**change) if change else lines._raw_delete(lines.db)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.update(state="approved", decided_by=cast.caseworker)
