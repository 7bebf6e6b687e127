"""Files come in a ZIP beside the spreadsheet that names them, through the same form as one uploaded by hand."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from imports import bundle, guard
from imports.batches import store, verbs
from imports.models import Batch
from imports.reading import Unreadable
from tests import way
from tests.imports.batches.conftest import counts, previewed, worked
from workflows.cases.models import Case, Document
from workflows.walkthrough.answers import PDF

from .conftest import CALL, TYPED, Elsewhere, taken_out

pytestmark = pytest.mark.django_db
HEADER = "call;network;received;project_plan"


def packed(files: dict[str, bytes], *, plan: str = "planer/plan.pdf", sheet: str = "soknader.csv") -> bytes:
    """Return a ZIP of a spreadsheet with one application that names a file, and of files."""
    row = f"{HEADER}\r\n{CALL};jaeren;1.3.2024;{plan}".encode()
    return zipped({sheet: row, **files})


def zipped(files: dict[str, bytes]) -> bytes:
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return to.getvalue()


def handed(content: bytes, cast: SimpleNamespace) -> Batch:
    return previewed(content, cast.caseworker, kind="application", name="soknader.zip")


def reasons(batch: Batch) -> list[tuple[str, str]]:
    return [(each.column, each.reason) for row in store.page(batch, "refused", 0) for each in row.faults]


@pytest.mark.requirement("R7.1", "an application comes in with its file, where a ZIP has both")
@pytest.mark.parametrize("folder", ["", "fra vestland/"])
def test_a_file_that_a_row_names_comes_with_it(cast: SimpleNamespace, folder: str) -> None:
    files = {f"{folder}planer/plan.pdf": PDF, f"{folder}planer/annet.pdf": PDF, "__MACOSX/._x.csv": b"x"}
    batch = handed(packed(files, sheet=f"{folder}soknader.csv"), cast)
    [row] = store.page(batch, "new", 0)
    assert (counts(batch), row.note) == ((1, 0, 0, 0), "")
    assert [each["text"] for each in batch.told["assumptions"] if each["code"] == "unasked"] == [
        "No row names these files of the ZIP, and they are left out: planer/annet.pdf."
    ]
    batch = worked(verbs.apply(batch, by=cast.second_caseworker))
    case = Case.objects.get()
    document = Document.objects.get(pk=case.application.answers["project_plan"])
    assert (batch.state, document.case, document.filename, document.file.read()) == (
        "applied", case, "plan.pdf", PDF,
    )  # fmt: skip


@pytest.mark.requirement("R7.1", "what is taken out with its files comes into another with the same answers")
def test_an_application_goes_out_and_comes_in_with_its_file(scheme: Any, cast: SimpleNamespace) -> None:
    try:
        with transaction.atomic():
            case = way.submitted("self_initiated", **TYPED)
            answers, number = case.application.answers, case.number
            sheet = taken_out("xlsx", "nb", only=["call", "network", "received", *answers, *PARTS])
            raise Elsewhere
    except Elsewhere:
        pass
    plan = f"{number}/prosjektplan.pdf"
    batch = handed(zipped({"soknader.xlsx": sheet, plan: PDF}), cast)
    assert counts(batch) == (1, 0, 0, 0), reasons(batch)
    worked(verbs.apply(batch, by=cast.second_caseworker))
    found = Case.objects.get().application.answers
    assert {**found, "project_plan": 0} == {**answers, "project_plan": 0}
    assert Document.objects.get(pk=found["project_plan"]).filename == "prosjektplan.pdf"


PARTS = [
    *(f"budget.{kind}" for kind in ("project_positions", "external_competence", "overhead", "other")),
    *(f"lead.{part}" for part in ("name", "title", "email", "phone")),
    *(f"partners.{n}.{part}" for n in (1, 2) for part in ("number", "role", "contribution")),
    *(f"counted.homes_guided.{column}" for column in ("baseline", "target")),
]


def test_a_file_that_is_not_there_is_refused_with_what_to_do(cast: SimpleNamespace) -> None:
    sheet = f"{HEADER}\r\n{CALL};jaeren;1.3.2024;plan.pdf".encode()
    alone = previewed(sheet, cast.caseworker, kind="application", name="s.csv")
    [(column, reason)] = reasons(alone)
    assert (column, reason.startswith("A spreadsheet carries no files. Hand it in as a ZIP")) == (
        "project_plan", True,
    )  # fmt: skip
    [(column, reason)] = reasons(handed(packed({"planer/annen.pdf": PDF}), cast))
    assert (column, reason.startswith("There is no such file in the ZIP")) == ("project_plan", True)


@pytest.mark.adversary("E3", "a program in a ZIP is no project plan, whatever it is called")
def test_a_file_that_the_form_would_refuse_is_refused(cast: SimpleNamespace) -> None:
    [(column, reason)] = reasons(handed(packed({"planer/plan.pdf": b"MZ\x90\0"}), cast))
    assert (column, "is not a pdf file" in reason) == ("project_plan", True)
    [(_column, reason)] = reasons(handed(packed({"planer/plan.exe": b"MZ"}, plan="planer/plan.exe"), cast))
    assert "Choose a file of one of these kinds" in reason


@pytest.mark.adversary("C6", "a ZIP of files that leads out, swells, or has no one spreadsheet is not taken")
@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"soknader.csv": b"a;b", "../ut.pdf": PDF}, "crafted"),
        ({"soknader.csv": b"a;b", "stor.pdf": b"\0" * 8_000_000}, "bomb"),
        ({"plan.pdf": PDF}, "bundle"),
        ({"a.csv": b"a", "b.xlsx": b"b"}, "bundle"),
        ({"a.xlsx": b"MZ"}, "program"),
    ],
)
def test_a_hostile_zip_is_refused_at_the_door(
    cast: SimpleNamespace,
    browse: Callable[[Any], Any],
    tmp_path: Path,
    files: dict[str, bytes],
    code: str,
) -> None:
    upload = SimpleUploadedFile("x.zip", zipped(files))
    answer = browse(cast.caseworker).post("/utveksling/ny/", {"kind": "application", "file": upload})
    assert (answer.status_code, Batch.objects.exists()) == (400, False)
    (tmp_path / "x.zip").write_bytes(zipped(files))
    with pytest.raises(Unreadable) as refused, bundle.spreadsheet(tmp_path / "x.zip") as sheet:
        guard.look(sheet)
    assert refused.value.code == code


def test_other_kinds_of_import_take_no_zip(cast: SimpleNamespace, browse: Callable[[Any], Any]) -> None:
    upload = SimpleUploadedFile("x.zip", packed({"plan.pdf": PDF}))
    answer = browse(cast.caseworker).post("/utveksling/ny/", {"kind": "network", "file": upload})
    assert (answer.status_code, Batch.objects.exists()) == (400, False)
