"""Files that nobody would send who means well: each is refused in words or read, and no page of it fails."""

import io
import json
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from imports.models import Batch
from imports.reading import Column, Unreadable, read
from tests.imports.batches.conftest import worked
from tests.imports.messy.books import book, rewritten, saved

HEADER = ["code", "name", "kind", "responsible_municipality", "themes"]
ROW = ["ny", "Nytt", "learning", "1108", ""]
SHEET = "xl/worksheets/sheet1.xml"
COLUMNS = [Column("name", ("navn",)), Column("amount", ("beløp",), "amount")]
MB = 1024 * 1024


def table(*rows: list[str]) -> bytes:
    return saved(book([HEADER, *rows]))


def in_sheet(change: Callable[[str], str]) -> bytes:
    return rewritten(table(ROW), SHEET, change)


def more(row: str) -> bytes:
    return in_sheet(lambda xml: xml.replace("</sheetData>", f"{row}</sheetData>"))


def cell(attributes: str, inside: str) -> bytes:
    return more(f'<row r="3"><c {attributes}>{inside}</c></row>')


def text_cell(place: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>z</t></is></c>'


def as_json(**odd: str) -> bytes:
    return json.dumps([dict(zip(HEADER, ROW, strict=True)) | odd]).encode()


def csv(*lines: str, end: str = "\n") -> bytes:
    return end.join([";".join(HEADER), *lines, ""]).encode()


def code(content: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read(content, "fil", columns=COLUMNS)
    return refused.value.code


@pytest.mark.adversary(
    "C6", "a sheet of a few kilobytes cannot say that it has rows beyond those of any spreadsheet"
)
@pytest.mark.parametrize("number", ["1000000000000", "9" * 4000, "0", "-5", "1"])
def test_rows_are_in_order_and_of_a_spreadsheet(number: str) -> None:
    assert code(in_sheet(lambda xml: xml.replace('<row r="2"', f'<row r="{number}"'))) == "crafted"


@pytest.mark.adversary("C1", "what is wrong is said as it is, not as what it leads to")
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"x" * 200_000 + b";a\n", "letters"),
        (b"navn;verdi\n" + b"x" * 20 * MB + b";1\n", "letters"),
        (json.dumps([{"x" * 40_000: 1}]).encode(), "letters"),
        (b'[{"navn": ' + b"9" * 40_000 + b"}]", "letters"),
        (cell(f'r="{"A" * 9000}3"', "<v>1</v>"), "crafted"),
        (cell('r="æ3"', "<v>1</v>"), "crafted"),
        (("[{" + ",".join(f'"k{n}": 1' for n in range(60_000)) + ', "k59999": 2}]').encode(), "json_doubled"),
    ],
)
def test_the_reason_is_the_right_one(content: bytes, reason: str) -> None:
    assert code(content) == reason


@pytest.mark.adversary("C1", "a place in a file is named in a few letters, whatever the file calls it")
def test_a_place_is_named_in_short() -> None:
    name = json.dumps("\0\ud800" + "x" * MB)
    with pytest.raises(Unreadable) as refused:
        read(f"[{{{name}: 1, {name}: 2}}]".encode(), "fil.json", columns=COLUMNS)
    assert refused.value.code == "json_doubled"
    assert len(refused.value.where) == 80
    assert "\0" not in refused.value.where
    assert refused.value.where.encode()


def test_lines_end_as_on_old_macintoshes() -> None:
    found = read(b"navn;verdi\rA;1\rB;2\r", "fil.csv", columns=COLUMNS)
    assert [row.cells for row in found.rows] == [{"name": "A"}, {"name": "B"}]


@pytest.mark.parametrize("sign", ['"', "a", "æ", "\r"])
def test_a_sign_between_cells_that_can_be_none_is_not_believed(sign: str) -> None:
    found = read(f"sep={sign}\nnavn;beløp\nA;1\n".encode(), "fil.csv", columns=COLUMNS)
    assert [row.cells for row in found.rows] == [{"name": "A", "amount": "1"}]


@pytest.mark.requirement("R7.2", "merged cells are told of: only the first of them has what they show")
def test_merged_cells_are_told() -> None:
    merged = ["A1:B1", "A2:A3", "B2:B3"]
    rows = [["navn", "beløp"], ["A", 1], [None, None], ["C", 3]]
    found = read(saved(book(rows, merged=merged)), "fil.xlsx", columns=COLUMNS)
    assert [str(each) for each in found.assumptions if each.code == "merged"] == [
        "Cells are merged: B2:B3, A2:A3. What they show was read in the first of each, the others as empty."
    ]


@pytest.mark.adversary("C6", "whether a workbook can be opened is known after little work, or it is refused")
@pytest.mark.adversary("C1", "whether a workbook can be opened is known after little work, or it is refused")
def test_who_hands_a_file_in_does_not_wait_for_long(settings: Any) -> None:
    """As many elements as the ratio lets in stand where it is said which sheets there are."""
    numbers = random.Random(1)
    long = "".join(f'<x a="{numbers.getrandbits(64)}"/>' for _ in range(1_500_000))
    settings.IMPORT_LIMITS = {"glance": 1}
    assert (
        code(rewritten(table(ROW), "xl/workbook.xml", lambda xml: xml.replace("<sheets>", long + "<sheets>")))
        == "slow"
    )


@pytest.mark.adversary("C6", "a parser that takes too long is stopped, and that is said in words")
def test_a_parser_that_takes_long_is_stopped(settings: Any) -> None:
    settings.IMPORT_LIMITS = {"seconds": 1, "glance": 60}
    assert code(b'[{"navn": "' + b"x" * 24 * MB + b'"}]') == "slow"


ODD: dict[str, Callable[[], bytes]] = {
    "half a letter in a heading": lambda: as_json(**{"\ud800x": "y"}),
    "half a letter in a key": lambda: as_json(code="\udc00"),
    "half a letter in a text": lambda: as_json(themes="A\ud800"),
    "half a letter in a spreadsheet": lambda: table(["ny", "A_xD800_", *ROW[2:]]),
    "half a letter in its headings": lambda: saved(book([[*HEADER, "_xD800_"], [*ROW, "x"]])),
    "nothing in a heading": lambda: as_json(**{"\0x": "y"}),
    "nothing in a key": lambda: as_json(code="a\0", kind="a\0"),
    "nothing in a number": lambda: as_json(responsible_municipality="1108\0"),
    "nothing in a spreadsheet": lambda: saved(book([[*HEADER, "_x0000_"], ["a_x0000_", "B_x0000_", *ROW[2:], "x"]])),
    "a mark of order in the middle": lambda: csv("\ufeffa;A\ufeffB;learning;\ufeff1108;"),
    "a line that turns": lambda: csv("\u202ea;A\u202e;learning;1108;"),
    "headings only": lambda: csv(),
    "a heading of two lines": lambda: b'"co\nde";name;kind;responsible_municipality\na;A;learning;1108\n',
    "headings that are all the same": lambda: (";".join(["x"] * 199) + "\n").encode(),
    "a key column three times": lambda: b"code;code;code;name;kind;responsible_municipality\na;b;c;A;learning;1108\n",
    "a cell in the last row": lambda: more(f'<row r="1048576">{text_cell("A1048576")}</row>'),
    "more rows than there are": lambda: in_sheet(lambda xml: re.sub('ref="A1:[^"]*"', 'ref="A1:XFD1048576"', xml)),
    "a text that is no date": lambda: cell('r="A3" t="d"', "<v>i går</v>"),
    "a text there is none of": lambda: cell('r="A3" t="s"', "<v>99999</v>"),
    "a number that is none": lambda: cell('r="A3"', "<v>nan</v>"),
    "a number beyond all": lambda: cell('r="D3"', "<v>1e400</v>"),
    "an integer of many digits": lambda: b'[{"code": ' + b"9" * 30_000 + b', "name": 1e400, "kind": true}]',
    "nothing": lambda: b"[{}]",
}  # fmt: skip


@pytest.mark.adversary("C1", "whatever a table holds, the worker comes to its end and no page of it fails")
@pytest.mark.parametrize("what", list(ODD))
@pytest.mark.django_db
def test_no_page_fails_whatever_a_table_holds(
    what: str, cast: Any, browse: Any, tmp_path: Any, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    client = browse(cast.caseworker)
    file = SimpleUploadedFile("fil", io.BytesIO(ODD[what]()).getvalue())
    answer = client.post("/utveksling/ny/", {"kind": "network", "file": file})
    assert answer.status_code == 302
    batch = worked(Batch.objects.get())
    assert batch.state in ("previewed", "unreadable")
    pages = ["", "rader/new/", "rader/refused/", "rader/unchanged/", "avvist.csv", "avvist.xlsx"]
    answers = {page: client.get(f"{answer.url}{page}").status_code for page in pages}
    assert set(answers.values()) <= {200, 404}, answers
    assert answers[""] == 200
