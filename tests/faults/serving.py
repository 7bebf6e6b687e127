"""The site as it runs: its own server process on this test's database, and browsers that are plain HTTP."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from bs4 import BeautifulSoup
from django.test import Client

from tests.browser.opening import free_port
from tests.database import ROOT, present_url

PATIENCE = 60  # seconds until the server answers, on a machine that has other things to do


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        """Follow nothing: a redirect is an answer."""


@dataclass
class Browser:
    """Somebody's browser: `signed_in` is a test client whose session it takes over."""

    url: str
    signed_in: Client | None = None
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.signed_in:
            self.cookies |= {name: each.value for name, each in self.signed_in.cookies.items()}

    def ask(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        """Return the status and the text of an answer."""
        request = urllib.request.Request(self.url + path)  # noqa: S310  (our own server)
        request.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        body = urlencode(data).encode() if data is not None else None
        opener = urllib.request.build_opener(_Stay)
        try:
            answer = opener.open(request, body, timeout=PATIENCE)
        except urllib.error.HTTPError as refusal:
            answer = refusal
        with answer:
            for cookie in answer.headers.get_all("Set-Cookie", []):
                name, _is, rest = cookie.partition("=")
                self.cookies[name] = rest.split(";")[0]
            return answer.status, answer.read().decode(errors="replace")

    def form(self, path: str) -> dict[str, str]:
        """Return the hidden fields of the forms of a page: the token, and the key that a second post repeats."""
        status, page = self.ask(path)
        assert status == 200, (path, status)
        hidden = BeautifulSoup(page, "html.parser").select("main input[type=hidden]")
        return {each["name"]: each.get("value", "") for each in hidden}


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Open the site on this test's database, as the demo does, in one process; give its address, then close it."""
    port = free_port()
    environment = os.environ | {"DATABASE_URL": present_url(), "DJANGO_SETTINGS_MODULE": "cms.settings"}
    environment |= {"TESTING": "1", "VAR_DIR": str(folder)}
    server = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    server += ["--workers", "1", "--blocking-threads", "32", "--log-level", "warning", "cms.wsgi:application"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, *server], cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}", process, folder / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError):
            if Browser(url).ask("/healthz")[0] == 200:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the server does not answer:\n{log.read_text()}")
