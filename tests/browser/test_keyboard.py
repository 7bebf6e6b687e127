"""The site without a mouse."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import keyboard
from tests.browser.people import Person
from tests.browser.words import nb


@pytest.mark.usefixtures("_in_february")
@pytest.mark.adversary(
    "F6", "a task is found, filled in and completed with Tab, arrows, space and Enter alone"
)
def test_a_task_is_completed_with_the_keyboard_alone(person: Callable[..., Person]) -> None:
    caseworker = person("tro.saksbehandler")
    caseworker.sign_in()
    page = caseworker.page
    page.keyboard.press("Tab")
    expect(page.locator(".ds-skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    keyboard.tab_to(page, "main a[href*='/saker/'][href*='/oppgaver/']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert keyboard.faults_of(page) == []
    page.reload()
    keyboard.tab_to(page, "[name=result]")
    page.keyboard.press("Space")
    expect(page.locator("[name=result]").first).to_be_checked()
    page.keyboard.press("ArrowDown")
    keyboard.tab_to(page, "[name=action][value=complete]")
    with page.expect_navigation() as answer:
        page.keyboard.press("Enter")
    assert answer.value.status == 422
    expect(page.locator(".ds-error-summary")).to_be_focused()
    keyboard.tab_to(page, ".ds-error-summary a")
    page.keyboard.press("Enter")
    expect(page.locator("[name=asked_for]")).to_be_focused()
    page.keyboard.type("Fortell hvem som leder prosjektet.")
    keyboard.tab_to(page, "[name=action][value=complete]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert caseworker.reads(nb("Done: %(task)s.", task=nb("Formal check")))


@pytest.mark.usefixtures("_in_february")
@pytest.mark.adversary(
    "F6", "on pages of every kind Tab reaches all there is, on the screen and with its focus drawn"
)
def test_the_focus_is_always_seen(person: Callable[..., Person]) -> None:
    reader, caseworker = person(), person("rog.saksbehandler")
    found: dict[str, list[str]] = {}

    def go_through(somebody: Person, name: str) -> None:
        if faults := keyboard.faults_of(somebody.page):
            found[name] = faults

    reader.start()
    go_through(reader, "home")
    reader.follow(nb("See the calls"))
    reader.follow(re.compile("egeninitiert"), within=reader.page.locator(".call-card").first)
    go_through(reader, "call")
    caseworker.sign_in()
    go_through(caseworker, "my page")
    caseworker.follow(nb("Cases"), within=caseworker.page.get_by_role("banner"))
    go_through(caseworker, "cases")
    caseworker.follow(re.compile("^ROG-"))
    go_through(caseworker, "case")
    for part in (nb("Application"), nb("Flow chart")):
        caseworker.follow(part, within=caseworker.page.locator(".parts"))
        go_through(caseworker, part)
    assert found == {}
