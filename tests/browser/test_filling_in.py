"""Fields that help while one types: suggestions by keyboard, and a file dropped where it belongs."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.looking import Eye
from tests.browser.people import Person
from tests.browser.words import nb

DROPPED = """zone => {
    const files = new DataTransfer();
    files.items.add(new File(["<svg/>"], "tegning.svg"));
    zone.dispatchEvent(new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
}"""


@pytest.mark.usefixtures("_in_february")
@pytest.mark.requirement("R3.3", "a municipality is picked among suggestions, by keyboard alone")
@pytest.mark.adversary("F6", "what is needed before one begins, and a form with its suggestions open")
def test_suggestions_come_as_one_types_and_a_wrong_file_is_told_at_once(
    person: Callable[..., Person], eye: Eye
) -> None:
    leader = person("ragna.lyngstolen")
    leader.sign_in()
    page = leader.page
    leader.follow(re.compile("^" + nb("Apply for: %(scheme)s", scheme="Barnevernsledernettverk")))
    leader.look("what is needed before one begins")
    leader.press(nb("Begin the application"))
    leader.follow(re.compile("^Skriv: "))
    more = page.get_by_role("combobox", name=nb("Add by name or number"))
    more.press_sequentially("herø")
    expect(page.get_by_role("option")).to_have_text([re.compile("1515"), re.compile("1818")])
    leader.look("suggestions")
    more.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("1515")
    more.press("Enter")
    expect(page.get_by_label("Herøy (Møre og Romsdal)")).to_be_checked()
    expect(more).to_have_value("")
    leader.press(nb("Save and go on"))
    zone = page.locator("[data-upload]").first
    zone.evaluate(DROPPED)
    expect(zone).to_contain_text("tegning.svg")
    expect(zone.locator("input")).to_have_value("")
    leader.look("a file that is not taken")
    page.goto(page.url.partition("oppgaver")[0] + "trekk/")
    leader.press(nb("Put the draft away"))
    assert eye.faults == []
