"""How long whoever hands in a bad file waits for the reason, and what the process that looks at it takes (C1, C6)."""

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from imports import guard
from imports.models import Batch
from tests.imports.messy.books import rewritten
from tests.imports.test_guard import SHEET, declaring, small, with_part, zipped

pytestmark = pytest.mark.django_db
TIMES, ROUNDS, MEGABYTES = 5, 5, 50
# Starts a process from one so small that the memory of the one that starts it does not count.
PEAK = (
    "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=-3, stderr=-3);"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)
MB = 1024 * 1024
BAD = {
    "empty": b"",
    "random, 4 kB": os.urandom(4000),
    "random, 24 MB": os.urandom(24 * MB),
    "a program": b"MZ\x90\x00" + bytes(MB),
    "an old .xls": guard.OLE + bytes(24 * MB),
    "cut short": small()[:3000],
    "a bomb in the sheet": rewritten(small(), SHEET, lambda xml: xml + " " * 250 * MB),
    "a bomb in the texts": rewritten(small(), "xl/sharedStrings.xml", lambda xml: "<t>" + "a" * 250 * MB),
    "many parts": zipped(*((f"xl/{n}", b"") for n in range(2000))),
    "a workbook in a workbook": with_part("xl/embeddings/inner.xlsx", small()),
    "entities": declaring('<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'),
}


@pytest.mark.adversary("C1", "the reason is there as soon as a good file would be let in")
@pytest.mark.adversary(
    "C6", "a bomb is refused as soon as a good file would be let in, in 50 MB more at most"
)
def test_a_bad_file_is_refused_at_once(
    cast: SimpleNamespace, browse: Any, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "documents"
    client = browse(cast.caseworker)
    good = _seconds(client, small(), 302)
    kept, files = Batch.objects.count(), sorted((tmp_path / "documents").rglob("*"))
    least = _peak(small(), tmp_path)
    print(f"\na good file: {good:.2f} s, {least:.0f} MB")
    told = {what: (_seconds(client, content, 400), _peak(content, tmp_path)) for what, content in BAD.items()}
    for what, (seconds, peak) in told.items():
        print(f"{what}: {seconds:.2f} s, {seconds / good:.1f} times; {peak:.0f} MB")
    assert {what: took for what, (took, _peak) in told.items() if took > TIMES * good} == {}
    bombs = {what: peak for what, (_took, peak) in told.items() if "bomb" in what or "many" in what}
    assert {what: peak for what, peak in bombs.items() if peak > least + MEGABYTES} == {}
    assert (Batch.objects.count(), sorted((tmp_path / "documents").rglob("*"))) == (kept, files)


def _seconds(client: Client, content: bytes, status: int) -> float:
    """Return the median time of an answer with that status to a file handed in."""
    taken = []
    for _round in range(ROUNDS):
        file = SimpleUploadedFile("fil.xlsx", content)
        began = time.perf_counter()
        assert client.post("/utveksling/ny/", {"kind": "network", "file": file}).status_code == status
        taken.append(time.perf_counter() - began)
    return median(taken)


def _peak(content: bytes, folder: Path) -> float:
    """Return the megabytes that the process that looks at a file takes at most."""
    path = folder / "fil"
    path.write_bytes(content)
    command = [sys.executable, "-S", "-c", PEAK, *guard.command(path, "xlsx", "--look")]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024
