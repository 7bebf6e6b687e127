"""Uploads are known by what they hold; what a browser would run is refused (E3, E4)."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from workflows.schemes.uploads import check_upload

OFFICE = "application/vnd.openxmlformats-officedocument"


def archive(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as writer:
        for name, content in parts.items():
            writer.writestr(name, content)
    return file.getvalue()


DOCX = archive(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
XLSX = archive(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>"})
ODT = archive(mimetype=b"application/vnd.oasis.opendocument.text")
ODS = archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet")
PNG = b"\x89PNG\r\n\x1a\n0000"
JPG = b"\xff\xd8\xff\xe0"
PDF = b"%PDF-1.7\n"


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("plan.pdf", PDF, "application/pdf"),
        ("PLAN.PDF", PDF, "application/pdf"),
        ("plan.docx", DOCX, f"{OFFICE}.wordprocessingml.document"),
        ("budsjett.xlsx", XLSX, f"{OFFICE}.spreadsheetml.sheet"),
        ("plan.odt", ODT, "application/vnd.oasis.opendocument.text"),
        ("budsjett.ods", ODS, "application/vnd.oasis.opendocument.spreadsheet"),
        ("bilde.png", PNG, "image/png"),
        ("bilde.jpg", JPG, "image/jpeg"),
        ("bilde.jpeg", JPG, "image/jpeg"),
        ("../../etc/plan.pdf", PDF, "application/pdf"),
    ],
)
def test_a_file_of_the_list_is_taken_for_what_it_is(name: str, content: bytes, content_type: str) -> None:
    upload = SimpleUploadedFile(name, content, content_type="text/html")
    assert check_upload(upload) == content_type
    assert upload.read() == content


@pytest.mark.adversary("E3", "SVG, HTML, programs and polyglots are refused, whatever they are called")
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("bilde.svg", b"<svg onload='alert(1)'/>", "kind"),
        ("side.html", b"<html></html>", "kind"),
        ("side.pdf.html", PDF, "kind"),
        ("program.exe", b"MZ\x90", "kind"),
        ("makro.docm", DOCX, "kind"),
        ("uten", PDF, "kind"),
        ("plan.pdf", b"<html><script>alert(1)</script>%PDF-1.7", "content"),
        ("plan.pdf", b"MZ\x90", "content"),
        ("bilde.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "content"),
        ("bilde.jpg", PNG, "content"),
        ("plan.docx", XLSX, "content"),
        ("plan.docx", PDF, "content"),
        ("plan.docx", archive(**{"word/document.xml": b""}), "content"),
        ("plan.docx", DOCX[: len(DOCX) // 2], "content"),
        ("plan.docx", archive(**{"[Content_Types].xml": b"", "word/vbaProject.bin": b""}), "content"),
        ("plan.odt", ODS, "content"),
        ("plan.odt", archive(**{"content.xml": b""}), "content"),
    ],
)
def test_anything_else_is_refused_with_a_reason(name: str, content: bytes, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        check_upload(SimpleUploadedFile(name, content, content_type="application/pdf"))
    assert refused.value.code == code


def test_an_archive_of_too_many_parts_is_refused_before_it_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    many = archive(
        **{"[Content_Types].xml": b"", "word/document.xml": b""} | {f"word/{n:080}": b"" for n in range(5000)}
    )
    lied_about = bytearray(DOCX)
    lied_about[-22:-22] = b"PK\x06\x07" + b"\0" * 16
    monkeypatch.setattr(zipfile.ZipFile, "namelist", lambda self: pytest.fail("the list was read"))
    for content in (many, bytes(lied_about)):
        with pytest.raises(ValidationError) as refused:
            check_upload(SimpleUploadedFile("plan.docx", content))
        assert refused.value.code == "content"


def test_a_file_that_is_too_large_is_refused_with_both_sizes(settings: object) -> None:
    settings.MAX_UPLOAD_BYTES = 1024  # type: ignore[attr-defined]
    with pytest.raises(ValidationError) as refused:
        check_upload(SimpleUploadedFile("plan.pdf", PDF + b"0" * 1024))
    assert refused.value.code == "too_large"
    assert refused.value.params is not None
    assert set(refused.value.params) == {"size", "limit"}
