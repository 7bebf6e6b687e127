"""Dates that paragraphs give relative to the grant year."""

import datetime as dt

import pytest

from tests.bare import bare_case
from workflows.deadlines import deadline, resolve, statutory_deadline

NAMES = ["report_opens", "use_deadline", "report_deadline", "carry_over_use_deadline", "audit_deadline"]


@pytest.mark.parametrize(
    ("relative", "date"),
    [
        ({"month": 12, "day": 31, "years": 0}, dt.date(2024, 12, 31)),
        ({"month": 2, "day": 15, "years": 1}, dt.date(2025, 2, 15)),
        ({"month": 12, "day": 1}, dt.date(2024, 12, 1)),
        (None, None),
    ],
)
def test_a_date_is_counted_from_the_grant_year(relative: dict[str, int] | None, date: dt.date | None) -> None:
    assert resolve(relative, 2024) == date


@pytest.mark.django_db
@pytest.mark.requirement(
    "R5.1", "the money is used by 31 December of the grant year, as the published paragraph says"
)
@pytest.mark.requirement("R5.2", "and by 31 December of the next where it is carried over")
@pytest.mark.parametrize("scheme", ["leader_network", "self_initiated"])
def test_the_published_paragraphs_give_the_dates(scheme: str) -> None:
    case = bare_case(scheme)
    assert {name: str(deadline(case, name)) for name in NAMES} == {
        "report_opens": "2024-12-01",
        "use_deadline": "2024-12-31",
        "report_deadline": "2025-02-15",
        "carry_over_use_deadline": "2025-12-31",
        "audit_deadline": "2025-04-01",
    }
    assert str(deadline(case, "report_deadline", year=2025)) == "2026-02-15"


@pytest.mark.django_db
def test_a_date_that_no_paragraph_gives_is_none() -> None:
    assert deadline(bare_case("leader_network"), "carry_over_application_deadline") is None
    assert str(deadline(bare_case("self_initiated"), "carry_over_application_deadline")) == "2025-02-15"


@pytest.mark.adversary("B18", "an appeal or a reply is never due on a Saturday, a Sunday or a public holiday")
@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2024-03-04", "2024-03-25"),  # a Monday
        ("2024-03-07", "2024-04-02"),  # Maundy Thursday, then the whole of Easter
        ("2024-04-10", "2024-05-02"),  # 1 May
        ("2024-04-26", "2024-05-21"),  # 17 May, a Friday, and then Whitsun
        ("2023-12-04", "2023-12-27"),  # Christmas
        ("2024-02-08", "2024-02-29"),  # a leap day is a day
        ("2024-02-09", "2024-03-01"),
        ("2024-06-01", "2024-06-24"),  # a Saturday
    ],
)
def test_a_statutory_deadline_moves_to_the_next_working_day(start: str, due: str) -> None:
    assert str(statutory_deadline(dt.date.fromisoformat(start), days=21)) == due


@pytest.mark.django_db
@pytest.mark.adversary("B18", "a call's deadline and a use-by date stand as published, also on a Sunday")
def test_published_dates_stand_as_they_are() -> None:
    case = bare_case("leader_network")
    assert deadline(case, "use_deadline", year=2028) == dt.date(2028, 12, 31)  # a Sunday
