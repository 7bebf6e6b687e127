"""Money that must come back: claimed by letter, paid in one or several sums, to the directorate (R5.3)."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.translation import gettext as _

from tests import seeing, way
from tests.bare import pot_of
from workflows.cases.models import Case
from workflows.directory.models import Reminder
from workflows.errors import NotAllowed, NotThere, Refused
from workflows.report import claiming
from workflows.report.models import RepaymentClaim
from workflows.schemes.models import Rule
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
PAY_TO = "Konto 1234 56 78903, KID 20241042"


def owing(at: Any, used: int = 140_000) -> Case:
    """Return a case that owes what it has not used of 150 000 kroner."""
    at(2024, 3, 4)
    case = way.paid("self_initiated", 150_000)
    at(2025, 1, 10)
    case = way.do(case, "report", way.leader_of(case), **answers.report(used))
    return way.do(case, "control", "caseworker", **answers.control(case))


def partly_carried(at: Any) -> Case:
    """Return a case that reports again next year, and owes 20 000 kroner of this one."""
    case = way.paid("self_initiated", 150_000)
    at(2025, 1, 10)
    typed = answers.report(100_000) | answers.carry_over(50_000)
    case = way.do(case, "report", way.leader_of(case), **typed)
    case = way.do(case, "control", "caseworker", **answers.control(case))
    return way.do(case, "decide_carry_over", "decision_maker", **answers.carry_over_decision(30_000))


@pytest.mark.requirement(
    "R5.3",
    "a decision maker sets day and account, since no paragraph does, and the claim goes out as a letter",
)
def test_a_claim_is_sent_with_amount_day_and_account(
    at: Any, browse: Browse, cast: SimpleNamespace, mailoutbox: Any
) -> None:
    case = owing(at)
    claim = case.claims.get()
    waiting = Reminder.objects.filter(key=f"claim_to_send:{claim.pk}", settled_at__isnull=True)
    assert (waiting.get().role, waiting.get().office) == ("decision_maker", case.office)

    client, page = browse(cast.decision_maker), claim.get_absolute_url()
    typed = {"action": "send", "due": "10.03.2025", "due_reason": "", "pay_to": PAY_TO}
    assert client.post(page, typed | {"due": "09.01.2025", "due_reason": "Nå."}).status_code == 422
    answer = client.post(page, typed)
    assert (answer.status_code, set(answer.context["send"].errors)) == (422, {"due_reason"})
    assert client.post(page, typed | {"due_reason": "To måneder er vanlig."}).status_code == 302
    claim.refresh_from_db()
    assert (claim.due, claim.sent_by, waiting.exists()) == (dt.date(2025, 3, 10), cast.decision_maker, False)
    letter = seeing.letter(case, "repayment_claim")
    for said in ("kr 10 000", "10. mars 2025", PAY_TO):
        assert said in letter
    assert ("report.claim_sent", "decision_maker") in seeing.acts(case)

    shown = browse(way.leader_of(case)).get(page).content.decode()
    assert ("/tilbakebetaling/" in shown, f"{case.get_absolute_url()}meldinger/" in shown) == (True, True)
    with pytest.raises(Refused):
        claiming.send(claim=claim, due=dt.date(2025, 4, 1), reason="x", pay_to=PAY_TO, by=cast.decision_maker)


@pytest.mark.requirement(
    "R5.3", "a day that no paragraph states is set with a reason; a published one needs none"
)
def test_a_day_without_a_paragraph_needs_a_reason(at: Any, cast: SimpleNamespace) -> None:
    claim = owing(at).claims.get()
    typed = {"claim": claim, "due": dt.date(2025, 2, 9), "pay_to": PAY_TO, "by": cast.decision_maker}
    assert claiming.published_day(claim.case) is None
    with pytest.raises(Refused):
        claiming.send(reason="", **typed)
    Rule.objects.create(
        edition=claim.case.edition, code="3.98", kind="parameter", severity="must", wording_nb="30 dager.",
        params={"name": "repayment_days", "value": 30, "unit": "days"}, schemes=["self_initiated"], steps=["report"],
    )  # fmt: skip
    assert claiming.send(reason="", **typed).due == dt.date(2025, 2, 9)


@pytest.mark.requirement("R5.3", "only the office's decision makers send a claim; nobody elsewhere finds it")
@pytest.mark.adversary("D1", "another network and another office get 404 for a claim, as for none")
def test_who_may_send_a_claim(at: Any, browse: Browse, cast: SimpleNamespace) -> None:
    other = way.paid("leader_network", 100_000)
    case = owing(at)
    claim = case.claims.get()
    for person, error in (
        (cast.caseworker, NotAllowed),
        (way.leader_of(case), NotAllowed),
        (cast.fund_manager, NotAllowed),
        (cast.other_decision_maker, NotThere),
    ):
        with pytest.raises(error):
            claiming.send(claim=claim, due=dt.date(2025, 3, 10), reason="x", pay_to=PAY_TO, by=person)
    typed = {"action": "receive", "amount": "1", "received_on": "10.01.2025"}
    for person in (cast.other_caseworker, cast.leader_network_leader):
        for ask in (browse(person).get, lambda path, who=person: browse(who).post(path, typed)):
            assert ask(claim.get_absolute_url()).status_code == 404
    assert browse(way.leader_of(case)).post(claim.get_absolute_url(), typed).status_code == 403
    assert browse(cast.fund_manager).get("/oppfolging/krav/").status_code == 200
    assert (
        claim.get_absolute_url()
        not in browse(cast.other_caseworker).get("/oppfolging/krav/").content.decode()
    )
    strange = f"{other.get_absolute_url()}krav/{claim.pk}/"
    assert browse(cast.decision_maker).get(strange).status_code == 404


@pytest.mark.requirement(
    "R5.3", "it can come in several sums; the case waits for the last; no pot gets it back"
)
def test_it_comes_in_parts_and_goes_to_the_directorate(at: Any) -> None:
    case = owing(at)
    before = pot_of(case).available
    case = way.do(case, "repay", "caseworker", received_on="10.01.2025", amount="4 000")
    assert (seeing.open_tasks(case), case.closed_at, claiming.owed_back(case)) == (
        ["report.repay"],
        None,
        6_000,
    )
    case = way.do(case, "repay", "second_caseworker", received_on="10.01.2025", amount="")
    assert seeing.ledger(case)[2:] == [("repayment", 4_000), ("repayment", 6_000)]
    assert (case.status, pot_of(case).available, seeing.faults()) == ("closed", before, [])


@pytest.mark.requirement("R5.3", "a year's rest can be registered while the next year is still reported on")
def test_what_comes_while_the_next_year_runs_is_registered_on_the_claim(
    at: Any, browse: Browse, cast: SimpleNamespace
) -> None:
    case = partly_carried(at)
    claim = case.claims.get()
    page = browse(cast.caseworker)
    typed = {"action": "receive", "amount": "20 001", "received_on": "10.01.2025"}
    assert page.post(claim.get_absolute_url(), typed).status_code == 422
    for bad in ("\0", "9" * 300, "-1", "0", "mye"):
        assert page.post(claim.get_absolute_url(), typed | {"amount": bad}).status_code == 422
    assert page.post(claim.get_absolute_url(), typed | {"amount": "20 000"}).status_code == 302
    assert page.post(claim.get_absolute_url(), typed | {"amount": "20 000"}).status_code == 422
    assert seeing.ledger(case)[-1] == ("repayment", 20_000)
    assert case.repayments.get().registered_by == cast.caseworker
    assert (claiming.owed_back(case), seeing.faults()) == (0, [])
    case = owing(at)
    with pytest.raises(Refused):
        claiming.receive(
            claim=case.claims.get(), amount=1, received_on=dt.date(2025, 1, 10), by=cast.caseworker
        )


@pytest.mark.requirement("R5.3", "the office sees its open claims with sums, and gets them as a file")
def test_the_office_sees_its_claims_with_sums(at: Any, browse: Browse, cast: SimpleNamespace) -> None:
    case = owing(at)
    way.do(case, "repay", "caseworker", received_on="10.01.2025", amount="4 000")
    page = browse(cast.caseworker).get("/oppfolging/krav/")
    assert (page.context["sums"], page.context["left"]) == ({"claimed": 10_000, "came": 4_000}, 6_000)
    assert [claim.case for claim in page.context["page"]] == [case]
    assert [each["is_current"] for each in page.context["parts"]] == [True, False, False, False]
    for shown, count in (("usendte", 1), ("forfalte", 0), ("alle", 1), ("tull", 1)):
        assert (
            len(list(browse(cast.caseworker).get(f"/oppfolging/krav/?vis={shown}").context["page"])) == count
        )
    file = browse(cast.caseworker).get("/oppfolging/krav/krav.csv").content.decode("utf-8-sig")
    assert file.splitlines()[1].startswith(f"{case.number};{case.network};2024;10000;4000;6000;")


@pytest.mark.adversary(
    "A8", "the database takes no more back than is claimed, and sends no claim without a day"
)
@pytest.mark.parametrize(
    "change", [{"received": 10_001}, {"received": -1}, {"sent_at": "2025-01-10T09:00+01:00"}]
)
def test_the_database_refuses_a_claim_out_of_order(at: Any, change: dict[str, Any]) -> None:
    case = owing(at)
    with pytest.raises(IntegrityError), transaction.atomic():
        RepaymentClaim.objects.filter(case=case).update(**change)


@pytest.mark.adversary("A10", "nothing is claimed, and no claim has a page, before the report is approved")
def test_there_is_no_claim_before_the_report_is_settled(
    at: Any, browse: Browse, cast: SimpleNamespace
) -> None:
    case = way.paid("self_initiated", 150_000)
    at(2025, 1, 10)
    case = way.do(case, "report", way.leader_of(case), **answers.report(100_000))
    assert not case.claims.exists()
    assert browse(cast.decision_maker).get(f"{case.get_absolute_url()}krav/1/").status_code == 404
    with pytest.raises(Refused, match=_("Nothing is owed in this case.")):
        claiming.register_repayment(SimpleNamespace(case=case, data={}))  # type: ignore[arg-type]


@pytest.mark.requirement("R5.3", "a claim that counts another sum than its repayments is found by verify")
def test_a_claim_that_counts_wrong_is_found(at: Any) -> None:
    case = owing(at)
    RepaymentClaim.objects.filter(case=case).update(received=1)
    [fault] = seeing.faults()
    assert fault.startswith(case.number)
    RepaymentClaim.objects.filter(case=case).update(received=0)
