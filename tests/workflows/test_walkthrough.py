"""`manage.py walkthrough`: a case through all five flows by the site's own pages, told line by line."""

import re
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests import seeing
from workflows import base, clock
from workflows.base import flows
from workflows.cases.models import Case
from workflows.directory.models import User
from workflows.funds.models import LedgerEntry
from workflows.schemes.models import SchemeVersion
from workflows.walkthrough import everything
from workflows.walkthrough import steps as steps_of_the_way
from workflows.walkthrough.calls import published_with
from workflows.walkthrough.everything import outcome_of
from workflows.walkthrough.variants import VARIANTS
from workflows.walkthrough.variants.base import says

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
@pytest.mark.parametrize(
    ("scheme", "requested", "awarded", "audited"),
    [
        ("leader_network", 200_001, None, True),
        ("self_initiated", 200_000, None, False),
        ("leader_network", 250_000, 200_000, False),
        ("self_initiated", 200_001, None, True),
    ],
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
    monkeypatch.setitem(steps_of_the_way._steps, "report.report", lambda turn: {"used_amount": "alt"})
    with pytest.raises(CommandError, match=r"report\.report: the post answered 422 to network_leader"):
        walk()
    assert clock.shift() == before
    assert Case.objects.get().status == "report_pending"


# What is otherwise than on the plain way: the steps from the formal check on, and where the case ends.
PLAINLY = "formal_check declare assess declare decide"
OTHERWISE = {
    "refusal": (PLAINLY, "closed, refused"),
    "repayment": (PLAINLY, "closed, granted, repaid"),
    "appeal-upheld": (PLAINLY, "closed, refused"),
    "two-years": (PLAINLY, "closed, granted, audited"),
    "second-assessor": (
        "formal_check declare assess second_assess assess second_assess declare decide",
        "closed, granted",
    ),
    "second-approval": (PLAINLY, "closed, granted"),
    "partial-leader": ("formal_check declare assess declare declare decide", "closed, granted"),
}


@pytest.mark.requirement("R6.5", "a variant of a case, walked by the site's pages, ends as it should")
@pytest.mark.parametrize("name", list(OTHERWISE))
def test_a_variant_takes_its_own_way_and_ends_as_it_should(name: str) -> None:
    rows, number = walk(variant=name, scheme="self_initiated")
    case, (way, ends) = Case.objects.get(number=number), OTHERWISE[name]
    taken = [task for flow, task, _role in steps(rows) if flow in ("application", "assessment", "grant")]
    decided = taken[taken.index("formal_check") : taken.index("decide") + 1]
    assert (" ".join(decided), outcome_of(case)) == (way, ends)
    assert seeing.faults() == []


def test_a_scheme_with_other_options_is_made_once_and_what_is_published_stays_the_newest() -> None:
    published = SchemeVersion.objects.newest("leader_network")
    assert published is not None
    made = [published_with(published, {"appeal": True}) for _again in range(2)]
    newest = SchemeVersion.objects.newest("leader_network")
    assert newest is not None
    assert (made[0], made[0].option("appeal"), newest.definition) == (made[1], True, published.definition)
    assert SchemeVersion.objects.filter(code="leader_network").count() == 3


def test_a_case_that_goes_otherwise_than_its_variant_says_is_no_success(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(VARIANTS, "refusal", replace(VARIANTS["refusal"], seen=lambda case: False))
    with pytest.raises(CommandError, match="it did not go so: The caseworker recommends to refuse"):
        walk(variant="refusal")


@pytest.mark.requirement(
    "R3.2", "under the document of 2021 no call of leader networks is announced, and why is told"
)
def test_all_variants_are_told_in_a_table_and_one_that_strays_fails_the_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    every = {(variant.name, scheme.code) for variant, scheme, _awarded in everything.rows()}
    assert {name for name, _scheme in every} == set(VARIANTS)
    assert not {("carry-over", "self_initiated"), ("no-such-scheme", "self_initiated")} & every

    leader = SchemeVersion.objects.get(code="leader_network")
    never = replace(VARIANTS["plain"], changes={"application.write": says(requested_amount="0")})
    walked = [(VARIANTS["refusal"], leader, None), (VARIANTS["no-such-scheme"], leader, None)]
    monkeypatch.setattr(everything, "rows", lambda: iter([*walked, (never, leader, 150_000)]))
    said = StringIO()
    with pytest.raises(CommandError, match="1 of 3 walks did not end as they should"):
        call_command("walkthrough", all=True, stdout=said)
    assert [line.split("\t")[:-1] for line in said.getvalue().splitlines()] == [
        ["refusal", "leader_network", "newest", "150000", "ROG-2024-1001", "as told"],
        ["no-such-scheme", "leader_network", "2021", "150000", "-", "as told"],
        ["plain", "leader_network", "newest", "150000", "-", "NOT AS TOLD"],
    ]
    assert "2021 har ikke ordningen" in said.getvalue()


def test_every_step_of_the_flows_is_known_to_the_walk() -> None:
    there = {f"{flow.folder()}.{step.name}" for flow in flows() for step in base.steps(flow)}
    assert there == steps_of_the_way.known()
