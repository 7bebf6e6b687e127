"""What is no document is refused with a reason, quickly, before any parser sees it; nothing is stored."""

import io
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from cms.guideline_import import archive
from cms.guideline_import.documents import understand
from cms.guideline_import.refusal import ImportRefused
from cms.models import GuidelinePage

from . import source

DOCX = source.docx()
SENTENCE = "# Håndbok\n\n## 1. Prøver\n\nBlåbærsyltetøy på brød «koster» 5 kroner.\n\n## 2. Ærfugl\n\nÅ.\n"


def with_part(name: str, content: bytes) -> bytes:
    """Return our DOCX with one of its parts changed."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(DOCX)) as before,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for part in before.infolist():
            if part.filename != name:
                after.writestr(part, before.read(part.filename))
        after.writestr(name, content)
    return file.getvalue()


def xml(body: str, before: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<?xml version="1.0"?>{before}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'.encode()


LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
) + "]>"  # fmt: skip
XXE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
SAYS = "<w:p><w:r><w:t>&a;</w:t></w:r></w:p>"
IN_UTF16 = xml(SAYS, XXE).decode().replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16")
ENCRYPTED = archive._OLE + b"\xa1\xb1\x1a\xe1" + bytes(600)

REFUSED = {
    "empty": ("bok.txt", b"", "Filen er tom."),
    "only blanks": ("bok.md", b" \n\n \t\n", "Filen er tom."),
    "a ruler only": ("bok.md", b"# \n\n---\n\n## \n", "Filen har ingen tekst."),
    "a program": ("bok.txt", b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256)) * 8, "noe annet enn tekst"),
    "another ending": ("bok.pdf", b"%PDF-1.7\n", "Velg en fil av en av disse typene: txt, md, docx."),
    "no ending": ("bok", b"Tekst", "Velg en fil av en av disse typene: txt, md, docx."),
    "letters of no set": ("bok.txt", "Å prøve".encode("cp1252") + b"\x81\x8d", "Bokstavene i filen kan ikke leses."),
    "lost letters": ("bok.txt", "Bl\ufffdb\ufffdr".encode(), "noe annet enn tekst"),
    "half of UTF-16": ("bok.txt", "Åpning".encode("utf-16")[:-1], "Bokstavene i filen kan ikke leses."),
    "too long": ("bok.txt", b"ord " * 200_000, "mer enn to hundre sider"),
    "a DOCX cut off": ("bok.docx", DOCX[: len(DOCX) // 2], "Filen er skadet"),
    "an empty DOCX": ("bok.docx", b"", "Filen er tom."),
    "text called DOCX": ("bok.docx", b"Tekst", "Filen er skadet"),
    "a ZIP called DOCX": ("bok.docx", with_part("[Content_Types].xml", b"<Types/>"), "Filen er skadet"),
    "encrypted": ("bok.docx", ENCRYPTED, "beskyttet med passord"),
    "broken XML": ("bok.docx", with_part("word/document.xml", b"<w:document"), "Filen er skadet"),
    "no paragraphs": ("bok.docx", with_part("word/document.xml", xml("")), "Filen har ingen tekst."),
    "external entity": ("bok.docx", with_part("word/document.xml", xml(SAYS, XXE)), "instrukser"),
    "entities in UTF-16": (
        "bok.docx",
        with_part("word/document.xml", IN_UTF16),
        "instrukser",
    ),
    "billion laughs": ("bok.docx", with_part("word/document.xml", xml(SAYS, LAUGHS)), "instrukser"),
    "laughs in a note": ("bok.docx", with_part("word/footnotes.xml", xml(SAYS, LAUGHS)), "instrukser"),
    "a bomb of text": ("bok.docx", with_part("word/document.xml", xml(" " * 40_000_000)), "mye mer enn"),
    "a bomb of pictures": ("bok.docx", with_part("word/media/a.bin", bytes(60_000_000)), "mye mer enn"),
    "macros": ("bok.docx", with_part("word/vbaProject.bin", b"x"), "Filen er skadet"),
}  # fmt: skip


@pytest.mark.adversary(
    "C1", "truncated, empty, random, encrypted and renamed files are refused with a reason in Norwegian"
)
@pytest.mark.adversary("C8", "external entities and billion laughs are refused before they are parsed")
@pytest.mark.adversary("C6", "ZIP bombs are refused by the list of their parts")
@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_document_is_refused_with_a_reason(what: str) -> None:
    name, data, reason = REFUSED[what]
    begun = time.process_time()
    with pytest.raises(ImportRefused) as refusal:
        understand(name, data)
    assert reason in str(refusal.value)
    assert "root:" not in str(refusal.value)
    assert time.process_time() - begun < 2


def test_the_parser_itself_expands_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_check_xml", lambda xml: None)
    outline, _report = understand(
        "bok.docx", with_part("word/document.xml", xml(SAYS + SAYS.replace("&a;", "Prøve"), XXE))
    )
    assert outline.words() == ["Prøve"]


@pytest.mark.requirement("R1.1", "a file is as large as other uploads may be, and no larger")
def test_a_file_is_at_most_as_large_as_other_uploads() -> None:
    with (
        override_settings(MAX_UPLOAD_BYTES=1024),
        pytest.raises(ImportRefused, match="Den kan være høyst 1,0"),
    ):
        understand("bok.txt", b"a" * 1025)


@pytest.mark.adversary(
    "C2", "UTF-8, UTF-16 and Windows-1252 give the right letters, and the report says which it was"
)
@pytest.mark.parametrize(
    ("codec", "shown"),
    [
        ("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"), ("cp1252", "Windows-1252"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["bok.txt", "bok.md"])
def test_letters_are_read_as_they_were_written(name: str, codec: str, shown: str) -> None:
    outline, report = understand(name, SENTENCE.replace("\n", "\r\n").encode(codec))
    assert " ".join(outline.words()) == (
        "Håndbok 1 Prøver Blåbærsyltetøy på brød «koster» 5 kroner. 2 Ærfugl Å."
    )
    assert report.charset == shown
    assert shown in report.sections()[1].lines[0]


BUSY = [
    "[" * 8_000, "*" * 50_000, "> " * 20_000, "`" * 50_000, "<" * 20_000, "- " * 8_000 + "a", "a" * 200_000,
    "a@" * 50_000, "1. a\n" * 2_000, "Navn:\n" * 4_000, "\u2022 a\n\n" * 3_000, "\f1\f\n" * 4_000, "# a\n" * 4_000,
    "  - a\n" * 3_000, "1 A\n\n" * 3_000, "[^1]" * 4_000 + "\n[^1]: a", "| a " * 2_000 + "\n" + "|---" * 2_000,
]  # fmt: skip


@pytest.mark.parametrize("head", ["", "# A\n\n# B\n\n"], ids=["text", "markdown"])
@pytest.mark.parametrize("text", BUSY, ids=[repr(text[:8]) for text in BUSY])
def test_no_text_keeps_the_machine_busy(text: str, head: str) -> None:
    begun = time.process_time()
    with suppress(ImportRefused):
        understand("bok.txt", (head + text).encode())
    assert time.process_time() - begun < 2


def test_the_command_says_why_and_stores_nothing(by_command: Callable[..., object]) -> None:
    for what in ("empty", "encrypted", "a program"):
        name, data, reason = REFUSED[what]
        with pytest.raises(CommandError, match=reason.rstrip(".")):
            by_command(name, data)
    with pytest.raises(CommandError, match="Koden er bokstaver og tall"):
        by_command("bok.txt", b"Tekst", code="20 24")
    with pytest.raises(CommandError, match="finnes-ikke"):
        call_command("import_guideline", "/finnes-ikke.txt", code="2031")
    assert not GuidelinePage.objects.exists()
