"""What a mark may say."""

from types import SimpleNamespace

import pytest

from tests.tools.marks import Mark, marks_of


def item(*marks: pytest.MarkDecorator) -> SimpleNamespace:
    """Return what marks_of reads of a collected test."""
    return SimpleNamespace(
        nodeid="tests/x.py::test_y",
        iter_markers=lambda name: [mark.mark for mark in marks if mark.name == name],
    )


def test_a_mark_gives_its_row_its_sentence_and_its_test():
    marked = item(
        pytest.mark.requirement("R3.9", " 5.01 is refused "), pytest.mark.adversary("A6", "one grant")
    )

    assert list(marks_of(marked)) == [
        Mark("A6", "one grant", "tests/x.py::test_y"),
        Mark("R3.9", "5.01 is refused", "tests/x.py::test_y"),
    ]


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        (pytest.mark.requirement("R99.1", "seen"), "not in docs/requirements.csv"),
        (pytest.mark.adversary("R3.9", "seen"), "belongs in @pytest.mark.requirement"),
        (pytest.mark.requirement("A6", "seen"), "belongs in @pytest.mark.adversary"),
        (pytest.mark.requirement("R3.9"), "an id and one sentence"),
        (pytest.mark.requirement("R3.9", " "), "an id and one sentence"),
    ],
)
def test_a_mark_that_says_too_little_or_names_no_row_is_refused(mark, reason):
    with pytest.raises(ValueError, match=reason):
        list(marks_of(item(mark)))
