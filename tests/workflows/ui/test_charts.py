"""Bars are drawn the same from the same figures, told in words, and told apart without colours."""

import pytest

from workflows.ui.charts import Bar, bars


@pytest.mark.requirement(
    "R7.4", "a chart says in words what it draws, and the same figures give the same drawing"
)
def test_bars_are_shares_of_the_longest_and_told_in_words() -> None:
    rows = [("2023", [500, 250]), ("2024", [1000, None])]
    chart = bars("Midler", ["Gitt", "Brukt"], rows, told=lambda value: f"{value} kr")
    assert [group.told for group in chart.groups] == [
        "2023: Gitt 500 kr, Brukt 250 kr",
        "2024: Gitt 1000 kr, Brukt –",
    ]
    assert [group.bars for group in chart.groups] == [
        (Bar("50.0", 0, 1), Bar("25.0", 14, 2)),
        (Bar("100.0", 0, 1), Bar("0.0", 14, 2)),
    ]
    assert (chart.groups[0].height, chart.key) == (25, [(1, "Gitt"), (2, "Brukt")])


def test_nothing_and_less_than_nothing_has_no_length() -> None:
    chart = bars("Midler", ["Igjen"], [("2023", [0]), ("2024", [-5])])
    assert [bar.share for group in chart.groups for bar in group.bars] == ["0.0", "0.0"]
    assert chart.key == []  # one series needs none
    assert bars("Midler", ["Igjen"], []).groups == ()


def test_more_series_than_patterns_and_rows_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="5 series"):
        bars("Midler", ["a", "b", "c", "d", "e"], [])
    with pytest.raises(ValueError, match="shorter"):
        bars("Midler", ["a", "b"], [("2024", [1])])
