"""One site, one Chromium and one watchful eye for all journeys."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.counting import Counter
from tests.browser.looking import Eye
from tests.browser.opening import Site, opened
from tests.browser.people import Person

BEGINNING = "10.02.2025"  # where the demo's clock stands: the year's calls are open
# A browser that neither updates itself nor calls anyone.
ALONE = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return the demo, open on a port of its own."""
    with opened(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the machine's Chromium; Playwright's own download is never used."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=ALONE)
        yield browser
        browser.close()


@pytest.fixture
def eye() -> Eye:
    """Return an eye that looks at pages and remembers what is wrong with them."""
    return Eye()


@pytest.fixture
def counter(site: Site, chromium: Browser, eye: Eye) -> Iterator[Callable[..., Counter]]:
    """Return a function that seats somebody who counts pages and questions."""
    yield from _seats(Counter, site, chromium, eye)


@pytest.fixture
def person(site: Site, chromium: Browser, eye: Eye) -> Iterator[Callable[..., Person]]:
    """Return a function that seats somebody at a browser of their own: person("rog.beslutter")."""
    yield from _seats(Person, site, chromium, eye)


def _seats(kind: type[Person], site: Site, chromium: Browser, eye: Eye) -> Iterator[Callable[..., Person]]:
    seated: list[Person] = []

    def seat(username: str = "", **settings: object) -> Person:
        seated.append(kind(site, chromium, eye, username, **settings))
        return seated[-1]

    yield seat
    for each in seated:
        each.leave()


@pytest.fixture
def _in_february(person: Callable[..., Person]) -> None:
    """Put the demo's clock to where its calls are open, by the page that a newcomer uses."""
    somebody = person("kunnskapsmiljo")
    somebody.sign_in()
    somebody.move_clock(BEGINNING)
