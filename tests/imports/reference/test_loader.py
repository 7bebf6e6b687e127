"""The tables that ship with the product: what they hold, and that loading them is safe."""

import csv
from collections import Counter
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

import pytest
from stdnum.no import orgnr

from imports.reference.loader import BrokenTable, Loaded, load_reference
from imports.reference.tables import FOLDER, TABLES, Table
from imports.resources import Fault
from workflows.directory.models import (
    BufetatRegion,
    County,
    GovernorOffice,
    Municipality,
    MunicipalityChange,
    PostalCode,
)

ROWS = {
    "governor_offices": 10,
    "bufetat_regions": 5,
    "counties": 15,
    "municipalities": 357,
    "municipality_changes": 516,
    "postal_codes": 5121,
}


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of a shipped file."""
    table = next(table for table in TABLES if table.name == name)
    with table.path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def with_rows(tmp_path: Path):
    """Return a function that gives the tables up to one that has other rows than the shipped file."""

    def change(name: str, rows: list[dict[str, str]]) -> list[Table]:
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        before = list(takewhile(lambda table: table.name != name, TABLES))
        return [*before, replace(TABLES[len(before)], folder=tmp_path)]

    return change


@pytest.mark.requirement("R7.2", "the reference tables come in once, and a second time changes nothing")
def test_loading_twice_changes_nothing(reference: None) -> None:
    missing = {"municipality_changes": MunicipalityChange, "postal_codes": PostalCode}
    for model in missing.values():
        model.objects.all().delete()
    assert load_reference() == [
        Loaded(name, count, 0, 0) if name in missing else Loaded(name, 0, 0, count)
        for name, count in ROWS.items()
    ]
    assert load_reference() == [Loaded(name, 0, 0, count) for name, count in ROWS.items()]
    assert {table.name: table.count() for table in TABLES} == ROWS


def test_the_tables_hold_what_their_sources_say(reference: None) -> None:
    municipalities = Municipality.objects.select_related("county__office")
    assert Counter(m.language_decision for m in municipalities) == {"nb": 119, "nn": 88, "neutral": 150}
    assert sorted(m.code for m in municipalities if not m.org_number) == ["1508", "1580"]
    assert sum(m.sami_admin_area for m in municipalities) == 13
    assert Counter(MunicipalityChange.objects.values_list("kind", flat=True)) == {
        "renumber": 362, "merge": 119, "rename": 26, "split": 9,
    }  # fmt: skip
    assert {c.code for c in County.objects.filter(bufetat_region=None)} == {"03"}
    assert Counter(m.county.office.code for m in municipalities) == {
        "OBOA": 52, "INN": 46, "VT": 23, "AGD": 25, "ROG": 23, "VES": 43, "MR": 27, "TRO": 38, "NOR": 41, "TF": 39,
    }  # fmt: skip


@pytest.mark.requirement("R8.11", "every organisation number of the reference tables passes mod 11")
def test_organisation_numbers_are_right(reference: None) -> None:
    numbers = [*Municipality.objects.exclude(org_number="").values_list("org_number", flat=True)]
    numbers += GovernorOffice.objects.values_list("org_number", flat=True)
    assert (len(numbers), len(set(numbers))) == (365, 365)
    assert [number for number in numbers if not orgnr.is_valid(number)] == []


@pytest.mark.requirement("R8.13", "municipality numbers and postal codes keep the zero in front")
def test_codes_keep_their_leading_zero(reference: None) -> None:
    assert (Municipality.objects.get(name="Oslo").code, County.objects.get(name="Oslo").code) == (
        "0301",
        "03",
    )
    assert PostalCode.objects.get(code="0001").municipality_code == "0301"
    assert {len(code) for code in PostalCode.objects.values_list("code", flat=True)} == {4}


def test_municipalities_of_one_name_are_apart(reference: None) -> None:
    twice = Municipality.objects.filter(name__in=["Herøy", "Våler"]).values_list("name", "code")
    assert sorted(twice) == [("Herøy", "1515"), ("Herøy", "1818"), ("Våler", "3114"), ("Våler", "3419")]


def test_columns_that_only_repeat_agree_with_the_tables_they_repeat() -> None:
    counties = {row["code"]: row for row in rows_of("counties")}
    for row in rows_of("municipalities"):
        county = counties[row["county_code"]]
        assert (row["county_name"], row["governor_office"], row["bufetat_region"]) == (
            county["name"], county["governor_office"], county["bufetat_region"],
        )  # fmt: skip
    for row in rows_of("governor_offices"):
        own = [county for county in counties.values() if county["governor_office"] == row["code"]]
        assert {c["code"] for c in own} == set(row["county_codes"].split())
        assert sum(int(c["municipality_count"]) for c in own) == int(row["municipality_count"])
    for row in rows_of("bufetat_regions"):
        own = {code for code, county in counties.items() if county["bufetat_region"] == row["code"]}
        assert own == set(row["county_codes"].split())


def test_a_new_wording_changes_its_row_only(reference: None, with_rows) -> None:
    rows = rows_of("bufetat_regions")
    rows[0]["regional_office"] = "Moss"
    assert load_reference(with_rows("bufetat_regions", rows))[1] == Loaded("bufetat_regions", 0, 1, 4)
    assert BufetatRegion.objects.get(code=rows[0]["code"]).regional_office == "Moss"


def test_an_organisation_number_filled_in_later_is_not_taken_away(reference: None) -> None:
    Municipality.objects.filter(code="1508").update(org_number="974760665")
    assert load_reference(TABLES[3:4]) == [Loaded("municipalities", 0, 0, 357)]
    assert Municipality.objects.get(code="1508").org_number == "974760665"


@pytest.mark.requirement(
    "R7.2", "a broken table is refused with table, row and column, and nothing is written"
)
@pytest.mark.parametrize(
    ("name", "column", "value", "reason"),
    [
        ("governor_offices", "org_number", "974761318", "Check the digits"),
        ("counties", "governor_office", "XYZ", "There is no county governor with this code."),
        ("municipalities", "code", "301", "is it 0301?"),
        ("municipalities", "county_code", "3", "is it 03?"),
        ("municipalities", "language_decision", "en", "is not a valid choice"),
        ("municipality_changes", "effective_date", "2024-13-01", "There is no such day"),
        ("postal_codes", "municipality_code", "9999", "There is no municipality with this number."),
    ],
)
def test_a_broken_row_is_named(reference: None, with_rows, name, column, value, reason) -> None:
    GovernorOffice.objects.filter(code="ROG").update(name_nb="Another name")
    rows = rows_of(name)
    rows[2][column] = value
    with pytest.raises(BrokenTable) as refused:
        load_reference(with_rows(name, rows))
    (fault,) = refused.value.faults
    assert (refused.value.table, fault.row, fault.column, fault.value) == (name, 4, column, value)
    assert reason in fault.reason
    assert str(refused.value).startswith(f"{name}.csv, ")
    assert GovernorOffice.objects.get(code="ROG").name_nb == "Another name"  # though that row was right


def test_a_row_with_too_few_cells_is_named(db: None, tmp_path: Path) -> None:
    text = "code,name_nb,name_nn,regional_office\neast,Øst,Aust\n"
    (tmp_path / "bufetat_regions.csv").write_text(text, encoding="utf-8")
    with pytest.raises(BrokenTable) as refused:
        load_reference([replace(TABLES[1], folder=tmp_path)])
    assert refused.value.faults == [Fault(2, "", "", "The row has 3 cells, the header 4.")]
    assert str(refused.value) == "bufetat_regions.csv, row 2: The row has 3 cells, the header 4."


def test_every_shipped_file_is_a_table_and_every_source_is_in_the_document() -> None:
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(ROWS)
    document = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    named = {source for table in TABLES for source in table.sources}
    assert [source for source in named if source.name not in document or source.taken not in document] == []
