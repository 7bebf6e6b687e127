"""A table is the same on the page and in a file, written for people there and plainly here."""

import pytest

from workflows.ui.tables import CHANGE, COUNT, DAYS, KRONER, PERCENT, Cell, Column, Table, decimal, percent

COLUMNS = [
    Column("Embete"), Column("Gitt", KRONER), Column("Saker", COUNT), Column("Andel", PERCENT),
    Column("Endring", CHANGE), Column("Dager", DAYS), Column("Flyttet", KRONER, rare=True),
]  # fmt: skip
ROW = [Cell("Rogaland", "/r/"), Cell(1_250_000), Cell(3), Cell(12.5), Cell(-3.0), Cell(20.5), Cell(0)]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_figures_are_written_for_people_on_the_page_and_plainly_in_a_file() -> None:
    table = Table("midler", "Midler", COLUMNS, [ROW, [Cell("Oslo"), *[Cell(None)] * 6]])
    assert [[plain(cell.text) for cell in row] for row in table.shown] == [
        ["Rogaland", "1 250 000", "3", "12,5 %", "−3 %", "20,5"],
        ["Oslo", "–", "–", "–", "–", "–"],
    ]
    assert table.as_rows() == [
        ["Embete", "Gitt", "Saker", "Andel", "Endring", "Dager", "Flyttet"],
        ["Rogaland", "1250000", "3", "12,5", "-3,0", "20,5", "0"],
        ["Oslo", "", "", "", "", "", ""],
    ]
    assert (table.shown[0][0].url, table.shown[0][0].is_figure, table.shown[0][1].is_figure) == (
        "/r/",
        False,
        True,
    )


def test_what_is_rare_is_shown_where_there_is_some() -> None:
    some = [*ROW[:-1], Cell(7)]
    assert [column.title for column in Table("m", "M", COLUMNS, [ROW]).heads][-1] == "Dager"
    table = Table("m", "M", COLUMNS, [ROW, some], total=some)
    assert ([column.title for column in table.heads][-1], table.shown_total[-1].text) == ("Flyttet", "7")


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (0.04, "0"), (-0.04, "0"), (-1.25, "−1,2"), (1234.5, "1 234,5")]
)
def test_a_number_has_one_decimal_where_it_needs_one(value: float, text: str) -> None:
    assert plain(decimal(value)) == text


def test_a_share_of_nothing_is_none() -> None:
    assert (percent(1, 0), percent(1, 3), percent(0, 3)) == (None, 33.3, 0.0)
