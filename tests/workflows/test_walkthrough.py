"""`manage.py walkthrough`: a case through all five flows by the site's own pages, told line by line."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests import seeing
from workflows import clock
from workflows.cases.models import Case
from workflows.directory.models import User
from workflows.funds.models import LedgerEntry
from workflows.walkthrough.walking import Strayed, Walk

pytestmark = pytest.mark.django_db

# flow, task and role of every line, but for those that tell that the clock was moved
NETWORK, OFFICE, DECIDER = "network_leader", "caseworker", "decision_maker"
TO_THE_REPORT = [
    ("application", "start", NETWORK),
    ("application", "write", NETWORK),
    ("application", "confirm", "BEHIND"),
    ("application", "confirm", "BEHIND"),
    ("application", "submit", NETWORK),
    ("application", "formal_check", OFFICE),
    ("assessment", "declare", OFFICE),
    ("assessment", "assess", OFFICE),
    ("grant", "declare", DECIDER),
    ("grant", "decide", DECIDER),
    ("grant", "accept", NETWORK),
    ("grant", "register_payment", OFFICE),
    ("grant", "attest_payment", "payment_attester"),
    ("report", "report", NETWORK),
    ("report", "control", OFFICE),
    ("audit", "work_out", "-"),
]
AUDIT = [("audit", "appoint", NETWORK), ("audit", "state", "auditor"), ("audit", "control", OFFICE)]
BEHIND = {"leader_network": "child_welfare_leader", "self_initiated": "municipal_management"}


def walk(**options: Any) -> tuple[list[list[str]], str]:
    """Walk, and return the columns of every line but the last, and the last."""
    said = StringIO()
    call_command("walkthrough", stdout=said, **options)
    *lines, last = said.getvalue().splitlines()
    return [line.split("\t") for line in lines], last


def steps(rows: list[list[str]]) -> list[tuple[str, str, str]]:
    return [(flow, task, role) for flow, task, role, *_rest in rows if flow != "clock"]


def expected(scheme: str, *, audited: bool) -> list[tuple[str, str, str]]:
    told = TO_THE_REPORT + (AUDIT if audited else [])
    return [(flow, task, role.replace("BEHIND", BEHIND[scheme])) for flow, task, role in told]


@pytest.mark.requirement("R6.1", "walked by the site's pages: 200 001 awarded is audited, 200 000 is not")
@pytest.mark.requirement("R6.5", "a case walked by the site's pages ends closed, and everything verifies")
@pytest.mark.parametrize("scheme", ["leader_network", "self_initiated"])
@pytest.mark.parametrize(
    ("requested", "awarded", "audited"),
    [(150_000, None, False), (200_000, None, False), (200_001, None, True), (250_000, 200_000, False)],
)
def test_a_case_is_walked_through_all_five_flows(
    scheme: str, requested: int, awarded: int | None, audited: bool
) -> None:
    rows, number = walk(scheme=scheme, office="ROG", requested=requested, awarded=awarded)
    assert {len(row) for row in rows} == {5}
    assert all(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", when) for _flow, _task, _role, when, _outcome in rows
    )
    assert [row[3] for row in rows] == sorted(row[3] for row in rows)
    assert steps(rows) == expected(scheme, audited=audited)
    assert rows[-1][4] == ("closed" if audited else "not owed")
    assert [row[4] for row in rows if row[1] == "work_out"] == ["owed" if audited else "not owed"]

    case = Case.objects.get(number=number)
    amounts = (case.application.requested_amount, case.decision.awarded_amount)
    assert (number, case.status, amounts) == ("ROG-2024-1001", "closed", (requested, awarded or requested))
    assert seeing.ledger(case) == [("commitment", awarded or requested), ("payment", awarded or requested)]
    assert seeing.faults() == []


def test_every_move_of_the_clock_is_told_and_it_is_put_back() -> None:
    before = clock.shift()
    rows, _number = walk()
    assert [row[:4] for row in rows if row[0] == "clock"] == [["clock", "moved", "-", "2024-12-01T09:00"]]
    assert [row[4][:15] for row in rows if row[0] == "clock"] == ["from 2024-03-04"]
    assert clock.shift() == before


def test_each_walk_makes_a_new_case_also_in_oslo_which_is_one_municipality() -> None:
    numbers = [walk(office="OBOA", scheme="self_initiated")[1] for _again in range(2)]
    assert numbers == ["OBOA-2024-1001", "OBOA-2024-1002"]
    case = Case.objects.get(number=numbers[1])
    assert (case.status, case.statements.count()) == ("closed", 2)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"scheme": "no_such_scheme"}, "no_such_scheme"),
        ({"office": "XYZ"}, "XYZ"),
        ({"requested": 100_000, "awarded": 100_001}, "no more is awarded than requested"),
        ({"requested": 100_000, "awarded": 0}, "Amounts are over zero"),
        ({"requested": 0}, "Amounts are over zero"),
    ],
)
def test_what_cannot_be_walked_is_told_and_nothing_is_made(options: dict[str, Any], said: str) -> None:
    people, entries = User.objects.count(), LedgerEntry.objects.count()
    with pytest.raises(CommandError, match=said) as refused:
        walk(**options)
    assert refused.value.returncode == 1
    assert (User.objects.count(), LedgerEntry.objects.count(), Case.objects.count()) == (people, entries, 0)


def test_it_is_refused_in_production(settings: Any) -> None:
    settings.SAFE_TO_PLAY = False
    people = User.objects.count()
    with pytest.raises(CommandError, match="not in production"):
        walk()
    assert User.objects.count() == people


def test_a_page_that_answers_otherwise_stops_the_walk_and_the_clock_is_put_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = clock.shift()

    def stray(walk: Walk) -> None:
        walk._wait_until_open("report")
        raise Strayed("report.report: the page answered 500 to network_leader.")

    monkeypatch.setattr(Walk, "_report", stray)
    with pytest.raises(CommandError, match="the page answered 500"):
        walk()
    assert clock.shift() == before
    assert Case.objects.get().status == "report_pending"
