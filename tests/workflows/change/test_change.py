"""A change to an approved project, and a reversal: a new decision by two persons; the earlier one stays (A14)."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tests import seeing, way
from tests.bare import pot_of
from workflows.cases.models import Case
from workflows.directory.models import GovernorOffice, Role, RoleAssignment, User
from workflows.errors import NotAllowed
from workflows.grant.models import Decision
from workflows.ui.amounts import format_amount
from workflows.ui.dates import long_date
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db


def started(browse: Any, case: Case, cause: str = "change") -> Case:
    """Return a case where the office has started a new decision."""
    by = User.objects.get(username="caseworker")
    typed = {"cause": cause, "text": "Prosjektet er blitt mindre."}
    assert browse(by).post(f"{case.get_absolute_url()}gjor/nytt-vedtak/", typed).status_code == 302
    return Case.objects.get(pk=case.pk)


def changed(amount: int, result: str = "change", **more: str) -> dict[str, str]:
    """Return what is typed to change a decision."""
    return {"result": result, "awarded_amount": str(amount), "reasons": "Mindre omfang.", **more}


def decided(case: Case, amount: int, result: str = "change", **more: str) -> Case:
    """Return a case whose change is proposed and decided, by two persons."""
    case = way.do(case, "propose", "caseworker", **changed(amount, result, **more))
    return way.do(case, "decide", "decision_maker", **changed(amount, result, **more))


@pytest.mark.adversary(
    "A14", "a change is a new decision; the earlier one is readable, and no row is changed"
)
@pytest.mark.requirement("R4.2", "what is granted less is let go of, and can be granted again")
def test_a_lower_amount_is_a_new_decision_and_lets_go_of_money(cast: SimpleNamespace, browse: Any) -> None:
    case = way.granted("self_initiated", 250_000)
    more = answers.budget(200_000) | {"other_changes": "Klepp går ut."}
    case = decided(started(browse, case), 200_000, **more)
    assert [(d.number, d.outcome, d.awarded_amount, d.cause) for d in case.decisions.all()] == [
        (1, "granted", 250_000, "application"),
        (2, "partly_granted", 200_000, "change"),
    ]
    assert (case.decision.number, case.decision.use_deadline) == (2, case.decisions.first().use_deadline)
    assert seeing.ledger(case) == [("commitment", 250_000), ("release", 50_000)]
    assert pot_of(case).available == 1_800_000
    letter = seeing.letter(case, "decision_changed")
    assert all(words in letter for words in ("kr 250 000", "kr 200 000", "Klepp går ut.", "kr 190 000"))
    page = browse(way.leader_of(case)).get(f"{case.get_absolute_url()}vedtak/").content.decode()
    assert ("Prosjektet er godt forankret." in page, "Mindre omfang." in page) == (True, True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(case=case, number=1).update(awarded_amount=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            case=case, number=2, outcome="granted", awarded_amount=1, reasons="x", by=cast.decision_maker
        )


@pytest.mark.requirement(
    "R4.2", "what is granted more is committed in the pot, and paid beside what was paid"
)
def test_a_higher_amount_after_payment_is_paid_too(cast: SimpleNamespace, browse: Any, at: Any) -> None:
    case = decided(started(browse, way.paid(awarded=100_000)), 150_000)
    assert seeing.open_tasks(case) == ["report.report", "grant.register_payment"]
    case = way.do(case, "register_payment", "caseworker", paid_on="04.03.2024")
    case = way.do(case, "attest_payment", "payment_attester", attested="on")
    assert (seeing.open_tasks(case), case.status) == (["report.report"], "report_pending")
    assert seeing.ledger(case) == [
        ("commitment", 100_000),
        ("payment", 100_000),
        ("commitment", 50_000),
        ("payment", 50_000),
    ]
    at(2025, 1, 10)
    case = way.do(case, "report", way.leader_of(case), **answers.report(150_000))
    assert way.do(case, "control", "caseworker", **answers.control(case)).status == "closed"


@pytest.mark.requirement("R4.7", "the one who proposes a new decision does not take it")
@pytest.mark.adversary("A11", "four eyes hold for a new decision too, whatever roles the proposer holds now")
def test_the_one_who_proposes_does_not_decide(cast: SimpleNamespace, browse: Any) -> None:
    case = way.do(started(browse, way.granted()), "propose", "caseworker", **changed(60_000))
    RoleAssignment.objects.create(
        user=cast.caseworker, role=Role.DECISION_MAKER, office=GovernorOffice.objects.get(code="ROG"),
        valid_from="2024-01-02",
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        way.do(case, "decide", User.objects.get(pk=cast.caseworker.pk), **changed(60_000))


def test_a_reversal_before_payment_withdraws_the_grant_and_closes_the_case(
    cast: SimpleNamespace, browse: Any
) -> None:
    case = way.granted()
    case = way.do(case, "accept", way.leader_of(case), account_number=way.ACCOUNT, accepted="on")
    case = decided(started(browse, case, "reversal"), 0, "withdraw")
    assert (case.status, seeing.open_tasks(case), case.decision.outcome) == ("closed", [], "refused")
    assert seeing.ledger(case) == [("commitment", 150_000), ("release", 150_000)]
    assert seeing.letters(case)[-1][0] == "decision_withdrawn"


def test_what_is_paid_cannot_be_let_go_of(cast: SimpleNamespace, browse: Any) -> None:
    case = way.do(started(browse, way.paid()), "propose", "caseworker", **changed(60_000))
    paid = _("%(paid)s is paid out already. What is paid can only be claimed back.") % {
        "paid": format_amount(150_000)
    }
    assert seeing.refusals(case, "decide", "decision_maker", **changed(60_000)) == {
        seeing.OF_SUBSTANCE: [paid]
    }


@pytest.mark.requirement("R5.1", "no change gives more time than the paragraph does")
def test_the_network_asks_and_the_office_lets_it_stand(cast: SimpleNamespace, browse: Any) -> None:
    case = way.granted()
    leader = browse(way.leader_of(case))
    url = f"{case.get_absolute_url()}gjor/be-om-endring/"
    assert leader.post(url, {"text": "Vi vil ha mer tid."}).status_code == 302
    assert leader.post(url, {"text": "Igjen."}).status_code == 403
    case = Case.objects.get(pk=case.pk)
    later = changed(150_000, use_deadline="31.01.2025")
    said = _("The guidelines say that the money is used by %(date)s. More time takes a carry-over.") % {
        "date": long_date(case.decision.use_deadline)
    }
    assert seeing.refusals(case, "propose", "caseworker", **later) == {"use_deadline": [said]}
    case = decided(case, 150_000, "keep")
    assert (case.decisions.count(), seeing.letters(case)[-1][0]) == (1, "change_refused")
    assert seeing.open_tasks(case) == ["grant.accept"]
