"""An export of very many cases: few queries, flat memory, and no more time a row than reading the rows takes."""

import resource
import tempfile
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from imports.exports import making
from imports.exports.models import ExportDefinition
from imports.exports.readers import Reader
from tests import way
from tests.many import copies, many_cases
from workflows.cases.models import Case

pytestmark = pytest.mark.django_db
CASES = 10_000
QUERIES = 20
MEGABYTES = 100
TIMES = 15  # as long as the database alone takes to hand over the same cases; 2.7 were measured


def exported(table: str, ending: str, reader: Reader) -> tuple[int, int, float]:
    """Return rows, queries and seconds of an export."""
    asked = ExportDefinition(table=table, format=ending, headings="nb")
    with (
        tempfile.TemporaryFile() as to,
        CaptureQueriesContext(
            connection,
        ) as asked_of,
    ):
        began = time.perf_counter()
        rows = making.write(asked, reader, to)
        return rows, len(asked_of), time.perf_counter() - began


def megabytes() -> float:
    """Return the most memory the process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.mark.requirement("R7.1", "10 000 cases are exported in at most 20 queries, with flat memory")
@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_ten_thousand_cases_take_few_queries_and_little_memory(
    ending: str, cast: SimpleNamespace, browse: Callable[[Any], Any]
) -> None:
    case = way.granted()
    made = many_cases(case, CASES - 1)
    copies(case.decisions.get(), CASES - 1, lambda n: {"case_id": made[n].pk})
    reader = Reader(cast.caseworker)
    exported("case", ending, reader)  # what is loaded once is then there
    before = megabytes()
    told = {
        table: exported(table, ending, reader)
        for table in ("case", "case_in_brief", "application_answer", "decision")
    }
    grown = megabytes() - before
    began = time.perf_counter()
    read = sum(1 for _ in Case.objects.values_list().iterator(chunk_size=2_000))
    reading = time.perf_counter() - began
    for table, (rows, queries, seconds) in told.items():
        print(
            f"\n{ending} {table:<20}{rows:>8} rows {queries:>3} queries {rows / seconds:>9.0f} rows/s", end=""
        )
    print(f"\n{ending} memory grew by {grown:.0f} MB; the database hands over {read / reading:.0f} cases/s")

    assert told["case"][0] == told["case_in_brief"][0] == CASES
    assert sum(queries for _rows, queries, _seconds in told.values()) <= QUERIES
    assert grown < MEGABYTES
    if ending == "csv":
        assert told["case"][2] <= TIMES * reading
