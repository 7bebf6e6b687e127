"""What becomes of the answers of two who write at once, field by field; without a database."""

import pytest

from workflows.drafting.merging import Merged, digest, merge

SHOWN = {"theme": "Tidlig innsats", "concerns": "Veiledning", "municipalities": ["1108", "1120"]}
BASE = {code: digest(answer) for code, answer in SHOWN.items()}


@pytest.mark.requirement("R8.15", "fields that do not collide are put together by themselves")
def test_different_fields_are_put_together() -> None:
    now = SHOWN | {"theme": "Ettervern"}
    mine = SHOWN | {"concerns": "Samlinger"}
    assert merge(mine=mine, now=now, base=BASE) == Merged(
        written={"concerns": "Samlinger"}, changed_by_others=frozenset({"theme"})
    )


@pytest.mark.requirement("R8.15", "of one field that two have changed, neither text replaces the other")
def test_the_same_field_is_put_aside() -> None:
    now = SHOWN | {"theme": "Ettervern"}
    assert merge(mine=SHOWN | {"theme": "Fosterhjem"}, now=now, base=BASE) == Merged(
        twice={"theme": "Fosterhjem"}
    )


def test_who_writes_the_same_agrees() -> None:
    now = SHOWN | {"theme": "Ettervern"}
    assert merge(mine=now, now=now, base=BASE) == Merged(changed_by_others=frozenset({"theme"}))


def test_what_is_emptied_is_a_change() -> None:
    assert merge(mine=SHOWN | {"theme": None}, now=SHOWN, base=BASE) == Merged(written={"theme": None})
    now = SHOWN | {"theme": "Ettervern"}
    assert merge(mine=SHOWN | {"theme": None}, now=now, base=BASE) == Merged(twice={"theme": None})


def test_how_a_browser_breaks_lines_is_no_change() -> None:
    assert digest("En linje\r\nog en til") == digest("En linje\nog en til")
    assert digest("En linje") != digest("En linje\n")


def test_without_a_base_what_is_sent_is_written() -> None:
    assert merge(mine={"theme": "Nytt"}, now=SHOWN, base={}) == Merged(written={"theme": "Nytt"})
