"""Large uploads to the site as it runs: what is too large is not read, and many at once do not fill memory."""

import http.client
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from imports.models import Batch
from tests.faults.serving import Browser, served

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        settings.DATABASES["default"]["ENGINE"].endswith("postgresql"),
        reason="what is sent goes the same way beside every database",
    ),
]
MB = 1024 * 1024
PATH = "/utveksling/ny/"
BOUNDARY = "grense"


def worker_of(url: str) -> int:
    """Return the process that serves the pages: the last descendant of the server that listens there."""
    port = str(urlsplit(url).port)
    parents: dict[int, int] = {}
    commands: dict[int, list[str]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                status = (folder / "status").read_text()
                commands[int(folder.name)] = (folder / "cmdline").read_text().split("\0")
            except OSError:
                continue  # it has ended meanwhile
            parents[int(folder.name)] = int(status.partition("PPid:")[2].split()[0])
    main = next(pid for pid, command in commands.items() if port in command and "granian" in command)
    children = [pid for pid, parent in parents.items() if parent == main]
    return max(children, key=lambda pid: memory(pid, "VmRSS"), default=main)


def memory(pid: int, which: str) -> int:
    """Return bytes of a process: `VmRSS` now, or `VmHWM` at most so far."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition(f"{which}:")[2].split()[0] or 0) * 1024 if which in status else 0


def upload(url: str, browser: Browser, token: str, size: int) -> int:
    """Hand a CSV file of so many bytes in, piece by piece; return the status of the answer."""
    fields = {"csrfmiddlewaretoken": token, "kind": "network"}
    head = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="fil.csv"\r\n'
    head += "Content-Type: text/csv\r\n\r\ncode;name;kind;responsible_municipality\n"
    tail = f"\r\n--{BOUNDARY}--\r\n"
    piece = b"x;y;z;1108\n" * (MB // 11)
    pieces = [head.encode(), *[piece] * (size // len(piece)), tail.encode()]
    connection = http.client.HTTPConnection(str(urlsplit(url).netloc), timeout=300)
    headers = {
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Content-Length": str(sum(len(each) for each in pieces)),
        "Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items()),
    }
    connection.request("POST", PATH, iter(pieces), headers)
    return connection.getresponse().status


def said_to(url: str, head: str) -> str:
    """Return the beginning of the answer to a request of which only the head is ever sent."""
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), timeout=60) as connection:
        connection.sendall(head.encode())
        return connection.recv(4096).decode(errors="replace")


@pytest.mark.adversary(
    "C5", "200 MB: 413 before a byte of the body has come, however it says how large it is"
)
@pytest.mark.adversary("B12", "20 files of 25 MB at once: the process that serves grows by less than 100 MB")
def test_large_uploads(cast: SimpleNamespace, browse: Any, tmp_path: Path) -> None:
    with served(tmp_path) as url:
        browser = Browser(url, browse(cast.caseworker))
        token = browser.form(PATH)["csrfmiddlewaretoken"]
        pid = worker_of(url)
        before = memory(pid, "VmRSS")

        head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        answer = said_to(url, f"{head}Content-Length: {200 * MB}\r\n\r\n")
        assert answer.startswith("HTTP/1.1 413"), answer
        assert memory(pid, "VmHWM") - before < 20 * MB

        size = settings.MAX_UPLOAD_BYTES - MB
        with ThreadPoolExecutor(20) as together:
            answers = list(together.map(lambda _n: upload(url, browser, token, size), range(20)))
        assert set(answers) == {302}
        assert memory(pid, "VmHWM") - before < 100 * MB
    assert Batch.objects.count() == 20
