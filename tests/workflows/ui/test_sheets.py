"""Tables as CSV files: no cell is run by a spreadsheet, and nothing is lost on the way."""

import csv
import io

import pytest

from workflows.ui.sheets import as_csv


@pytest.mark.adversary("C10", "no cell of any CSV file for people is taken for a formula")
@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠x"])
def test_cells_that_begin_as_formulas_stay_text(text: str) -> None:
    table = as_csv([(text, -5, "ROG-2024-1001")]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(table, newline=""), delimiter=";")) == [
        [f"'{text}", "-5", "ROG-2024-1001"]
    ]
