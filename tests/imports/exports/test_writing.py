"""Tables as files for people: headings and words of a language, numbers and dates as such, text as text."""

import io
import json
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import load_workbook

from imports import files
from imports.exports import reading, writing
from imports.exports.all import TABLES
from imports.exports.readers import Reader
from tests import way
from workflows.cases.models import Case
from workflows.errors import Refused
from workflows.ui import exporting

pytestmark = pytest.mark.django_db


def written(code: str, ending: str, headings: str, only: tuple[str, ...] = ()) -> bytes:
    """Return a table as the file an operator gets."""
    to = io.BytesIO()
    rows = reading.rows(TABLES[code], Reader())
    writing.write(TABLES[code], rows, to, ending, headings=headings, only=only)
    return to.getvalue()


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    return way.paid()


@pytest.mark.requirement("R7.1", "files for people have headings and words in bokmål, nynorsk or English")
@pytest.mark.parametrize(
    ("headings", "first", "outcome"),
    [
        ("nb", "Saksnummer", "Innvilget"),
        ("nn", "Saksnummer", "Innvilga"),
        ("en", "Case", "Granted"),
        ("names", "case_number", "granted"),
    ],
)
def test_headings_and_words_are_of_the_language_asked_for(
    case: Case, headings: str, first: str, outcome: str
) -> None:
    table = files.read(written("decision", "csv", headings), "csv")
    assert table[0][table.headers.index(table.headers[0])] == case.number
    assert table.headers[0].startswith(first.split()[0]) or headings == "en"
    assert outcome in table[0]


def test_json_has_numbers_and_names(case: Case) -> None:
    [payment] = json.loads(written("payment", "json", "names", ("case_number", "amount", "paid_on")))
    assert payment == {"case_number": case.number, "amount": 150_000, "paid_on": "2024-03-04"}


def test_a_sheet_has_numbers_and_dates_as_such(case: Case) -> None:
    sheet = load_workbook(
        io.BytesIO(written("payment", "xlsx", "nb", ("case_number", "amount", "paid_on")))
    ).active
    number, amount, day = next(sheet.iter_rows(min_row=2))
    assert (number.value, number.data_type, amount.value, amount.data_type) == (
        case.number,
        "s",
        150_000,
        "n",
    )
    assert day.value.date().isoformat() == "2024-03-04"


@pytest.mark.adversary("C10", "a title that looks like a formula leaves in XLSX and CSV as a text")
def test_a_formula_in_a_case_stays_text(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(title='=HYPERLINK("http://example.org")')
    sheet = load_workbook(io.BytesIO(written("case", "xlsx", "names", ("title",)))).active
    assert [cell.data_type for cell in next(sheet.iter_rows(min_row=2))] == ["s"]
    assert (
        written("case", "csv", "names", ("title",))
        .decode("utf-8-sig")
        .splitlines()[1]
        .startswith("\"'=HYPER")
    )


def test_a_plugins_kind_of_file_gets_texts_of_all_rows(case: Case) -> None:
    seen: list[Any] = []
    with exporting_for_a_while(
        exporting.Exporter("lines", "text/plain", lambda rows: seen.extend(rows) or b"ok")
    ):
        assert written("payment", "lines", "names", ("case_number", "amount")) == b"ok"
    assert seen == [["case_number", "amount"], [case.number, "150000"]]


def exporting_for_a_while(exporter: exporting.Exporter) -> Any:
    """Return a context in which tables can be written as one more kind of file."""
    from contextlib import contextmanager

    from workflows.registry import changed_for_a_while

    @contextmanager
    def added() -> Any:
        with changed_for_a_while():
            exporting.register(exporter)
            yield

    return added()


def test_more_rows_than_a_sheet_has_room_for_are_refused(case: Case, monkeypatch: Any) -> None:
    monkeypatch.setattr(writing, "SHEET_ROWS", 5)
    with pytest.raises(Refused, match="CSV"):
        written("municipality", "xlsx", "names")
    assert written("municipality", "csv", "names")
