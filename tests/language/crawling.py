"""Reads the site as people do: follows every link that is theirs, and sends every form of theirs empty."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client

NOT_PAGES = ("/cms/", "/static/", "/dokumenter/", "/konto/logout/", "/nn/")
MOST = 1200  # pages of one person; more means that links lead in circles
# Forms about one document are alike whichever it is, the parts of cases, tables of exports and cuts of an overview
# too: so many of each kind are read, and not hundreds. Tasks are all read.
ALIKE = re.compile(
    r"/(be-om|register)/$|^/saker/[^/]+/((?!oppgaver)[\w-]+)/"
    r"|^/(eksport|utveksling/kolonner|utveksling/mal)/.|^/(oversikt/\w*).*\?|^/(saker/)\?"
)
ENOUGH = 8


@dataclass(frozen=True)
class Seen:
    """A page as somebody saw it."""

    who: str
    address: str
    html: str

    @cached_property
    def soup(self) -> BeautifulSoup:
        """Return the page, parsed."""
        return BeautifulSoup(self.html, "html.parser")

    def __str__(self) -> str:
        return f"{self.who} at {self.address}"


def pages(client: Client, who: str, *starts: str, within: str = "") -> Iterator[Seen]:
    """Yield every page that links lead to from where one starts, each address once, whatever its status.

    `within`: what must stand in an address for its link to be followed.
    """
    waiting, known, alike = list(starts), set(starts), Counter[str]()
    while waiting:
        address = waiting.pop(0)
        answer = client.get(address, follow=True)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        seen = Seen(who, address, answer.content.decode())
        yield seen
        for link in seen.soup.find_all("a", href=True):
            target = urlsplit(urljoin(answer.request["PATH_INFO"], link["href"]))
            path = target.path + (f"?{target.query}" if target.query else "")
            if target.netloc or path in known or not path.startswith("/") or within not in path:
                continue
            if target.path.startswith(NOT_PAGES):
                continue
            if kind := ALIKE.search(path):
                alike[kind[kind.lastindex or 0]] += 1
                if alike[kind[kind.lastindex or 0]] > ENOUGH:
                    continue
            known.add(path)
            waiting.append(path)
        assert len(known) < MOST, f"{who} finds no end of pages: {sorted(known)[-20:]}"


def empty_forms(client: Client, page: Seen) -> Iterator[Seen]:
    """Yield what each form of a page answers when it is sent empty, button by button; nothing is kept."""
    for form in page.soup.find_all("form", method="post"):
        address = urljoin(page.address, form.get("action") or page.address)
        if address.startswith(("/konto/logout/",)):
            continue
        hidden = {
            field["name"]: field.get("value", "")
            for field in form.find_all("input", type="hidden", attrs={"name": True})
        }
        buttons = [
            {button["name"]: button.get("value", "")} if button.get("name") else {}
            for button in form.find_all("button")
        ]
        for button in buttons or [{}]:
            with transaction.atomic():
                answer = client.post(address, hidden | button, follow=True)
                transaction.set_rollback(True)
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                yield Seen(page.who, f"{address} (sent empty: {button})", answer.content.decode())
