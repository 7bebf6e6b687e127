"""Those who are asked about others' applications: Bufetat's region and a knowledge environment."""

import re

from playwright.sync_api import expect

from tests.browser.people import Person
from tests.browser.words import nb

QUESTION = "Er metoden prøvd ut andre steder?"
HELP, OPINION = (
    "Vi kan holde to kurs for veilederne.",
    "Metoden er prøvd ut i to nettverk, med gode erfaringer.",
)


def help_a_project(region: Person) -> None:
    """Find the request, read what is asked for, and answer."""
    region.sign_in()
    region.follow(nb("Bufetat"), within=region.page.get_by_role("banner"))
    region.look("requests to the region")
    region.follow(re.compile("Dalane"))
    region.look("a request to the region")
    assert region.refused(nb("Send the answer"))
    region.look("a request, refused")
    region.fill({"answer": "yes", "note": HELP})
    region.press(nb("Send the answer"))
    region.follow(re.compile("Dalane"))
    expect(region.page.get_by_text(HELP)).to_be_visible()


def ask_an_environment(caseworker: Person, number: str) -> None:
    """Ask a knowledge environment from the case, with a day to answer by."""
    page = caseworker.page
    page.goto(f"{caseworker.site.url}/saker/{number}/uttalelser/")
    whom = page.locator("[name=whom] option", has_text="Kunnskapssenteret").first.get_attribute("value")
    caseworker.fill({"whom": whom, "question": QUESTION, "due": "20.03.2025"})
    caseworker.press(nb("Send the question"))
    caseworker.look("statements asked for")


def say_what_it_thinks(environment: Person) -> None:
    """Find the question on one's own page, and answer it."""
    environment.sign_in()
    environment.follow(nb("Give a statement"))
    environment.look("a statement is asked for")
    expect(environment.page.get_by_text(QUESTION)).to_be_visible()
    environment.fill({"answer": OPINION})
    environment.press(nb("Send the statement"))
    environment.look("a statement is given")
