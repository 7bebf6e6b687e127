"""Opens the site as a newcomer does: `make demo`'s own command, on a free port, in a folder of its own."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.database import migrated

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 600  # seconds: database, a year of cases and start, on a machine that has other things to do
# What the tests' own settings set, and what would send the demo to another database.
NOT_PASSED_ON = {
    "TESTING",
    "TEST_VAR_DIR",
    "DATABASE_URL",
    "CACHE_URL",
    "DEBUG",
    "SECRET_KEY",
    "COMMIT",
    "PORT",
}


@dataclass(frozen=True)
class Account:
    """What a person needs to sign in; `secret` is empty where no second factor is asked for."""

    username: str
    password: str
    secret: str


@dataclass(frozen=True)
class Site:
    """An open site: its address, its accounts by user name, and where it writes its log."""

    url: str
    accounts: dict[str, Account]
    log: Path

    def errors(self) -> list[str]:
        """Return what the site logged as errors, beside what it was asked to refuse."""
        return [line for line in self.log.read_text().splitlines() if '"level": "ERROR"' in line]


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Site]:
    """Prepare the demo in a folder, open it, and close it afterwards; raise RuntimeError if it does not open."""
    port = free_port()
    url, log = f"http://127.0.0.1:{port}", folder / "site.log"
    kept = {name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON}
    environment = kept | {"DEMO": "1", "VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "cms.settings"}
    command = [sys.executable, "manage.py", "demo", "--port", str(port)]
    shutil.copyfile(migrated(), folder / "db.sqlite3")  # migrating is tried elsewhere, and takes two minutes
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait_for(url, process, log)
            yield Site(url, _accounts(folder), log)
        finally:
            process.terminate()
            process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def _wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    """Wait until the site says that it is ready."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        if _is_ready(url):
            return
        time.sleep(0.3)
    raise RuntimeError("The site did not open:\n" + log.read_text()[-3000:])


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:  # noqa: S310  (our own address)
            return answer.status == 200
    except OSError:
        return False


def _accounts(folder: Path) -> dict[str, Account]:
    rows = json.loads((folder / "demo-accounts.json").read_text())
    return {row["username"]: Account(row["username"], row["password"], row["totp_secret"]) for row in rows}
