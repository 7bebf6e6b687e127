"""From a paragraph to an application that is sent."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser import typed
from tests.browser.people import Person
from tests.browser.pictures import picture
from tests.browser.words import nb

WRITTEN = "The application is written: go on"
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
    leader.look("write, nothing yet")
    refused = leader.refused(nb(WRITTEN))
    assert len(refused.splitlines()) > 5, refused
    leader.look("write, refused for what is missing")
    leader.follow(nb("Write: %(title)s", title="Nettverket"))
    ticked = page.locator("[name=municipalities]:checked + label").all_inner_texts()
    assert ticked == ["Bjerkreim", "Eigersund", "Lund", "Sandnes", "Sokndal"]
    leader.look("write, the network")
    write_pages(leader, typed.application(typed.plan(folder), overhead=20_000))
    overhead = page.locator(".finding[data-outcome=unmet]").get_by_role("link", name=re.compile("2024-3.7"))
    assert overhead.get_attribute("href") == "/regel/2024-3.7/"
    leader.look("write, over five per cent")
    picture(page, "write-application")
    leader.follow("Penger")
    expect(page.locator("#told-budget")).to_contain_text("2024-3.7")
    expect(page.locator("[name=budget_overhead]")).to_have_value(re.compile(r"20\s?000"))
    leader.look("write, the money")
    write_money(leader, {"budget_overhead": "13 000"})
    assert leader.refused(nb(WRITTEN)).count("253") == 1
    leader.look("write, does not add up")
    leader.follow("Penger")
    write_money(leader, typed.budget(typed.REQUESTED, 13_000))
    leader.press(nb(WRITTEN))
    leader.look("submit, nobody has answered")


def write_pages(writer: Person, answers: dict[str, Any]) -> None:
    """Write page after page what each asks for, until the list of all parts is there again."""
    left = dict(answers)
    while (form := writer.page.locator("form[data-draft]")).count():
        asked = [name for name in left if form.locator(f'[name="{name}"]').count()]
        writer.fill({name: left.pop(name) for name in asked})
        writer.press(nb("Save and go on"))
    assert left == {}


def write_money(leader: Person, answers: dict[str, str]) -> None:
    """Change the budget, and go back to the list of all parts."""
    leader.fill(answers)
    leader.press(nb("Save and go on"))
    leader.follow(nb("All parts of the application"))


def confirm(person: Callable[..., Person]) -> None:
    """Let two of the five municipalities stand behind it, the first on a phone."""
    for username in ("synnove.tverrlihagen", "aslak.myrlandsas"):
        manager = person(username, phone=username.startswith("synnove"))
        manager.sign_in()
        manager.look(f"my page of {username}")
        draft = manager.page.locator("li", has_text="egeninitiert")  # the demo asks of another case too
        manager.follow(nb("Stand behind the application"), within=draft)
        manager.look(f"confirm by {username}")
        if username.startswith("synnove"):
            assert manager.refused(nb("Send the answer"))
            manager.look("confirm, refused")
            manager.open_anew()
        manager.fill({"title": "Kommunedirektør", "confirmed": True})
        if username.startswith("synnove"):
            picture(manager.page, "confirm-phone", whole=False)
        manager.press(nb("Send the answer"))
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
    leader.follow("Prosjektet")
    leader.look("supplement, the project")
    answer = "En prosjektleder i halv stilling i Eigersund, som besøker de andre ukentlig."
    write_pages(leader, {"use_of_funds": answer})
    leader.press(nb("Send what was asked for"))
