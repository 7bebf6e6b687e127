"""The local mail folder: what came to an address, and the links in it."""

import email
import re
import time
from email import policy
from pathlib import Path

from tests.browser.opening import Site

PATIENCE = 60  # seconds: the worker sends what is owed after the page has answered


def link(site: Site, address: str, under: str) -> str:
    """Return where the newest mail to an address leads, beneath a part of the site (`bekreft`); wait for the mail."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for body in reversed(bodies(site, address)):
            if found := re.search(rf"https?://[^/\s]+(/\S*{under}/\S+/)", body):
                return site.url + found[1]
        time.sleep(0.3)
    raise AssertionError(f"No mail to {address} leads to {under}: {bodies(site, address)}")


def bodies(site: Site, address: str) -> list[str]:
    """Return the texts of the mails to an address, the oldest first."""
    folder: Path = site.log.parent / "mail"
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns)
    letters = [
        email.message_from_string(part.strip(), policy=policy.default)
        for path in files
        for part in re.split(r"^-{79}$", path.read_text(), flags=re.M)
        if part.strip()
    ]
    return [letter.get_content() for letter in letters if letter["To"] == address]
