"""Two installations with a database and files of their own: a case leaves the one and goes on in the other (R7.3)."""

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests import database, way
from workflows.cases.models import Case, Sending
from workflows.sending.actions import confirm
from workflows.verifying import verify_all

from .conftest import TO, fresh

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
# What is done in the other installation, by its operator; it tells what came of it.
THERE = """
import io, json, sys
import django
django.setup()
from django.core.management import call_command
from workflows.cases.models import Case
from workflows.backup import contents
package, backup = sys.argv[1:]
def run(*args, **options):
    out = io.StringIO()
    call_command("exchange", *args, stdout=out, **options)
    return out.getvalue()
looked = run("receive", package, "--office", "VES")
received = run("receive", package, "--office", "VES", "--step", "report", "--reason", "Hit", "--by",
               "other_caseworker", "--approved-by", "other_decision_maker")
verified = io.StringIO()
call_command("verify", stdout=verified)
call_command("backup", backup, stdout=io.StringIO())
case = Case.objects.get()
print(json.dumps({
    "looked": looked, "received": received, "verified": verified.getvalue(), "number": case.number,
    "documents": [[each.title, each.checksum] for each in case.documents.order_by("pk")],
    "open": [item.node for item in case.items.filter(open=True)],
    "stored": sorted({name for _storage, name in contents.stored_files()} & {case.arrival.file.name}),
}))
"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
    """The environment of another installation: the same people and register, no case."""
    if connection.vendor != "sqlite":
        pytest.skip("the other installation is a file: shown on SQLite")
    copy = database.SqliteCopy("elsewhere").template
    shutil.copy(copy, tmp_path / "there.sqlite3")
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/there.sqlite3",
        "VAR_DIR": str(tmp_path / "there"),
        "TESTING": "1",
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "PYTHONPATH": str(ROOT),
    }


@pytest.mark.requirement(
    "R7.3",
    "a paid case leaves one installation and goes on in another, by the command line: verify is green on both",
)
@pytest.mark.adversary("B13", "a backup of an installation that received a case holds the package it came in")
def test_a_case_goes_from_one_installation_to_another(
    cast: SimpleNamespace, tmp_path: Path, elsewhere: dict[str, str]
) -> None:
    case, package = way.paid(), tmp_path / "case.zip"
    with pytest.raises(CommandError):
        call_command("exchange", "transfer", case.number, "--out", str(package), stdout=io.StringIO())
    call_command(
        "exchange", "transfer", case.number, "--out", str(package), "--to", TO, "--reason", "Flyttet",
        "--by", "caseworker", "--approved-by", "decision_maker", stdout=io.StringIO(),
    )  # fmt: skip
    there = subprocess.run(
        [sys.executable, "-c", THERE, str(package), str(tmp_path / "backup.zip")],
        env=elsewhere, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert there.returncode == 0, there.stderr[-3000:]
    told: dict[str, Any] = json.loads(there.stdout.splitlines()[-1])
    assert "report" in told["looked"]
    assert told["number"] == case.number
    assert told["open"] == ["report"]
    assert told["documents"] == [[each.title, each.checksum] for each in case.documents.order_by("pk")]
    assert len(told["stored"]) == 1
    code = told["received"].split()[-1]
    sent = confirm(sending=Sending.objects.get(case=case), code=code, by=fresh(cast.caseworker))
    assert sent.confirmed_at
    assert Case.objects.get(pk=case.pk).sent_away_at
    assert verify_all().faults == []
