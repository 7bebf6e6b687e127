"""Uploads are scanned: malware is refused, and what cannot be scanned is not taken (E16)."""

import ast
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import way
from tests.clamd import EICAR, clamd
from workflows import scanning
from workflows.cases.models import Document
from workflows.walkthrough.answers import PDF

ROOT = Path(scanning.__file__).parents[1]
NOBODY = "tcp://127.0.0.1:1"  # where nothing listens


def upload(content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile("plan.pdf", content, content_type="application/pdf")


def refusal(file: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        scanning.refuse_malware(file)
    return str(refused.value.code)


@pytest.mark.adversary(
    "E16", "EICAR is refused, over TCP and over a Unix socket; what is clean is taken whole"
)
@pytest.mark.parametrize("over", ["tcp", "unix"])
def test_eicar_is_refused_and_a_clean_file_is_taken(settings: Any, tmp_path: Path, over: str) -> None:
    with clamd(path=tmp_path / "clamd.ctl" if over == "unix" else None) as (settings.CLAMD_URL, scanned):
        large = PDF + b"0" * 200_000
        clean = upload(large)
        scanning.refuse_malware(clean)
        assert (scanned, clean.read()) == ([large], large)
        assert refusal(upload(PDF + EICAR)) == "malware"
        assert scanning.state() == "up"


@pytest.mark.adversary(
    "E16", "a scanner that is down, answers nonsense or finds the file too large: nothing is taken"
)
@pytest.mark.parametrize("says", [b"INSTREAM size limit exceeded. ERROR\0", b"\0", b"stream: OK, or so\0"])
def test_what_cannot_be_scanned_is_not_taken(settings: Any, says: bytes) -> None:
    with clamd(says=says) as (settings.CLAMD_URL, _scanned):
        assert refusal(upload()) == "unscanned"
    assert refusal(upload()) == "unscanned"
    assert scanning.state() == "down"


def test_a_file_is_scanned_once(settings: Any) -> None:
    with clamd() as (settings.CLAMD_URL, scanned):
        file = upload()
        scanning.refuse_malware(file)
        scanning.refuse_malware(file)
        assert len(scanned) == 1


@pytest.mark.django_db
@pytest.mark.adversary("E16", "malware in an application: 422, nothing stored, and what was typed is kept")
@pytest.mark.parametrize("url", ["", NOBODY])
def test_what_is_typed_beside_a_refused_file_is_kept(browse: Any, settings: Any, url: str) -> None:
    case = way.begin("self_initiated")
    page, typed = (
        way.item(case, "write").get_absolute_url() + "del/project/",
        {"action": "save", "concerns": "Trygge overganger"},
    )
    with clamd() as (address, _scanned):
        settings.CLAMD_URL = url or address
        answer = browse(way.leader_of(case)).post(page, typed | {"project_plan": upload(PDF + EICAR)})
    assert answer.status_code == 422
    [said] = answer.context["form"].errors.as_data()["project_plan"]
    assert said.code == ("unscanned" if url else "malware")
    case.application.refresh_from_db()
    assert case.application.answers["concerns"] == "Trygge overganger"
    assert (case.application.answers.get("project_plan"), Document.objects.count()) == (None, 0)


@pytest.mark.django_db
def test_no_scanner_is_no_hindrance_and_is_told_to_those_who_watch(client: Any, settings: Any) -> None:
    scanning.refuse_malware(upload())
    assert client.get("/readyz").json()["malware_scanner"] == "none"
    settings.CLAMD_URL = NOBODY
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["malware_scanner"]) == (200, "down")


@pytest.mark.django_db
@pytest.mark.adversary("E16", "what editors upload to Wagtail is scanned too")
@pytest.mark.parametrize("kind", ["documents", "images"])
def test_what_editors_upload_is_scanned(settings: Any, kind: str) -> None:
    from wagtail.documents import get_document_model
    from wagtail.documents.forms import get_document_form
    from wagtail.images import get_image_model
    from wagtail.images.forms import get_image_form

    form = (
        get_document_form(get_document_model()) if kind == "documents" else get_image_form(get_image_model())
    )
    assert scanning.refuse_malware in form().fields["file"].validators


@pytest.mark.adversary("E16", "every field that takes a file scans it")
def test_every_file_field_of_ours_scans() -> None:
    bare = []
    for path in [p for folder in ("cms", "imports", "workflows") for p in (ROOT / folder).rglob("*.py")]:
        for call in ast.walk(ast.parse(path.read_text())):
            if not isinstance(call, ast.Call) or "forms.FileField" not in ast.unparse(call.func):
                continue
            if "refuse_malware" not in ast.unparse(call):
                bare.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert bare == []
