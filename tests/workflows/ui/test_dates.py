"""Dates are read as Norwegians write them and shown in words, in Oslo's time."""

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.ui.dates import DateError, long_date, long_datetime, parse_date, short_date

FIFTH_OF_JUNE = dt.date(2024, 6, 5)
READ = [
    "5.6.2024", "05.06.2024", "5. 6. 2024", "2024-06-05", "5. juni 2024", "5 juni 2024", "5.juni 2024", "5. Juni 2024",
    "5/6/2024", "5/6-2024", "05-06-2024", "5. jun. 2024", "  5.6.2024 ", "5.\u00a0juni\u00a02024",
]  # fmt: skip
REFUSED = {
    "": "empty", "i morgen": "not_a_date", "5.6": "not_a_date", "06/05/24": "short_year", "5.6.24": "short_year",
    "5. juni 24": "short_year", "31.6.2024": "no_such_day", "29.2.2023": "no_such_day", "5.13.2024": "no_such_day",
    "5.6.0024": "far_year", "5.6.3024": "far_year", "5. ju 2024": "not_a_date", "5. jule 2024": "not_a_date",
    "2024": "not_a_date", "５.６.２０２４": "not_a_date",
}  # fmt: skip


@pytest.mark.requirement("R8.11", "dates are read as people write them, the day before the month")
@pytest.mark.parametrize("text", READ)
def test_reads_what_people_write(text: str) -> None:
    assert parse_date(text) == FIFTH_OF_JUNE


@pytest.mark.parametrize(("text", "code"), REFUSED.items())
def test_refuses_with_a_reason(text: str, code: str) -> None:
    with pytest.raises(DateError) as refused:
        parse_date(text)
    assert refused.value.code == code
    assert str(refused.value)


@pytest.mark.requirement("R8.11", "dates are shown as 5. juni 2024")
def test_shows_dates_in_words() -> None:
    assert long_date(FIFTH_OF_JUNE) == "5. juni 2024"
    assert short_date(FIFTH_OF_JUNE) == "05.06.2024"
    assert long_date(None) == short_date(None) == long_datetime(None) == ""


@pytest.mark.adversary("B15", "one second before midnight in Oslo is still that day")
def test_shows_moments_in_oslos_time() -> None:
    last_second = dt.datetime(2024, 12, 31, 22, 59, 59, tzinfo=dt.UTC)
    assert long_datetime(last_second) == "31. desember 2024 kl. 23.59"
    assert long_date(last_second) == "31. desember 2024"
    assert long_datetime(last_second + dt.timedelta(seconds=1)) == "1. januar 2025 kl. 00.00"


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2199, 12, 31)))
def test_reads_back_what_it_shows(day: dt.date) -> None:
    assert parse_date(long_date(day)) == parse_date(short_date(day)) == parse_date(day.isoformat()) == day


@given(st.text(max_size=40))
def test_never_fails_in_another_way(text: str) -> None:
    with contextlib.suppress(DateError):
        assert isinstance(parse_date(text), dt.date)
