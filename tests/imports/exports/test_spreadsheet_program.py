"""A real spreadsheet program opens what we write: no live formula, and every text as it stands with us (C10)."""

import csv
import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from tests import way
from tests.imports.test_files import HOSTILE
from workflows.cases.models import Case
from workflows.directory.models import ContactPerson

pytestmark = pytest.mark.django_db
OFFICE = shutil.which("soffice")
# Comma, double quotes, UTF-8, as shown; the last says that every sheet is written.
# Semicolon, double quotes, UTF-8, and every formula calculated: as careless as anybody opens a file.
FROM_CSV = "CSV:59,34,76,1,,0,false,true,false,false,false,0,true"
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


def convert(files: list[Path], to: str, folder: Path, *, opened_as: str = "") -> None:
    """Let the program open files and write each anew as another kind."""
    assert OFFICE
    command = [OFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", to]
    command += [f"--infilter={opened_as}"] if opened_as else []
    ran = subprocess.run(
        [*command, "--outdir", folder, *files], capture_output=True, text=True, timeout=300, check=False
    )
    assert ran.returncode == 0, ran.stderr


def formulas(path: Path) -> list[str]:
    """Return the sheets of a workbook that have a formula."""
    with zipfile.ZipFile(path) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        assert sheets
        return [name for name in sheets if b"<f" in book.read(name).replace(b"<formatting", b"")]


needs_the_program = pytest.mark.skipif(
    OFFICE is None and not os.environ.get("CI"), reason="LibreOffice is not installed on this machine"
)


@needs_the_program
@pytest.mark.requirement("R7.1", "LibreOffice opens every spreadsheet of an export and finds no live formula")
@pytest.mark.adversary(
    "C10", "LibreOffice shows the literal text of what looks like a formula, in every table"
)
def test_every_spreadsheet_opens_with_its_texts_and_no_formula(cast: SimpleNamespace, tmp_path: Path) -> None:
    case = way.paid()
    titles = sorted({text.strip() or "=1" for text in HOSTILE if text.strip() not in ("", "'")})
    titles = sorted([*titles, "\t=1+1"])
    for text in titles:
        ContactPerson.objects.create(name=text)
    Case.objects.filter(pk=case.pk).update(title="=1+1")
    call_command("exchange", "export", "--format", "xlsx", "--out", str(tmp_path / "ut"), "--headings", "nb")
    written = sorted((tmp_path / "ut").iterdir())
    assert len(written) >= 36
    convert(written, "xlsx", tmp_path)
    opened = sorted(path.name for path in tmp_path.glob("*.xlsx"))
    assert opened == [path.name for path in written]
    assert {path.name: formulas(path) for path in tmp_path.glob("*.xlsx") if formulas(path)} == {}
    few = [tmp_path / "ut" / name for name in ("contact-person.xlsx", "case.xlsx")]
    convert(few, AS_CSV, tmp_path)
    [persons] = tmp_path.glob("contact-person*.csv")
    shown = [cell for row in csv.reader(persons.open(encoding="utf-8", newline="")) for cell in row]
    assert sorted(set(shown) & set(titles)) == titles
    [cases] = tmp_path.glob("case-Sheet*.csv")
    assert "=1+1" in [row[1] for row in csv.reader(cases.open(encoding="utf-8", newline=""))]


@needs_the_program
@pytest.mark.adversary("C10", "LibreOffice told to calculate formulas of a CSV file finds none in ours")
def test_a_csv_file_has_no_formula_for_who_calculates_them(cast: SimpleNamespace, tmp_path: Path) -> None:
    hostile = [each for each in HOSTILE if each.strip()] + [
        " =1+1",
        "\n=1+1",
        "\r=1+1",
        "\u00a0=1+1",
        "x;=1+1",
        '";=1+1',
    ]
    for text in hostile:
        ContactPerson.objects.create(name=text)
    call_command("exchange", "export", "--format", "csv", "--out", str(tmp_path / "ut"))
    written = tmp_path / "ut" / "contact-person.csv"
    live = tmp_path / "live.csv"
    live.write_text("name\n=1+1\n")
    convert([written, live], "xlsx", tmp_path, opened_as=FROM_CSV)
    assert formulas(tmp_path / "live.xlsx")  # the program does calculate what is a formula
    assert formulas(tmp_path / "contact-person.xlsx") == []
