"""Old municipality numbers and what they mean today. Pure: the history is the shipped table, without a database."""

import csv
import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from workflows.directory.changes import History, Resolution, UnknownMunicipality, resolve
from workflows.directory.models import MunicipalityChange

REFERENCE = Path(__file__).parents[3] / "imports" / "reference"
IN_2019, IN_2023, IN_2024 = dt.date(2019, 6, 1), dt.date(2023, 6, 1), dt.date(2024, 6, 1)


def rows_of(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def history() -> History:
    changes = [
        MunicipalityChange(**row | {"effective_date": dt.date.fromisoformat(row["effective_date"])})
        for row in rows_of("municipality_changes")
    ]
    return History(changes, (row["code"] for row in rows_of("municipalities")))


@pytest.mark.requirement(
    "R8.13", "an old municipality number is mapped by date to today's, over several reforms"
)
@pytest.mark.parametrize(
    ("code", "on", "today"),
    [
        ("0301", IN_2019, "0301"),  # never changed
        ("3001", IN_2023, "3101"),  # Viken: Halden
        ("3025", IN_2023, "3203"),  # Viken: Asker
        ("3049", IN_2023, "3312"),  # Viken: Lier
        ("0101", IN_2019, "3101"),  # Halden, before Viken was
        ("0402", IN_2019, "3401"),  # Kongsvinger
        ("1601", dt.date(2011, 1, 1), "5001"),  # Trondheim
        ("1723", dt.date(2011, 6, 1), "5053"),  # Mosvik, merged into Inderøy, renumbered with Trøndelag
        ("0706", dt.date(2016, 1, 1), "3907"),  # Sandefjord: merged, renumbered, renumbered
        ("1149", IN_2019, "1149"),  # Karmøy
        ("2004", dt.date(2018, 1, 1), "5603"),  # Hammerfest: renamed, merged, renumbered
        ("5402", IN_2023, "5503"),  # Harstad
    ],
)
def test_a_number_is_followed_to_today(code: str, on: dt.date, today: str) -> None:
    resolution = history().resolve(code, on)
    assert (resolution.today, resolution.candidates, resolution.is_mapped) == (today, (today,), code != today)


@pytest.mark.requirement("R8.13", "a split leaves several candidates, so that somebody is asked")
@pytest.mark.parametrize(
    ("code", "on", "candidates"),
    [
        ("1507", IN_2023, ("1508", "1580")),  # Ålesund
        ("1504", IN_2019, ("1508", "1580")),  # Ålesund before the merger that was undone
        ("0720", dt.date(2016, 1, 1), ("3905", "3907")),  # Stokke
        ("1850", IN_2019, ("1806", "1875")),  # Tysfjord
        ("5012", IN_2019, ("5055", "5056", "5059")),  # Snillfjord
        ("1613", dt.date(2017, 1, 1), ("5055", "5056", "5059")),  # Snillfjord before Trøndelag was
    ],
)
def test_a_split_leaves_a_choice(code: str, on: dt.date, candidates: tuple[str, ...]) -> None:
    resolution = history().resolve(code, on)
    assert (resolution.today, resolution.candidates) == (None, candidates)


@pytest.mark.adversary(
    "C12", "a number closed by the reform of 2024 is mapped, also in a later file; 9999 is unknown"
)
def test_a_number_that_was_already_gone_is_followed_all_the_same() -> None:
    assert history().resolve("3001", IN_2024).today == "3101"
    assert history().resolve("0101", dt.date(2024, 1, 1)).today == "3101"
    assert history().resolve("1507", IN_2024).candidates == ("1508", "1580")
    for code in ("9999", "2100", "301", ""):
        with pytest.raises(UnknownMunicipality):
            history().resolve(code, IN_2024)


def test_the_way_is_told() -> None:
    assert history().resolve("1504", IN_2019).explanation == (
        "1504 → 1507 Ålesund (1. januar 2020); 1507 → 1508 Ålesund, 1580 Haram (1. januar 2024)"
    )
    assert history().resolve("0301", IN_2019) == Resolution("0301", IN_2019, ("0301",))
    assert history().resolve("0301", IN_2019).explanation == ""


def test_every_number_since_2011_leads_to_numbers_of_today() -> None:
    codes = {row[column] for row in rows_of("municipality_changes") for column in ("old_code", "new_code")}
    today = {row["code"] for row in rows_of("municipalities")}
    found = {code: history().resolve(code, dt.date(2010, 12, 31)).candidates for code in codes}
    assert [
        code for code, candidates in found.items() if not candidates or not today.issuperset(candidates)
    ] == []
    assert sum(len(candidates) > 1 for candidates in found.values()) == 10


def test_the_table_agrees_with_the_numbers_that_municipalities_had_until_2023() -> None:
    before = {
        row["code_2020_2023"]: row["code"] for row in rows_of("municipalities") if row["code_2020_2023"]
    }
    wrong = [old for old, new in before.items() if new not in history().resolve(old, IN_2023).candidates]
    assert (len(before), wrong) == (114, [])


def test_no_number_has_been_used_for_two_municipalities() -> None:
    moves = [row for row in rows_of("municipality_changes") if row["old_code"] != row["new_code"]]
    ended = {row["old_code"]: row["effective_date"] for row in moves}
    assert [row for row in moves if row["effective_date"] >= ended.get(row["new_code"], "9999")] == []


def test_the_register_in_the_database_is_asked(db: None) -> None:
    MunicipalityChange.objects.all().delete()
    MunicipalityChange.objects.create(
        effective_date=dt.date(2024, 1, 1),
        old_code="0099",
        old_name="A",
        new_code="0098",
        new_name="B",
        kind="merge",
    )
    with pytest.raises(UnknownMunicipality, match="0098"):  # a hole: no municipality has the new number
        resolve("0099", IN_2023)
