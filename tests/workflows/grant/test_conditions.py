"""Conditions: before the award, before the payment, before the closing; tracked until met or waived (R4.6)."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tests import seeing, way
from workflows.cases.models import Case
from workflows.grant.models import Condition
from workflows.walkthrough import answers
from workflows.walkthrough.answers import ACCOUNT

pytestmark = pytest.mark.django_db
SUPPORT = "Støtte fra et kunnskapsmiljø"


def row(kind: str, text: str = SUPPORT, number: int = 1) -> dict[str, str]:
    """Return a typed condition."""
    return {f"condition_{number}_text": text, f"condition_{number}_kind": kind}


def with_condition(kind: str) -> Case:
    """Return a case granted with one condition."""
    case = way.ready_to_decide()
    return way.do(case, "decide", "decision_maker", **answers.decision(case, 150_000), **row(kind))


def act(browse: Any, person: Any, case: Case, slug: str, **typed: str) -> int:
    """Do an act on the case's newest condition, and return the status."""
    condition = Condition.objects.filter(case=case).latest("id")
    return browse(person).post(f"{case.get_absolute_url()}gjor/{slug}/{condition.pk}/", typed).status_code


@pytest.mark.requirement(
    "R4.6",
    "what is required for funds to be awarded is asked for by letter and blocks the award until it is met",
)
def test_what_is_required_before_the_award_blocks_it_until_it_is_met() -> None:
    case = way.ready_to_decide()
    decided = answers.decision(case, 150_000)
    not_met = {seeing.OF_SUBSTANCE: [_("A condition is not met: %(text)s") % {"text": SUPPORT}]}
    assert seeing.refusals(case, "decide", "decision_maker", **decided, **row("before_award")) == not_met
    nothing_asked = seeing.refusals(case, "decide", "decision_maker", outcome="ask", reasons="x")
    assert list(nothing_asked) == [seeing.OF_SUBSTANCE]

    asks = {"outcome": "ask", "reasons": "Retningslinjene ber om det.", **row("before_award")}
    case = way.do(case, "decide", "decision_maker", **asks)
    [condition] = case.conditions.all()
    assert seeing.open_tasks(case) == ["grant.document_conditions"]
    assert SUPPORT in seeing.letter(case, "condition_before_award")
    assert (case.status, hasattr(case, "decision"), seeing.ledger(case)) == ("waiting_for_you", False, [])

    said = {f"documented_{condition.pk}": "Vi har en avtale."}
    case = way.do(case, "document_conditions", way.leader_of(case), **said)
    missing = {f"met_{condition.pk}": "not_met", f"note_{condition.pk}": "Avtalen er ikke signert."}
    case = way.do(case, "control_conditions", "caseworker", **missing)
    assert "Avtalen er ikke signert." in seeing.letter(case, "round_back")
    case = way.do(case, "document_conditions", way.leader_of(case), **said)
    case = way.do(case, "control_conditions", "caseworker", **{f"met_{condition.pk}": "met"})
    assert seeing.open_tasks(case) == ["grant.decide"]
    case = way.do(case, "decide", "decision_maker", **decided)
    assert (seeing.ledger(case), SUPPORT in seeing.letter(case, "granted")) == (
        [("commitment", 150_000)],
        True,
    )


@pytest.mark.requirement(
    "R4.6", "a condition that blocks the payment does so, with its words, until it is met"
)
def test_a_condition_blocks_the_payment_until_it_is_met(cast: SimpleNamespace, browse: Any) -> None:
    case = with_condition("blocks_payment")
    assert SUPPORT in seeing.letter(case, "granted")
    leader = way.leader_of(case)
    case = way.do(case, "accept", leader, account_number=ACCOUNT, accepted="on")
    reason = {seeing.OF_SUBSTANCE: [_("A condition is not met: %(text)s") % {"text": SUPPORT}]}
    assert seeing.refusals(case, "register_payment", "caseworker", paid_on="04.03.2024") == reason
    assert act(browse, leader, case, "dokumenter-vilkar", text="Her er avtalen.") == 302
    assert act(browse, leader, case, "oppfyll-vilkar") == 403
    assert act(browse, cast.caseworker, case, "oppfyll-vilkar", note="Sett.") == 302
    assert act(browse, cast.caseworker, case, "oppfyll-vilkar", note="Sett.") == 403
    page = browse(leader).get(f"{case.get_absolute_url()}vilkar/").content.decode()
    assert all(words in page for words in (SUPPORT, "Her er avtalen.", "Sett."))
    assert seeing.refusals(case, "register_payment", "caseworker", paid_on="04.03.2024") == {}
    assert [name for name, _who in seeing.acts(case)][-3:] == [
        "condition.documented",
        "condition.met",
        "grant.register_payment",
    ]


@pytest.mark.requirement(
    "R6.5", "a case with an open condition does not close; a decision maker waives it with a reason"
)
def test_a_condition_keeps_the_case_open_until_it_is_waived(
    cast: SimpleNamespace, browse: Any, at: Any
) -> None:
    case = with_condition("blocks_closing")
    case = way.do(case, "accept", way.leader_of(case), account_number=ACCOUNT, accepted="on")
    case = way.do(case, "register_payment", "caseworker", paid_on="04.03.2024")
    case = way.do(case, "attest_payment", "payment_attester", attested="on")
    at(2025, 1, 10)
    case = way.do(case, "report", way.leader_of(case), **answers.report(150_000))
    controlled = answers.control(case)
    open_yet = {seeing.OF_SUBSTANCE: [_("A condition is not met: %(text)s") % {"text": SUPPORT}]}
    assert seeing.refusals(case, "control", "caseworker", **controlled) == open_yet
    assert act(browse, cast.caseworker, case, "frafall-vilkar", reason="Ikke aktuelt.") == 403
    assert act(browse, cast.decision_maker, case, "frafall-vilkar", reason="") == 422
    assert act(browse, cast.decision_maker, case, "frafall-vilkar", reason="Ikke aktuelt.") == 302
    assert way.do(case, "control", "caseworker", **controlled).status == "closed"


@pytest.mark.requirement("R4.6", "what the assessor proposes is filled in for the decision maker")
def test_what_is_proposed_is_filled_in_for_the_decision_maker(cast: SimpleNamespace, browse: Any) -> None:
    case = way.do(way.complete(), "declare", "caseworker", declaration="impartial")
    proposed = row("blocks_payment") | {"condition_1_due": "01.06.2024"}
    case = way.do(case, "assess", "caseworker", **answers.assessment(case), **proposed)
    case = way.do(case, "declare", "decision_maker", declaration="impartial")
    url, browser = way.item(case, "decide").get_absolute_url(), browse(cast.decision_maker)
    page = browser.get(url).content.decode()
    assert (SUPPORT in page, "01.06.2024" in page, "condition_2_text" in page) == (True, True, True)
    typed = answers.decision(case, 150_000) | row("blocks_payment") | row("blocks_closing", "Til", 2)
    more = browser.post(url, typed | {"action": "more"}).content.decode()
    assert ("condition_3_text" in more, "Til" in more, seeing.open_tasks(case)) == (
        True,
        True,
        ["grant.decide"],
    )


@pytest.mark.requirement("R4.5", "the letter is shown as it will look, and nothing is written by that")
def test_a_preview_shows_the_letter_and_writes_nothing(cast: SimpleNamespace, browse: Any) -> None:
    case = way.ready_to_decide("self_initiated", 200_000, recommended=100_000)
    url, browser = way.item(case, "decide").get_absolute_url(), browse(cast.decision_maker)
    before = (seeing.letters(case), seeing.acts(case), case.fact_sheets.count())
    typed = answers.decision(case, 100_000) | row("blocks_payment") | {"action": "preview"}
    page = browser.post(url, typed)
    said = page.content.decode().replace("\u00a0", " ")
    assert page.status_code == 200
    assert all(
        words in said for words in ("kr 100 000", "kr 200 000", SUPPORT, "Prosjektet er godt forankret.")
    )
    assert browser.post(url, typed | {"awarded_amount": "x"}).status_code == 422
    case = Case.objects.get(pk=case.pk)
    assert (seeing.letters(case), seeing.acts(case), case.fact_sheets.count()) == before
    assert (case.conditions.count(), hasattr(case, "decision")) == (0, False)


def test_the_database_holds_what_a_condition_may_be() -> None:
    case = with_condition("blocks_payment")
    for changed in ({"text": "Annet"}, {"kind": "blocks_closing"}):
        with pytest.raises(IntegrityError, match="as it was set"), transaction.atomic():
            Condition.objects.filter(case=case).update(**changed)
    for wrong in ({"met_at": case.created}, {"waived_at": case.created, "waived_by": way.leader_of(case)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Condition.objects.filter(case=case).update(**wrong)
