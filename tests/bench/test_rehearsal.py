"""A rehearsal costs a few times what it costs to read the fact sheets it rests on, however many cases there are."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import pytest

from tests.rehearsals import Rules, filed, of_paragraph, overhead_of_7, rehearse
from workflows.cases.models import Case, FactSheet
from workflows.rehearsing.running import CHUNK, newest_sheets, rehearsed_cases

pytestmark = pytest.mark.django_db
CASES, ROUNDS = 500, 5
ALLOWED = 15  # times as long as reading the same sheets, though all of them differ and are told of
FACTS = {
    "application": {"service_count": 3, "requested_amount": 250_000, "overhead_percent_requested": "6"},
    "assessment": {"answer:network_plan": True, "participants_missing": 0},
    "decision": {"awarded_amount": 250_000, "overhead_percent_awarded": "4.5"},
    "report": {"awarded_amount": 250_000, "overhead_percent_reported": "6.2", "unspent_amount": 0},
}


def many_limits(rules: Rules) -> None:
    """Change what every sheet is judged by."""
    overhead_of_7(rules)
    of_paragraph(rules, "3.14")[0]["params"]["when"]["value"] = 300_000
    of_paragraph(rules, "2.4")[0]["severity"] = "must"


def store(count: int) -> None:
    """Store so many cases, each with a sheet of four steps that knows what a real one knows."""
    first = filed("ROG-2024-1001")
    fields = {field.attname: getattr(first, field.attname) for field in Case._meta.concrete_fields}
    Case.objects.bulk_create(
        (
            Case(**fields | {"id": None, "number": f"ROG-2024-{number}"})
            for number in range(2000, 1999 + count)
        ),
        batch_size=1000,
    )
    rest = dict.fromkeys(("has_network_leader", "has_steering_group", "project_plan_attached"), True)
    rest |= {f"answer:{number}": True for number in range(8)}
    sheets = (
        FactSheet(case_id=pk, edition=first.edition, step=step, facts=rest | facts, digest="0" * 64)
        for pk in Case.objects.values_list("pk", flat=True)
        for step, facts in FACTS.items()
    )
    FactSheet.objects.bulk_create(sheets, batch_size=1000)


def seconds(do: Callable[[], Any]) -> float:
    """Return how long something takes, as the median of some rounds."""
    taken = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        do()
        taken.append(time.perf_counter() - began)
    return median(taken)


def read_only() -> int:
    """Read the sheets a rehearsal reads, and do nothing with them."""
    columns = ("case__number", "edition_id", "case__scheme_version__code", "step", "facts")
    return sum(1 for _row in newest_sheets(rehearsed_cases()).values_list(*columns).iterator(CHUNK))


def run() -> str:
    """Rehearse from the rules to the summary, as the command does."""
    rehearsal = rehearse(many_limits)
    for each in rehearsal:
        str(each.why)
    return rehearsal.summary


def test_a_rehearsal_takes_a_few_times_as_long_as_reading_what_it_rests_on() -> None:
    store(CASES)
    assert read_only() == 4 * CASES
    reading, rehearsing = seconds(read_only), seconds(run)
    times = rehearsing / reading
    print(f"\n{CASES} cases: rehearsed in {rehearsing:.2f} s, read in {reading:.2f} s: {times:.2f} times")

    assert times <= ALLOWED
