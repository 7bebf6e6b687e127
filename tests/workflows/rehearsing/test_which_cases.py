"""Which cases a draft is tried on, with which sheets, at what cost; and the figures that differ."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import way
from tests.bare import plain
from tests.rehearsals import Rules, filed, of_paragraph, overhead_of_7, rehearse, sheet, told, turns
from workflows.cases.models import CaseStatus
from workflows.clock import OSLO
from workflows.rules import check as rules_check
from workflows.rules.facts import known_facts
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db
HIGH = {"overhead_percent_awarded": "6"}


def test_open_cases_and_those_of_last_year_by_oslos_calendar(at: Callable[..., None]) -> None:
    for number, year, status in (
        ("ROG-2022-1001", 2022, CaseStatus.CLOSED),
        ("ROG-2022-1002", 2022, CaseStatus.PAID),
        ("ROG-2023-1001", 2023, CaseStatus.CLOSED),
        ("ROG-2024-1001", 2024, CaseStatus.CLOSED),
        ("ROG-2024-1002", 2024, CaseStatus.RECEIVED),
        ("UTKAST-0000000001", 2024, CaseStatus.DRAFT),
    ):
        sheet(filed(number, year=year, status=status), "decision", **HIGH)
    at(2024, 12, 31, 23, 59)
    tried = [each.case for each in rehearse(overhead_of_7)]
    assert tried == ["ROG-2022-1002", "ROG-2023-1001", "ROG-2024-1002"]
    at(2025, 1, 1, 0, 0)
    tried = [each.case for each in rehearse(overhead_of_7)]
    assert tried == ["ROG-2022-1002", "ROG-2024-1001", "ROG-2024-1002"]


def test_the_newest_sheet_of_each_step_counts() -> None:
    case, other = filed("ROG-2024-1001"), filed("ROG-2024-1002")
    sheet(case, "decision", **HIGH)
    sheet(other, "decision", overhead_percent_awarded="5")
    sheet(case, "application", overhead_percent_requested="6")
    sheet(case, "decision", overhead_percent_awarded="5")
    sheet(other, "decision", **HIGH)

    rehearsal = rehearse(overhead_of_7)
    assert turns(rehearsal) == [
        ("ROG-2024-1001", "application", "3.7", "3.7", "no_longer_unmet"),
        ("ROG-2024-1002", "decision", "3.7", "3.7", "no_longer_unmet"),
    ]
    assert rehearsal.sheets == 3


def test_the_summary_counts_cases_and_turns() -> None:
    case = filed("ROG-2024-1001")
    for step, facts in (("decision", HIGH), ("report", {"overhead_percent_reported": "6"})):
        sheet(case, step, **facts)
    sheet(filed("ROG-2024-1002"), "decision", overhead_percent_awarded="4")
    filed("ROG-2024-1003")

    rehearsal = rehearse(overhead_of_7)
    assert len(list(rehearsal)) == 2
    assert rehearsal.summary == (
        "Etter 2025 ville 1 av 3 saker fått et annet utfall. Krav som ikke lenger er brutt: 2, krav som nå er "
        "brutt: 0, plikter som faller bort: 0, nye plikter: 0, annet: 0, kan ikke avgjøres: 0. Endrede tall og "
        "frister: 0. Leste faktaark: 3."
    )


def test_figures_and_deadlines_are_listed_with_the_cases_they_touch() -> None:
    def later(rules: Rules) -> None:
        of_paragraph(rules, "3.16")[0]["params"]["value"] = {"month": 5, "day": 1, "years": 1}
        of_paragraph(rules, "8.4")[0]["params"]["value"] = 21
        rules.remove(of_paragraph(rules, "3.4", "parameter")[0])
        of_paragraph(rules, "0.4", "schemes")[0]["params"]["schemes"] = ["self_initiated"]

    for number in ("ROG-2024-1001", "ROG-2024-1002"):
        filed(number)
    filed("ROG-2024-1003", "leader_network")
    assert [plain(figure.sentence) for figure in rehearse(later).figures()] == [
        "audit_deadline: 1. april året etter tilskuddet etter 2024, 1. mai året etter tilskuddet etter 2025; saker: 2",
        "carry_over: application etter 2024, – etter 2025; saker: 2",
        "preliminary_reply_days: 30 dager etter 2024, 21 dager etter 2025; saker: 2",
        "schemes: self_initiated, foster_home, leader_network etter 2024, self_initiated etter 2025; saker: 3",
    ]


@pytest.mark.requirement(
    "R1.5", "where a stored fact rests on a figure that the draft changes, the rehearsal says so"
)
def test_what_rests_on_another_figure_cannot_be_told() -> None:
    def municipal_too(rules: Rules) -> None:
        of_paragraph(rules, "3.15", "parameter")[0]["params"]["value"].append("municipal")

    sheet(filed("ROG-2024-1001"), "audit", auditor_kind_accepted=False, awarded_amount=250_000)
    rehearsal = rehearse(municipal_too)
    assert told(rehearsal) == [
        "ROG-2024-1001, revisjon: Revisoren er av en type som godtas nei: kan ikke avgjøres, for dette ble funnet med "
        "«auditor_kinds» slik det var, og 2025 sier noe annet; ikke oppfylt etter 2024 (3.15, må: ja)"
    ]
    assert rehearsal.turns == {"unsure": 1}


def test_every_fact_says_which_figures_it_rests_on(
    at: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = way.paid("self_initiated", 250_000)
    at(2025, 1, 10)
    case = way.do(case, "report", way.leader_of(case), **answers.report(250_000))
    case = way.do(case, "control", "caseworker", **answers.control(case))
    read: list[str] = []
    original = rules_check.parameter

    def noting(rules: Any, name: str, *, scheme: str) -> Any:
        read.append(name)
        return original(rules, name, scheme=scheme)

    monkeypatch.setattr(rules_check, "parameter", noting)
    rests_on = {}
    for fact in known_facts().values():
        read.clear()
        fact.find(case)
        if read or fact.rests_on:
            rests_on[fact.name] = (tuple(read), fact.rests_on)
    sums = ("audit_sum_per", "audit_on_early_stop")
    assert rests_on == {
        "auditor_kind_accepted": (("auditor_kinds",), ("auditor_kinds",)),
        "audited_amount": (sums, sums),
    }


def test_the_number_of_queries_does_not_grow_with_the_cases() -> None:
    def asked() -> int:
        rehearsal = rehearse(overhead_of_7)
        with CaptureQueriesContext(connection) as queries:
            assert list(rehearsal)
            assert rehearsal.summary
        return len(queries)

    sheet(filed("ROG-2024-1001"), "decision", **HIGH)
    one = asked()
    for number in range(1002, 1042):
        case = filed(f"ROG-2024-{number}")
        for step in ("application", "decision", "report"):
            sheet(case, step, **HIGH)
    assert asked() == one
    assert one <= 6


def test_a_case_sent_at_new_year_is_of_its_grant_year(at: Callable[..., None]) -> None:
    at(2025, 2, 10)
    late = dt.datetime(2025, 1, 2, 9, tzinfo=OSLO)
    sheet(filed("ROG-2025-1001", status=CaseStatus.CLOSED, submitted_at=late), "decision", **HIGH)
    assert [each.case for each in rehearse(overhead_of_7)] == ["ROG-2025-1001"]
