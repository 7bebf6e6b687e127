"""Large uploads to the site as it runs: what is too large is not read, and many at once do not fill memory."""

import contextlib
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from imports.models import Batch
from tests.faults.serving import Browser, served
from tests.faults.uploading import MB, PATH, memory, upload, worker_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        settings.DATABASES["default"]["ENGINE"].endswith("postgresql"),
        reason="what is sent goes the same way beside every database",
    ),
]


def said_to(url: str, head: str) -> str:
    """Return the beginning of the answer to a request of which only the head is ever sent."""
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), timeout=60) as connection:
        connection.sendall(head.encode())
        return connection.recv(4096).decode(errors="replace")


def answer_to_all_of_it(url: str, head: str, piece: bytes, times: int) -> str:
    """Send the head and so many pieces, as far as the server takes them; return the beginning of its answer."""
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), timeout=60) as connection:
        connection.sendall(head.encode())
        sending = threading.Thread(target=_send, args=(connection, piece, times))
        sending.start()
        answer = connection.recv(4096).decode(errors="replace")
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        sending.join(60)
    return answer


def _send(connection: socket.socket, piece: bytes, times: int) -> None:
    with contextlib.suppress(OSError):  # it closes on us
        for _n in range(times):
            connection.sendall(piece)


@pytest.mark.adversary(
    "C5", "200 MB: 413 before a byte of the body has come, or while it comes, and memory stays flat"
)
@pytest.mark.adversary(
    "C5", "200 MB of a length that is not told: nothing of it is read, and memory stays flat"
)
@pytest.mark.adversary("B12", "20 files of 25 MB at once: the process that serves grows by less than 100 MB")
def test_large_uploads(cast: SimpleNamespace, browse: Any, tmp_path: Path) -> None:
    with served(tmp_path) as url:
        browser = Browser(url, browse(cast.caseworker))
        token = browser.form(PATH)["csrfmiddlewaretoken"]
        pid = worker_of(url)
        before = memory(pid, "VmRSS")

        head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        long = f"{head}Content-Length: {200 * MB}\r\n\r\n"
        for answer in (said_to(url, long), answer_to_all_of_it(url, long, bytes(MB), 200)):
            assert answer.startswith("HTTP/1.1 413"), answer
        chunk = b"100000\r\n" + bytes(MB) + b"\r\n"
        answer = answer_to_all_of_it(url, f"{head}Transfer-Encoding: chunked\r\n\r\n", chunk, 200)
        assert answer.startswith("HTTP/1.1 4"), answer
        assert memory(pid, "VmHWM") - before < 20 * MB

        size = settings.MAX_UPLOAD_BYTES - MB
        with ThreadPoolExecutor(20) as together:
            answers = list(together.map(lambda _n: upload(url, browser, token, size), range(20)))
        assert set(answers) == {302}
        assert memory(pid, "VmHWM") - before < 100 * MB
    assert Batch.objects.count() == 20
