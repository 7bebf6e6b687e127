"""From a paragraph to an application that is sent."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser import typed
from tests.browser.people import Person
from tests.browser.pictures import picture
from tests.browser.words import nb

MISSING = "Fortell hvor i kommunene prosjektlederen skal arbeide."


def read_the_rule(reader: Person) -> None:
    """Find the paragraph on overhead, with nobody logged in."""
    page = reader.page
    reader.start()
    reader.look("home")
    picture(page, "home")
    reader.follow(nb("Read the guidelines"))
    reader.look("guidelines")
    reader.follow(re.compile("2024"), within=page.get_by_role("main"))
    page.locator(".contents-large").get_by_role("link", name=re.compile("^3 ")).click()
    paragraph = page.locator("[id='p-3.7']")
    expect(paragraph).to_contain_text("overhead", ignore_case=True)
    paragraph.locator("summary").click()
    paragraph.scroll_into_view_if_needed()
    reader.look("guideline")
    picture(page, "guideline", whole=False)


def find_the_call(leader: Person) -> None:
    """Go by the list of calls to the one of one's own county governor, and log in from there."""
    page = leader.page
    leader.start()
    leader.follow(nb("See the calls"))
    leader.look("calls")
    card = page.locator(".call-card", has_text="Statsforvalteren i Rogaland")
    leader.follow(re.compile("egeninitiert"), within=card)
    leader.look("call")
    picture(page, "call")
    leader.follow(nb("Apply"))
    leader.look("log in")
    leader.log_in()
    leader.look("apply")
    leader.press(nb("Begin the application"))


def write(leader: Person, folder: Path) -> None:
    """Write the application: too much overhead first, then a budget that does not add up, then as it should be."""
    page = leader.page
    leader.look("write, empty")
    assert leader.reads(f"{nb('Chosen:')} Bjerkreim, Eigersund, Lund, Sandnes, Sokndal")
    refused = leader.refused(nb("Save and go on"))
    assert "Prosjektets navn" in refused or len(refused.splitlines()) > 5, refused
    leader.look("write, refused for what is missing")
    leader.fill(typed.application(typed.plan(folder), overhead=20_000))
    leader.press(nb("Save the draft"))
    overhead = page.locator(".finding[data-outcome=unmet]").get_by_role("link", name=re.compile("2024-3.7"))
    assert overhead.get_attribute("href") == "/regel/2024-3.7/"
    expect(page.locator("[name=budget_overhead]")).to_have_value(re.compile(r"20\s?000"))
    leader.look("write, over five per cent")
    picture(page, "write-application")
    leader.fill({"budget_overhead": "13 000"})
    assert leader.refused(nb("Save and go on")).count("253") == 1
    expect(page.locator("[name=concerns]")).to_have_value("Trygge overganger")
    leader.look("write, does not add up")
    leader.fill(typed.budget(typed.REQUESTED, 13_000))
    leader.press(nb("Save and go on"))
    leader.look("submit, nobody has answered")


def confirm(person: Callable[..., Person]) -> None:
    """Let two of the five municipalities stand behind it, the first on a phone."""
    for username in ("synnove.tverrlihagen", "aslak.myrlandsas"):
        manager = person(username, phone=username.startswith("synnove"))
        manager.sign_in()
        manager.look(f"my page of {username}")
        manager.follow(nb("Stand behind the application"))
        manager.look(f"confirm by {username}")
        if username.startswith("synnove"):
            assert manager.refused(nb("We stand behind the application"))
            manager.look("confirm, refused")
            manager.open_anew()
        manager.fill({"title": "Kommunedirektør", "confirmed": True})
        if username.startswith("synnove"):
            picture(manager.page, "confirm-phone", whole=False)
        manager.press(nb("We stand behind the application"))
        manager.look(f"case of {username}")


def submit(leader: Person) -> str:
    """Send it, and return the case's number."""
    page = leader.page
    page.reload()
    expect(page.get_by_text(nb("Confirmed"), exact=True)).to_have_count(2)
    leader.look("submit")
    leader.fill({"choice": "send"})
    leader.press(nb("Go on"))
    leader.look("case of the network, received")
    number = re.search(r"ROG-\d{4}-\d+", page.url)
    assert number, page.url
    return number[0]


def supplement(leader: Person) -> None:
    """Send what the office asks for."""
    page = leader.page
    leader.follow(nb("My page"))
    leader.look("my page, waited for")
    picture(page, "my-page")
    leader.follow(nb("Send what is missing"))
    expect(page.get_by_text(MISSING)).to_be_visible()
    leader.look("supplement")
    leader.fill(
        {"use_of_funds": "En prosjektleder i halv stilling i Eigersund, som besøker de andre ukentlig."}
    )
    leader.press(nb("Send what was asked for"))
