"""A call under the new edition, by an office's editor; and a case that stays under the edition it was filed under."""

import re

from playwright.sync_api import expect

from tests.browser.people import Person
from tests.browser.pictures import picture
from tests.browser.publishing import ACTIONS, NEW, OLD, OURS, save, unfold
from tests.browser.words import nb

TITLE = "Utviklingsprosjekt med egeninitiert tematikk 2025, etter nye retningslinjer"
FIELDS = {
    "title": TITLE,
    "scheme": "self_initiated",
    "year": "2025",
    "opens": "2025-03-03 09:00",
    "deadline": "2025-05-15 23:59",
    "max_amount": "650 000",
}
OLD_CASE = "ROG-2024-1002"


def announce(editor: Person) -> None:
    """Go from the office's own list of calls to a new one, choose the edition to come, and publish it."""
    page = editor.page
    editor.context.set_default_timeout(60_000)
    editor.sign_in()
    editor.follow("Publisering")
    calls = page.locator("#cms-calls-section")
    expect(calls).to_contain_text("Statsforvalteren i Vestland")
    editor.look("the home of an office's editor", ours=OURS)
    picture(page, "office-calls", whole=False)
    fill_in(editor, FIELDS)
    offered = page.locator("[name=edition] option").evaluate_all("all => all.map((each) => each.value)")
    assert set(offered) == {"", OLD, NEW}
    editor.fill({"edition": NEW})
    editor.look("the form of a call", ours=OURS)
    publish(editor)


def fill_in(editor: Person, fields: dict[str, str]) -> None:
    """Begin a call from the list of the office's own, and save what it is."""
    editor.follow(nb("Begin a new call"), within=editor.page.locator("#cms-calls-section"))
    editor.fill(fields)
    editor.page.wait_for_timeout(300)  # Wagtail's calendar opens late, and closes with a click elsewhere
    editor.page.locator("[name=title]").click()
    save(editor)


def publish(editor: Person) -> None:
    """Publish the call, which its office does without another's review."""
    unfold(editor.page, ACTIONS)
    with editor.page.expect_navigation():
        editor.page.locator("[name=action-publish]").click()


def read_the_call(reader: Person) -> None:
    """Find the call among those to come; its page leads to the edition it goes by, by its name."""
    page = reader.page
    reader.start()
    reader.follow(nb("See the calls"))
    reader.follow(re.compile("egeninitiert tematikk"), within=page.locator(".call-card", has_text="650 000"))
    reader.look("a call under the next edition")
    assert reader.reads("kr 650 000 per prosjekt")
    reader.follow(re.compile(f"{NEW}$"), within=page.get_by_role("complementary"))
    assert NEW in reader.heading()


def keep_to_the_old(caseworker: Person) -> None:
    """See that a case filed under the old edition still goes by it and what it kept, and by nothing newer."""
    page = caseworker.page
    caseworker.sign_in()
    caseworker.follow(nb("Cases"), within=page.get_by_role("banner"))
    caseworker.follow(re.compile(OLD_CASE))
    caseworker.follow(nb("Application"), within=page.locator(".parts"))
    rules = page.locator("main a[href*='/regel/']").evaluate_all("all => all.map((each) => each.pathname)")
    assert {path.split("/regel/")[1].split("-")[0] for path in rules} == {"2021", OLD}
