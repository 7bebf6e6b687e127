"""Reminding all who have not reported in one act, once a day, and by itself around the deadline (R5.4)."""

import datetime as dt
import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests import seeing, way
from tests.workflows.pages.test_query_budgets import LIST, cost
from tests.workflows.report.test_claims import owing
from workflows import outbox
from workflows.cases.models import Case, JournalDetail
from workflows.directory.models import Reminder
from workflows.errors import NotAllowed
from workflows.outbox import OutboxMessage
from workflows.report import claiming, reminding
from workflows.report.models import ReminderSent
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
PAGE = "/oppfolging/rapporter/"


def mails(kind: str = "mail:reminded") -> int:
    """Return how many reminders are owed by e-mail."""
    return OutboxMessage.objects.filter(key__startswith=kind).count()


def listed(client: Client, year: int = 2024) -> list[Case]:
    return [item.case for item in client.get(f"{PAGE}?ar={year}").context["page"]]


@pytest.mark.requirement(
    "R5.4", "the office sees who owes a report, and reminds them all in one act, once a day"
)
def test_all_who_owe_a_report_are_reminded_in_one_act(at: Any, browse: Browse, cast: SimpleNamespace) -> None:
    first, second = way.paid("self_initiated"), way.paid("leader_network")
    office = browse(cast.caseworker)
    assert listed(office) == []  # none can be written yet
    at(2025, 2, 16)
    assert listed(office) == [first, second]
    assert listed(browse(cast.other_caseworker)) == []
    page = office.get(f"{PAGE}?ar=2024")
    assert (page.context["count"], page.context["overdue"]) == ("2", "2")

    assert office.post(f"{PAGE}?ar=2024", {"hvem": "alle"}).status_code == 302
    assert office.post(f"{PAGE}?ar=2024", {"hvem": "alle"}).status_code == 302
    assert (ReminderSent.objects.count(), mails()) == (2, 2)
    assert seeing.acts(first)[-1] == ("report.reminded_report", "caseworker")
    [reminded, _other] = office.get(f"{PAGE}?ar=2024").context["page"]
    assert str(reminded.reminded_on) == "2025-02-16"

    at(2025, 2, 17)
    chosen = {"hvem": "valgte", "rapport": [str(way.item(second, "report").pk), "x", "9" * 30]}
    office.post(f"{PAGE}?ar=2024", chosen)
    assert list(ReminderSent.objects.filter(day="2025-02-17").values_list("case", flat=True)) == [second.pk]
    way.do(second, "report", way.leader_of(second), **answers.report(150_000))
    assert listed(office) == [first]


@pytest.mark.requirement("R5.4", "who carries money over owes a report of that year too")
def test_a_carry_over_year_is_listed_by_its_own_year(at: Any, browse: Browse, cast: SimpleNamespace) -> None:
    case = way.paid("leader_network", 150_000)
    at(2025, 1, 10)
    case = way.do(case, "report", way.leader_of(case), **answers.report(100_000))
    case = way.do(case, "control", "caseworker", **answers.control(case))
    at(2026, 1, 10)
    assert (listed(browse(cast.caseworker), 2024), listed(browse(cast.caseworker), 2025)) == ([], [case])


@pytest.mark.adversary(
    "D1", "an office reminds its own networks only; others' are not there, whatever is posted"
)
def test_others_cases_are_not_reminded(at: Any, browse: Browse, cast: SimpleNamespace) -> None:
    case = way.paid("self_initiated")
    at(2025, 2, 16)
    item = way.item(case, "report")
    browse(cast.other_caseworker).post(f"{PAGE}?ar=2024", {"hvem": "valgte", "rapport": str(item.pk)})
    browse(cast.other_caseworker).post(f"{PAGE}?ar=2024", {"hvem": "alle"})
    assert not ReminderSent.objects.exists()
    assert browse(cast.fund_manager).post(f"{PAGE}?ar=2024", {"hvem": "alle"}).status_code == 403
    assert browse(way.leader_of(case)).post(PAGE, {"hvem": "alle"}).status_code == 404
    with pytest.raises(NotAllowed):
        reminding.remind_of_reports(reminding.owed_reports(), by=cast.fund_manager)


@pytest.mark.requirement(
    "R5.4", "the worker reminds before the deadline, after it, and every fortnight, and doubles nothing"
)
def test_the_worker_reminds_in_time(at: Any) -> None:
    way.paid("self_initiated")
    days = []
    for day in (dt.date(2025, 1, 20) + dt.timedelta(days=each) for each in range(60)):
        at(day.year, day.month, day.day)
        reminding.remind_in_time()
        reminding.remind_in_time()
    days = [str(day) for day in ReminderSent.objects.values_list("day", flat=True)]
    assert days == ["2025-02-01", "2025-02-16", "2025-03-02", "2025-03-16"]
    assert "report-reminders" in {chore.name for chore in outbox.chores()}


@pytest.mark.requirement(
    "R5.3", "a claim is reminded of before its day and after it, and taken to the leaders once"
)
@pytest.mark.adversary("F3", "reminders leave no name, address or amount in the journal's details")
def test_an_overdue_claim_is_reminded_of_and_taken_to_the_leaders(at: Any, cast: SimpleNamespace) -> None:
    case = owing(at)
    reminding.remind_in_time()
    assert not ReminderSent.objects.exists()  # no claim was sent
    claiming.send(
        claim=case.claims.get(),
        due=dt.date(2025, 2, 10),
        reason="x",
        pay_to="Konto 1",
        by=cast.decision_maker,
    )
    for day in (dt.date(2025, 1, 20) + dt.timedelta(days=each) for each in range(30)):
        at(day.year, day.month, day.day)
        reminding.remind_in_time()
    assert [str(day) for day in ReminderSent.objects.values_list("day", flat=True)] == [
        "2025-01-27",
        "2025-02-11",
    ]
    overdue = Reminder.objects.filter(key__startswith="claim_overdue:")
    assert (overdue.get().role, overdue.get().settled_at) == ("decision_maker", None)
    assert [action for action, _who in seeing.acts(case)].count("report.claim_overdue") == 1
    told = JournalDetail.objects.filter(entry__case=case, entry__action__startswith="report.reminded")
    assert [json.dumps(each.data) for each in told] == ['{"year": 2024}', '{"year": 2024}']
    way.do(case, "repay", "caseworker", received_on="18.02.2025", amount="")
    assert overdue.get().settled_at is not None


def test_the_database_keeps_one_reminder_of_a_day(at: Any) -> None:
    case = owing(at)
    about = {"case": case, "about": "repayment", "year": 2024, "day": dt.date(2025, 1, 10)}
    ReminderSent.objects.create(**about)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReminderSent.objects.create(**about)


def test_the_lists_ask_the_same_whatever_there_is(at: Any, browse: Browse, cast: SimpleNamespace) -> None:
    pages = (f"{PAGE}?ar=2024", "/oppfolging/krav/")

    def costs() -> list[int]:
        owing(at)
        at(2024, 3, 4)
        way.paid("leader_network")
        at(2025, 2, 16)
        return [cost(browse(cast.caseworker), page) for page in pages]

    first = costs()
    assert (costs(), max(first) <= LIST) == (first, True)
