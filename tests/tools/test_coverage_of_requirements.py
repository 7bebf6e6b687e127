"""How far we are, as text."""

from tests.tools.coverage_of_requirements import report
from tests.tools.marks import Mark
from tests.tools.requirements import Requirement


def test_rows_come_with_sentences_and_tests_and_rows_without_any_come_last():
    rows = [Requirement("R1.1", "requirement", "Read a page"), Requirement("A1", "adversary", "Two at once")]
    marks = [
        Mark("R1.1", "the page has contents", "tests/a.py::test_page[nb]"),
        Mark("R1.1", "the page has contents", "tests/a.py::test_page[nn]"),
        Mark("R1.1", "the page is a PDF", "tests/b.py::test_pdf"),
    ]

    assert report(rows, marks).splitlines() == [
        "R1.1   Read a page",
        "       - the page has contents",
        "           tests/a.py::test_page",
        "       - the page is a PDF",
        "           tests/b.py::test_pdf",
        "A1     Two at once",
        "",
        "1 of 2 rows have a test. Without:",
        "A1     Two at once",
    ]
