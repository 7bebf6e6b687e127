"""What is no table, or would harm who reads it, is refused in words before any parser of ours sees it."""

import io
import os
import socket
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from imports import guard
from imports.fenced.limits import Limits
from imports.models import Batch
from imports.reading import Column, Unreadable, read
from tests.imports.messy.books import book, rewritten, saved
from workflows.directory.models import User

SHEET = "xl/worksheets/sheet1.xml"
COLUMNS = [Column("name", ("navn",)), Column("amount", ("beløp",), "amount")]


def small() -> bytes:
    return saved(book([["navn", "beløp"], ["Åse", 12]]))


def zipped(*parts: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return file.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    file = io.BytesIO(small())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


def encrypted() -> bytes:
    """Return a workbook whose directory says that its parts are encrypted."""
    content = bytearray(small())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(mark)
        while start >= 0:
            content[start + at] |= 1
            start = content.find(mark, start + 4)
    return bytes(content)


def overlapping() -> bytes:
    """Return a workbook in which the directory points twice at the same packed bytes."""
    content = bytearray(small())
    first = content.find(b"PK\x01\x02")
    second = content.find(b"PK\x01\x02", first + 4)
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    return bytes(content)


def declaring(declaration: str, part: str = SHEET) -> bytes:
    def change(xml: str) -> str:
        head, end, rest = xml.partition("?>") if xml.startswith("<?xml") else ("", "", xml)
        return f"{head}{end}{declaration}{rest}"

    return rewritten(small(), part, change)


def code(content: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read(content, "fil.xlsx", columns=COLUMNS)
    assert str(refused.value)
    return refused.value.code


@pytest.mark.adversary(
    "C1", "truncated, empty, random, a program, an old .xls …: each is refused with its reason"
)
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n  ", "empty"),
        (os.urandom(4000), "no_text"),
        (b"MZ\x90\x00" + bytes(200), "program"),
        (b"#!/bin/sh\nrm -rf /\n", "program"),
        (guard.OLE + bytes(600), "old_xls"),
        (guard.OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"%PDF-1.7\n", "pdf"),
        (b"<html><table><tr><td>1</td></tr></table>", "markup"),
        (b'<?xml version="1.0"?><Workbook/>', "markup"),
        (b"\x1f\x8b\x08" + bytes(40), "archive"),
        (b'[{"navn": 1,', "json"),
        (b'[{"navn": NaN}]', "json_nan"),
        (b'[{"navn": {"a": 1}}]', "json_nested"),
        (b'[{"navn": 1, "navn": 2}]', "json_doubled"),
        (b'{"noe": 1}', "json_shape"),
        (b"[" * 50_000, "json_deep"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    assert code(content) == reason


@pytest.mark.adversary("C1", "a workbook cut off anywhere is damaged, never half a table")
@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_truncated_workbook_is_refused(share: float) -> None:
    content = small()
    assert code(content[: int(len(content) * share)]) == "truncated"


@pytest.mark.adversary("C2", "letters that are lost or garbled are refused, with the line, never taken")
@pytest.mark.parametrize(
    ("content", "reason", "line"),
    [
        ("navn;beløp\nTroms\ufffd;1\n".encode(), "letters_lost", "2"),
        ("navn;bel\xf8p\n".encode("cp1252") + "Tromsø;1\n".encode(), "garbled", "2"),  # two sets of letters
        (
            "navn;beløp\nTromsø;1\n".encode().decode("cp1252").encode(),
            "garbled",
            "1",
        ),  # read wrongly once before
        ("navn;verdi\nTromsø;1\n".encode("cp865"), "garbled", "2"),
        ("navn;verdi\nTromsø;1\n".encode("mac_roman"), "garbled", "2"),
    ],
)
def test_garbled_letters_are_refused(content: bytes, reason: str, line: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(content, "fil.csv", columns=COLUMNS)
    assert (refused.value.code, refused.value.where) == (reason, line)


@pytest.mark.adversary(
    "C2", "UTF-8, UTF-16 with and without its mark, and Windows-1252 give the same letters"
)
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_the_same_letters_of_every_set(charset: str) -> None:
    table = read("Navn;Beløp\r\nÆsøy på Ås;1\r\n".encode(charset), "fil.csv", columns=COLUMNS)
    assert table.rows[0].cells == {"name": "Æsøy på Ås", "amount": "1"}


@pytest.mark.adversary("C4", "Norwegian amounts of every make are exact; others are errors of their rows")
def test_amounts() -> None:
    good = {
        "1 250 000,50": "1250000.50", "1\u00a0250\u00a0000,50": "1250000.50", "1\u202f250\u202f000,50": "1250000.50",
        "kr 1.250.000,-": "1250000", "1.250.000,50": "1250000.50", "0,005": "0.01", "1250000": "1250000",
    }  # fmt: skip
    bad = ["1,250,000.50", "\u2212500", "NaN", "1e400", "1.5", "Infinity", "1,250"]
    rows = [["navn", "beløp"], *(["x", text] for text in [*good, *bad])]
    table = read(saved(book(rows)), "fil.xlsx", columns=COLUMNS)
    assert [row["amount"] for row in table.rows[: len(good)]] == list(good.values())
    assert [(fault.row, fault.value) for fault in table.faults] == [
        (number, text) for number, text in enumerate(bad, start=2 + len(good))
    ]
    said = [each.code for each in table.assumptions]
    assert said == ["amounts", "rounded"]


@pytest.mark.adversary(
    "C6", "bombs in a sheet, in shared texts, by number, and nested or crafted archives are refused"
)
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: rewritten(small(), SHEET, lambda xml: xml + " " * 5_000_000), "bomb"),
        (lambda: rewritten(small(), "xl/sharedStrings.xml", lambda xml: "<t>" + "a" * 5_000_000), "bomb"),
        (lambda: zipped(*((f"xl/{n}", b"") for n in range(2000))), "bomb"),
        (lambda: with_part("xl/embeddings/inner.xlsx", small()), "nested"),
        (lambda: with_part("../../etc/cron.d/x", b"x"), "crafted"),
        (lambda: with_part("xl\\x.xml", b"x"), "crafted"),
        (lambda: with_part("XL/workbook.xml", b"x"), "crafted"),
        (overlapping, "crafted"),
        (encrypted, "encrypted"),
        (lambda: with_part("xl/vbaProject.bin", b"x"), "macros"),
        (lambda: zipped(("word/document.xml", b"<x/>")), "word"),
        (lambda: zipped(("content.xml", b"<x/>"), ("mimetype", b"x")), "ods"),
        (lambda: zipped(("a.txt", b"x")), "archive"),
    ],
)
def test_a_dangerous_archive_is_refused(make: Callable[[], bytes], reason: str) -> None:
    assert code(make()) == reason


@pytest.mark.adversary(
    "C8", "a workbook that declares entities, outside or multiplying, is refused, nothing fetched"
)
@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_declarations_are_refused(declaration: str) -> None:
    assert code(declaring(declaration)) == "entities"


@pytest.mark.adversary(
    "C6", "a parser that takes too much memory or time is stopped, and that is said in words"
)
@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ({"output": 2000}, "heavy"),
        ({"rows": 100}, "rows"),
        ({"columns": 2}, "columns"),
        ({"bytes": 1000}, "too_large"),
    ],
)
def test_what_reading_may_cost_is_limited(settings: Any, limits: dict[str, int], reason: str) -> None:
    content = saved(book([["navn", "beløp", "annet"], *([f"n{n}" * 20, n, n] for n in range(2_000))]))
    settings.IMPORT_LIMITS = limits
    assert code(content) == reason


@pytest.mark.adversary("C6", "a parser that asks for more memory than it may have is stopped, and we go on")
def test_the_memory_of_the_parser_is_limited(settings: Any) -> None:
    content = b"navn;verdi\n" + b"x;1\n" * 2_000_000
    settings.IMPORT_LIMITS = {"memory": 30_000_000}
    assert code(content) == "heavy"


def test_the_parser_has_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told: dict[str, Any] = {}

    def run(arguments: Any, **options: Any) -> Any:
        told.update(options)
        return type("Done", (), {"returncode": 0})

    monkeypatch.setenv("SECRET_KEY", "secret")
    monkeypatch.setattr(guard.subprocess, "run", run)
    path = tmp_path / "fil.csv"
    path.write_text("navn;beløp\nÅse;1\n")
    assert list(guard.parsed(path, "csv")) == []
    assert set(told["env"]) == {"PATH", "PYTHONDONTWRITEBYTECODE"}
    assert told["timeout"] == Limits().seconds


@pytest.mark.adversary("C1", "the page answers 400 with the reason in Norwegian, and stores nothing")
@pytest.mark.django_db
def test_the_page_says_why_and_stores_nothing(browse: Any, cast: Any, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    User.objects.update(language="nb")
    file = io.BytesIO(b"MZ" + bytes(100))
    file.name = "kontakter.xlsx"
    answer = browse(cast.caseworker).post("/utveksling/ny/", {"kind": "network", "file": file})
    assert answer.status_code == 400
    assert str(guard.REASONS["program"]) in answer.content.decode()
    assert (Batch.objects.count(), list(tmp_path.rglob("*"))) == (0, [])


@pytest.mark.adversary(
    "C8", "declarations in any part: 400 at once, nothing stored, nothing of a file shown, nobody called"
)
@pytest.mark.parametrize("part", [SHEET, "xl/styles.xml", "xl/workbook.xml"])
@pytest.mark.django_db
def test_nobody_is_called_and_no_file_is_read(
    part: str, browse: Any, cast: Any, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "documents"
    (tmp_path / "secret").write_text("hemmelig-innhold")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/x"
        entities = f'<!ENTITY a SYSTEM "file://{tmp_path}/secret"><!ENTITY % b SYSTEM "{address}"> %b;'
        content = declaring(f'<!DOCTYPE x SYSTEM "{address}.dtd" [{entities}]>', part)
        file = SimpleUploadedFile("fil.xlsx", content)
        answer = browse(cast.caseworker).post("/utveksling/ny/", {"kind": "network", "file": file})
        with pytest.raises(BlockingIOError):
            listening.accept()
    assert answer.status_code == 400
    assert "hemmelig-innhold" not in answer.content.decode()
    assert (Batch.objects.count(), list((tmp_path / "documents").rglob("*"))) == (0, [])


@pytest.mark.adversary("C6", "a bomb is answered with 400 on the page, and nothing is stored")
@pytest.mark.django_db
def test_a_bomb_is_refused_by_the_page(browse: Any, cast: Any, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    for content in (
        rewritten(small(), SHEET, lambda xml: xml + " " * 5_000_000),
        with_part("xl/embeddings/inner.xlsx", small()),
    ):
        file = SimpleUploadedFile("fil.xlsx", content)
        answer = browse(cast.caseworker).post("/utveksling/ny/", {"kind": "network", "file": file})
        assert answer.status_code == 400
    assert (Batch.objects.count(), list(tmp_path.rglob("*"))) == (0, [])
