"""Deciding: by another person, within the pot and the rules, with money and letter in one transaction."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from tests import seeing, way
from tests.bare import pot_of
from workflows.application.models import BudgetLine
from workflows.cases.models import Case, Participation
from workflows.directory.models import GovernorOffice, Role, RoleAssignment, User
from workflows.errors import NotAllowed
from workflows.funds import actions as funds
from workflows.schemes.models import Call
from workflows.ui.amounts import format_amount
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db


def refused(case: Case, awarded: int, overhead: int | None = None, **changes: Any) -> dict[str, list[str]]:
    """Return why a decision to award `awarded` kroner is refused."""
    typed = answers.decision(case, awarded, overhead=overhead) | changes
    return seeing.refusals(case, "decide", "decision_maker", **typed)


def left_in_the_pot(case: Case) -> int:
    return pot_of(case).available


@pytest.mark.requirement("R4.2", "what is awarded is committed in the office's pot with the decision")
def test_a_grant_commits_money_and_sends_a_letter() -> None:
    case = way.granted("leader_network", 150_000)
    decision = case.decision
    assert (decision.outcome, decision.awarded_amount, decision.by.username) == (
        "granted",
        150_000,
        "decision_maker",
    )
    assert (seeing.ledger(case), left_in_the_pot(case)) == ([("commitment", 150_000)], 1_850_000)
    assert (case.status, seeing.open_tasks(case)) == ("decided", ["grant.accept"])
    assert seeing.letters(case) == [("receipt", "nb"), ("granted", "nb")]
    dates = [decision.use_deadline, decision.report_opens, decision.report_deadline, decision.audit_deadline]
    assert [str(date) for date in dates] == ["2024-12-31", "2024-12-01", "2025-02-15", "2025-04-01"]


@pytest.mark.requirement(
    "R4.1", "less than what was requested can be granted, also other than what was recommended"
)
def test_a_grant_in_part_commits_what_is_awarded() -> None:
    case = way.granted("self_initiated", 250_000, 200_000)
    assert (case.decision.outcome, case.decision.awarded_amount) == ("partly_granted", 200_000)
    assert seeing.ledger(case) == [("commitment", 200_000)]
    assert seeing.letters(case)[-1] == ("partly_granted", "nb")
    approved = BudgetLine.objects.filter(case=case, stage="approved")
    assert dict(approved.values_list("kind", "amount")) == {
        "project_positions": 190_000,
        "external_competence": 0,
        "overhead": 10_000,
        "other": 0,
    }


@pytest.mark.requirement("R4.7", "the one who recommended does not decide, whatever role they hold now")
def test_the_one_who_recommended_does_not_decide(cast: SimpleNamespace, browse: Any) -> None:
    case = way.assessed()
    office = GovernorOffice.objects.get(code="ROG")
    RoleAssignment.objects.create(
        user=cast.caseworker, role=Role.DECISION_MAKER, office=office, valid_from="2024-01-02"
    )
    assessor = User.objects.get(pk=cast.caseworker.pk)
    with pytest.raises(NotAllowed) as denied:
        way.do(case, "declare", assessor, declaration="impartial")
    why = _("Two persons are needed: in this case %(name)s already %(did)s.") % {
        "name": assessor,
        "did": _("assessed and recommended"),
    }
    assert denied.value.reason == why
    page = browse(assessor).get(way.item(case, "declare").get_absolute_url())
    assert (page.status_code, str(why) in page.content.decode()) == (403, True)


@pytest.mark.requirement(
    "R3.9", "5 per cent overhead of the awarded sum passes in a grant in part, 5.001 does not"
)
def test_a_grant_in_part_checks_overhead_again_on_the_awarded_sum() -> None:
    case = way.ready_to_decide("self_initiated", 200_000, recommended=100_000)
    [message] = refused(case, 100_000, overhead=5_001)[seeing.OF_SUBSTANCE]
    assert 'href="/regel/2024-3.7/"' in message
    assert strip_tags(message).startswith("Overhead kan være høyst 5 prosent av det innvilgede beløpet.")
    assert (seeing.ledger(case), left_in_the_pot(case)) == ([], 2_000_000)
    assert refused(case, 100_000, overhead=5_000) == {}
    sheet = case.fact_sheets.get(step="decision")
    assert (sheet.facts["overhead_percent_awarded"], sheet.facts["awarded_amount"]) == ("5", 100_000)


@pytest.mark.requirement(
    "R3.9", "overhead that was five per cent of the request is too much of a smaller award"
)
def test_the_requested_overhead_may_be_too_much_of_what_is_awarded() -> None:
    case = way.ready_to_decide("self_initiated", 200_000, recommended=150_000)
    assert "2024-3.7" in refused(case, 150_000, overhead=10_000)[seeing.OF_SUBSTANCE][0]


@pytest.mark.requirement("R3.9", "the approved budget adds up to the awarded sum")
def test_the_approved_budget_adds_up_to_the_award() -> None:
    case = way.ready_to_decide("self_initiated", 200_000, recommended=100_000)
    uneven = {"budget": [_("The approved budget must add up to the awarded amount.")]}
    assert refused(case, 100_000, **answers.budget(200_000)) == uneven
    nothing = dict.fromkeys(answers.budget(0), "")
    assert refused(case, 100_000, **nothing) == uneven


@pytest.mark.requirement("R4.1", "no more is granted than was requested or than the call's maximum")
def test_the_awarded_amount_fits_the_request_and_the_call() -> None:
    case = way.ready_to_decide("leader_network", 150_000)
    too_much = _("No more can be granted than was requested.")
    assert refused(case, 150_001) == {"awarded_amount": [too_much]}
    whole = _("To grant in full is to grant what was requested.")
    assert refused(case, 149_999, outcome="granted") == {"awarded_amount": [whole]}
    part = _("In part is less than what was requested.")
    assert refused(case, 150_000, outcome="partly_granted") == {"awarded_amount": [part]}
    assert refused(case, 0) == {"awarded_amount": [_("Enter an amount over zero.")]}
    assert refused(case, 150_000, reasons="") == {"reasons": [_("This field is required.")]}
    Call.objects.filter(pk=case.call_id).update(max_amount=100_000)
    assert refused(case, 100_001) == {"awarded_amount": [_("The amount is over the call's maximum.")]}
    assert refused(case, 100_000) == {}


@pytest.mark.requirement(
    "R4.2", "when the pot does not cover it, the form says what remains and nothing is written"
)
def test_not_enough_in_the_pot_says_what_remains_and_writes_nothing() -> None:
    case = way.ready_to_decide("self_initiated", 150_000)
    funds.lower_authority(pot=pot_of(case), amount=1_900_000, by=None)
    before = (seeing.letters(case), seeing.acts(case), case.fact_sheets.count())

    remains = _("Not enough funds: %(amount)s remains.") % {"amount": format_amount(100_000)}
    assert refused(case, 150_000) == {seeing.OF_SUBSTANCE: [remains]}

    case = Case.objects.get(pk=case.pk)
    assert (seeing.ledger(case), left_in_the_pot(case)) == ([], 100_000)
    assert (hasattr(case, "decision"), case.status) == (False, "in_progress")
    assert (seeing.letters(case), seeing.acts(case), case.fact_sheets.count()) == before
    assert not Participation.objects.filter(case=case, capacity="approved").exists()
    assert seeing.open_tasks(case) == ["grant.decide"]
    assert refused(case, 100_000, overhead=5_000) == {}
    assert left_in_the_pot(case) == 0


def test_an_office_without_a_pot_has_nothing_to_grant() -> None:
    case = way.ready_to_decide()
    Call.objects.filter(pk=case.call_id).update(year=2025)
    Case.objects.filter(pk=case.pk).update(year=2025)
    remains = _("Not enough funds: %(amount)s remains.") % {"amount": format_amount(0)}
    assert refused(case, 150_000) == {seeing.OF_SUBSTANCE: [remains]}


@pytest.mark.requirement("R4.1", "a refusal closes the case with a letter and moves no money")
def test_a_refusal_closes_the_case_with_a_letter_and_no_money() -> None:
    case = way.ready_to_decide("self_initiated", 150_000)
    typed = {"outcome": "refused", "awarded_amount": "90 000", "reasons": "Midlene rekker ikke."}
    case = way.do(case, "decide", "decision_maker", **typed)
    assert (case.decision.outcome, case.decision.awarded_amount) == ("refused", 0)
    assert (case.decision.use_deadline, case.decision.report_deadline) == (None, None)
    assert (case.status, case.closed_at is not None, seeing.open_tasks(case)) == ("closed", True, [])
    assert (seeing.ledger(case), left_in_the_pot(case)) == ([], 2_000_000)
    assert seeing.letters(case) == [("receipt", "nb"), ("refused", "nb")]
    assert "Midlene rekker ikke." in seeing.letter(case, "refused")
    assert seeing.acts(case)[-2:] == [("grant.decide", "decision_maker"), ("case.closed", "decision_maker")]


def test_a_decision_may_be_another_than_what_was_recommended() -> None:
    case = way.ready_to_decide("leader_network", 150_000)
    case = way.do(case, "decide", "decision_maker", **answers.decision(case, 60_000))
    assert (case.assessment.recommended_amount, case.decision.awarded_amount) == (150_000, 60_000)
