"""The Data Package: what the real validator accepts, byte for byte the same from an installation that was restored."""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from frictionless import Package
from tablib import Dataset

from imports.exports.all import TABLES
from imports.exports.readers import Reader
from imports.exports.registers import code_of
from imports.package import schema, writing
from imports.reference.loader import take_in
from imports.resources import RESOURCES
from tests import way
from workflows import clock
from workflows.cases.models import Case
from workflows.directory.models import ContactPerson, MunicipalityChange, PostalCode

from .conftest import members, packed

HOSTILE = '=1+1;"sitat"\r\nlinje, æøå ＝ \t slutt '
BIN = Path(sys.executable).parent


def validate(path: Path) -> None:
    """Demand that the validator finds nothing wrong with a package."""
    told = Package(str(path)).validate()
    faults = [(task.name, error.message) for task in told.tasks for error in task.errors]
    assert (told.valid, faults, told.errors) == (True, [], [])
    assert len(told.tasks) >= 12  # it looked at something


def validate_as_people_do(path: Path) -> None:
    """Demand that the real command accepts a package."""
    ran = subprocess.run(
        [BIN / "frictionless", "validate", "--json", path],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    told = json.loads(ran.stdout)
    faults = [(task["name"], error["message"]) for task in told["tasks"] for error in task["errors"]]
    assert (told["valid"], faults, told["errors"], ran.returncode) == (True, [], [], 0)
    assert len(told["tasks"]) >= 12


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement(
    "R7.1",
    "a year exported, restored elsewhere and exported again is the same bytes, and the validator accepts it",
)
@pytest.mark.adversary("B13", "a restored installation exports the same files, byte for byte")
def test_a_played_year_goes_out_and_comes_back_byte_for_byte(
    played: None, fresh_box: Callable[[], None], tmp_path: Path
) -> None:
    first = tmp_path / "first"
    call_command("exchange", "export", "--format", "datapackage", "--out", str(first))
    call_command("backup", str(tmp_path / "copy.zip"))
    fresh_box()
    assert not Case.objects.exists()
    call_command("restore", str(tmp_path / "copy.zip"))
    second = tmp_path / "second"
    call_command("exchange", "export", "--format", "datapackage", "--out", str(second))
    [path], [again] = first.iterdir(), second.iterdir()
    assert path.read_bytes() == again.read_bytes()
    files = members(path.read_bytes())
    filled = {name for name, content in files.items() if name.endswith(".csv") and content.count(b"\r\n") > 1}
    assert len(filled) >= 30, sorted(set(files) - filled)
    validate_as_people_do(path)
    assert subprocess.run(["unzip", "-tq", path], check=False).returncode == 0
    _registers_come_in(files, fresh_box)


def _registers_come_in(files: dict[str, bytes], fresh_box: Callable[[], None]) -> None:
    """Demand that the registers of a package, taken into an empty installation, go out as they came."""
    fresh_box()
    taken = {}
    for resource in RESOURCES:
        code = code_of(resource)
        path = f"{schema.name(code)}.csv"
        headers, *rows = csv.reader(io.StringIO(files[path].decode(), newline=""))
        take_in(code, resource(), Dataset(*rows, headers=headers), file=path)
        taken[path] = files[path]
    assert len(taken) >= 12
    again = members(packed())
    assert {path: again[path] for path in taken} == taken


@pytest.fixture
def few_postal_codes(db: None) -> None:
    """Most rows of most packages are postal codes, which the validator takes its time for."""
    PostalCode.objects.exclude(code__startswith="43").delete()
    MunicipalityChange.objects.exclude(new_code="1103").delete()


@pytest.mark.django_db
@pytest.mark.adversary("C10", "the package for machines carries a text that looks like a formula unchanged")
@pytest.mark.adversary("C18", "a package with hostile titles opens in unzip and validates")
def test_text_is_carried_unchanged(cast: SimpleNamespace, few_postal_codes: None, tmp_path: Path) -> None:
    case = way.paid()
    Case.objects.filter(pk=case.pk).update(title=HOSTILE)
    for name in ("../" + "å" * 140, "..\\con", HOSTILE):
        ContactPerson.objects.create(name=name)
    path = tmp_path / "package.zip"
    path.write_bytes(packed())
    files = members(path.read_bytes())
    [row] = csv.DictReader(io.StringIO(files["case.csv"].decode(), newline=""))
    assert row["title"] == HOSTILE
    assert re.fullmatch(r"2024-03-04T08:00:\d\dZ", row["submitted_at"])
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]*\.(csv|json)", name) for name in files)
    validate(path)


@pytest.mark.django_db
def test_the_description_says_what_the_files_are(cast: SimpleNamespace) -> None:
    case = way.paid()
    files = members(packed())
    told = json.loads(files[writing.DESCRIPTOR])
    ours = told["nettverksmidler"]
    assert {"document": case.edition.document, "version": case.edition.version,
            "hash": f"sha256:{case.edition.content_hash}"} in ours["editions"]  # fmt: skip
    assert {each["scheme"] for each in ours["schemes"]} >= {"leader_network", "self_initiated"}
    assert [each["name"] for each in told["resources"]] == [
        schema.name(code) for code, each in TABLES.items() if each.packed
    ]
    payment = next(each for each in told["resources"] if each["name"] == "payment")
    fields = {each["name"]: each for each in payment["schema"]["fields"]}
    assert {name: each["type"] for name, each in fields.items()} == {
        "case_number": "string", "number": "integer", "amount": "integer", "reference": "string", "paid_on": "date",
        "attested_at": "datetime",
    }  # fmt: skip
    assert fields["amount"]["title"] == "Beløp, kroner"
    assert fields["amount"]["constraints"] == {"required": True}
    assert payment["schema"]["primaryKey"] == ["case_number", "number"]
    assert payment["schema"]["foreignKeys"] == [
        {"fields": ["case_number"], "reference": {"resource": "case", "fields": ["case_number"]}}
    ]
    assert payment["bytes"] == len(files["payment.csv"])
    decision = next(each for each in told["resources"] if each["name"] == "decision")
    outcome = next(each for each in decision["schema"]["fields"] if each["name"] == "outcome")
    assert set(outcome["constraints"]["enum"]) == {"granted", "partly_granted", "refused"}


@pytest.mark.requirement("R7.1", "a package of everything asks the database once a table")
@pytest.mark.django_db
def test_a_package_is_one_query_a_table(cast: SimpleNamespace, django_assert_num_queries: Any) -> None:
    way.paid()
    chosen = [each for each in TABLES.values() if each.packed]
    several = sum(column.several for each in chosen for column in each.columns)
    with django_assert_num_queries(len(chosen) + several + 2):  # editions and scheme versions
        packed()


@pytest.mark.django_db
def test_the_same_rows_are_the_same_bytes_at_any_time(cast: SimpleNamespace) -> None:
    way.paid()
    first = packed()
    clock.now()
    assert packed() == first


@pytest.mark.django_db
def test_a_reference_that_does_not_hold_in_a_cut_is_not_promised(
    cast: SimpleNamespace, few_postal_codes: None, tmp_path: Path
) -> None:
    case = way.granted()
    Case.objects.filter(pk=case.pk).update(office_id=cast.other_caseworker.roles_today()[0].office_id)
    path = tmp_path / "package.zip"
    path.write_bytes(packed(office="ROG"))
    ledger = next(
        each for each in json.loads(members(path.read_bytes())[writing.DESCRIPTOR])["resources"]
        if each["name"] == "ledger-entry"
    )  # fmt: skip
    assert [each["reference"]["resource"] for each in ledger["schema"]["foreignKeys"]] == [
        "spending-authority"
    ]
    validate(path)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["caseworker", "network_leader", "bufetat"])
def test_everybodys_own_package_is_valid(
    cast: SimpleNamespace, few_postal_codes: None, tmp_path: Path, name: str
) -> None:
    way.paid("self_initiated")
    path = tmp_path / "package.zip"
    path.write_bytes(packed(Reader(getattr(cast, name))))
    validate(path)
    assert zipfile.is_zipfile(path)


def test_every_table_is_documented_with_its_key() -> None:
    written = (Path(__file__).resolve().parents[3] / "docs" / "data-package.md").read_text(encoding="utf-8")
    for code, each in TABLES.items():
        row = f"| `{schema.name(code)}` | {', '.join(f'`{name}`' for name in each.key)} |"
        assert (row in written) == each.packed, row
