"""`manage.py exchange export`: all that is filed, as files for people or as one package."""

import csv
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from imports.exports.all import TABLES
from tests import way

pytestmark = pytest.mark.django_db


def export(folder: Path, *options: str) -> None:
    call_command("exchange", "export", "--out", str(folder), *options)


@pytest.mark.requirement(
    "R7.1", "an operator takes out every table as XLSX, CSV, JSON or one package, cut by year and office"
)
def test_every_table_is_a_file_in_each_format(cast: SimpleNamespace, tmp_path: Path, capsys: Any) -> None:
    case = way.paid()
    for ending in ("csv", "json"):
        export(tmp_path / ending, "--format", ending)
        assert len(list((tmp_path / ending).iterdir())) == len(TABLES)
    assert f"{len(TABLES)} tables" in capsys.readouterr().out
    [row] = json.loads((tmp_path / "json" / "decision.json").read_text())
    assert (row["case_number"], row["awarded_amount"]) == (case.number, 150_000)
    with (tmp_path / "csv" / "case-in-brief.csv").open(encoding="utf-8-sig", newline="") as file:
        [brief] = csv.DictReader(file, delimiter=";")
    assert (brief["requested_amount"], brief["awarded_amount"], brief["paid_amount"]) == ("150000",) * 3


def test_a_cut_is_of_a_year_and_an_office(cast: SimpleNamespace, tmp_path: Path) -> None:
    way.submitted()
    for options, cases in (
        (("--year", "2024", "--office", "ROG"), 1), (("--year", "2023"), 0), (("--office", "VES"), 0)
    ):  # fmt: skip
        export(tmp_path, "--format", "json", *options)
        assert len(json.loads((tmp_path / "case.json").read_text())) == cases
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="XYZ"):
        export(tmp_path, "--format", "csv", "--office", "XYZ")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CommandError):
        export(tmp_path / "file" / "folder", "--format", "csv")
