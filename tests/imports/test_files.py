"""Files out and in: what begins as a formula stays text, and nothing is lost on the way."""

import csv
import io

import pytest
from openpyxl import load_workbook
from tablib import Dataset

from imports import files

HOSTILE = [
    "=1+1",
    "+46 8 12",
    "-2",
    "@SUM(A1)",
    "＝1+1",
    "\tx",
    "'=1+1",
    "'",
    'o\'hara; "x"',
    "linje\nto",
    "",
]
TABLE = Dataset(*[[text, "0301"] for text in HOSTILE], headers=["name", "code"])


@pytest.mark.adversary("C10", "a text that looks like a formula is one neither in CSV nor in XLSX")
def test_what_looks_like_a_formula_is_a_text() -> None:
    rows = list(csv.reader(io.StringIO(files.write(TABLE, "csv").decode("utf-8-sig")), delimiter=";"))
    assert not [row for row in rows if row[0].startswith(("=", "+", "-", "@", "\t", "\r", "＝"))]
    sheet = load_workbook(io.BytesIO(files.write(TABLE, "xlsx"))).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


@pytest.mark.requirement("R7.1", "what a file takes out it brings back, letter by letter")
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_written_is_read_again(ending: str) -> None:
    again = files.read(files.write(TABLE, ending), ending)
    assert again.headers == TABLE.headers
    assert [[cell or "" for cell in row] for row in again] == [list(row) for row in TABLE]


@pytest.mark.requirement(
    "R7.1", "a text that is longer than a cell says so, and goes on on a sheet of its own"
)
@pytest.mark.parametrize("length", [32_767, 32_768, 100_000])
def test_a_text_longer_than_a_cell_goes_on_on_a_sheet_of_its_own(length: int) -> None:
    text = "=" + "".join(chr(97 + n % 26) for n in range(length - 1))
    table = Dataset(["0301", "kort"], ["1103", text], headers=["code", "reasons"])
    book = load_workbook(io.BytesIO(files.write(table, "xlsx")))
    shown = book.worksheets[0].cell(3, 2).value
    assert len(shown) == 32_767
    if length == 32_767:
        assert (shown, len(book.worksheets)) == (text, 1)
        return
    kept, _cut, mark = shown.rpartition(" … [")
    assert mark == "cut here: the rest is on the sheet “Long texts”]"
    headings, *rest = book["Long texts"].iter_rows(values_only=True)
    assert headings == ("Row", "Column", "The rest of the text")
    assert {(row, column) for row, column, _text in rest} == {(3, "reasons")}
    assert kept + "".join(each for _row, _column, each in rest) == text
    assert {cell.data_type for cell in book["Long texts"]["C"]} == {"s"}


def test_csv_is_as_norwegian_spreadsheets_ask() -> None:
    assert files.write(Dataset(["Ås", 1], headers=["a", "b"]), "csv") == "\ufeffa;b\r\nÅs;1\r\n".encode()


@pytest.mark.parametrize("text", ["a;b\n1;2\n", "a,b\n1,2\n", "a\tb\n1\t2\n"])
def test_csv_is_read_with_the_sign_that_it_has(text: str) -> None:
    assert files.read(text.encode(), "csv").dict == [{"a": "1", "b": "2"}]


@pytest.mark.parametrize(
    ("content", "ending"),
    [(b"", "csv"), (b"\xff\xfe\xff", "csv"), (b"a;b\n1;2;3\n", "csv"), (b"no zip", "xlsx"), (b"", "xlsx")],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(content: bytes, ending: str) -> None:
    with pytest.raises(ValueError, match=r"file|cells"):
        files.read(content, ending)
